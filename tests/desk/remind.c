#include "desk/remind.h"

#include "desk_place.h"
#include "model/scope.h"
#include "model/tracked.h"
#include "store/desk.h"

enum { MANY = 1000 };

struct scene {
	const char *org, *other, *tech, *officer, *manager;
};

static void finding(
    struct db *db, const char *id, const char *org, int state, int64_t due, int64_t expires)
{
	struct tracked t = {.id = id,
	    .ref = id,
	    .org = org,
	    .type = "t",
	    .key = id,
	    .subject = "s",
	    .state = state,
	    .due = due,
	    .expires = expires};

	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
}

static void item(struct db *db, const char *id, const char *org, int64_t lapses)
{
	struct item i = {.id = id,
	    .org = org,
	    .type = ITEM_DOMAIN,
	    .value = id,
	    .state = ITEM_VERIFIED,
	    .lapses = lapses};

	assert_int_equal(desk_insert(db, &item_type, &i), 0);
}

static struct scene scene(struct place *place, struct db *db)
{
	struct scene s = {.org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL),
	    .other = desk_place_org(place, db, "Rival", ORG_HOSPITAL, NULL),
	    .tech = desk_place_person(place, db, "tech"),
	    .officer = desk_place_person(place, db, "officer"),
	    .manager = desk_place_person(place, db, "manager")};

	(void)desk_place_role(place, db, s.tech, ROLE_TECHNICIAN, s.org);
	(void)desk_place_role(place, db, s.officer, ROLE_OFFICER, s.org);
	(void)desk_place_role(place, db, s.manager, ROLE_MANAGEMENT, s.org);
	(void)desk_place_role(
	    place, db, desk_place_person(place, db, "rival"), ROLE_OFFICER, s.other);
	return s;
}

static int64_t told(struct db *db, const char *template, const char *person)
{
	int64_t n = 0;

	assert_int_equal(
	    desk_number(db,
		"SELECT count(*) FROM outgoing WHERE \"template\" = $1 AND \"person\" = $2",
		DESK_PARAMS(DESK_TEXT(template), DESK_TEXT(person)), &n),
	    0);
	return n;
}

