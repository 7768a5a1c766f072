#include "desk/people.h"

#include "desk_place.h"

#include <sys/wait.h>
#include <unistd.h>

/* A group with two sites, one officer each, a hospital elsewhere, and the CERT. */
struct sector {
	const char *ght, *a, *b, *other;
	const char *group, *group_plain, *officer_a, *officer_b, *legal_a, *admin, *analyst;
	const char *new;
};

static struct sector sector(struct place *place, struct db *db)
{
	struct sector s = {.ght = desk_place_org(place, db, "GHT", ORG_GROUP, NULL)};

	s.a = desk_place_org(place, db, "A", ORG_HOSPITAL, s.ght);
	s.b = desk_place_org(place, db, "B", ORG_HOSPITAL, s.ght);
	s.other = desk_place_org(place, db, "Other", ORG_HOSPITAL, NULL);
	s.group = desk_place_person(place, db, "group");
	s.group_plain = desk_place_person(place, db, "plain");
	s.officer_a = desk_place_person(place, db, "officer_a");
	s.officer_b = desk_place_person(place, db, "officer_b");
	s.legal_a = desk_place_person(place, db, "legal_a");
	s.admin = desk_place_person(place, db, "admin");
	s.analyst = desk_place_person(place, db, "analyst");
	s.new = desk_place_person(place, db, "new");
	(void)desk_place_role(place, db, s.group, ROLE_GROUP_OFFICER, s.ght);
	(void)desk_place_role(place, db, s.group_plain, ROLE_OFFICER, s.ght);
	(void)desk_place_role(place, db, s.officer_a, ROLE_OFFICER, s.a);
	(void)desk_place_role(place, db, s.officer_b, ROLE_OFFICER, s.b);
	(void)desk_place_role(place, db, s.legal_a, ROLE_LEGAL, s.a);
	(void)desk_place_role(place, db, s.admin, ROLE_ADMINISTRATOR, NULL);
	(void)desk_place_role(place, db, s.analyst, ROLE_ANALYST, NULL);
	return s;
}

static int grant(struct place *place, struct db *db, const char *by, const char *person,
    enum role role, const char *org)
{
	struct who who = desk_place_who(place, db, by, NOW);
	struct membership m = {.person = person, .role = (int)role, .org = org};

	return people_grant(db, &desk_place_actor, &who, &m, NOW, place->arena);
}

/* What the rules in desk/people.h say, for every giver, role and organisation. */
static int expected(const struct sector *s, const char *by, enum role role, const char *org)
{
	bool cert = role >= ROLE_READER, below_ght = org && org != s->other;
	bool manages = (by == s->admin && org) || (by == s->group && below_ght) ||
		       (by == s->group_plain && org == s->ght) ||
		       (by == s->officer_a && org == s->a) ||
		       (by == s->officer_b && org == s->b);

	if (!org)
		return by != s->admin ? ERR_DENIED : cert ? 0 : ERR_RANGE;
	if (!manages)
		return ERR_DENIED;
	if (role == ROLE_GROUP_OFFICER && by != s->admin && by != s->group)
		return ERR_DENIED;
	if (cert || (role == ROLE_GROUP_OFFICER && org != s->ght))
		return ERR_RANGE;
	return 0;
}

TEST_STORE(people_grant_keeps_the_rules_for_all)
{
	struct db *db = place_open(place);
	struct sector s = sector(place, db);
	const char *const givers[] = {s.group, s.group_plain, s.officer_a, s.officer_b,
	    s.legal_a, s.admin, s.analyst, s.new};
	const char *const orgs[] = {s.ght, s.a, s.b, s.other, NULL};
	int given = 0;

	for (size_t g = 0; g < ARRAY_LEN(givers); g++)
		for (size_t o = 0; o < ARRAY_LEN(orgs); o++)
			for (int role = ROLE_VIEWER; role <= ROLE_AUDITOR; role++) {
				const char *person = desk_place_person(place, db,
				    arena_printf(place->arena, "n%zu-%zu-%d", g, o, role));
				int want = expected(&s, givers[g], (enum role)role, orgs[o]);

				assert_int_equal(grant(place, db, givers[g], person,
						     (enum role)role, orgs[o]),
				    want);
				given += want == 0;
			}
	assert_int_equal(given, 59);
	(void)db_close(db);
}

