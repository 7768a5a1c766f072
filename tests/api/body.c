#include "api_place.h"
#include "codec/json.h"

TEST_RIG(body_is_one_json_object_with_known_members)
{
	struct api_place p;
	const char *path;

	api_place_init(&p, rig);
	path = api_path(rig, p.org, "/findings/%s/answer", p.finding);
	assert_int_equal(rig_json(p.b, "POST", path, "[]"), 400);
	assert_int_equal(rig_json(p.b, "POST", path, "{"), 400);
	assert_int_equal(
	    rig_json(p.b, "POST", path, "{\"action\":\"work\",\"state\":\"closed\"}"), 400);
	assert_string_equal(api_text(p.b, "detail"), "state");
	assert_int_equal(rig_json(p.b, "POST", path, "{\"action\":{\"a\":1}}"), 400);
	assert_int_equal(rig_json(p.b, "POST", path, "{\"action\":\"\"}"), 422);
	/* An ending ? of the row is no part of the name. */
	assert_int_equal(
	    rig_json(p.b, "POST", path, "{\"action\":\"work\",\"note?\":\"x\"}"), 400);
	assert_int_equal(rig_json(p.b, "POST", path, "{\"action\":\"work\"}"), 200);
}

/* Of a session, a change must carry the session's token, and a form is no JSON. */
TEST_RIG(body_of_a_form_is_refused_under_api)
{
	struct api_place p;
	struct rig_browser *b = rig_browser(rig);
	const char *path;

	api_place_init(&p, rig);
	rig_session(b, p.anna, true);
	path = api_path(rig, p.org, "/findings/%s/answer", p.finding);
	(void)rig_post(b, path, "action", "work", NULL);
	assert_int_not_equal(b->status, 200);
	assert_int_equal(rig_json(b, "POST", path, "{\"action\":\"work\"}"), 200);
	b->csrf = "";
	assert_int_equal(rig_json(b, "POST", path, "{\"action\":\"claim_fixed\"}"), 403);
}
