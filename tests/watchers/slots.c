#include "watchers/slots.h"

#include "test.h"

TEST(slots_find_what_was_put)
{
	struct slots *s = slots_new(1024, sizeof(uint64_t));
	bool fresh;

	assert_null(slots_find(s, span_str("a")));
	for (uint32_t i = 0; i < 200; i++) {
		uint64_t *row = slots_take(s, span_of(&i, sizeof(i)), i, &fresh);

		assert_true(fresh);
		assert_int_equal(*row, 0);
		*row = i + 7;
	}
	for (uint32_t i = 0; i < 200; i++) {
		uint64_t *row = slots_take(s, span_of(&i, sizeof(i)), 300, &fresh);

		assert_false(fresh);
		assert_int_equal(*row, i + 7);
		assert_ptr_equal(slots_find(s, span_of(&i, sizeof(i))), row);
	}
	assert_int_equal(slots_evicted(s), 0);
	assert_null(slots_free(s));
}

TEST(slots_of_full_tables_let_the_oldest_go)
{
	struct slots *s = slots_new(8, sizeof(uint32_t));
	uint32_t kept = 3, gone = 0;

	for (uint32_t i = 0; i < 8; i++)
		*(uint32_t *)slots_take(s, span_of(&i, sizeof(i)), i, NULL) = i;
	/* All but 0 are used again. */
	for (uint32_t i = 1; i < 8; i++)
		(void)slots_take(s, span_of(&i, sizeof(i)), 100, NULL);
	(void)slots_take(s, span_str("another"), 101, NULL);
	assert_int_equal(slots_evicted(s), 1);
	assert_null(slots_find(s, span_of(&gone, sizeof(gone))));
	assert_int_equal(*(uint32_t *)slots_find(s, span_of(&kept, sizeof(kept))), 3);
	for (uint32_t i = 1000; i < 3000; i++)
		(void)slots_take(s, span_of(&i, sizeof(i)), i, NULL);
	assert_int_equal(slots_evicted(s), 2001);
	(void)slots_free(s);
}

TEST(slots_hashes_differ_by_seed_length_and_bytes)
{
	assert_true(slots_hash(1, span_str("a")) == slots_hash(1, span_str("a")));
	assert_true(slots_hash(1, span_str("a")) != slots_hash(2, span_str("a")));
	assert_true(slots_hash(1, span_of("a\0", 2)) != slots_hash(1, span_of("a", 1)));
	assert_true(
	    slots_hash(1, span_str("12345678a")) != slots_hash(1, span_str("12345678b")));
}
