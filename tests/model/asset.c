#include "model/asset.h"

#include "test.h"

static void add(struct observations *obs, struct arena *a, struct obs_asset asset)
{
	struct observation o = {
	    .kind = OBS_ASSET, .asset = record_copy(&obs_types[OBS_ASSET], &asset, a)};

	vec_push(a, &obs->all, o);
}

TEST(assets_merge_whichever_way_came_first)
{
	const char *items[] = {"127.0.0.2"};
	struct obs_asset found[] = {
	    {.type = ASSET_HOST, .name = "www.a.test", .why = "word list", .parent = "a.test"},
	    {.type = ASSET_HOST,
		.name = "www.a.test",
		.why = "zone transfer",
		.parent = "a.test"},
	    {.type = ASSET_HOST,
		.name = "www.a.test",
		.why = "resolved",
		.reach = REACH_NAME,
		.addresses = {items, 1}},
	};

	for (size_t shift = 0; shift < 3; shift++) {
		struct arena *a = arena_new();
		struct observations obs = {0};
		struct assets assets;
		const struct asset *w;

		for (size_t i = 0; i < 3; i++)
			add(&obs, a, found[(i + shift) % 3]);
		assets_of(&obs, a, &assets);
		assert_int_equal(assets.all.n, 1);
		w = assets_find(&assets, "www.a.test");
		assert_string_equal(w->why, "zone transfer");
		assert_int_equal(w->reach, REACH_NAME);
		assert_int_equal(w->ways.n, 3);
		assert_string_equal(w->ways.items[2], "resolved");
		assert_int_equal(w->addresses.n, 1);
		assert_null(assets_find(&assets, "b.test"));
		arena_free(a);
	}
}
