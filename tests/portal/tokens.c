#include "rig.h"

TEST_RIG(a_token_is_shown_once_works_within_its_limits_and_ends_when_revoked)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *id = rig_person(rig, "Anna Berg", "anna@x.example", ROLE_OFFICER, org);
	struct rig_browser *b = rig_browser(rig), *program = rig_browser(rig);
	const char *token;

	rig_session(b, id, true);
	assert_int_equal(rig_post(b, "/profile/tokens", "name", "siem", NULL), 422);
	assert_int_equal(rig_post(b, "/profile/tokens", "name", "siem", "org", org, "scope",
			     "view", "sources", "not an address", "days", "30", NULL),
	    422);
	assert_int_equal(rig_post(b, "/profile/tokens", "name", "siem", "org", org, "scope",
			     "administer", "days", "30", NULL),
	    422);
	assert_int_equal(
	    rig_post(b, "/profile/tokens", "name", "siem", "org", org, "scope", "view",
		"sources", rig_f(rig, "%s\n2001:db8::/32", program->remote), "days", "30",
		NULL),
	    200);
	token = rig_between(b, "class=\"token\">", "<");
	assert_int_equal(strncmp(token, "varde_", 6), 0);
	assert_int_equal(rig_get(b, "/profile/tokens"), 200);
	assert_false(rig_has(b, token));
	program->bearer = token;
	/* Good for what it may: the start page knows who asks; the profile is no scope of it.
	 */
	assert_int_equal(rig_get(program, "/"), 303);
	assert_int_equal(rig_get(program, "/profile/tokens"), 403);
	program->remote = "192.0.2.99";
	assert_int_equal(rig_get(program, "/"), 401);
	assert_int_equal(rig_post(b,
			     rig_f(rig, "/profile/tokens/%s/revoke",
				 rig_between(b, "action=\"/profile/tokens/", "/revoke")),
			     NULL),
	    303);
	program->remote = "192.0.2.1";
	assert_int_equal(rig_get(program, "/"), 401);
}

TEST_RIG(somebody_elses_token_is_not_there)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *a = rig_person(rig, "Anna Berg", "anna@x.example", ROLE_OFFICER, org);
	const char *e = rig_person(rig, "Eve Dahl", "eve@x.example", ROLE_OFFICER, org);
	struct rig_browser *anna = rig_browser(rig), *eve = rig_browser(rig);
	const char *id;

	rig_session(anna, a, true);
	rig_session(eve, e, true);
	assert_int_equal(rig_post(anna, "/profile/tokens", "name", "siem", "org", org, "scope",
			     "view", "days", "30", NULL),
	    200);
	id = rig_between(anna, "action=\"/profile/tokens/", "/revoke");
	assert_int_equal(rig_post(eve, rig_f(rig, "/profile/tokens/%s/revoke", id), NULL), 404);
}
