#include "rig.h"

#define SECRET_WORDS "correct horse battery staple 7"

static struct rig_browser *signed_in(struct rig *rig, const char **ret_secret)
{
	struct rig_browser *b = rig_browser(rig);
	const char *id = rig_person(rig, "Anna Berg", "anna@x.example", ROLE_READER, NULL);

	rig_password(rig, id, SECRET_WORDS);
	rig_session(b, id, false);
	*ret_secret = rig_authenticator(b);
	return b;
}

TEST_RIG(a_recovery_code_lets_in_once)
{
	const char *secret, *code;
	struct rig_browser *b = signed_in(rig, &secret);

	code = rig_between(b, "<li><code>", "</code>");
	assert_int_equal(strlen(code), 19);
	for (int i = 0; i < 2; i++) {
		struct rig_browser *other = rig_browser(rig);

		assert_int_equal(rig_post(other, "/sign-in", "mail", "anna@x.example",
				     "password", SECRET_WORDS, "code", code, NULL),
		    i == 0 ? 303 : 422);
		if (i == 0)
			assert_int_equal(rig_get(other, "/profile"), 200);
	}
	assert_int_equal(rig_get(b, "/profile/second-factor"), 200);
	assert_true(rig_has(b, "9 recovery codes are left."));
}

TEST_RIG(codes_are_guessed_only_a_few_times)
{
	const char *secret;
	struct rig_browser *b = rig_browser(rig);

	signed_in(rig, &secret);
	assert_int_equal(
	    rig_post(b, "/sign-in", "mail", "anna@x.example", "password", SECRET_WORDS, NULL),
	    303);
	assert_int_equal(rig_follow(b), 200);
	for (int i = 0; i < 6; i++)
		assert_int_equal(
		    rig_post(b, "/profile/second-factor/show", "code", "x", NULL), 422);
	rig_now += 30000 - 1;
	assert_int_equal(
	    rig_post(b, "/profile/second-factor/show", "code", rig_code(rig, secret), NULL),
	    422);
	assert_true(rig_has(b, "Too many attempts"));
	rig_now += 2;
	assert_int_equal(
	    rig_post(b, "/profile/second-factor/show", "code", rig_code(rig, secret), NULL),
	    303);
}

TEST_RIG(new_codes_and_removing_need_the_password)
{
	const char *secret, *old, *again;
	struct rig_browser *b = signed_in(rig, &secret);

	old = rig_between(b, "<li><code>", "</code>");
	assert_int_equal(
	    rig_post(b, "/profile/second-factor/codes", "password", "wrong", NULL), 422);
	assert_int_equal(
	    rig_post(b, "/profile/second-factor/codes", "password", SECRET_WORDS, NULL), 200);
	assert_string_not_equal(rig_between(b, "<li><code>", "</code>"), old);
	assert_int_equal(
	    rig_post(b, "/profile/second-factor/remove", "password", "wrong", NULL), 422);
	assert_int_equal(
	    rig_post(b, "/profile/second-factor/remove", "password", SECRET_WORDS, NULL), 303);
	/* Another secret is proposed. */
	again = rig_authenticator(b);
	assert_string_not_equal(again, secret);
}

TEST_RIG(a_wrong_code_sets_nothing_up_and_others_sessions_end_with_the_right_one)
{
	struct rig_browser *b = rig_browser(rig), *other = rig_browser(rig);
	const char *id = rig_person(rig, "Anna Berg", "anna@x.example", ROLE_READER, NULL);

	rig_session(b, id, false);
	rig_session(other, id, false);
	assert_int_equal(rig_post(b, "/profile/second-factor", "code", "123", NULL), 422);
	assert_int_equal(
	    place_int(rig->db, "SELECT count(*) FROM person WHERE totp IS NOT NULL"), 0);
	rig_authenticator(b);
	assert_int_equal(rig_get(other, "/profile/second-factor"), 303);
	assert_string_equal(other->location, "/sign-in?next=%2Fprofile%2Fsecond-factor");
}
