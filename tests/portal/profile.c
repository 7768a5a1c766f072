#include "rig.h"

#include "auth/password.h"

static struct rig_browser *anna(struct rig *rig, const char **ret_id)
{
	struct rig_browser *b = rig_browser(rig);

	*ret_id = rig_person(rig, "Anna Berg", "anna@x.example", ROLE_READER, NULL);
	rig_session(b, *ret_id, true);
	return b;
}

TEST_RIG(a_profile_is_saved_and_what_is_wrong_is_shown_again)
{
	const char *id;
	struct rig_browser *b = anna(rig, &id);

	assert_int_equal(rig_get(b, "/profile"), 200);
	assert_int_equal(rig_post(b, "/profile", "name", "", "lang", "xx", "quiet_from",
			     "25:00", "quiet_to", "06:00", "phone", "<b>1", NULL),
	    422);
	assert_true(rig_has(b, "&lt;b&gt;1"));
	assert_int_equal(rig_post(b, "/profile", "name", "Anna B", "lang", "fr", "digest", "1",
			     "quiet_from", "22:00", "quiet_to", "06:30", NULL),
	    303);
	assert_int_equal(rig_follow(b), 200);
	assert_true(rig_has(b, "<html lang=\"fr\""));
	assert_true(rig_has(b, "value=\"06:30\""));
	assert_int_equal(
	    rig_post(b, "/profile", "name", "X", "lang", "en", "csrf", "no", NULL), 403);
}

TEST_RIG(all_other_sessions_are_ended_and_this_one_stays)
{
	const char *id;
	struct rig_browser *b = anna(rig, &id), *other = rig_browser(rig);

	rig_session(other, id, true);
	assert_int_equal(rig_get(b, "/profile"), 200);
	assert_true(rig_has(b, other->remote));
	assert_int_equal(rig_post(b, "/profile/sessions/end", NULL), 303);
	assert_int_equal(rig_get(other, "/profile"), 303);
	assert_int_equal(rig_get(b, "/profile"), 200);
}

TEST_RIG(a_password_is_changed_by_who_knows_the_present_one)
{
	const char *id;
	struct rig_browser *b = anna(rig, &id);

	rig_password(rig, id, "correct horse battery staple 7");
	assert_int_equal(
	    rig_post(b, "/profile/password", "old", "no", "password", "seven lamps under water",
		"again", "seven lamps under water", NULL),
	    422);
	assert_int_equal(
	    rig_post(b, "/profile/password", "old", "correct horse battery staple 7",
		"password", "seven lamps under water", "again", "seven lamps under water",
		NULL),
	    303);
}
