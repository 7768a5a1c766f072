#include "api_place.h"
#include "codec/json.h"
#include "model/sensor.h"
#include "store/desk.h"

TEST_RIG(v1_sensors_are_for_whoever_runs_the_house)
{
	struct api_place p;
	const struct sensor here = {.id = "s1",
				.name = "probe-1",
				.print = "aa",
				.packets = 42},
			    gone = {.id = "s2", .name = "old", .print = "bb", .removed = 1};
	struct rig_browser *b = rig_browser(rig);

	api_place_init(&p, rig);
	rig_session(b, rig_person(rig, "olga", "olga@x.example", ROLE_OPERATOR, NULL), true);
	assert_int_equal(desk_insert(rig->db, &sensor_type, &here), 0);
	assert_int_equal(desk_insert(rig->db, &sensor_type, &gone), 0);
	assert_int_equal(rig_get(b, "/api/v1/cert/sensors"), 200);
	assert_true(rig_has(b, "probe-1"));
	assert_false(rig_has(b, "\"old\""));
	assert_int_equal(rig_get(b, "/api/v1/cert/sensors/s1"), 200);
	assert_int_equal(json_int(json_get(api_reply(b), "packets"), 0), 42);
	assert_int_equal(rig_get(b, "/api/v1/cert/sensors/none"), 404);
	assert_int_equal(rig_get(p.b, "/api/v1/cert/sensors"), 403);
	assert_int_equal(rig_get(p.b, "/api/v1/cert/sensors/s1"), 403);
}
