#include "rig.h"

#include "auth/secret.h"
#include "desk/signin.h"

/* A link of that purpose for the person, as others of the house make them. */
static const char *link_for(struct rig *rig, enum link_purpose purpose, const char *person)
{
	static const struct actor actor = {.name = "test"};
	char secret[SECRET_TEXT], hash[SECRET_HASH];
	struct link link = {
	    .purpose = (int)purpose, .person = person, .expires = rig_now + 3600000};

	link.id = secret_hash(span_str(secret_token(secret)), hash);
	assert_int_equal(signin_link_new(rig->db, &actor, &link, rig_now), 0);
	return rig_f(rig, "/link/%s", secret);
}

TEST_RIG(the_first_administrator_sets_a_password_and_then_a_second_factor)
{
	struct rig_browser *b = rig_browser(rig);
	const char *id =
	    rig_person(rig, "Ada Root", "ada@cert.example", ROLE_ADMINISTRATOR, NULL);
	const char *link = link_for(rig, LINK_FIRST_ADMINISTRATOR, id);

	assert_int_equal(rig_get(b, link), 200);
	assert_true(rig_has(b, "Ada Root"));
	assert_int_equal(rig_post(b, link, "password", "ada root ada root", "again",
			     "ada root ada root", NULL),
	    422);
	assert_int_equal(rig_post(b, link, "password", "seven lamps under water", "again",
			     "seven lamps under water", NULL),
	    303);
	assert_string_equal(b->location, "/profile/second-factor?next=%2F");
	rig_authenticator(b);
	assert_int_equal(rig_get(b, "/profile"), 200);
	assert_int_equal(rig_get(rig_browser(rig), link), 404);
}

TEST_RIG(a_new_password_does_not_get_around_the_second_factor)
{
	struct rig_browser *b = rig_browser(rig);
	const char *id = rig_person(rig, "Eve Dahl", "eve@x.example", ROLE_READER, NULL);
	const char *secret, *link;

	rig_session(b, id, false);
	secret = rig_authenticator(b);
	link = link_for(rig, LINK_RESET, id);
	b = rig_browser(rig);
	assert_int_equal(rig_post(b, link, "password", "seven lamps under water", "again",
			     "seven lamps under water", NULL),
	    303);
	assert_int_equal(rig_get(b, "/profile/second-factor"), 200);
	assert_false(rig_has(b, "<svg"));
	assert_int_equal(rig_post(b, "/profile/second-factor", "code", "000000", NULL), 303);
	assert_int_equal(rig_post(b, "/profile/passkeys/options", NULL), 403);
	assert_int_equal(rig_get(b, "/profile"), 303);
	rig_now += 30000;
	assert_int_equal(rig_post(b, "/profile/second-factor/show", "code",
			     rig_code(rig, secret), "next", "/profile", NULL),
	    303);
	assert_int_equal(rig_follow(b), 200);
}

TEST_RIG(an_invited_person_becomes_active_and_a_suspended_one_does_not)
{
	struct rig_browser *b = rig_browser(rig);
	const char *id = rig_person(rig, "Ivar Lie", "ivar@x.example", -1, NULL);

	assert_int_equal(db_exec(rig->db, "UPDATE person SET state = 'suspended'"), 0);
	assert_int_equal(rig_get(b, link_for(rig, LINK_INVITATION, id)), 403);
	assert_int_equal(db_exec(rig->db, "UPDATE person SET state = 'invited'"), 0);
	assert_int_equal(
	    rig_post(b, link_for(rig, LINK_INVITATION, id), "password",
		"seven lamps under water", "again", "seven lamps under water", NULL),
	    303);
	assert_int_equal(
	    place_int(rig->db, "SELECT count(*) FROM person WHERE state = 'active' AND "
			       "mail_confirmed > 0"),
	    1);
}

TEST_RIG(a_link_that_is_unknown_too_late_or_for_something_else_is_not_there)
{
	struct rig_browser *b = rig_browser(rig);
	const char *id = rig_person(rig, "Ivar Lie", "ivar@x.example", -1, NULL);
	const char *late = link_for(rig, LINK_RESET, id);

	assert_int_equal(rig_get(b, "/link/abc"), 404);
	assert_int_equal(rig_get(b, link_for(rig, LINK_ANSWER, id)), 404);
	assert_int_equal(rig_get(b, link_for(rig, LINK_PASSKEY, id)), 404);
	rig_now += 3600000;
	assert_int_equal(rig_get(b, late), 404);
}
