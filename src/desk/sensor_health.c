/* How sensors are: desk/sensor.h, sensor_beat and sensor_alarms. */
#include "desk/sensor.h"

int sensor_beat(struct db *db, const struct sensor *sensor, const struct sensor *told,
    int64_t clock, int64_t now, struct arena *arena)
{
	struct sensor s = {0};
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_get(db, &sensor_type, sensor->id, arena, &s);
	if (r == 0) {
		/* A sensor that was started anew counts from nothing. */
		bool anew = told->packets < s.packets;

		s.packets_before = anew ? 0 : s.packets;
		s.drops_before = anew ? 0 : s.drops;
		s.packets = told->packets;
		s.drops = told->drops;
		s.gaps = told->gaps;
		s.one_sided = told->one_sided;
		s.memory = told->memory;
		s.spool = told->spool;
		s.spool_max = told->spool_max;
		s.lag = told->lag;
		s.pack = told->pack;
		s.pack_bad = told->pack_bad;
		s.release = told->release;
		s.offset = clock ? clock - now : 0;
		s.told = now;
		r = desk_update(db, &sensor_type, &s);
	}
	return db_end(db, r);
}

unsigned sensor_alarms(const struct sensor *s, int64_t gap, int64_t now)
{
	int64_t packets = s->packets - s->packets_before, drops = s->drops - s->drops_before;
	unsigned bits = 0;

	if (!s->told)
		return SENSOR_NEVER_TOLD;
	if (now - s->told > SENSOR_SILENT_MS)
		bits |= SENSOR_IS_SILENT;
	if (drops > 0 && drops * SENSOR_DROPS > packets + drops)
		bits |= SENSOR_DROPS_PACKETS;
	if (s->one_sided > SENSOR_ONE_SIDED)
		bits |= SENSOR_SEES_HALF;
	if (s->spool_max > 0 && s->spool > s->spool_max / 100 * SENSOR_SPOOL)
		bits |= SENSOR_SPOOL_FILLS;
	if (s->offset > SENSOR_CLOCK_MS || s->offset < -SENSOR_CLOCK_MS)
		bits |= SENSOR_CLOCK_DIFFERS;
	if (s->pack_bad)
		bits |= SENSOR_PACK_FAILED;
	if (gap && now - gap < SENSOR_GAP_MS)
		bits |= SENSOR_LOST_RECORDS;
	return bits;
}

const char *sensor_alarm_next(unsigned *bits)
{
	static const char *const names[] = {"sensor_silent", "sensor_drops", "sensor_half",
	    "sensor_spool", "sensor_clock", "sensor_pack", "sensor_lost", "sensor_never"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (*bits & 1u << i) {
			*bits &= ~(1u << i);
			return names[i];
		}
	return NULL;
}
