#include "desk/sensor.h"
#include "desk_place.h"

static const struct sensor fine = {.told = NOW,
    .packets = 2000000,
    .packets_before = 1000000,
    .drops = 900,
    .drops_before = 0,
    .spool = 10,
    .spool_max = 100};

TEST(sensor_alarms_by_their_bounds)
{
	struct sensor s = fine;
	unsigned bits;

	assert_int_equal(sensor_alarms(&s, 0, NOW), 0);
	assert_int_equal(sensor_alarms(&s, 0, NOW + SENSOR_SILENT_MS), 0);
	assert_int_equal(sensor_alarms(&s, 0, NOW + SENSOR_SILENT_MS + 1), SENSOR_IS_SILENT);
	s.drops = 1100;
	assert_int_equal(sensor_alarms(&s, 0, NOW), SENSOR_DROPS_PACKETS);
	/* Old drops are no alarm. */
	s.drops_before = 1100;
	assert_int_equal(sensor_alarms(&s, 0, NOW), 0);
	s.one_sided = 501;
	s.offset = -5001;
	assert_int_equal(sensor_alarms(&s, 0, NOW), SENSOR_SEES_HALF | SENSOR_CLOCK_DIFFERS);
	s = fine;
	s.spool = 71;
	s.spool_max = 100;
	assert_int_equal(sensor_alarms(&s, 0, NOW), SENSOR_SPOOL_FILLS);
	s = fine;
	s.pack_bad = "drops";
	assert_int_equal(
	    sensor_alarms(&s, NOW - 1000, NOW), SENSOR_PACK_FAILED | SENSOR_LOST_RECORDS);
	bits = SENSOR_PACK_FAILED | SENSOR_LOST_RECORDS;
	assert_string_equal(sensor_alarm_next(&bits), "sensor_pack");
	assert_string_equal(sensor_alarm_next(&bits), "sensor_lost");
	assert_null(sensor_alarm_next(&bits));
	s = (struct sensor){0};
	assert_int_equal(sensor_alarms(&s, 0, NOW), SENSOR_NEVER_TOLD);
}

TEST_STORE(sensor_beat_keeps_what_was_before)
{
	struct db *db = place_open(place);
	struct sensor s = {.id = "s1", .name = "north", .print = "00", .created = NOW}, got;
	struct sensor told = {.packets = 1000, .drops = 5, .memory = 99, .release = "0.1"};

	assert_int_equal(desk_insert(db, &sensor_type, &s), 0);
	assert_int_equal(sensor_beat(db, &s, &told, NOW + 70, NOW, place->arena), 0);
	told.packets = 3000;
	assert_int_equal(sensor_beat(db, &s, &told, NOW + 60070, NOW + 60000, place->arena), 0);
	assert_int_equal(desk_get(db, &sensor_type, "s1", place->arena, &got), 0);
	assert_int_equal(got.packets, 3000);
	assert_int_equal(got.packets_before, 1000);
	assert_int_equal(got.drops_before, 5);
	assert_int_equal(got.offset, 70);
	assert_int_equal(got.told, NOW + 60000);
	assert_string_equal(got.name, "north");
	/* It was started anew. */
	told.packets = 10;
	assert_int_equal(sensor_beat(db, &s, &told, 0, NOW + 120000, place->arena), 0);
	assert_int_equal(desk_get(db, &sensor_type, "s1", place->arena, &got), 0);
	assert_int_equal(got.packets_before, 0);
	db_close(db);
}
