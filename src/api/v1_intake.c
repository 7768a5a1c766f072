/* Events of sensors and others' systems as lines, by HTTPS; traces and hunts in them. */
#include "api/v1.h"

#include "desk/hunt.h"
#include "desk/intake.h"

/* clang-format off */
static const struct list_column trace_columns[] = {
	{"value", "What was met", "t.value", LIST_TEXT, LIST_FILTER | LIST_SEARCH, NULL, NULL},
	{"type", "Kind", "t.type", LIST_ENUM, LIST_FILTER, trace_kind_names, NULL},
	{"via", "Where", "t.via", LIST_ENUM, LIST_FILTER, trace_via_names, NULL},
	{"org", "Organisation", "t.org", LIST_TEXT, LIST_FILTER, NULL, NULL},
	{"addr", "System", "t.addr", LIST_TEXT, LIST_FILTER, NULL, NULL},
	{"sensor", "Sensor", "t.sensor", LIST_TEXT, LIST_FILTER, NULL, NULL},
	{"first", "First time", "t.first", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
	{"last", "Last time", "t.last", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
	{"count", "How often", "t.count", LIST_INT, LIST_SORT, NULL, NULL},
};

static const struct list_column hunt_columns[] = {
	{"id", "Indicator", "h.id", LIST_TEXT, LIST_FILTER, NULL, NULL},
	{"state", "State", "h.state", LIST_ENUM, LIST_FILTER, hunt_state_names, NULL},
	{"done", "When it was searched", "h.done", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
	{"traces", "Traces that were found", "h.traces", LIST_INT, LIST_SORT, NULL, NULL},
	{"orgs", "Organisations that met it", "h.orgs", LIST_INT, LIST_SORT, NULL, NULL},
	{"millis", "How long it took, ms", "h.millis", LIST_INT, LIST_SORT, NULL, NULL},
};
/* clang-format on */

const struct list v1_traces = {.name = "traces",
    .from = "trace AS t",
    .columns = trace_columns,
    .ncolumns = ARRAY_LEN(trace_columns),
    .sort = "-last",
    .key = "t.id"};

const struct list v1_hunts = {.name = "hunts",
    .from = "hunt AS h",
    .columns = hunt_columns,
    .ncolumns = ARRAY_LEN(hunt_columns),
    .sort = "-done",
    .key = "h.id"};

static int traces(struct call *call)
{
	return v1_list(call, &v1_traces, NULL, 0);
}

static int hunts(struct call *call)
{
	return v1_list(call, &v1_hunts, NULL, 0);
}

static const char *asked(const struct call *call, const char *name)
{
	const char *text = serve_query(call->rq, name);

	return text && *text ? text : NULL;
}

static int take(struct call *call)
{
	struct intake_origin origin = {.feed = asked(call, "feed"),
	    .format = asked(call, "format"),
	    .org = asked(call, "org"),
	    .tlp = TLP_AMBER,
	    .hold = asked(call, "hold") != NULL};
	struct intake_counts counts = {0};
	struct event_taken taken = {0};
	int r = 0;

	if (!origin.feed)
		origin.feed = origin.format ? origin.format : "sensor";
	if (strlen(origin.feed) > 80)
		return call_fail(call, ERR_RANGE, "the feed's name is too long",
		    "80 bytes at most", "%zu bytes", strlen(origin.feed));
	if (asked(call, "tlp"))
		r = tlp_from_text(span_str(asked(call, "tlp")), &origin.tlp);
	if (r < 0)
		return call_fail(call, ERR_RANGE, "there is no such label",
		    "clear, green, amber or amber+strict", "%.40s", asked(call, "tlp"));
	r = intake_take(call->db, &call->actor, &origin, call->rq->body, call->now, call->arena,
	    &taken, &counts);
	if (r < 0)
		return call_db(call, r);
	json_set_text(call->arena, call->data, "id", taken.import.id);
	json_set_bool(call->arena, call->data, "again", taken.again);
	json_set_int(call->arena, call->data, "lines", taken.import.rows);
	json_set_int(call->arena, call->data, "wrong", taken.import.wrong);
	json_set_int(call->arena, call->data, "added", taken.import.added);
	json_set_int(call->arena, call->data, "unattributed", taken.import.unattributed);
	json_set_int(call->arena, call->data, "alerts", taken.import.alerts);
	json_set_int(call->arena, call->data, "traces", counts.traces);
	json_set_int(call->arena, call->data, "notices", taken.told.orgs);
	return 0;
}

const struct route v1_intake_routes[] = {
    {"POST", "/api/v1/cert/events", MAY_REVIEW, NULL, take, ROUTE_RAW,
	"Takes in lines of events (NDJSON of Suricata's EVE, Zeek, Snort, n6, IDEA, X-ARF, or "
	"CEF). "
	"Query: format, feed, tlp, org, hold. The same body twice changes nothing.",
	"", NULL},
    {"GET", "/api/v1/cert/traces", MAY_REVIEW, NULL, traces, 0,
	"What sensors met: names, addresses and prints, added up.", NULL, NULL},
    {"GET", "/api/v1/cert/hunts", MAY_REVIEW, NULL, hunts, 0,
	"Searches of published indicators in what sensors met.", NULL, NULL},
    {.method = NULL},
};
