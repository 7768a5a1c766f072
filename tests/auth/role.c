#include "auth/role.h"

#include "test.h"

/* Who of the six, and of the CERT's seven, has a permission: one letter a role, in the enum's
 * order. */
static const struct {
	enum permission permission;
	const char *who; /* v t o g m l | r a c p o a u */
} wanted[] = {
    {MAY_VIEW, "vtogml rac...."},
    {MAY_REPORT, "vtogml rac...."},
    {MAY_ANSWER, ".tog.. .ac...."},
    {MAY_ACCEPT, "..ogm. ......."},
    {MAY_DECLARE, ".tog.. .ac...."},
    {MAY_AUTHORISE, ".....l ......."},
    {MAY_REVOKE, "..og.l ..c...."},
    {MAY_ORDER, "..og.. .ac...."},
    {MAY_STOP, ".tog.l .ac.o.."},
    {MAY_PEOPLE, "..og.. .....a."},
    {MAY_SEE_LOG, "..og.l ......u"},
    {MAY_SECTOR, "...... racpo.."},
    {MAY_REVIEW, "...... .ac...."},
    {MAY_DECIDE, "...... ..c...."},
    {MAY_OPERATE, "...... ....o.."},
    {MAY_ADMINISTER, "...... .....a."},
    {MAY_AUDIT, "...... ......u"},
    {MAY_PENTEST, "...... ..cp..."},
};

TEST(role_table)
{
	assert_int_equal(ARRAY_LEN(wanted), PERMISSIONS - 2);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		for (int role = 0; role_names[role]; role++) {
			const char *who = wanted[i].who;
			bool want = who[role_of_cert((enum role)role) ? role + 1 : role] != '.';

			if (role_has((enum role)role, wanted[i].permission) != want)
				fail_msg("%s %s", role_names[role],
				    permission_names[wanted[i].permission]);
		}
	assert_string_equal(permission_names[MAY_AUDIT], "audit");
	assert_string_equal(permission_names[MAY_PENTEST], "pentest");
	assert_null(permission_names[PERMISSIONS]);
}

static bool may(int role, const char *org, const char *path, enum permission p, const char *at)
{
	struct arena *a = arena_new();
	struct who who = {.person = "p"};
	bool r;

	vec_push(a, &who.standings, ((struct standing){role, org, path}));
	r = who_may(&who, p, at);
	arena_free(a);
	return r;
}

/* g is a group, g/a and g/b its sites, h another hospital. */
TEST(role_counts_where_it_was_given)
{
	assert_true(may(ROLE_OFFICER, "a", "g/a/", MAY_ORDER, "g/a/"));
	assert_false(may(ROLE_OFFICER, "a", "g/a/", MAY_ORDER, "g/b/"));
	assert_false(may(ROLE_OFFICER, "a", "g/a/", MAY_VIEW, "g/"));
	assert_false(may(ROLE_OFFICER, "g", "g/", MAY_VIEW, "g/a/"));
	assert_true(may(ROLE_GROUP_OFFICER, "g", "g/", MAY_VIEW, "g/a/"));
	assert_true(may(ROLE_GROUP_OFFICER, "g", "g/", MAY_ORDER, "g/"));
	assert_false(may(ROLE_GROUP_OFFICER, "g", "g/", MAY_VIEW, "gg/"));
	assert_false(may(ROLE_GROUP_OFFICER, "g", "g/", MAY_VIEW, "h/"));
	assert_false(may(ROLE_OFFICER, "a", "g/a/", MAY_ORDER, NULL));
	assert_true(may(ROLE_ANALYST, NULL, NULL, MAY_VIEW, "h/"));
	assert_true(may(ROLE_ANALYST, NULL, NULL, MAY_SECTOR, NULL));
	assert_false(may(ROLE_ADMINISTRATOR, NULL, NULL, MAY_VIEW, "h/"));
	/* A role that does not fit where it was given gives nothing. */
	assert_false(may(ROLE_ANALYST, "a", "g/a/", MAY_VIEW, "g/a/"));
	assert_false(may(ROLE_OFFICER, NULL, NULL, MAY_VIEW, "g/a/"));
}

TEST(role_nobody_and_tokens)
{
	struct arena *a = arena_new();
	struct who who = {0};

	assert_true(who_may(&who, MAY_PUBLIC, NULL));
	assert_false(who_may(&who, MAY_SIGN_IN, NULL));
	who.person = "p";
	vec_push(a, &who.standings, ((struct standing){ROLE_OFFICER, "a", "a/"}));
	assert_true(who_may(&who, MAY_SIGN_IN, NULL));
	assert_false(who_is_cert(&who));
	who.token = true;
	assert_true(who_may(&who, MAY_ORDER, "a/"));
	text_list_add(&who.scopes, a, "view");
	assert_true(who_may(&who, MAY_VIEW, "a/"));
	assert_false(who_may(&who, MAY_ORDER, "a/"));
	assert_false(who_may(&who, MAY_AUTHORISE, "a/"));
	arena_free(a);
}
