#include "pack/pack_write.h"

#include "pack/pack.h"
#include "test.h"

TEST(pack_write_does_not_depend_on_order)
{
	struct arena *a = arena_new();
	STR_AUTO(one, 4096);
	STR_AUTO(two, 4096);
	struct pack_writer w;

	pack_write_init(&w, a);
	for (int i = 0; i < 20; i++)
		pack_write_add(
		    &w, arena_printf(a, "k%d", i), span_str(arena_printf(a, "%d", i * i)));
	assert_int_equal(pack_write_end(&w, &one, NULL), 0);
	pack_write_init(&w, a);
	for (int i = 19; i >= 0; i--)
		pack_write_add(
		    &w, arena_printf(a, "k%d", i), span_str(arena_printf(a, "%d", i * i)));
	assert_int_equal(pack_write_end(&w, &two, NULL), 0);
	assert_int_equal(one.n, two.n);
	assert_memory_equal(one.p, two.p, one.n);
	arena_free(a);
}

TEST(pack_write_appends_after_what_is_there)
{
	struct arena *a = arena_new();
	STR_AUTO(out, 4096);
	struct pack_writer w;
	struct pack pack;

	str_add(&out, "before");
	pack_write_init(&w, a);
	pack_write_add(&w, "k", span_str("v"));
	assert_int_equal(pack_write_end(&w, &out, NULL), 0);
	assert_int_equal(pack_from_memory(span_sub(str_bytes(&out), 6, out.n), &pack, NULL), 0);
	assert_true(span_eq(pack_get(&pack, "k"), "v"));
	arena_free(a);
}

TEST(pack_write_makes_an_empty_pack)
{
	struct arena *a = arena_new();
	STR_AUTO(out, 4096);
	struct pack_writer w;
	struct pack pack;

	pack_write_init(&w, a);
	assert_int_equal(pack_write_end(&w, &out, NULL), 0);
	assert_int_equal(pack_from_memory(str_bytes(&out), &pack, NULL), 0);
	assert_int_equal(pack.n, 0);
	assert_null(pack_get(&pack, "k").p);
	arena_free(a);
}

TEST(pack_write_refuses_a_key_twice_and_too_much)
{
	struct arena *a = arena_new();
	STR_AUTO(out, 64);
	const char *key = NULL;
	struct pack_writer w;

	pack_write_init(&w, a);
	pack_write_add(&w, "k", span_str("1"));
	pack_write_add(&w, "k", span_str("2"));
	assert_int_equal(pack_write_end(&w, &out, &key), ERR_EXISTS);
	assert_string_equal(key, "k");
	pack_write_init(&w, a);
	pack_write_add(
	    &w, "k", span_str("a value that is longer than the room that the output has"));
	assert_int_equal(pack_write_end(&w, &out, &key), ERR_LIMIT);
	arena_free(a);
}
