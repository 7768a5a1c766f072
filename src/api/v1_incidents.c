/* Incidents and legal clocks. A member gets what it reported and its own clocks; no answer
 * names the case, or anybody else in it (desk/incident_sight.h). */
#include "api/v1.h"

#include "desk/incident.h"
#include "desk/incident_sight.h"
#include "desk/incident_work.h"
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

/* The party of {id}, when who asks sees what it reported. */
static int find(struct call *call, struct incident_party *ret)
{
	struct incident_case c = {0};
	struct incident_part part = {0};
	struct audience_viewer viewer;
	int r = v1_find(call, &incident_party_type, call_arg(call, "id"), ret);

	if (r == 0)
		r = call_db(call, incident_case_load(call->db, ret->incident, call->arena, &c));
	if (r < 0)
		return r;
	incident_viewer_at(
	    &call->who, &c, incident_case_party(&c, ret->id), call->arena, &viewer);
	part = incident_part_party(ret);
	return incident_sees_at(&c, &viewer, ret, &part) ? 0 : missing(call);
}

/* The case is the CERT's: its identifier would tell parties of each other. */
static int reply(struct call *call, const struct incident_party *p)
{
	struct incident_party out = *p;
	struct json *to;

	out.incident = NULL;
	to = v1_json(call, &incident_party_type, &out);
	for (size_t i = 0; i < to->object.n; i++)
		json_set_value(call->arena, call->data, to->object.members[i].key,
		    &to->object.members[i].value);
	return 0;
}

static int one(struct call *call)
{
	struct incident_party p = {0};
	int r = find(call, &p);

	return r < 0 ? r : reply(call, &p);
}

/* --- a member writes --- */

static const char *text(struct call *call, const char *field)
{
	const char *t = call_field(call, field);

	return *t ? t : NULL;
}

/* The eight fields; incident_report_check says what is wrong with them. */
static void read_report(struct call *call, struct incident_party *p)
{
	int class = v1_enum(call, "class", incident_class_names, -1);

	p->what = text(call, "what");
	p->aware = v1_time(call, "aware");
	p->class = class < 0 ? NULL : incident_class_names[class];
	p->systems = text(call, "systems");
	p->impact = v1_enum(call, "impact", incident_impact_names, IMPACT_NO);
	p->degraded_since = v1_time(call, "degraded_since");
	p->degraded_until = v1_time(call, "degraded_until");
	p->personal = v1_enum(call, "personal", incident_truth_names, TRUTH_NOT_KNOWN);
	p->categories = text(call, "categories");
	p->contact = text(call, "contact");
	p->tlp = v1_enum(call, "tlp", tlp_names, TLP_AMBER);
	p->consent = call_fields(call, "consent");
}

static int report(struct call *call)
{
	struct incident_party p = {.org = call->org->id,
	    .role = PARTY_VICTIM,
	    .status = PARTY_AFFECTED,
	    .view = TLP_AMBER_STRICT,
	    .channel = CHANNEL_PORTAL};
	const struct incident_origin origin = {0};
	int r = 0;

	read_report(call, &p);
	if (!call->wrong)
		r = call_db(call, incident_report(call->db, &call->actor, &p, &origin,
				      call->now, call->arena));
	if (r < 0 || call->wrong)
		return r;
	call->reply->status = 201;
	serve_reply_header(call->reply, "Location",
	    arena_printf(call->arena, "/api/v1/orgs/%s/incidents/%s", call->org->id, p.id));
	return reply(call, &p);
}

static int say(struct call *call)
{
	struct incident_party p = {0};
	int status = v1_enum(call, "status", party_status_names, PARTY_NOT_KNOWN);
	int r = find(call, &p);

	if (status == PARTY_NOT_KNOWN)
		call_wrong(call, "status", "This is none of the values that are allowed");
	if (r < 0 || call->wrong || !v1_matches(call, p.version))
		return r;
	r = call_db(call,
	    incident_party_say(call->db, &call->actor, p.id, status, call->now, call->arena));
	if (r == 0)
		r = v1_find(call, &incident_party_type, p.id, &p);
	return r < 0 ? r : reply(call, &p);
}

