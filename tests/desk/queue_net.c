#include "desk/queue_net.h"

#include "place.h"
#include "store/desk.h"

enum { LEASE = 30000 };

static const int64_t start = 1795000000000;

static void put(struct place *place, struct db *db, const char *id)
{
	struct chunk c = {.id = id,
	    .audit_order = arena_printf(place->arena, "order-%s", id),
	    .org = arena_printf(place->arena, "org-%s", id),
	    .created = start};

	assert_int_equal(queue_put(db, &c), 0);
}

/* All that wait are leased. */
static void lease(struct place *place, struct db *db, int64_t now)
{
	struct queue_chunks got = {0};

	assert_int_equal(queue_claim(db, "w", QUEUE_BATCH, LEASE, now, place->arena, &got), 0);
}

static bool take(struct place *place, struct db *db, const char *id, const char *where)
{
	struct text_list places = {0};
	bool ok = false;

	text_list_add(&places, place->arena, where);
	assert_int_equal(queue_net_take(db, id, &places, place->arena, &ok), 0);
	return ok;
}

TEST_STORE(queue_net_one_chunk_is_at_a_network)
{
	struct db *db = place_open(place);

	put(place, db, "a");
	put(place, db, "b");
	lease(place, db, start);
	assert_true(take(place, db, "a", "192.0.2.7"));
	assert_true(take(place, db, "a", "192.0.2.7"));
	assert_false(take(place, db, "b", "192.0.2.7"));
	/* The same pace, as the gate has one for a /24. */
	assert_false(take(place, db, "b", "192.0.2.200"));
	assert_false(take(place, db, "b", "192.0.0.0/16"));
	assert_true(take(place, db, "b", "192.0.3.7"));
	assert_false(take(place, db, "a", "192.0.3.0/28"));
	assert_true(take(place, db, "b", "2001:db8:1::1"));
	assert_false(take(place, db, "a", "2001:db8:1:ffff::/64"));
	assert_true(take(place, db, "a", "2001:db8:2::1"));
	assert_true(take(place, db, "a", "name.test"));
	(void)db_close(db);
}

TEST_STORE(queue_net_is_let_go_with_the_lease)
{
	struct db *db = place_open(place);
	struct text_list ids = {0};

	text_list_add(&ids, place->arena, "a");
	put(place, db, "a");
	put(place, db, "b");
	assert_false(take(place, db, "a", "192.0.2.7"));
	lease(place, db, start);
	assert_true(take(place, db, "a", "192.0.2.7"));
	assert_false(take(place, db, "b", "192.0.2.8"));
	assert_int_equal(queue_done(db, "w", &ids, start + 1, NULL), 0);
	assert_true(take(place, db, "b", "192.0.2.8"));
	(void)db_close(db);
}

/* Where it was before, it goes again: known before the first packet of the next lease. */
TEST_STORE(queue_net_remembers_from_lease_to_lease)
{
	struct db *db = place_open(place);

	put(place, db, "a");
	put(place, db, "b");
	lease(place, db, start);
	assert_true(take(place, db, "a", "192.0.2.7"));
	assert_int_equal(queue_give_back(db, "w", "a", start + 1000, start), 0);
	assert_true(take(place, db, "b", "192.0.2.8"));
	lease(place, db, start + 1000);
	assert_false(take(place, db, "a", "name.test"));
	(void)db_close(db);
}

TEST_STORE(queue_net_of_two_at_once_one_has_it)
{
	struct db *db = place_open(place), *other = place_open(place);

	put(place, db, "a");
	put(place, db, "b");
	lease(place, db, start);
	assert_true(take(place, db, "a", "192.0.2.7"));
	assert_false(take(place, other, "b", "192.0.2.7"));
	(void)db_close(other);
	(void)db_close(db);
}

TEST(queue_net_assets_lead_where_packets_may_go)
{
	struct arena *arena = arena_new();
	struct observations seen = {0};
	struct text_list got = {0};
	struct obs_asset assets[] = {
	    {.type = ASSET_HOST, .name = "www.test", .reach = REACH_FULL},
	    {.type = ASSET_HOST, .name = "saas.test", .reach = REACH_NAME},
	    {.type = ASSET_HOST, .name = "else.test", .reach = REACH_NONE},
	    {.type = ASSET_ADDRESS, .name = "192.0.2.4", .reach = REACH_FULL},
	};

	text_list_add(&assets[0].addresses, arena, "192.0.2.1");
	text_list_add(&assets[1].addresses, arena, "192.0.2.2");
	text_list_add(&assets[2].addresses, arena, "192.0.2.3");
	for (size_t i = 0; i < ARRAY_LEN(assets); i++)
		vec_push(arena, &seen.all,
		    ((struct observation){.kind = OBS_ASSET, .asset = &assets[i]}));
	queue_net_assets(&seen, arena, &got);
	assert_int_equal(got.n, 3);
	assert_string_equal(got.items[0], "192.0.2.1");
	assert_string_equal(got.items[1], "192.0.2.2");
	assert_string_equal(got.items[2], "192.0.2.4");
	arena_free(arena);
}
