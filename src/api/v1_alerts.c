/* Alerts: what others reported about members' systems. */
#include "api/v1.h"

#include "codec/json.h"
#include "desk/alert.h"
#include "model/event_kind.h"

/* What audience_sees says at one organisation: $1 the organisation, $2 whether who asks belongs
 * to it or to the CERT's readers. */
#define SEEN                                                          \
	"a.org = $1 AND a.told > 0 AND a.tlp <> 'red' AND (a.tlp <> " \
	"'amber+strict' OR CAST($2 AS @int) = 1)"

#define COLUMNS                                                                                \
	{"id", "Identifier", "a.id", LIST_TEXT, 0, NULL, NULL},                                \
	    {"ref", "Number", "a.ref", LIST_TEXT, LIST_SORT | LIST_FILTER | LIST_SEARCH, NULL, \
		NULL},                                                                         \
	    {"type", "Kind", "a.type", LIST_ENUM, LIST_SORT | LIST_FILTER, event_kind_names,   \
		NULL},                                                                         \
	    {"severity", "Severity", "a.severity", LIST_ENUM, LIST_FILTER, criticality_names,  \
		NULL},                                                                         \
	    {"asset", "Asset", "a.asset", LIST_TEXT, LIST_SORT | LIST_FILTER | LIST_SEARCH,    \
		NULL, NULL},                                                                   \
	    {"port", "Port", "a.port", LIST_INT, LIST_SORT, NULL, NULL},                       \
	    {"indicator", "Infection, malware, vulnerability or tag", "a.indicator",           \
		LIST_TEXT, LIST_FILTER | LIST_SEARCH, NULL, NULL},                             \
	    {"events", "Events", "a.events", LIST_INT, LIST_SORT, NULL, NULL},                 \
	    {"first", "First event", "a.first", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,      \
		NULL},                                                                         \
	    {"last", "Last event", "a.last", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},  \
	    {"state", "State", "a.state", LIST_ENUM, LIST_FILTER, alert_state_names, NULL},    \
	    {"answer", "Answer", "a.answer", LIST_ENUM, LIST_FILTER, alert_answer_names,       \
		NULL},                                                                         \
	    {"tlp", "Label", "a.tlp", LIST_ENUM, LIST_FILTER, tlp_names, NULL},                \
	{                                                                                      \
		"version", "Version", "a.version", LIST_INT, 0, NULL, NULL                     \
	}

static const struct list_column columns[] = {COLUMNS};

const struct list v1_alerts = {.name = "alerts",
    .from = "alert AS a",
    .where = SEEN,
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "-last",
    .key = "a.id"};

static const struct list_column cert_columns[] = {COLUMNS,
    {"org", "Organisation", "a.org", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"priority", "Priority", "a.priority", LIST_INT, LIST_SORT, NULL, NULL},
    {"end", "How it ended", "a.\"end\"", LIST_ENUM, LIST_FILTER, alert_end_names, NULL}};

const struct list v1_cert_alerts = {.name = "alerts",
    .from = "alert AS a",
    .where = "a.tlp <> 'red'",
    .columns = cert_columns,
    .ncolumns = ARRAY_LEN(cert_columns),
    .sort = "-last",
    .key = "a.id"};

static const struct list_column row_columns[] = {
    {"id", "Identifier", "e.id", LIST_TEXT, 0, NULL, NULL},
    {"time", "When", "e.time", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"addr", "Address", "e.addr", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"port", "Port", "e.port", LIST_INT, LIST_SORT, NULL, NULL},
    {"transport", "Transport", "e.transport", LIST_TEXT, 0, NULL, NULL},
    {"name", "Name by which it was reached", "e.name", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"indicator", "Infection, malware, vulnerability or tag", "e.indicator", LIST_TEXT,
	LIST_FILTER | LIST_SEARCH, NULL, NULL},
    {"peer", "Address it talked to", "e.peer", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"count", "How often", "e.count", LIST_INT, LIST_SORT, NULL, NULL},
    {"detail", "The other columns, JSON", "e.detail", LIST_TEXT, LIST_SEARCH, NULL, NULL},
};

