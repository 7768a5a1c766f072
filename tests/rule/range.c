#include "rule/range.h"

#include "test.h"

static void add(struct arena *arena, struct range_list *list, uint8_t low, uint8_t high)
{
	uint8_t a[16] = {0}, b[16] = {0};

	a[15] = low;
	b[15] = high;
	range_add(arena, list, a, b);
}

TEST(ranges_join_invert_and_meet)
{
	struct arena *arena = arena_new();
	struct range_list list = {0}, turned, none;

	add(arena, &list, 20, 30);
	add(arena, &list, 5, 10);
	add(arena, &list, 11, 12);
	add(arena, &list, 25, 40);
	range_tidy(&list);
	assert_int_equal(list.v.n, 2);
	assert_int_equal(list.v.items[0].low[15], 5);
	assert_int_equal(list.v.items[0].high[15], 12);
	assert_int_equal(list.v.items[1].high[15], 40);
	turned = range_invert(arena, &list, 2);
	assert_int_equal(turned.v.n, 3);
	assert_int_equal(turned.v.items[1].low[15], 13);
	assert_int_equal(turned.v.items[1].high[15], 19);
	assert_int_equal(turned.v.items[2].high[14], 255);
	none = range_both(arena, &list, &turned);
	assert_int_equal(none.v.n, 0);
	turned = range_invert(arena, &none, 2);
	assert_true(range_is_all(&turned, 2));
	(void)arena_free(arena);
}
