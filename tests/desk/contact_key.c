#include "desk/contact_key.h"

#include "desk/contact_health.h"
#include "desk_place.h"
#include "model/log.h"

static struct contact_key key_of(
    const char *person, enum contact_key_kind kind, const char *fpr)
{
	return (struct contact_key){.person = person,
	    .type = kind,
	    .fingerprint = fpr,
	    .algorithm = "cv25519",
	    .key = "-----BEGIN-----",
	    .expires = NOW + 30LL * DAY_MS};
}

static struct contact_key give(struct place *place, struct db *db, const char *person,
    enum contact_key_kind kind, const char *fpr)
{
	struct contact_key key = key_of(person, kind, fpr);

	assert_int_equal(contact_key_add(db, &desk_place_actor, &key, NOW, place->arena), 0);
	desk_place_logged(place, db, "contact_key.add");
	return key;
}

static const char *used(struct place *place, struct db *db, const char *person)
{
	struct contact_key key = {0};
	int r = contact_key_used(db, person, place->arena, &key);

	if (r == ERR_NOTFOUND)
		return "";
	assert_int_equal(r, 0);
	return key.fingerprint;
}

static const char *of_person(struct place *place, struct db *db, const char *id)
{
	struct person p = {0};

	assert_int_equal(people_get(db, id, place->arena, &p), 0);
	return p.openpgp ? p.openpgp : "";
}

static int64_t told(struct db *db)
{
	int64_t n = 0;

	assert_int_equal(desk_number(db,
			     "SELECT count(*) FROM outgoing WHERE \"template\" = "
			     "'account_changed'",
			     NULL, 0, &n),
	    0);
	return n;
}

TEST_STORE(one_key_of_each_kind_and_one_in_use)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	struct desk_records all = {0};
	struct contact_key a, b;

	assert_string_equal(used(place, db, anna), "");
	a = give(place, db, anna, CONTACT_OPENPGP, "AAAA");
	assert_string_equal(used(place, db, anna), "AAAA");
	assert_string_equal(of_person(place, db, anna), "AAAA");
	assert_int_equal(told(db), 1);
	b = give(place, db, anna, CONTACT_SMIME, "BBBB");
	assert_string_equal(used(place, db, anna), "BBBB");
	assert_string_equal(of_person(place, db, anna), "");
	assert_int_equal(contact_key_use(db, &desk_place_actor, anna, a.id, NOW), 0);
	assert_string_equal(used(place, db, anna), "AAAA");
	/* Another of the same kind takes its place. */
	(void)give(place, db, anna, CONTACT_OPENPGP, "CCCC");
	assert_int_equal(contact_key_list(db, anna, place->arena, &all), 0);
	assert_int_equal(all.all.n, 2);
	assert_string_equal(((struct contact_key *)all.all.items[0])->fingerprint, "CCCC");
	assert_int_equal(contact_key_use(db, &desk_place_actor, anna, "", NOW), 0);
	desk_place_logged(place, db, "contact_key.stop");
	assert_string_equal(used(place, db, anna), "");
	assert_int_equal(contact_key_use(db, &desk_place_actor, anna, b.id, NOW + 1), 0);
	assert_int_equal(contact_key_remove(db, &desk_place_actor, anna, b.id, NOW), 0);
	desk_place_logged(place, db, "contact_key.remove");
	assert_string_equal(used(place, db, anna), "");
	(void)db_close(db);
}

TEST_STORE(keys_of_somebody_else_are_not_there)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	const char *eve = desk_place_person(place, db, "eve");
	struct contact_key key = give(place, db, anna, CONTACT_OPENPGP, "AAAA");

	assert_int_equal(
	    contact_key_use(db, &desk_place_actor, eve, key.id, NOW), ERR_NOTFOUND);
	assert_int_equal(
	    contact_key_remove(db, &desk_place_actor, eve, key.id, NOW), ERR_NOTFOUND);
	assert_string_equal(used(place, db, anna), "AAAA");
	assert_string_equal(used(place, db, eve), "");
	(void)db_close(db);
}

static struct contact_health health_of(struct place *place, struct db *db, const char *person)
{
	struct contact_health h = {0};

	assert_int_equal(
	    desk_get(db, &contact_health_type,
		contact_health_id(CONTACT_HEALTH_KEY, person, place->arena), place->arena, &h),
	    0);
	return h;
}

static void tried(struct place *place, struct db *db, const char *person,
    enum contact_fault fault, int64_t now)
{
	struct contact_key key = {0};

	assert_int_equal(contact_key_used(db, person, place->arena, &key), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(db, contact_key_tried(db, &key, fault, "gpg: no", now, place->arena)), 0);
}

TEST_STORE(a_fault_is_shown_until_a_mail_was_encrypted_or_the_key_is_another)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	struct contact_key key = give(place, db, anna, CONTACT_OPENPGP, "AAAA");

	tried(place, db, anna, CONTACT_REVOKED, NOW + 1);
	tried(place, db, anna, CONTACT_BROKEN, NOW + 2);
	assert_int_equal(health_of(place, db, anna).count, 2);
	assert_string_equal(health_of(place, db, anna).status, "not_encrypted");
	assert_int_equal(contact_key_used(db, anna, place->arena, &key), 0);
	assert_int_equal(key.fault, CONTACT_BROKEN);
	assert_int_equal(key.failed, NOW + 2);
	tried(place, db, anna, CONTACT_FINE, NOW + 3);
	assert_int_equal(health_of(place, db, anna).settled, NOW + 3);
	assert_int_equal(contact_key_used(db, anna, place->arena, &key), 0);
	assert_int_equal(key.fault, CONTACT_FINE);
	tried(place, db, anna, CONTACT_EXPIRED, NOW + 4);
	assert_int_equal(health_of(place, db, anna).settled, 0);
	(void)give(place, db, anna, CONTACT_OPENPGP, "BBBB");
	assert_int_equal(health_of(place, db, anna).settled, NOW);
	(void)db_close(db);
}

TEST_STORE(a_test_mail_goes_out_once_a_minute)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");
	int64_t minute = NOW - NOW % 60000, n = 0;

	for (int i = 0; i < 3; i++)
		assert_int_equal(
		    contact_key_test(db, &desk_place_actor, anna, minute + i, place->arena), 0);
	assert_int_equal(
	    contact_key_test(db, &desk_place_actor, anna, minute + 60000, place->arena), 0);
	assert_int_equal(
	    desk_number(db, "SELECT count(*) FROM outgoing WHERE \"template\" = 'key_test'",
		NULL, 0, &n),
	    0);
	assert_int_equal(n, 2);
	(void)db_close(db);
}

TEST_STORE(who_is_gone_has_no_key)
{
	struct db *db = place_open(place);
	const char *anna = desk_place_person(place, db, "anna");

	(void)give(place, db, anna, CONTACT_OPENPGP, "AAAA");
	assert_int_equal(people_state(db, &desk_place_actor, anna, PERSON_GONE, NOW), 0);
	assert_string_equal(used(place, db, anna), "");
	(void)db_close(db);
}
