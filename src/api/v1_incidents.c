/* Incidents and legal clocks. A member gets what it reported and its own clocks; no answer
 * names the case, or anybody else in it (desk/incident_sight.h). */
#include "api/v1.h"

#include "desk/incident_sight.h"
#include "desk/obligation.h"
#include "report/i18n.h"

#define NOT_SENT "o.\"sent\" = 0 AND o.\"waived\" = 0 AND o.\"due\" > 0"

static const struct list_column columns[] = {
    {"id", "Identifier", "p.\"id\"", LIST_TEXT, 0, NULL, NULL},
    {"ref", "Number", "p.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"role", "Part", "p.\"role\"", LIST_ENUM, LIST_FILTER, party_role_names, NULL},
    {"status", "Where it stands", "p.\"status\"", LIST_ENUM, LIST_FILTER, party_status_names,
	NULL},
    {"tlp", "Label", "p.\"tlp\"", LIST_ENUM, 0, tlp_names, NULL},
    {"class", "Class", "p.\"class\"", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"impact", "Patients", "p.\"impact\"", LIST_ENUM, LIST_FILTER, incident_impact_names, NULL},
    {"aware", "Became aware", "p.\"aware\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"next_due", "Next legal deadline",
	"COALESCE((SELECT min(o.\"due\") FROM obligation AS o WHERE o.\"party\" = p.\"id\" AND "
	"o.\"org\" = p.\"org\" AND " NOT_SENT "), 0)",
	LIST_TIME, LIST_SORT, NULL, NULL},
    {"version", "Version", "p.\"version\"", LIST_INT, 0, NULL, NULL},
};

/* $1 the organisation, $2 whether who asks belongs to it or reads for the CERT. */
const struct list v1_incidents = {.name = "incidents",
    .from = "incident_party AS p",
    .where = "p.\"org\" = $1 AND (p.\"tlp\" <> 'amber+strict' OR CAST($2 AS @int) = 1)",
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "-aware",
    .key = "p.\"id\""};

static const struct list_column clock_columns[] = {
    {"id", "Identifier", "o.\"id\"", LIST_TEXT, 0, NULL, NULL},
    {"party", "Report", "o.\"party\"", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"regime", "Regime", "o.\"regime\"", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"stage", "Stage", "o.\"stage\"", LIST_ENUM, LIST_FILTER, obligation_stage_names, NULL},
    {"trigger", "Counts from", "o.\"trigger\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"due", "Due", "o.\"due\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"sent", "Submitted", "o.\"sent\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"recipient", "To whom", "o.\"recipient\"", LIST_TEXT, 0, NULL, NULL},
    {"verdict", "Verdict", "o.\"verdict\"", LIST_ENUM, LIST_FILTER, obligation_verdict_names,
	NULL},
    {"version", "Version", "o.\"version\"", LIST_INT, 0, NULL, NULL},
};

const struct list v1_clocks = {.name = "clocks",
    .from = "obligation AS o JOIN incident_party AS p ON p.\"id\" = o.\"party\"",
    .where = "o.\"org\" = $1 AND (p.\"tlp\" <> 'amber+strict' OR CAST($2 AS @int) = 1)",
    .columns = clock_columns,
    .ncolumns = ARRAY_LEN(clock_columns),
    .sort = "due",
    .key = "o.\"id\""};

static const struct list_column cert_columns[] = {
    {"id", "Identifier", "i.\"id\"", LIST_TEXT, 0, NULL, NULL},
    {"ref", "Number", "i.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"title", "Title", "i.\"title\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"state", "State", "i.\"state\"", LIST_ENUM, LIST_FILTER, incident_state_names, NULL},
    {"severity", "Severity", "i.\"severity\"", LIST_ENUM, LIST_FILTER, incident_severity_names,
	NULL},
    {"class", "Class", "i.\"class\"", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"tlp", "Label", "i.\"tlp\"", LIST_ENUM, LIST_FILTER, tlp_names, NULL},
    {"major", "Major (1)", "i.\"major\"", LIST_INT, 0, NULL, NULL},
    {"exercise", "Exercise (1)", "i.\"exercise\"", LIST_INT, 0, NULL, NULL},
    {"created", "Entered", "i.\"created\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"changed", "Changed", "i.\"changed\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"version", "Version", "i.\"version\"", LIST_INT, 0, NULL, NULL},
};