TEST_STORE(people_grant_refuses_oneself_and_twice)
{
	struct db *db = place_open(place);
	struct sector s = sector(place, db);
	struct who admin = desk_place_who(place, db, s.admin, NOW);
	struct membership odd = {.person = s.new, .role = ROLE_VIEWER, .org = s.a};

	assert_int_equal(
	    grant(place, db, s.officer_a, s.officer_a, ROLE_LEGAL, s.a), ERR_DENIED);
	assert_int_equal(grant(place, db, s.admin, s.admin, ROLE_READER, NULL), ERR_DENIED);
	assert_int_equal(grant(place, db, s.officer_a, s.new, ROLE_VIEWER, s.a), 0);
	desk_place_logged(place, db, "membership.grant");
	assert_int_equal(grant(place, db, s.officer_a, s.new, ROLE_VIEWER, s.a), ERR_EXISTS);
	assert_int_equal(grant(place, db, s.officer_a, s.new, ROLE_TECHNICIAN, s.a), 0);
	assert_int_equal(
	    grant(place, db, s.officer_a, "nobody", ROLE_VIEWER, s.a), ERR_NOTFOUND);
	odd.role = ROLE_MANAGEMENT;
	text_list_add(&odd.functions, place->arena, "king");
	assert_int_equal(
	    people_grant(db, &desk_place_actor, &admin, &odd, NOW, place->arena), ERR_RANGE);
	place_assert_msg(db_msg(db));
	(void)db_close(db);
}

static const char *membership_of(
    struct place *place, struct db *db, const char *person, const char *org)
{
	struct membership m;

	assert_int_equal(
	    desk_find(db, &membership_type,
		"WHERE \"person\" = $1 AND coalesce(\"org\", '') = $2",
		DESK_PARAMS(DESK_TEXT(person), DESK_TEXT(org ? org : "")), place->arena, &m),
	    0);
	return m.id;
}

static int end(
    struct place *place, struct db *db, const char *by, const char *person, const char *org)
{
	struct who who = desk_place_who(place, db, by, NOW + 1);

	return people_end(
	    db, &desk_place_actor, &who, membership_of(place, db, person, org), NOW + 1);
}

TEST_STORE(people_end_keeps_the_last_one)
{
	struct db *db = place_open(place);
	struct sector s = sector(place, db);

	assert_int_equal(end(place, db, s.officer_b, s.legal_a, s.a), ERR_DENIED);
	assert_int_equal(end(place, db, s.officer_a, s.legal_a, s.a), 0);
	assert_int_equal(end(place, db, s.officer_a, s.legal_a, s.a), ERR_NOTFOUND);
	desk_place_logged(place, db, "membership.end");
	/* The last officer: neither by himself, nor by whom else. */
	assert_int_equal(end(place, db, s.officer_a, s.officer_a, s.a), ERR_DENIED);
	assert_int_equal(end(place, db, s.group, s.officer_a, s.a), ERR_DENIED);
	assert_int_equal(end(place, db, s.admin, s.officer_a, s.a), ERR_DENIED);
	assert_int_equal(grant(place, db, s.group, s.new, ROLE_OFFICER, s.a), 0);
	assert_int_equal(end(place, db, s.officer_a, s.officer_a, s.a), 0);
	assert_int_equal(desk_place_who(place, db, s.officer_a, NOW + 1).standings.n, 0);
	/* A plain officer of the group does not remove its group officer. */
	assert_int_equal(end(place, db, s.group_plain, s.group, s.ght), ERR_DENIED);
	/* The CERT. */
	assert_int_equal(end(place, db, s.analyst, s.admin, NULL), ERR_DENIED);
	assert_int_equal(end(place, db, s.group, s.analyst, NULL), ERR_DENIED);
	assert_int_equal(end(place, db, s.admin, s.admin, NULL), ERR_DENIED);
	assert_int_equal(
	    people_state(db, &desk_place_actor, s.admin, PERSON_SUSPENDED, NOW), ERR_DENIED);
	assert_int_equal(grant(place, db, s.admin, s.new, ROLE_ADMINISTRATOR, NULL), 0);
	assert_int_equal(people_state(db, &desk_place_actor, s.new, PERSON_SUSPENDED, NOW), 0);
	assert_int_equal(end(place, db, s.admin, s.admin, NULL), ERR_DENIED); /* not in force */
	assert_int_equal(people_state(db, &desk_place_actor, s.new, PERSON_ACTIVE, NOW), 0);
	assert_int_equal(end(place, db, s.new, s.admin, NULL), 0);
	(void)db_close(db);
}

