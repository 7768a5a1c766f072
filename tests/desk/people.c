#include "desk/people.h"

#include "desk_place.h"

TEST_STORE(people_are_found_by_mail_and_identity)
{
	struct db *db = place_open(place);
	struct person p = {.name = "Anna",
	    .mail = " Anna@CHU.test ",
	    .oidc_issuer = "https://id.test",
	    .oidc_subject = "s1"};
	struct person again = {.name = "Other", .mail = "anna@chu.test"}, got;
	static const char *const bad[] = {
	    "", "anna", "@chu.test", "anna@", "a@b@c", "a b@c", "a\n@c", "<a@c>", "a,b@c"};

	assert_int_equal(people_create(db, &desk_place_actor, &p, NOW, place->arena), 0);
	assert_int_equal(
	    people_create(db, &desk_place_actor, &again, NOW, place->arena), ERR_EXISTS);
	assert_int_equal(people_by_mail(db, "ANNA@chu.TEST", place->arena, &got), 0);
	assert_string_equal(got.id, p.id);
	assert_string_equal(got.mail, "anna@chu.test");
	assert_string_equal(got.lang, "en");
	assert_int_equal(people_by_oidc(db, "https://id.test", "s1", place->arena, &got), 0);
	assert_int_equal(
	    people_by_oidc(db, "https://other.test", "s1", place->arena, &got), ERR_NOTFOUND);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct person none = {.name = "x", .mail = bad[i]};

		assert_int_equal(
		    people_create(db, &desk_place_actor, &none, NOW, place->arena), ERR_RANGE);
	}
	desk_place_logged(place, db, "person.create");
	(void)db_close(db);
}

TEST_STORE(people_store_leaves_what_counts_sign_ins)
{
	struct db *db = place_open(place);
	const char *id = desk_place_person(place, db, "anna");
	struct person p, got;

	assert_int_equal(people_get(db, id, place->arena, &p), 0);
	assert_int_equal(db_exec(db, "UPDATE person SET \"failures\" = 4, \"seen\" = 9"), 0);
	p.name = "Anna Berg";
	p.mail = "NEW@chu.test";
	p.state = PERSON_GONE;
	assert_int_equal(people_store(db, &desk_place_actor, &p, "person.profile", NOW), 0);
	assert_int_equal(people_get(db, id, place->arena, &got), 0);
	assert_string_equal(got.name, "Anna Berg");
	assert_string_equal(got.mail, "new@chu.test");
	assert_int_equal(got.failures, 4);
	assert_int_equal(got.seen, 9);
	assert_int_equal(got.state, PERSON_ACTIVE);
	p.mail = "no address";
	assert_int_equal(
	    people_store(db, &desk_place_actor, &p, "person.profile", NOW), ERR_RANGE);
	desk_place_logged(place, db, "person.profile");
	(void)db_close(db);
}

/* Before, at, within and at the end of its validity; only active organisations count. */
TEST_STORE(people_who_stands_where_now)
{
	struct db *db = place_open(place);
	const char *chu = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	const char *anna = desk_place_person(place, db, "anna");
	struct membership m = {.person = anna,
	    .org = chu,
	    .role = ROLE_TECHNICIAN,
	    .since = NOW + 10,
	    .until = NOW + 20};
	struct who who;

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, people_enter(db, NULL, &m, NOW, place->arena)), 0);
	assert_int_equal(desk_place_who(place, db, anna, NOW + 9).standings.n, 0);
	who = desk_place_who(place, db, anna, NOW + 10);
	assert_int_equal(who.standings.n, 1);
	assert_string_equal(who.standings.items[0].org, chu);
	assert_int_equal(who.zone, 60);
	assert_true(who_may(&who, MAY_ANSWER, who.standings.items[0].path));
	assert_false(who_may(&who, MAY_PEOPLE, who.standings.items[0].path));
	assert_int_equal(desk_place_who(place, db, anna, NOW + 19).standings.n, 1);
	assert_int_equal(desk_place_who(place, db, anna, NOW + 20).standings.n, 0);
	assert_int_equal(people_state(db, &desk_place_actor, anna, PERSON_SUSPENDED, NOW), 0);
	assert_int_equal(people_who(db, anna, NOW, place->arena, &who), ERR_DENIED);
	place_assert_msg(db_msg(db));
	assert_int_equal(people_who(db, "nobody", NOW, place->arena, &who), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(people_unconfirmed_contacts_come_oldest_first)
{
	struct db *db = place_open(place);
	const char *chu = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	const char *anna = desk_place_person(place, db, "anna");
	const char *m1 = desk_place_role(place, db, anna, ROLE_OFFICER, chu);
	const char *m2 = desk_place_role(place, db, anna, ROLE_LEGAL, chu);
	struct desk_records got;

	assert_int_equal(people_confirm(db, &desk_place_actor, m1, NOW + 1), 0);
	assert_int_equal(people_confirm(db, &desk_place_actor, "none", NOW), ERR_NOTFOUND);
	assert_int_equal(people_unconfirmed(db, NOW + 1, NOW + 9, 10, place->arena, &got), 0);
	assert_int_equal(got.all.n, 1);
	assert_string_equal(((struct membership *)got.all.items[0])->id, m2);
	assert_int_equal(people_unconfirmed(db, NOW + 2, NOW + 9, 10, place->arena, &got), 0);
	assert_int_equal(got.all.n, 2);
	assert_int_equal(people_unconfirmed(db, NOW + 2, NOW + 9, 1, place->arena, &got), 0);
	assert_int_equal(got.all.n, 1);
	assert_int_equal(people_of_org(db, NULL, NOW, place->arena, &got), 0);
	assert_int_equal(got.all.n, 0);
	desk_place_logged(place, db, "membership.confirm");
	(void)db_close(db);
}
