#include "api_place.h"
#include "codec/json.h"
#include "model/tracked.h"
#include "store/desk.h"

TEST_RIG(v1_exposure_lists_what_is_exposed_and_what_changed)
{
	struct api_place p;
	struct exposed e = {.id = "e1",
	    .type = EXPOSED_SERVICE,
	    .name = "192.0.2.1:443/tcp",
	    .addr = "192.0.2.1",
	    .port = 443,
	    .first_seen = rig_now,
	    .last_seen = rig_now};
	struct exposure_event event = {
	    .id = "v1", .time = rig_now, .what = "new", .name = "192.0.2.1:443/tcp"};

	api_place_init(&p, rig);
	e.org = event.org = p.org;
	assert_int_equal(desk_insert(rig->db, &exposed_type, &e), 0);
	assert_int_equal(desk_insert(rig->db, &exposure_event_type, &event), 0);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/exposure?port=443")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), 0), 1);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/exposure?port=80")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), -1), 0);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/exposure/events")), 200);
	assert_true(rig_has(p.b, "\"what\":\"new\""));
}

TEST_RIG(v1_figures_of_today_count_open_findings)
{
	struct api_place p;
	const struct json *now;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/figures")), 200);
	now = json_get(api_reply(p.b), "now");
	assert_int_equal(json_int(json_get(now, "critical"), 0), 1);
	assert_int_equal(json_int(json_get(now, "high"), 0), 1);
	assert_int_equal(json_get(api_reply(p.b), "trend")->type, JSON_ARRAY);
}
