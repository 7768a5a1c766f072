/* Incidents at the CERT: the board, reports by telephone, the board of legal clocks. */
#include "portal/bound.h"
#include "portal/cert.h"
#include "portal/incident.h"
#include "portal/routes.h"
#include "report/i18n.h"

#define SEVERITY                                                                              \
	"CASE i.\"severity\" WHEN 'critical' THEN 3 WHEN 'high' THEN 2 WHEN 'medium' THEN 1 " \
	"ELSE 0 END"
#define DUE                                                                            \
	"COALESCE((SELECT min(o.\"due\") FROM obligation AS o WHERE o.\"incident\" = " \
	"i.\"id\" "                                                                    \
	"AND o.\"sent\" = 0 AND o.\"waived\" = 0 AND o.\"due\" > 0), 0)"
#define VICTIM                                                                          \
	"(SELECT min(g.\"name\") FROM incident_party AS p JOIN org AS g ON g.\"id\" = " \
	"p.\"org\" WHERE p.\"incident\" = i.\"id\" AND p.\"role\" = 'victim')"
#define PARTIES                                                                          \
	"(SELECT count(*) FROM incident_party AS p WHERE p.\"incident\" = i.\"id\" AND " \
	"p.\"left\" = 0)"

static const char *const yes_no[] = {"no", "yes", NULL};

static const struct list_column columns[] = {
    {"id", "", "i.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Number"), "i.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"title", TR("Title"), "i.\"title\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"state", TR("State"), "i.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	incident_state_names, NULL},
    {"criticality", TR("Severity"), "i.\"severity\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	incident_severity_names, SEVERITY},
    {"class", TR("Class"), "i.\"class\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	incident_class_names, NULL},
    {"victim", TR("Victim"), VICTIM, LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"parties", TR("Parties"), PARTIES, LIST_INT, LIST_SORT, NULL, NULL},
    {"due", TR("Next legal deadline"), DUE, LIST_TIME, LIST_SORT, NULL, NULL},
    {"changed", TR("Changed"), "i.\"changed\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"major", TR("Major"), "CASE i.\"major\" WHEN 1 THEN 'yes' ELSE 'no' END", LIST_ENUM,
	LIST_FILTER | LIST_HIDE, yes_no, NULL},
    {"exercise", TR("Exercise"), "CASE i.\"exercise\" WHEN 1 THEN 'yes' ELSE 'no' END",
	LIST_ENUM, LIST_FILTER | LIST_HIDE, yes_no, NULL},
    {"live", TR("Going on"),
	"CASE WHEN i.\"state\" IN ('closed', 'not_an_incident', 'merged') THEN 'no' ELSE 'yes' "
	"END",
	LIST_ENUM, LIST_FILTER | LIST_HIDE, yes_no, NULL},
};

static void mark(struct call *call, struct json *row)
{
	int64_t due = json_int(json_get(row, "due"), 0);

	json_set_bool(call->arena, row, "late", due && due < call->now);
	json_set_bool(call->arena, row, "is_exercise",
	    strcmp(json_text(json_get(row, "exercise"), ""), "yes") == 0);
	json_set_bool(call->arena, row, "is_major",
	    strcmp(json_text(json_get(row, "major"), ""), "yes") == 0);
}

static const struct list board = {.name = "incidents",
    .from = "incident AS i",
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "-changed",
    .key = "i.\"id\"",
    .row = mark,
    .empty =
	TR("No incident yet. Members report them; by telephone you write them down here.")};

static int list(struct call *call)
{
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &board, NULL, 0);
}

/* --- the clocks of all cases --- */

static const struct list_column clock_columns[] = {
    {"id", "", "o.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"incident", "", "o.\"incident\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"due", TR("Due"), "o.\"due\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"stage", TR("What is due"), "o.\"stage\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	obligation_stage_names, NULL},
    {"regime", TR("Law"), "o.\"regime\"", LIST_TEXT, LIST_SORT, NULL, NULL},
    {"whose", TR("Whose duty"), "CASE WHEN o.\"org\" IS NULL THEN 'cert' ELSE 'member' END",
	LIST_TEXT, 0, NULL, NULL},
    {"org", TR("Organisation"), "g.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"ref", TR("Incident"), "i.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"clock", TR("State"),
	"CASE WHEN o.\"waived\" = 1 THEN 'waived' WHEN o.\"sent\" > 0 AND o.\"verdict\" = "
	"'revision' THEN 'revision' WHEN o.\"sent\" > 0 AND o.\"verdict\" = 'accepted' THEN "
	"'accepted' WHEN o.\"sent\" > 0 AND o.\"due\" > 0 AND o.\"sent\" > o.\"due\" THEN "
	"'submitted_late' WHEN o.\"sent\" > 0 THEN 'submitted' WHEN o.\"due\" > 0 AND "
	"o.\"due\" < $1 THEN 'overdue' WHEN o.\"due\" > 0 AND o.\"due\" - (o.\"due\" - "
	"o.\"trigger\") / 4 <= $1 THEN 'due_soon' ELSE 'not_due' END",
	LIST_ENUM, LIST_FILTER, obligation_state_names, NULL},
    {"sent", TR("Submitted"), "o.\"sent\"", LIST_TIME, LIST_SORT, NULL, NULL},
};

static void mark_clock(struct call *call, struct json *row)
{
	json_set_text(call->arena, row, "state", json_text(json_get(row, "clock"), NULL));
	json_set_bool(call->arena, row, "of_cert",
	    strcmp(json_text(json_get(row, "whose"), ""), "cert") == 0);
}

/* An exercise counts nowhere. */
static const struct list clock_board = {.name = "clocks",
    .from = "obligation AS o JOIN incident AS i ON i.\"id\" = o.\"incident\" JOIN "
	    "incident_party AS p ON p.\"id\" = o.\"party\" JOIN org AS g ON g.\"id\" = "
	    "p.\"org\"",
    .where = "i.\"exercise\" = 0 AND i.\"state\" <> 'not_an_incident' AND o.\"due\" > 0 AND "
	     "$1 > 0",
    .columns = clock_columns,
    .ncolumns = ARRAY_LEN(clock_columns),
    .sort = "due",
    .key = "o.\"id\"",
    .row = mark_clock,
    .empty = TR("No legal clock runs.")};

static int clocks(struct call *call)
{
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &clock_board, DESK_PARAMS(DESK_INT(call->now)));
}

