#include "share/taxii.h"

#include "test.h"
#include "view_place.h"

#define ARGS(...)                                  \
	((const struct taxii_arg[]){__VA_ARGS__}), \
	    (sizeof((const struct taxii_arg[]){__VA_ARGS__}) / sizeof(struct taxii_arg))

static struct json *asked(
    const struct taxii_arg *args, size_t n, struct arena *arena, struct taxii_page *ret)
{
	struct taxii_query q;
	struct msg why = {0};
	STR_AUTO(out, 1 << 20);

	assert_int_equal(taxii_query_read(args, n, arena, &q, &why), 0);
	taxii_write(&view_place, IOC_LIST_DEFAULT, &q, TAXII_OBJECTS, arena, &out, ret);
	return view_place_json(&out, arena);
}

TEST(taxii_has_all_objects_that_the_reader_sees)
{
	struct arena *arena = arena_new();
	struct taxii_page page;

	/* 3 markings, the identity, 12 indicators of the list, 1 sighting. */
	(void)asked(ARGS({"x", "y"}), arena, &page);
	assert_int_equal(page.n, 17);
	(void)asked(ARGS({"match[type]", "indicator"}), arena, &page);
	assert_int_equal(page.n, 12);
	(void)asked(ARGS({"match[type]", "sighting,identity"}), arena, &page);
	assert_int_equal(page.n, 2);
	(void)asked(ARGS({"match[spec_version]", "2.0"}), arena, &page);
	assert_int_equal(page.n, 0);
	(void)asked(
	    ARGS({"match[version]", "first"}, {"match[type]", "identity"}), arena, &page);
	assert_int_equal(page.n, 1);
	arena_free(arena);
}

TEST(taxii_pages_have_each_object_once)
{
	struct arena *arena = arena_new();
	const char *next = NULL;
	size_t n = 0, pages = 0;

	do {
		struct taxii_page page;
		const struct json *v =
		    next ? asked(ARGS({"limit", "3"}, {"next", next}), arena, &page)
			 : asked(ARGS({"limit", "3"}), arena, &page);

		n += page.n;
		next = json_text(json_get(v, "next"), NULL);
		assert_int_equal(json_bool(json_get(v, "more"), false), next != NULL);
		assert_true(page.n == 3 || !next);
	} while (next && ++pages < 20);
	assert_int_equal(n, 17);
	arena_free(arena);
}

TEST(taxii_gives_what_was_added_after)
{
	struct arena *arena = arena_new();
	struct taxii_page page;

	/* What was withdrawn 5 s ago, and the sighting of 1 s ago. */
	(void)asked(ARGS({"added_after", "2026-11-18T11:06:30.000Z"}), arena, &page);
	assert_int_equal(page.n, 2);
	assert_int_equal(page.last, VIEW_NOW - 1000);
	arena_free(arena);
}

TEST(taxii_filters_that_are_none_are_refused)
{
	static const struct taxii_arg rows[] = {{"added_after", "yesterday"}, {"limit", "0"},
	    {"limit", "many"}, {"next", "x"}, {"next", "1.2.3"}, {"next", "1"},
	    {"match[version]", "newest"}};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct taxii_query q;
		struct msg why = {0};

		if (taxii_query_read(&rows[i], 1, arena, &q, &why) != ERR_SYNTAX)
			fail_msg("%s=%s", rows[i].name, rows[i].value);
	}
	arena_free(arena);
}

TEST(taxii_collections_are_found_by_id_and_alias)
{
	struct arena *arena = arena_new();
	const struct json *v, *all;
	STR_AUTO(out, 1 << 16);

	taxii_collections_write(&view_place, &out);
	v = view_place_json(&out, arena);
	all = json_get(v, "collections");
	assert_int_equal(json_count(all), 2);
	for (size_t i = 0; i < 2; i++) {
		const struct json *c = &all->array.items[i];

		assert_int_equal(
		    taxii_collection(&view_place, json_text(json_get(c, "id"), "")), (int)i);
		assert_int_equal(
		    taxii_collection(&view_place, json_text(json_get(c, "alias"), "")), (int)i);
	}
	assert_int_equal(taxii_collection(&view_place, "x"), -1);
	arena_free(arena);
}
