#include "rule/ac.h"

#include "test.h"

static void note(void *ctx, uint32_t id)
{
	unsigned *seen = ctx;

	seen[id]++;
}

TEST(all_patterns_are_found_in_one_pass)
{
	struct arena *arena = arena_new();
	struct ac *ac = ac_new(arena);
	unsigned seen[5] = {0};

	ac_add(ac, span_str("he"), false, 0);
	ac_add(ac, span_str("she"), false, 1);
	ac_add(ac, span_str("hers"), false, 2);
	ac_add(ac, span_str("HERS"), true, 3);
	ac_add(ac, span_str("HERS"), false, 4);
	ac_ready(ac);
	ac_scan(ac, span_str("ushers"), note, seen);
	assert_int_equal(seen[0], 1);
	assert_int_equal(seen[1], 1);
	assert_int_equal(seen[2], 1);
	assert_int_equal(seen[3], 1);
	assert_int_equal(seen[4], 0);
	(void)arena_free(arena);
}

TEST(nothing_is_found_in_nothing)
{
	struct arena *arena = arena_new();
	struct ac *ac = ac_new(arena);
	unsigned seen[1] = {0};

	ac_add(ac, span_str("a"), false, 0);
	ac_ready(ac);
	ac_scan(ac, span_of(NULL, 0), note, seen);
	assert_int_equal(seen[0], 0);
	(void)arena_free(arena);
}
