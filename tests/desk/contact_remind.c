#include "desk/contact_remind.h"

#include "desk/contact_key.h"
#include "desk_place.h"
#include "model/log.h"

static int64_t due(struct db *db, int64_t now)
{
	int64_t told = -1;

	assert_int_equal(
	    contact_remind_due(db, "https://portal.varde.test", now, 100, &told), 0);
	return told;
}

static int64_t mails(struct db *db, const char *template)
{
	int64_t n = 0;

	assert_int_equal(
	    desk_number(db, "SELECT count(*) FROM outgoing WHERE \"template\" = $1",
		DESK_PARAMS(DESK_TEXT(template)), &n),
	    0);
	return n;
}

static struct contact_key give(
    struct place *place, struct db *db, const char *person, int64_t expires)
{
	struct contact_key key = {.person = person,
	    .type = CONTACT_OPENPGP,
	    .fingerprint = "AAAA",
	    .key = "-----BEGIN-----",
	    .expires = expires};

	assert_int_equal(contact_key_add(db, &desk_place_actor, &key, NOW, place->arena), 0);
	return key;
}

TEST_STORE(the_end_of_a_key_is_told_at_60_30_and_7_days_once_each)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	const int64_t end = NOW + 90 * CONTACT_DAY;
	static const int days[] = {61, 60, 59, 31, 30, 29, 8, 7, 1};
	static const int64_t so_far[] = {0, 1, 1, 1, 2, 2, 2, 3, 3};

	(void)give(place, db, anna, end);
	for (size_t i = 0; i < ARRAY_LEN(days); i++) {
		int64_t before = mails(db, "key_expires");

		assert_int_equal(due(db, end - days[i] * CONTACT_DAY), so_far[i] - before);
		assert_int_equal(due(db, end - days[i] * CONTACT_DAY + 1), 0);
		assert_int_equal(mails(db, "key_expires"), so_far[i]);
	}
	assert_int_equal(due(db, end), 0);
	assert_int_equal(due(db, end + CONTACT_DAY), 0);
	(void)db_close(db);
}

TEST_STORE(a_key_that_is_given_late_is_told_of_once_and_one_that_is_not_used_never)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	const char *ole = desk_place_person(place, db, "ole");

	(void)give(place, db, anna, NOW + 5 * CONTACT_DAY);
	(void)give(place, db, ole, NOW + 5 * CONTACT_DAY);
	assert_int_equal(contact_key_use(db, &desk_place_actor, ole, "", NOW), 0);
	assert_int_equal(due(db, NOW), 1);
	assert_int_equal(due(db, NOW + CONTACT_DAY), 0);
	/* A new one begins anew. */
	(void)give(place, db, anna, NOW + 50 * CONTACT_DAY);
	assert_int_equal(due(db, NOW + 2 * CONTACT_DAY), 1);
	(void)give(place, db, anna, 0);
	assert_int_equal(due(db, NOW + 3 * CONTACT_DAY), 0);
	(void)db_close(db);
}

static struct outgoing newest(struct place *place, struct db *db)
{
	struct outgoing m = {0};

	assert_int_equal(desk_find(db, &outgoing_type,
			     "WHERE \"template\" = 'contact_confirm' ORDER BY \"created\" DESC",
			     NULL, 0, place->arena, &m),
	    0);
	return m;
}

TEST_STORE(a_contact_is_asked_each_quarter_until_it_is_confirmed)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	const char *anna = desk_place_person(place, db, "anna");
	const char *m = desk_place_role(place, db, anna, ROLE_OFFICER, org);
	int64_t then = NOW + CONTACT_QUARTER;

	/* The role is of now: there is nothing to ask. */
	assert_int_equal(due(db, then - CONTACT_DAY), 0);
	assert_int_equal(due(db, then + CONTACT_DAY), 1);
	assert_non_null(strstr(newest(place, db).values, "https://portal.varde.test/link/"));
	assert_string_equal(newest(place, db).person, anna);
	assert_int_equal(due(db, then + 2 * CONTACT_DAY), 0);
	assert_int_equal(due(db, then + 32 * CONTACT_DAY), 1);
	assert_int_equal(people_confirm(db, &desk_place_actor, m, then + 33 * CONTACT_DAY), 0);
	assert_int_equal(due(db, then + 70 * CONTACT_DAY), 0);
	assert_int_equal(due(db, then + 124 * CONTACT_DAY), 1);
	assert_int_equal(mails(db, "contact_confirm"), 3);
	(void)db_close(db);
}

TEST_STORE(nobody_is_asked_who_has_no_role_or_whose_organisation_left)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	const char *other = desk_place_org(place, db, "CH", ORG_HOSPITAL, NULL);
	const char *anna = desk_place_person(place, db, "anna");
	const char *ole = desk_place_person(place, db, "ole");
	const char *gone = desk_place_person(place, db, "gone");

	(void)desk_place_role(place, db, anna, ROLE_ANALYST, NULL);
	(void)desk_place_role(place, db, ole, ROLE_OFFICER, other);
	(void)desk_place_role(place, db, gone, ROLE_OFFICER, org);
	assert_int_equal(desk_exec(db, "UPDATE org SET \"state\" = 'left' WHERE \"id\" = $1",
			     DESK_PARAMS(DESK_TEXT(other)), NULL),
	    0);
	assert_int_equal(
	    desk_exec(db, "UPDATE person SET \"state\" = 'suspended' WHERE \"id\" = $1",
		DESK_PARAMS(DESK_TEXT(gone)), NULL),
	    0);
	assert_int_equal(due(db, NOW + 2 * CONTACT_QUARTER), 0);
	(void)db_close(db);
}

TEST_STORE(who_has_many_roles_gets_one_mail_and_confirms_once)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	const char *other = desk_place_org(place, db, "Clinic", ORG_HOSPITAL, NULL);
	const char *anna = desk_place_person(place, db, "anna");
	const char *ole = desk_place_person(place, db, "ole");
	const char *m = desk_place_role(place, db, anna, ROLE_OFFICER, org);
	int64_t then = NOW + 2 * CONTACT_QUARTER;

	(void)desk_place_role(place, db, anna, ROLE_TECHNICIAN, org);
	(void)desk_place_role(place, db, anna, ROLE_OFFICER, other);
	(void)desk_place_role(place, db, ole, ROLE_OFFICER, other);
	assert_int_equal(due(db, then), 2);
	assert_int_equal(due(db, then + CONTACT_DAY), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing WHERE \"values\" LIKE "
				       "'%CHU%' AND \"values\" LIKE '%Clinic%'"),
	    1);
	assert_int_equal(place_int(db, "SELECT count(*) FROM contact_health WHERE \"type\" = "
				       "'unconfirmed'"),
	    4);
	assert_int_equal(people_confirm_all(db, &desk_place_actor, m, then + CONTACT_DAY), 0);
	/* Ole alone has not answered. */
	assert_int_equal(due(db, then + 40 * CONTACT_DAY), 1);
	(void)db_close(db);
}