static int post(struct call *call)
{
	struct incident_party p = {0};
	struct incident_post post = {.org = call->org->id,
	    .text = call_field(call, "text"),
	    .tlp = v1_enum(call, "tlp", tlp_names, TLP_AMBER)};
	int r = find(call, &p);

	if (post.tlp != TLP_AMBER && post.tlp != TLP_AMBER_STRICT)
		call_wrong(call, "tlp", "This is none of the values that are allowed");
	if (r < 0 || call->wrong)
		return r;
	post.incident = p.incident;
	r = call_db(
	    call, incident_post_put(call->db, &call->actor, &post, call->now, call->arena));
	if (r < 0)
		return r;
	call->reply->status = 201;
	json_set_text(call->arena, call->data, "id", post.id);
	v1_set_time(call, call->data, "time", post.time);
	json_set_text(call->arena, call->data, "tlp", tlp_names[post.tlp]);
	json_set_text(call->arena, call->data, "text", post.text);
	return 0;
}

/* --- the CERT --- */

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

static unsigned cert_roles(const struct call *call)
{
	unsigned roles = 0;

	vec_foreach (standing, &call->who.standings)
		if (!standing->org)
			roles |= 1u << standing->role;
	return roles;
}

static int cert_step(struct call *call)
{
	struct incident_step step = {
	    .action = -1, .roles = cert_roles(call), .note = text(call, "note")};
	struct incident i = {0};
	int r = desk_get(call->db, &incident_type, call_arg(call, "id"), call->arena, &i);

	if (r == ERR_NOTFOUND)
		return missing(call);
	for (int a = 0; a < INCIDENT_ACTIONS; a++)
		if (strcmp(incident_rows[a].name, call_field(call, "action")) == 0)
			step.action = a;
	if (step.action < 0)
		call_wrong(call, "action", "This is none of the values that are allowed");
	if (r < 0 || call->wrong || !v1_matches(call, i.version))
		return r < 0 ? call_db(call, r) : 0;
	r = incident_act(call->db, &call->actor, i.id, &step, call->now, call->arena, &i);
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
    {"POST", "/api/v1/orgs/{org}/incidents", MAY_ANSWER, NULL, report, 0,
	"Reports an incident to the CERT by the eight fields of the form; its legal clocks "
	"begin.",
	"what aware class? systems? impact degraded_since? degraded_until? personal "
	"categories? contact tlp? consent?",
	NULL},
    {"POST", "/api/v1/orgs/{org}/incidents/{id}/status", MAY_ANSWER, NULL, say, 0,
	"Says where the organisation stands: affected, not_affected, recovering, recovered.",
	"status", NULL},
    {"POST", "/api/v1/orgs/{org}/incidents/{id}/posts", MAY_ANSWER, NULL, post, 0,
	"Says something to the CERT, under amber or amber+strict.", "text tlp?", NULL},
    {"GET", "/api/v1/orgs/{org}/clocks", MAY_VIEW, NULL, clocks, 0,
	"The legal clocks of the organisation.", NULL, NULL},
    {"GET", "/api/v1/cert/incidents", MAY_VIEW, NULL, cert_incidents, 0, "All incidents.", NULL,
	NULL},
    {"GET", "/api/v1/cert/incidents/{id}", MAY_VIEW, NULL, cert_one, 0, "An incident.", NULL,
	NULL},
    {"POST", "/api/v1/cert/incidents/{id}/steps", MAY_REVIEW, NULL, cert_step, 0,
	"Does a step of the case: qualify, open, contain, eradicate, recover, review, close, "
	"reopen, dismiss, reconsider.",
	"action note?", NULL},
    {"GET", "/api/v1/cert/clocks", MAY_VIEW, NULL, cert_clocks, 0,
	"The legal clocks of all incidents.", NULL, NULL},
    {.method = NULL},
};
