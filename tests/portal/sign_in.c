#include "rig.h"

#include "api/identify.h"

#define SECRET_WORDS "correct horse battery staple 7"

static const char *anna(struct rig *rig)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *id = rig_person(rig, "Anna Berg", "anna@x.example", ROLE_OFFICER, org);

	rig_password(rig, id, SECRET_WORDS);
	return id;
}

static int try(struct rig_browser *b, const char *mail, const char *password, const char *code)
{
	return rig_post(b, "/sign-in", "mail", mail, "password", password, "code", code, "next",
	    "/profile", NULL);
}

TEST_RIG(a_password_alone_leads_to_the_second_factor_and_with_its_code_further)
{
	struct rig_browser *b = rig_browser(rig);
	const char *secret, *first;

	anna(rig);
	assert_int_equal(rig_get(b, "/profile"), 303);
	assert_string_equal(b->location, "/sign-in?next=%2Fprofile");
	assert_int_equal(rig_follow(b), 200);
	assert_int_equal(try(b, "Anna@X.example", SECRET_WORDS, ""), 303);
	assert_string_equal(b->location, "/profile/second-factor?next=%2Fprofile");
	/* Nothing else works meanwhile. */
	assert_int_equal(rig_get(b, "/profile"), 303);
	secret = rig_authenticator(b);
	assert_int_equal(rig_get(b, "/profile"), 200);
	first = rig_cookie(b, SESSION_COOKIE);
	assert_int_equal(rig_post(b, "/sign-out", NULL), 303);
	assert_null(rig_cookie(b, SESSION_COOKIE));
	/* The code was used already; the next one is good. */
	assert_int_equal(try(b, "anna@x.example", SECRET_WORDS, rig_code(rig, secret)), 422);
	rig_now += 30000;
	assert_int_equal(try(b, "anna@x.example", SECRET_WORDS, rig_code(rig, secret)), 303);
	assert_string_equal(b->location, "/profile");
	assert_string_not_equal(rig_cookie(b, SESSION_COOKIE), first);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "Anna Berg"));
}

TEST_RIG(a_wrong_password_an_unknown_mail_and_a_suspended_person_are_told_the_same)
{
	struct rig_browser *b = rig_browser(rig);
	const char *told, *id = anna(rig);

	assert_int_equal(try(b, "anna@x.example", "wrong wrong wrong", ""), 422);
	told = rig_between(b, "role=\"alert\"><p>", "</p>");
	assert_true(strlen(told) > 20);
	assert_null(rig_cookie(b, SESSION_COOKIE));
	assert_int_equal(try(b, "nobody@x.example", "wrong wrong wrong", ""), 422);
	assert_string_equal(rig_between(b, "role=\"alert\"><p>", "</p>"), told);
	assert_int_equal(
	    place_int(rig->db, "SELECT failures FROM person WHERE mail = 'anna@x.example'"), 1);
	assert_int_equal(
	    db_exec(rig->db,
		rig_f(rig, "UPDATE person SET state = 'suspended' WHERE id = '%s'", id)),
	    0);
	assert_int_equal(try(b, "anna@x.example", SECRET_WORDS, ""), 422);
	assert_string_equal(rig_between(b, "role=\"alert\"><p>", "</p>"), told);
}

TEST_RIG(after_many_failures_the_right_password_waits_too)
{
	struct rig_browser *b = rig_browser(rig);

	anna(rig);
	for (int i = 0; i < 6; i++)
		assert_int_equal(try(b, "anna@x.example", "wrong wrong wrong", ""), 422);
	assert_int_equal(try(b, "anna@x.example", SECRET_WORDS, ""), 422);
	rig_now += 31000;
	assert_int_equal(try(b, "anna@x.example", SECRET_WORDS, ""), 303);
}

TEST_RIG(an_address_that_tries_many_accounts_is_told_to_wait)
{
	struct rig_browser *b = rig_browser(rig);
	int status = 0;

	for (int i = 0; i < 21; i++)
		status = rig_post(b, "/sign-in/forgot", "mail", "nobody@x.example", NULL);
	assert_int_equal(status, 429);
}

TEST_RIG(a_sign_in_leads_to_own_pages_alone)
{
	struct rig_browser *b = rig_browser(rig);

	rig->app.settings.weak = true;
	anna(rig);
	assert_int_equal(rig_post(b, "/sign-in", "mail", "anna@x.example", "password",
			     SECRET_WORDS, "next", "//evil.example/", NULL),
	    303);
	assert_string_equal(b->location, "/");
}

TEST_RIG(a_form_of_another_site_signs_nobody_in)
{
	struct rig_browser *b = rig_browser(rig);

	anna(rig);
	b->origin = "https://evil.example";
	assert_int_equal(try(b, "anna@x.example", SECRET_WORDS, ""), 403);
	assert_null(rig_cookie(b, SESSION_COOKIE));
}

TEST_RIG(a_forgotten_password_is_set_anew_by_the_mailed_link_once)
{
	struct rig_browser *b = rig_browser(rig);
	const char *link, *answer;

	anna(rig);
	assert_int_equal(rig_post(b, "/sign-in/forgot", "mail", "nobody@x.example", NULL), 200);
	answer = rig_between(b, "role=\"status\"><p>", "</p>");
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM outgoing"), 0);
	assert_int_equal(rig_post(b, "/sign-in/forgot", "mail", "anna@x.example", NULL), 200);
	assert_string_equal(rig_between(b, "role=\"status\"><p>", "</p>"), answer);
	link = rig_mailed_link(rig, "reset");
	assert_int_equal(rig_get(b, link), 200);
	assert_int_equal(rig_post(b, link, "password", "short", "again", "short", NULL), 422);
	assert_int_equal(rig_post(b, link, "password", "a quite different phrase", "again",
			     "another one altogether", NULL),
	    422);
	assert_int_equal(rig_post(b, link, "password", "a quite different phrase", "again",
			     "a quite different phrase", NULL),
	    303);
	assert_int_equal(rig_get(rig_browser(rig), link), 404);
	assert_int_equal(try(rig_browser(rig), "anna@x.example", SECRET_WORDS, ""), 422);
	assert_int_equal(
	    try(rig_browser(rig), "anna@x.example", "a quite different phrase", ""), 303);
}
