#include "cert_place.h"
#include "desk/sensor.h"
#include "desk/sensor_pack.h"

TEST_RIG(a_sensor_is_registered_shown_with_its_alarms_and_removed)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_OPERATOR);
	static const char pem[] =
	    "-----BEGIN CERTIFICATE-----\nAAECAwQFBgc=\n-----END CERTIFICATE-----\n";
	static const char *const langs[] = {"en", "fr", "nb"};
	struct sensor told = {.packets = 1000, .drops = 500}, s;

	assert_int_equal(rig_get(b, "/cert/sensors"), 200);
	assert_true(rig_has(b, "No sensor is registered"));
	assert_int_equal(rig_post(b, "/cert/sensors", "name", "north", "pem", "no", NULL), 422);
	assert_true(rig_has(b, "this is no certificate"));
	assert_int_equal(rig_post(b, "/cert/sensors", "name", "north", "pem",
			     "-----BEGIN PRIVATE KEY-----\nAAEC\n", NULL),
	    422);
	assert_false(rig_has(b, "AAEC"));
	assert_true(rig_has(b, "value=\"north\""));
	assert_int_equal(rig_post(b, "/cert/sensors", "name", "north", "pem", pem, "note",
			     "in the cellar", NULL),
	    303);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "in the cellar"));
	assert_true(rig_has(b, "Never heard of"));
	cert_place_logged(rig, "sensor.add");
	assert_int_equal(desk_find(rig->db, &sensor_type, "WHERE \"name\" = 'north'", NULL, 0,
			     rig->arena, &s),
	    0);
	assert_int_equal(sensor_beat(rig->db, &s, &told, rig_now, rig_now, rig->arena), 0);
	assert_int_equal(rig_get(b, "/cert/sensors"), 200);
	assert_true(rig_has(b, "Loses packets"));
	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		b->lang = langs[i];
		assert_int_equal(rig_get(b, "/cert/sensors"), 200);
	}
	b->lang = "en";
	assert_int_equal(rig_post(b, rig_f(rig, "/cert/sensors/%s/remove", s.id), NULL), 303);
	assert_int_equal(rig_get(b, "/cert/sensors"), 200);
	assert_false(rig_has(b, "in the cellar"));
	assert_int_equal(rig_post(b, rig_f(rig, "/cert/sensors/%s/remove", s.id), NULL), 404);
}