/* Two officers each remove the other at once: one stays. */
TEST_STORE(people_end_leaves_one_in_a_race)
{
	struct db *db = place_open(place);
	struct sector s = sector(place, db);
	const char *pair[2] = {s.officer_a, s.new};
	const char *victims[2];
	int ended = 0;

	(void)desk_place_role(place, db, s.new, ROLE_OFFICER, s.a);
	for (int i = 0; i < 2; i++)
		victims[i] = membership_of(place, db, pair[1 - i], s.a);
	pid_t child[2];
	for (int i = 0; i < 2; i++) {
		child[i] = fork();
		if (child[i] == 0) {
			struct db *own;
			struct who who;
			int r = db_open(place->where, 0, NULL, &own);

			if (r == 0)
				r = people_who(own, pair[i], NOW, place->arena, &who);
			if (r == 0)
				r = people_end(own, NULL, &who, victims[i], NOW + 1);
			_exit(r == 0 ? 0 : r == ERR_DENIED ? 1 : 2);
		}
	}
	for (int i = 0; i < 2; i++) {
		int status = 0;

		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		ended += WEXITSTATUS(status) == 0;
	}
	assert_int_equal(ended, 1);
	(void)db_close(db);
}

TEST_STORE(people_functions_are_set_by_who_manages)
{
	struct db *db = place_open(place);
	struct sector s = sector(place, db);
	struct who officer = desk_place_who(place, db, s.officer_a, NOW);
	struct who legal = desk_place_who(place, db, s.legal_a, NOW);
	const char *id = membership_of(place, db, s.legal_a, s.a);
	struct text_list functions = {0}, wrong = {0};
	struct membership got;

	text_list_add(&functions, place->arena, "on-call");
	text_list_add(&functions, place->arena, "dpo");
	text_list_add(&wrong, place->arena, "");
	assert_int_equal(people_confirm(db, NULL, id, NOW), 0);
	assert_int_equal(
	    people_functions(db, &desk_place_actor, &legal, id, functions, NOW), ERR_DENIED);
	assert_int_equal(
	    people_functions(db, &desk_place_actor, &officer, id, wrong, NOW), ERR_RANGE);
	assert_int_equal(
	    people_functions(db, &desk_place_actor, &officer, id, functions, NOW), 0);
	assert_int_equal(desk_get(db, &membership_type, id, place->arena, &got), 0);
	assert_int_equal(got.functions.n, 2);
	assert_int_equal(got.confirmed, 0);
	desk_place_logged(place, db, "membership.functions");
	(void)db_close(db);
}

TEST_STORE(people_who_are_gone_leave_nothing_open)
{
	struct db *db = place_open(place);
	struct sector s = sector(place, db);
	struct session session = {.id = "h", .person = s.legal_a, .csrf = "c", .created = NOW};
	struct token token = {.id = "t", .hash = "t", .person = s.legal_a, .name = "t"};

	assert_int_equal(desk_insert(db, &session_type, &session), 0);
	assert_int_equal(desk_insert(db, &token_type, &token), 0);
	assert_int_equal(people_state(db, &desk_place_actor, s.legal_a, PERSON_GONE, NOW), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM session"), 0);
	assert_int_equal(place_int(db, "SELECT \"revoked\" FROM api_token"), NOW);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM membership WHERE \"until\" > 0"), 1);
	desk_place_logged(place, db, "person.state");
	(void)db_close(db);
}
