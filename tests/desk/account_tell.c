#include "desk/account_tell.h"

#include "desk/factor.h"
#include "desk/signin.h"
#include "desk_place.h"
#include "model/log.h"

static int64_t told(struct db *db)
{
	return place_int(
	    db, "SELECT count(*) FROM outgoing WHERE \"template\" = 'account_changed'");
}

TEST_STORE(account_changes_are_told_to_the_person)
{
	struct db *db = place_open(place);
	const char *id = desk_place_person(place, db, "anna");
	struct outgoing got;
	struct person p;

	assert_int_equal(people_get(db, id, place->arena, &p), 0);
	p.password = "first";
	assert_int_equal(people_store(db, &desk_place_actor, &p, "person.password", NOW), 0);
	assert_int_equal(told(db), 0); /* whoever sets the first one was mailed the link */
	assert_int_equal(people_get(db, id, place->arena, &p), 0);
	p.password = "second";
	assert_int_equal(people_store(db, &desk_place_actor, &p, "person.password", NOW), 0);
	assert_int_equal(told(db), 1);
	assert_int_equal(desk_find(db, &outgoing_type, "WHERE \"template\" = $1",
			     DESK_PARAMS(DESK_TEXT("account_changed")), place->arena, &got),
	    0);
	assert_string_equal(got.person, id);
	assert_string_equal(got.values, "{\"what\":\"the password was changed\"}");
	assert_int_equal(people_get(db, id, place->arena, &p), 0);
	p.phone = "+47";
	assert_int_equal(people_store(db, &desk_place_actor, &p, "person.profile", NOW), 0);
	assert_int_equal(told(db), 1); /* no way in */
	(void)db_close(db);
}

TEST_STORE(account_factors_and_tokens_are_told)
{
	struct db *db = place_open(place);
	const char *id = desk_place_person(place, db, "anna");
	struct passkey key = {.id = "k1", .person = id, .key = "x", .name = "phone"};
	struct token token = {.hash = "h", .person = id, .name = "n", .expires = NOW + DAY_MS};

	assert_int_equal(factor_key_add(db, &desk_place_actor, &key, NOW), 0);
	assert_int_equal(told(db), 1);
	assert_int_equal(factor_key_name(db, &desk_place_actor, id, "k1", "old phone", NOW), 0);
	assert_int_equal(told(db), 1);
	assert_int_equal(factor_key_remove(db, &desk_place_actor, id, "k1", NOW), 0);
	assert_int_equal(told(db), 2);
	assert_int_equal(signin_token_new(db, &desk_place_actor, &token, NOW, place->arena), 0);
	assert_int_equal(told(db), 3);
	(void)db_close(db);
}

TEST(account_tell_names_what_was_done)
{
	assert_string_equal(account_tell_text("passkey.add"), "a passkey was added");
	assert_null(account_tell_text("finding.accept"));
	assert_null(account_tell_text("passkey.name"));
}