/* --- a report by telephone --- */

static int find_org(struct call *call, const char *field, struct org *ret)
{
	const char *name = cert_need(call, field, CERT_NAME);
	int r;

	if (!name)
		return 0;
	r = desk_find(call->db, &org_type,
	    "WHERE \"id\" = $1 OR \"name\" = $1 OR \"abbreviation\" = $1 ORDER BY \"path\" "
	    "LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(name)), call->arena, ret);
	if (r != ERR_NOTFOUND)
		return call_db(call, r);
	call_wrong(call, field, TR("There is no such organisation: write its name."));
	return 0;
}

static int fill_new(struct call *call, const struct incident_party *p)
{
	incident_form_fill(call, p);
	cert_keep(call, "org_name title caller exercise case_ref");
	json_set_bool(
	    call->arena, call->data, "exercised", *call_field(call, "exercise") != '\0');
	json_set_bool(call->arena, call->data, "by_cert", true);
	cert_options(call, "channel", incident_channel_names, CHANNEL_PHONE, CHANNEL_CERT,
	    CHANNEL_PHONE);
	return 0;
}

static int report_new(struct call *call)
{
	const struct incident_party empty = {.tlp = TLP_AMBER, .aware = call->now};

	return fill_new(call, &empty);
}

/* The case that the report belongs to, when a number was given. */
static int find_case(struct call *call, struct incident_origin *origin)
{
	const char *ref = call_field(call, "case_ref");
	struct incident i = {0};
	int r;

	if (!*ref)
		return 0;
	r = desk_find(call->db, &incident_type, "WHERE \"ref\" = $1",
	    DESK_PARAMS(DESK_TEXT(ref)), call->arena, &i);
	if (r == 0)
		origin->incident = i.id;
	if (r != ERR_NOTFOUND)
		return call_db(call, r);
	call_wrong(call, "case_ref", TR("There is no incident of that number."));
	return 0;
}

static int report(struct call *call)
{
	struct incident_party p = {.role = PARTY_VICTIM,
	    .status = PARTY_AFFECTED,
	    .view = TLP_AMBER_STRICT,
	    .channel = cert_choice(call, "channel", incident_channel_names)};
	struct incident_origin origin = {.title = cert_text(call, "title", CERT_NAME),
	    .exercise = *call_field(call, "exercise") != '\0'};
	struct org org = {0};
	int r = find_org(call, "org_name", &org);

	if (r == 0)
		r = find_case(call, &origin);
	p.org = org.id;
	p.caller = cert_text(call, "caller", 300);
	if (p.channel < 0)
		call_wrong(call, "channel", TR("Choose one."));
	incident_form_read(call, &p);
	if (r == 0 && !call->wrong)
		r = cert_refused(call, incident_report(call->db, &call->actor, &p, &origin,
					   call->now, call->arena));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/cert/incidents/%s", p.incident);
	return r < 0 ? r : fill_new(call, &p);
}

const struct route cert_incidents_routes[] = {
    {"GET", "/cert/incidents", MAY_VIEW, "cert_incidents", list, ROUTE_NO_LOG, "All incidents.",
	NULL, TR("Incidents")},
    {"GET", "/cert/clocks", MAY_VIEW, "cert_clocks", clocks, ROUTE_NO_LOG,
	"The legal clocks of all incidents, the next one first.", NULL, TR("Legal deadlines")},
    {"GET", "/cert/incidents/new", MAY_REVIEW, "incident_new", report_new, ROUTE_NO_LOG,
	"The form of a report that somebody gives by telephone.", NULL,
	TR("Write down a report")},
    {"POST", "/cert/incidents/new", MAY_REVIEW, "incident_new", report, 0,
	"Writes down a report that somebody gives by telephone.",
	INCIDENT_FORM " org_name channel caller? title? exercise? case_ref?",
	TR("Write down a report")},
    {.method = NULL},
};