const struct list v1_alert_rows = {.name = "events",
    .from = "event AS e",
    .where = "e.alert = $1",
    .columns = row_columns,
    .ncolumns = ARRAY_LEN(row_columns),
    .sort = "-time",
    .key = "e.id"};

static bool is_inside(const struct call *call)
{
	vec_foreach (s, &call->who.standings)
		if (s->org ? strcmp(s->org, call->org->id) == 0
			   : s->role == ROLE_READER || s->role == ROLE_ANALYST ||
				 s->role == ROLE_COORDINATOR)
			return true;
	return false;
}

static int alerts(struct call *call)
{
	return v1_list(
	    call, &v1_alerts, DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(is_inside(call))));
}

static int missing(struct call *call, int r)
{
	if (r == ERR_NOTFOUND)
		return call_fail(call, r, "there is no such record",
		    "it may have been removed meanwhile: go back to the list", "%s", "");
	return call_db(call, r);
}

/* What the CERT keeps for itself is not the member's. */
static int find(struct call *call, struct alert *ret)
{
	int r = desk_find(call->db, &alert_type, "AS a WHERE " SEEN " AND a.id = $3",
	    DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(is_inside(call)),
		DESK_TEXT(call_arg(call, "id"))),
	    call->arena, ret);

	if (r == 0)
		ret->assignee = ret->rule = ret->ask = ret->slot = NULL;
	return missing(call, r);
}

static int reply(struct call *call, const struct alert *a)
{
	struct alert out = *a;

	out.slot = "-";
	return v1_record(call, &alert_type, &out);
}

static int alert(struct call *call)
{
	struct alert a;
	int r = find(call, &a);

	return r < 0 ? r : reply(call, &a);
}

static int rows(struct call *call)
{
	struct alert a;
	int r = find(call, &a);

	return r < 0 ? r : v1_list(call, &v1_alert_rows, DESK_PARAMS(DESK_TEXT(a.id)));
}

static int answer(struct call *call)
{
	struct alert_step step = {.action = ALERT_DO_ANSWER,
	    .answer = v1_enum(call, "answer", alert_answer_names, ALERT_UNANSWERED),
	    .note = *call_field(call, "note") ? call_field(call, "note") : NULL};
	struct alert a;
	int r = find(call, &a);

	if (r < 0 || call->wrong || !v1_matches(call, a.version))
		return r;
	r = alert_act(call->db, &call->actor, a.id, &step, call->now, call->arena, &a);
	return r < 0 ? call_db(call, r) : reply(call, &a);
}

static int cert_alerts(struct call *call)
{
	return v1_list(call, &v1_cert_alerts, NULL, 0);
}

static int cert_alert(struct call *call)
{
	struct alert a;
	int r = desk_find(call->db, &alert_type, "AS a WHERE a.tlp <> 'red' AND a.id = $1",
	    DESK_PARAMS(DESK_TEXT(call_arg(call, "id"))), call->arena, &a);

	return r < 0 ? missing(call, r) : reply(call, &a);
}

const struct route v1_alerts_routes[] = {
    {"GET", "/api/v1/orgs/{org}/alerts", MAY_VIEW, NULL, alerts, 0,
	"What others reported about the organisation's systems.", NULL, NULL},
    {"GET", "/api/v1/orgs/{org}/alerts/{id}", MAY_VIEW, NULL, alert, 0, "An alert.", NULL,
	NULL},
    {"GET", "/api/v1/orgs/{org}/alerts/{id}/rows", MAY_VIEW, NULL, rows, 0,
	"The events of an alert.", NULL, NULL},
    {"POST", "/api/v1/orgs/{org}/alerts/{id}/answer", MAY_ANSWER, NULL, answer, 0,
	"Says what the organisation does about it.", "answer note?", NULL},
    {"GET", "/api/v1/cert/alerts", MAY_VIEW, NULL, cert_alerts, 0,
	"The alerts of the whole constituency.", NULL, NULL},
    {"GET", "/api/v1/cert/alerts/{id}", MAY_VIEW, NULL, cert_alert, 0, "An alert.", NULL, NULL},
    {.method = NULL},
};
