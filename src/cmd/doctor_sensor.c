/* varde doctor: the sensors, as they last told how they are. */
#include "cmd/doctor_impl.h"
#include "desk/sensor.h"

enum { NAMES = 5 /* told by name; the others are counted */ };

/* Alarms by their names, as the manual has them. */
static const char *alarms_of(const struct sensor *s, int64_t now, struct arena *arena)
{
	unsigned bits = sensor_alarms(s, 0, now);
	const char *alarm, *text = NULL;

	while ((alarm = sensor_alarm_next(&bits)))
		text = text ? arena_printf(arena, "%s, %s", text, alarm) : alarm;
	return text;
}

static void say_ill(struct doctor *d, const struct desk_records *found, size_t ill)
{
	const char *text = NULL;
	size_t told = 0;

	for (size_t i = 0; i < found->all.n && told < NAMES; i++) {
		const struct sensor *s = found->all.items[i];
		const char *alarms = alarms_of(s, d->now, d->arena);

		if (!alarms)
			continue;
		told++;
		text = arena_printf(d->arena, "%s%s%s: %s", text ? text : "", text ? "; " : "",
		    s->name, alarms);
	}
	doctor_say(d, "sensors", DOCTOR_WARN,
	    "look at their machines: health.json in the spool, the log of varde-sensor-ship",
	    "%zu of %zu need somebody: %s%s", ill, found->all.n, text,
	    ill > told ? ", ..." : "");
}

void doctor_sensors(struct doctor *d, struct db *db)
{
	struct desk_records found = {0};
	size_t ill = 0;

	if (desk_list(db, &sensor_type, "WHERE \"removed\" = 0 ORDER BY \"name\" LIMIT 10000",
		NULL, 0, d->arena, &found) < 0 ||
	    !found.all.n)
		return;
	for (size_t i = 0; i < found.all.n; i++)
		ill += alarms_of(found.all.items[i], d->now, d->arena) != NULL;
	if (!d->settings.worker_listen)
		doctor_say(d, "sensors", DOCTOR_FAIL,
		    "set worker_listen, worker_cert, worker_key and worker_ca",
		    "%zu are registered, and nobody listens for them", found.all.n);
	else if (ill)
		say_ill(d, &found, ill);
	else
		doctor_say(d, "sensors", DOCTOR_OK, NULL, "%zu, all well", found.all.n);
}
