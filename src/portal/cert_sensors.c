/* Sensors: how each is, adding and removing one; the packs of rules they work by. */
#include "desk/sensor.h"
#include "desk/sensor_pack.h"
#include "portal/cert.h"
#include "portal/cert_alerts.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const struct list_column columns[] = {
    {"id", "", "s.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"name", TR("Sensor"), "s.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"note", TR("Place"), "s.\"note\"", LIST_TEXT, LIST_SEARCH, NULL, NULL},
    {"told", TR("Last heard of"), "s.\"told\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"events", TR("Last event"), "s.\"events\"", LIST_TIME, LIST_SORT, NULL, NULL},
    {"packets", TR("Packets"), "s.\"packets\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"drops", TR("Lost packets"), "s.\"drops\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"missing", TR("Lost events"), "s.\"missing\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"lag", TR("Waiting for (ms)"), "s.\"lag\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"memory", TR("Memory (bytes)"), "s.\"memory\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"offset", TR("Clock differs (ms)"), "s.\"offset\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"pack", TR("Rules"), "s.\"pack\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"pack_bad", TR("Why not newer rules"), "s.\"pack_bad\"", LIST_TEXT, 0, NULL, NULL},
    {"packets_before", "", "s.\"packets_before\"", LIST_INT, LIST_HIDE, NULL, NULL},
    {"drops_before", "", "s.\"drops_before\"", LIST_INT, LIST_HIDE, NULL, NULL},
    {"one_sided", "", "s.\"one_sided\"", LIST_INT, LIST_HIDE, NULL, NULL},
    {"spool", "", "s.\"spool\"", LIST_INT, LIST_HIDE, NULL, NULL},
    {"spool_max", "", "s.\"spool_max\"", LIST_INT, LIST_HIDE, NULL, NULL},
    {"gap", "", "(SELECT max(g.\"time\") FROM sensor_gap AS g WHERE g.\"sensor\" = s.\"id\")",
	LIST_INT, LIST_HIDE, NULL, NULL},
};

static int64_t number(const struct json *row, const char *name)
{
	return json_int(json_get(row, name), 0);
}

/* Adds what is wrong with it, each a word. */
static void add_alarms(struct call *call, struct json *row)
{
	const struct sensor s = {.told = number(row, "told"),
	    .packets = number(row, "packets"),
	    .drops = number(row, "drops"),
	    .packets_before = number(row, "packets_before"),
	    .drops_before = number(row, "drops_before"),
	    .one_sided = number(row, "one_sided"),
	    .spool = number(row, "spool"),
	    .spool_max = number(row, "spool_max"),
	    .offset = number(row, "offset"),
	    .pack_bad = json_text(json_get(row, "pack_bad"), NULL)};
	unsigned bits = sensor_alarms(&s, number(row, "gap"), call->now);
	struct json *all = json_new_array(call->arena);
	const char *name;

	json_set_bool(call->arena, row, "fine", bits == 0);
	while ((name = sensor_alarm_next(&bits))) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "what", name);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, row, "alarms", all);
}

static int set_packs(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = desk_list(call->db, &sensor_pack_type, "ORDER BY \"number\" DESC LIMIT 10",
	    NULL, 0, call->arena, &found);

	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		const struct sensor_pack *p = found.all.items[i];
		struct json *one = json_new_object(call->arena);

		json_set_int(call->arena, one, "number", p->number);
		json_set_int(call->arena, one, "time", p->created);
		json_set_int(call->arena, one, "bytes", p->bytes);
		json_set_text(call->arena, one, "note", p->note);
		json_set_text(call->arena, one, "key", p->key);
		json_set_bool(call->arena, one, "current", p->state == PACK_CURRENT);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "packs", all);
	json_set_bool(call->arena, call->data, "has_packs", all->array.n > 0);
	return call_db(call, r);
}

static int sensors(struct call *call)
{
	static const struct list list = {.name = "sensors",
	    .from = "sensor AS s LEFT JOIN org AS o ON o.\"id\" = s.\"org\"",
	    .where = "s.\"removed\" = 0",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "name",
	    .key = "s.\"id\"",
	    .row = add_alarms,
	    .empty = TR(
		"No sensor is registered. Make a certificate for the sensor's machine by the "
		"authority of your workers, register it here, and start varde-sensor and varde "
		"sensor ship there.")};
	int r = list_run(call, &list, NULL, 0);

	return r < 0 || call->replied ? r : set_packs(call);
}

static int add(struct call *call)
{
	const char *name = cert_need(call, "name", 60);
	const char *pem = cert_need(call, "pem", 20000);
	const char *note = cert_text(call, "note", CERT_NAME);
	const char *org = cert_alerts_org(call, "org_ref");
	int r = 0;

	if (!call->wrong)
		r = cert_refused(call, sensor_add(call->db, &call->actor, name, span_str(pem),
					   org, note, call->now, call->arena, NULL));
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("The sensor was registered."), "/cert/sensors");
	/* A private key that was pasted by mistake is not sent back. */
	cert_keep(call, strstr(call_field(call, "pem"), "PRIVATE KEY")
			    ? "name note org_ref"
			    : "name pem note org_ref");
	return r < 0 ? r : sensors(call);
}

static int take_away(struct call *call)
{
	int r =
	    sensor_remove(call->db, &call->actor, call_arg(call, "id"), call->now, call->arena);

	return r < 0 ? call_db(call, r)
		     : call_redirect(call, TR("The sensor's certificate counts no more."),
			   "/cert/sensors");
}

const struct route cert_sensors_routes[] = {
    {"GET", "/cert/sensors", MAY_OPERATE, "cert_sensors", sensors, ROUTE_NO_LOG,
	"Sensors, and how each is.", NULL, TR("Sensors")},
    {"POST", "/cert/sensors", MAY_OPERATE, "cert_sensors", add, 0,
	"Registers a sensor by its certificate.", "name pem note? org_ref?", TR("Sensors")},
    {"POST", "/cert/sensors/{id}/remove", MAY_OPERATE, NULL, take_away, 0, "Removes a sensor.",
	NULL, NULL},
    {.method = NULL},
};
