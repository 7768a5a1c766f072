#include "api_place.h"
#include "codec/json.h"

TEST_RIG(v1_me_says_who_the_token_stands_for)
{
	struct api_place p;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.b, "/api/v1/me"), 200);
	assert_string_equal(p.b->type, "application/json");
	assert_string_equal(
	    rig_header(p.b, "Content-Disposition"), "attachment; filename=\"api.json\"");
	assert_string_equal(api_text(p.b, "name"), "Anna");
	assert_true(json_bool(json_get(api_reply(p.b), "token"), false));
	assert_true(rig_has(p.b, "\"role\":\"officer\""));
	p.b->bearer = NULL;
	assert_int_equal(rig_get(p.b, "/api/v1/me"), 401);
	assert_string_equal(rig_header(p.b, "WWW-Authenticate"), "Bearer");
	assert_string_equal(p.b->type, "application/problem+json");
}

TEST_RIG(v1_orgs_are_those_one_has_to_do_with)
{
	struct api_place p;
	struct rig_browser *g = rig_browser(rig);

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.b, "/api/v1/orgs"), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), 0), 1);
	assert_true(rig_has(p.b, p.org));
	rig_session(
	    g, rig_person(rig, "Gro", "gro@x.example", ROLE_GROUP_OFFICER, p.group), true);
	assert_int_equal(rig_get(g, "/api/v1/orgs"), 200);
	assert_int_equal(json_int(json_get(api_reply(g), "total"), 0), 2);
	assert_false(rig_has(g, p.other));
	assert_int_equal(rig_get(p.cert, "/api/v1/orgs?q=other"), 200);
	assert_int_equal(json_int(json_get(api_reply(p.cert), "total"), 0), 1);
	assert_true(rig_has(p.cert, p.other));
}

TEST_RIG(v1_org_has_a_version_that_the_reader_may_know)
{
	struct api_place p;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "%s", "")), 200);
	assert_string_equal(api_text(p.b, "name"), "CHU Test");
	p.b->header = "if-none-match";
	p.b->value = rig_header(p.b, "ETag");
	assert_true(p.b->value[0] == '"');
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "%s", "")), 304);
	assert_string_equal(p.b->body, "");
	assert_int_equal(rig_get(p.b, api_path(rig, p.other, "%s", "")), 404);
}

TEST_RIG(v1_log_shows_reads_too)
{
	struct api_place p;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.cert, api_path(rig, p.org, "/findings")), 200);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/log")), 200);
	assert_true(rig_has(p.b, "GET /api/v1/orgs/{org}/findings"));
	assert_true(rig_has(p.b, "Carl"));
}

TEST_RIG(v1_log_shows_refusals_too)
{
	struct api_place p;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.cert, api_path(rig, p.org, "/log")), 403);
	assert_int_equal(rig_get(p.b, api_path(rig, p.org, "/log?outcome=refused")), 200);
	assert_int_equal(json_int(json_get(api_reply(p.b), "total"), 0), 1);
	assert_true(rig_has(p.b, "Carl"));
}
