#include "api_place.h"
#include "codec/json.h"

TEST_RIG(v1_order_is_made_and_says_what_it_needs)
{
	struct api_place p;
	const char *path;

	api_place_init(&p, rig);
	path = api_path(rig, p.org, "/orders");
	assert_int_equal(
	    rig_json(p.b, "POST", path,
		rig_f(rig,
		    "{\"type\":\"surface\",\"profile\":\"passive\",\"items\":[\"%s\"],"
		    "\"recurrence\":\"weekly\"}",
		    p.item)),
	    201);
	assert_string_equal(api_text(p.b, "state"), "needs_info");
	assert_string_equal(api_text(p.b, "profile"), "passive");
	assert_int_equal(rig_get(p.b, rig_header(p.b, "Location")), 200);
	assert_string_equal(api_text(p.b, "recurrence"), "weekly");
	assert_int_equal(rig_get(p.b, path), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), 0), 3);
}

TEST_RIG(v1_order_wishes_are_checked)
{
	struct api_place p;
	const char *path;

	api_place_init(&p, rig);
	path = api_path(rig, p.org, "/orders");
	assert_int_equal(rig_json(p.b, "POST", path, "{\"type\":\"everything\"}"), 422);
	assert_int_equal(rig_json(p.b, "POST", path, "{\"type\":\"retest\"}"), 422);
	assert_int_equal(
	    rig_json(p.b, "POST", path,
		rig_f(rig, "{\"type\":\"full\",\"items\":[\"%s\"]}", p.other_item)),
	    422);
	assert_true(rig_has(p.b, "\"errors\":{\"items\":"));
	assert_int_equal(rig_json(p.b, "POST", path, "{\"type\":\"full\",\"org\":\"x\"}"), 400);
	assert_true(rig_has(p.b, "\"detail\":\"org\""));
}

TEST_RIG(v1_order_is_stopped_and_cancelled)
{
	struct api_place p;

	api_place_init(&p, rig);
	assert_int_equal(rig_json(p.b, "POST", api_path(rig, p.org, "/orders/%s/stop", p.order),
			     "{\"note\":\"too slow here\"}"),
	    200);
	assert_string_equal(api_text(p.b, "state"), "paused");
	assert_true(json_bool(json_get(api_reply(p.b), "stop"), false));
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/orders/%s/cancel", p.order),
		"{\"note\":\"no longer\"}"),
	    200);
	assert_string_equal(api_text(p.b, "state"), "cancelled");
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/orders/%s/stop", p.order), "{}"), 409);
	assert_int_equal(
	    rig_json(p.b, "POST", api_path(rig, p.org, "/orders/%s/stop", p.other_order), "{}"),
	    404);
}

TEST_RIG(v1_reports_are_what_was_delivered)
{
	struct api_place p;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/reports")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), 0), 1);
	assert_true(rig_has(p.b, "\"id\":\"a2\""));
}
