/* Sensors and how each is, for whoever runs the house. */
#include "api/v1.h"

#include "model/sensor.h"

/* clang-format off */
static const struct list_column columns[] = {
	{"id", "Identifier", "s.id", LIST_TEXT, 0, NULL, NULL},
	{"name", "Name", "s.name", LIST_TEXT, LIST_SORT | LIST_FILTER | LIST_SEARCH, NULL, NULL},
	{"org", "Organisation", "s.org", LIST_TEXT, LIST_FILTER, NULL, NULL},
	{"note", "Place", "s.note", LIST_TEXT, LIST_SEARCH, NULL, NULL},
	{"told", "Last heard of", "s.told", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
	{"events", "Last event", "s.events", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
	{"packets", "Packets", "s.packets", LIST_INT, LIST_SORT, NULL, NULL},
	{"drops", "Lost packets", "s.drops", LIST_INT, LIST_SORT, NULL, NULL},
	{"missing", "Lost events", "s.missing", LIST_INT, LIST_SORT, NULL, NULL},
	{"lag", "Age of the oldest waiting record, ms", "s.lag", LIST_INT, LIST_SORT, NULL, NULL},
	{"memory", "Memory, bytes", "s.memory", LIST_INT, LIST_SORT, NULL, NULL},
	{"spool", "Waiting on its disk, bytes", "s.spool", LIST_INT, LIST_SORT, NULL, NULL},
	{"offset", "Its clock minus ours, ms", "s.\"offset\"", LIST_INT, LIST_SORT, NULL, NULL},
	{"pack", "Pack of rules", "s.pack", LIST_INT, LIST_SORT | LIST_FILTER, NULL, NULL},
	{"pack_bad", "Why not a newer one", "s.pack_bad", LIST_TEXT, 0, NULL, NULL},
	{"release", "Its program's version", "s.release", LIST_TEXT, LIST_FILTER, NULL, NULL},
};
/* clang-format on */

const struct list v1_sensors = {.name = "sensors",
    .from = "sensor AS s",
    .where = "s.removed = 0",
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "name",
    .key = "s.id"};

static int sensors(struct call *call)
{
	return v1_list(call, &v1_sensors, NULL, 0);
}

static int one(struct call *call)
{
	struct sensor s = {0};
	int r = desk_get(call->db, &sensor_type, call_arg(call, "id"), call->arena, &s);

	return r < 0 ? call_db(call, r) : v1_record(call, &sensor_type, &s);
}

const struct route v1_sensors_routes[] = {
    {"GET", "/api/v1/cert/sensors", MAY_OPERATE, NULL, sensors, ROUTE_NO_LOG,
	"Sensors, and how each is.", NULL, NULL},
    {"GET", "/api/v1/cert/sensors/{id}", MAY_OPERATE, NULL, one, 0, "One sensor.", NULL, NULL},
    {.method = NULL},
};
