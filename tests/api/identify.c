#include "api_place.h"

TEST_RIG(identify_token_that_is_not_good_is_refused)
{
	struct api_place p;

	api_place_init(&p, rig);
	p.b->bearer = "nonsense";
	assert_int_equal(rig_get(p.b, "/api/v1/me"), 401);
	assert_string_equal(
	    rig_header(p.b, "WWW-Authenticate"), "Bearer error=\"invalid_token\"");
	p.b->bearer = api_token(rig, p.anna, NULL, "", NULL);
	assert_int_equal(rig_get(p.b, "/api/v1/me"), 200);
	rig_now += 3600000;
	assert_int_equal(rig_get(p.b, "/api/v1/me"), 401);
	rig_now -= 3600000;
}

TEST_RIG(identify_token_is_bound_to_scopes_sources_and_organisation)
{
	struct api_place p;
	struct rig_browser *b = rig_browser(rig);

	api_place_init(&p, rig);
	b->bearer = api_token(rig, p.anna, NULL, "view", NULL);
	assert_int_equal(rig_get(b, api_path(rig, p.org, "/findings")), 200);
	assert_int_equal(rig_get(b, api_path(rig, p.org, "/log")), 403);
	assert_int_equal(
	    rig_json(b, "POST", api_path(rig, p.org, "/findings/%s/answer", p.finding),
		"{\"action\":\"work\"}"),
	    403);
	b->bearer = api_token(rig, p.anna, NULL, "", "198.51.100.0/24");
	assert_int_equal(rig_get(b, "/api/v1/me"), 401);
	b->remote = "198.51.100.7";
	assert_int_equal(rig_get(b, "/api/v1/me"), 200);
	/* A token for another organisation opens nothing here. */
	b->bearer = api_token(rig, p.anna, p.other, "", NULL);
	assert_int_equal(rig_get(b, api_path(rig, p.org, "/findings")), 404);
	assert_int_equal(rig_get(b, api_path(rig, p.other, "/findings")), 404);
}
