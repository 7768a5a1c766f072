/* What an organisation exposes, and its figures. */
#include "api/v1.h"

#include "codec/json.h"
#include "desk/exposure.h"
#include "desk/figures.h"

static const struct list_column columns[] = {
    {"id", "Identifier", "e.id", LIST_TEXT, 0, NULL, NULL},
    {"type", "Kind", "e.type", LIST_ENUM, LIST_FILTER, exposed_kind_names, NULL},
    {"name", "Name", "e.name", LIST_TEXT, LIST_SORT | LIST_FILTER | LIST_SEARCH, NULL, NULL},
    {"parent", "Found by", "e.parent", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"addr", "Address", "e.addr", LIST_TEXT, LIST_SORT | LIST_FILTER | LIST_SEARCH, NULL, NULL},
    {"port", "Port", "e.port", LIST_INT, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"protocol", "Protocol", "e.protocol", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"product", "Product", "e.product", LIST_TEXT, LIST_FILTER | LIST_SEARCH, NULL, NULL},
    {"first_seen", "First seen", "e.first_seen", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
    {"last_seen", "Last seen", "e.last_seen", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"changed", "Changed", "e.changed", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"gone", "Gone", "e.gone", LIST_INT, LIST_FILTER, NULL, NULL},
    {"worst", "Worst finding", "e.worst", LIST_TEXT, LIST_FILTER, NULL, NULL},
};

const struct list v1_exposure = {.name = "exposure",
    .from = "exposed_asset AS e",
    .where = "e.org = $1",
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "name",
    .key = "e.id"};

static const struct list_column event_columns[] = {
    {"time", "Time", "e.time", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"asset", "Asset", "e.asset", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"what", "What", "e.what", LIST_TEXT, LIST_FILTER, NULL, NULL},
    {"name", "Name", "e.name", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"detail", "Detail", "e.detail", LIST_TEXT, 0, NULL, NULL},
    {"run", "Run", "e.run", LIST_TEXT, LIST_FILTER, NULL, NULL},
};

const struct list v1_exposure_events = {.name = "exposure-events",
    .from = "exposure_event AS e",
    .where = "e.org = $1",
    .columns = event_columns,
    .ncolumns = ARRAY_LEN(event_columns),
    .sort = "-time",
    .key = "e.id"};

static int exposure(struct call *call)
{
	return v1_list(call, &v1_exposure, DESK_PARAMS(DESK_TEXT(call->org->id)));
}

static int events(struct call *call)
{
	return v1_list(call, &v1_exposure_events, DESK_PARAMS(DESK_TEXT(call->org->id)));
}

enum { TREND_DAYS = 366 };

/* Today's figures, and one row a day before. */
static int figures(struct call *call)
{
	struct json *trend = json_new_array(call->arena);
	struct figures_snapshots days = {0};
	struct snapshot now;
	int r = figures_now(call->db, call->org->id, call->now, call->arena, &now);

	if (r == 0)
		r = figures_trend(call->db, call->org->id,
		    figures_day(call->now) - TREND_DAYS * FIGURES_DAY, call->arena, &days);
	if (r == 0) {
		vec_foreach (day, &days.all)
			json_add_value(call->arena, trend, v1_json(call, &snapshot_type, day));
		json_set_value(
		    call->arena, call->data, "now", v1_json(call, &snapshot_type, &now));
		json_set_value(call->arena, call->data, "trend", trend);
	}
	return call_db(call, r);
}

#define ORG "/api/v1/orgs/{org}"

const struct route v1_exposure_routes[] = {
    {"GET", ORG "/exposure", MAY_VIEW, NULL, exposure, 0,
	"Names, addresses and services that are exposed.", NULL, NULL},
    {"GET", ORG "/exposure/events", MAY_VIEW, NULL, events, 0, "What is new, changed or gone.",
	NULL, NULL},
    {"GET", ORG "/figures", MAY_VIEW, NULL, figures, 0,
	"The figures of today and their trend over a year.", NULL, NULL},
    {.method = NULL},
};
