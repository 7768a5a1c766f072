#include "desk/feed_key.h"

#include "desk_place.h"

static struct feed_key make(
    struct place *place, struct db *db, const char *org, const char *hash, const char *source)
{
	struct feed_key key = {
	    .org = org, .name = "firewall", .hash = hash, .expires = NOW + DAY_MS};

	text_list_add(&key.sources, place->arena, source);
	assert_int_equal(feed_key_new(db, &desk_place_actor, &key, NOW, place->arena), 0);
	return key;
}

TEST_STORE(key_is_good_from_its_addresses_until_it_ends)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	const char *other = desk_place_org(place, db, "CH", ORG_HOSPITAL, NULL);
	struct feed_key key = make(place, db, org, "h1", "193.3.4.0/24"), got = {0};

	desk_place_logged(place, db, "feed_key.create");
	assert_int_equal(feed_key_find(db, "h1", "193.3.4.9", NOW, place->arena, &got), 0);
	assert_string_equal(got.id, key.id);
	assert_int_equal(
	    feed_key_find(db, "h1", "193.3.5.9", NOW, place->arena, &got), ERR_DENIED);
	assert_int_equal(feed_key_find(db, "h1", NULL, NOW, place->arena, &got), ERR_DENIED);
	assert_int_equal(
	    feed_key_find(db, "h2", "193.3.4.9", NOW, place->arena, &got), ERR_NOTFOUND);
	assert_int_equal(feed_key_find(db, "h1", "193.3.4.9", NOW + DAY_MS, place->arena, &got),
	    ERR_NOTFOUND);
	/* Nobody ends another organisation's. */
	assert_int_equal(
	    feed_key_revoke(db, &desk_place_actor, other, key.id, NOW), ERR_NOTFOUND);
	assert_int_equal(feed_key_revoke(db, &desk_place_actor, org, key.id, NOW), 0);
	desk_place_logged(place, db, "feed_key.revoke");
	assert_int_equal(
	    feed_key_find(db, "h1", "193.3.4.9", NOW, place->arena, &got), ERR_NOTFOUND);
	db_close(db);
}

TEST_STORE(key_of_a_suspended_organisation_is_not_good)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	struct feed_key got = {0};

	(void)make(place, db, org, "h1", "193.3.4.9");
	assert_int_equal(org_step(db, &desk_place_actor, org, ORG_SUSPEND, "test", NOW), 0);
	assert_int_equal(
	    feed_key_find(db, "h1", "193.3.4.9", NOW, place->arena, &got), ERR_NOTFOUND);
	db_close(db);
}

TEST_STORE(key_without_an_address_or_a_future_is_refused)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	struct feed_key key = {.org = org, .name = "x", .hash = "h", .expires = NOW + 1};

	assert_int_equal(
	    feed_key_new(db, &desk_place_actor, &key, NOW, place->arena), ERR_RANGE);
	text_list_add(&key.sources, place->arena, "somewhere");
	assert_int_equal(
	    feed_key_new(db, &desk_place_actor, &key, NOW, place->arena), ERR_RANGE);
	key.sources.items[0] = "193.3.4.9";
	key.expires = NOW;
	assert_int_equal(
	    feed_key_new(db, &desk_place_actor, &key, NOW, place->arena), ERR_RANGE);
	place_assert_msg(db_msg(db));
	db_close(db);
}

TEST_STORE(fetches_are_counted_by_day_and_query)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	struct feed_key key = make(place, db, org, "h1", "193.3.4.9");
	struct feed_fetch f = {.key = key.id,
	    .org = org,
	    .query = "format=list",
	    .remote = "193.3.4.9",
	    .lines = 7,
	    .bytes = 70};
	struct feed_fetch got = {0};

	for (int i = 0; i < 3; i++)
		assert_int_equal(feed_key_fetched(db, &f, i == 2, NOW + i, place->arena), 0);
	f.query = "format=squid";
	assert_int_equal(feed_key_fetched(db, &f, false, NOW, place->arena), 0);
	assert_int_equal(feed_key_fetched(db, &f, false, NOW + DAY_MS, place->arena), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM feed_fetch"), 3);
	assert_int_equal(desk_find(db, &feed_fetch_type, "WHERE \"query\" = $1",
			     DESK_PARAMS(DESK_TEXT("format=list")), place->arena, &got),
	    0);
	assert_int_equal(got.times, 3);
	assert_int_equal(got.unchanged, 1);
	assert_int_equal(got.first, NOW);
	assert_int_equal(got.last, NOW + 2);
	assert_int_equal(place_int(db, "SELECT \"used\" FROM feed_key"), NOW + DAY_MS);
	db_close(db);
}