static int64_t remind(struct db *db, int64_t now)
{
	int64_t n = -1;

	if (remind_due(db, now, MANY, &n) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	return n;
}

TEST_STORE(remind_tells_that_findings_are_due_once_a_week)
{
	struct db *db = place_open(place);
	struct scene s = scene(place, db);
	struct outgoing got;

	finding(db, "f1", s.org, TRACKED_OPEN, NOW - DAY_MS, 0);
	finding(db, "f2", s.org, TRACKED_IN_PROGRESS, NOW + 6 * (int64_t)DAY_MS, 0);
	finding(db, "f3", s.org, TRACKED_OPEN, NOW + 8 * (int64_t)DAY_MS, 0);
	finding(db, "f4", s.org, TRACKED_OPEN, 0, 0);
	finding(db, "f5", s.org, TRACKED_VERIFIED_FIXED, NOW, 0);
	assert_int_equal(remind(db, NOW), 2);
	assert_int_equal(told(db, "findings_due", s.tech), 1);
	assert_int_equal(told(db, "findings_due", s.officer), 1);
	assert_int_equal(told(db, "findings_due", s.manager), 0);
	assert_int_equal(desk_find(db, &outgoing_type, "WHERE \"person\" = $1",
			     DESK_PARAMS(DESK_TEXT(s.tech)), place->arena, &got),
	    0);
	assert_string_equal(got.values, "{\"count\":2}");
	assert_string_equal(got.org, s.org);
	assert_true(got.due >= NOW);
	assert_int_equal(remind(db, NOW), 0); /* the same day */
	assert_int_equal(remind(db, NOW + 1), 0);
	for (int day = 1; day <= 7;
	     day++) /* one more in the week that comes, whatever the day */
		(void)remind(db, NOW + day * (int64_t)DAY_MS);
	assert_int_equal(told(db, "findings_due", s.tech), 2);
	(void)db_close(db);
}

TEST_STORE(remind_tells_that_proofs_lapse_once_a_week)
{
	struct db *db = place_open(place);
	struct scene s = scene(place, db);

	item(db, "a.test", s.org, NOW + 13 * (int64_t)DAY_MS);
	item(db, "b.test", s.org, NOW + 20 * (int64_t)DAY_MS);
	item(db, "c.test", s.other, NOW + 15 * (int64_t)DAY_MS);
	assert_int_equal(remind(db, NOW), 2);
	assert_int_equal(told(db, "proof_lapses", s.tech), 1);
	assert_int_equal(told(db, "proof_lapses", s.officer), 1);
	assert_int_equal(remind(db, NOW + 7 * (int64_t)DAY_MS), 3); /* and the rival's */
	(void)db_close(db);
}

TEST_STORE(remind_tells_of_an_acceptance_once)
{
	struct db *db = place_open(place);
	struct scene s = scene(place, db);

	finding(db, "f1", s.org, TRACKED_ACCEPTED, 0, NOW + 10 * (int64_t)DAY_MS);
	finding(db, "f2", s.org, TRACKED_ACCEPTED, 0, NOW + 30 * (int64_t)DAY_MS);
	finding(db, "f3", s.org, TRACKED_OPEN, 0, NOW + 10 * (int64_t)DAY_MS);
	assert_int_equal(remind(db, NOW), 2);
	assert_int_equal(told(db, "acceptance_expires", s.officer), 1);
	assert_int_equal(told(db, "acceptance_expires", s.manager), 1);
	assert_int_equal(told(db, "acceptance_expires", s.tech), 0);
	assert_int_equal(remind(db, NOW + 8 * (int64_t)DAY_MS), 0);
	/* Accepted anew until another day: that end is another. */
	assert_int_equal(
	    desk_exec(db, "UPDATE tracked_finding SET \"expires\" = $1 WHERE \"id\" = 'f1'",
		DESK_PARAMS(DESK_INT(NOW + 12 * (int64_t)DAY_MS)), NULL),
	    0);
	assert_int_equal(remind(db, NOW + 9 * (int64_t)DAY_MS), 2);
	(void)db_close(db);
}

TEST_STORE(remind_tells_of_a_token_once)
{
	struct db *db = place_open(place);
	const char *tech = desk_place_person(place, db, "tech");
	struct token long_one = {.id = "t1",
			 .hash = "1",
			 .person = tech,
			 .name = "export",
			 .created = NOW - 60 * (int64_t)DAY_MS,
			 .expires = NOW + 6 * (int64_t)DAY_MS},
		     gone = long_one, later = long_one, short_one = long_one;

	gone.id = gone.hash = "t2";
	gone.revoked = NOW;
	later.id = later.hash = "t3";
	later.expires = NOW + 8 * (int64_t)DAY_MS;
	short_one.id = short_one.hash = "t4"; /* made for a few days: known anyway */
	short_one.created = NOW - DAY_MS;
	assert_int_equal(desk_insert(db, &token_type, &long_one), 0);
	assert_int_equal(desk_insert(db, &token_type, &gone), 0);
	assert_int_equal(desk_insert(db, &token_type, &later), 0);
	assert_int_equal(desk_insert(db, &token_type, &short_one), 0);
	assert_int_equal(remind(db, NOW), 1);
	assert_int_equal(told(db, "token_expires", tech), 1);
	assert_int_equal(remind(db, NOW + DAY_MS), 1); /* the one that ends later */
	assert_int_equal(remind(db, NOW + 2 * (int64_t)DAY_MS), 0);
	(void)db_close(db);
}

/* A pass looks at some and goes on where it stood; each organisation has its turn each day. */
TEST_STORE(remind_goes_on_where_it_stood)
{
	struct db *db = place_open(place);
	int64_t n = 0, sum = 0, passes = 0;

	for (int i = 0; i < 7; i++) {
		const char *name = arena_printf(place->arena, "o%d", i);
		const char *org = desk_place_org(place, db, name, ORG_HOSPITAL, NULL);

		(void)desk_place_role(
		    place, db, desk_place_person(place, db, name), ROLE_OFFICER, org);
		finding(db, name, org, TRACKED_OPEN, NOW, 0);
	}
	for (; sum < 7 && passes < 20; passes++) {
		assert_int_equal(remind_due(db, NOW, 2, &n), 0);
		assert_in_range(n, 0, 2);
		sum += n;
	}
	assert_int_equal(sum, 7);
	assert_int_equal(passes, 4);
	assert_int_equal(remind_due(db, NOW, 2, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(remind_due(db, NOW + 7 * (int64_t)DAY_MS, 2, &n), 0);
	assert_int_equal(n, 2);
	(void)db_close(db);
}