const struct list v1_cert_incidents = {.name = "incidents",
    .from = "incident AS i",
    .columns = cert_columns,
    .ncolumns = ARRAY_LEN(cert_columns),
    .sort = "-changed",
    .key = "i.\"id\""};

/* An exercise counts nowhere. */
const struct list v1_cert_clocks = {.name = "clocks",
    .from = "obligation AS o JOIN incident AS i ON i.\"id\" = o.\"incident\"",
    .where = "i.\"exercise\" = 0 AND i.\"state\" <> 'not_an_incident'",
    .columns = clock_columns,
    .ncolumns = ARRAY_LEN(clock_columns),
    .sort = "due",
    .key = "o.\"id\""};

static bool is_inside(const struct call *call)
{
	vec_foreach (s, &call->who.standings) {
		if (s->org ? strcmp(s->org, call->org->id) == 0
			   : s->role == ROLE_READER || s->role == ROLE_ANALYST ||
				 s->role == ROLE_COORDINATOR)
			return true;
	}
	return false;
}

static int incidents(struct call *call)
{
	return v1_list(call, &v1_incidents,
	    DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(is_inside(call))));
}

static int clocks(struct call *call)
{
	return v1_list(
	    call, &v1_clocks, DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(is_inside(call))));
}

static int missing(struct call *call)
{
	return call_fail(call, ERR_NOTFOUND, TR("Not found"),
	    TR("Go back to the list: it may have been removed"), "%.40s", call_arg(call, "id"));
}

static int one(struct call *call)
{
	struct incident_party p = {0};
	struct incident_case c = {0};
	struct incident_part part = {0};
	struct audience_viewer viewer;
	struct json *to;
	int r = v1_find(call, &incident_party_type, call_arg(call, "id"), &p);

	if (r == 0)
		r = call_db(call, incident_case_load(call->db, p.incident, call->arena, &c));
	if (r < 0)
		return r;
	incident_viewer_at(&call->who, &c, incident_case_party(&c, p.id), call->arena, &viewer);
	part = incident_part_party(&p);
	if (!incident_sees_at(&c, &viewer, &p, &part))
		return missing(call);
	/* The case is the CERT's: its identifier would tell parties of each other. */
	p.incident = NULL;
	to = v1_json(call, &incident_party_type, &p);
	for (size_t i = 0; i < to->object.n; i++)
		json_set_value(call->arena, call->data, to->object.members[i].key,
		    &to->object.members[i].value);
	return 0;
}

static int cert_incidents(struct call *call)
{
	return v1_list(call, &v1_cert_incidents, NULL, 0);
}

static int cert_one(struct call *call)
{
	struct incident i = {0};
	int r = desk_get(call->db, &incident_type, call_arg(call, "id"), call->arena, &i);

	if (r == ERR_NOTFOUND)
		return missing(call);
	return r < 0 ? call_db(call, r) : v1_record(call, &incident_type, &i);
}

static int cert_clocks(struct call *call)
{
	return v1_list(call, &v1_cert_clocks, NULL, 0);
}

const struct route v1_incidents_routes[] = {
    {"GET", "/api/v1/orgs/{org}/incidents", MAY_VIEW, NULL, incidents, 0,
	"The incidents that the organisation is a party of.", NULL, NULL},
    {"GET", "/api/v1/orgs/{org}/incidents/{id}", MAY_VIEW, NULL, one, 0,
	"What the organisation reported of an incident.", NULL, NULL},
    {"GET", "/api/v1/orgs/{org}/clocks", MAY_VIEW, NULL, clocks, 0,
	"The legal clocks of the organisation.", NULL, NULL},
    {"GET", "/api/v1/cert/incidents", MAY_VIEW, NULL, cert_incidents, 0, "All incidents.", NULL,
	NULL},
    {"GET", "/api/v1/cert/incidents/{id}", MAY_VIEW, NULL, cert_one, 0, "An incident.", NULL,
	NULL},
    {"GET", "/api/v1/cert/clocks", MAY_VIEW, NULL, cert_clocks, 0,
	"The legal clocks of all incidents.", NULL, NULL},
    {.method = NULL},
};
