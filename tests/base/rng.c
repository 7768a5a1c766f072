#include "base/rng.h"

#include "test.h"

TEST(rng_repeats_by_seed_alone)
{
	struct rng a, b, c;

	rng_seed(&a, 7);
	rng_seed(&b, 7);
	rng_seed(&c, 8);
	for (int i = 0; i < 100; i++) {
		uint64_t v = rng_next(&a);

		assert_true(v == rng_next(&b));
		assert_true(v != rng_next(&c));
	}
}

TEST(rng_below_stays_below_and_reaches_all)
{
	unsigned seen = 0;
	struct rng rng;

	rng_seed(&rng, 1);
	for (int i = 0; i < 1000; i++) {
		uint64_t v = rng_below(&rng, 10);

		assert_true(v < 10);
		seen |= 1U << v;
	}
	assert_int_equal(seen, 0x3ff);
	assert_int_equal(rng_below(&rng, 0), 0);
	assert_int_equal(rng_below(&rng, 1), 0);
}

TEST(rng_label_is_letters_and_digits)
{
	char one[13], two[13];
	struct rng rng;

	rng_seed_system(&rng);
	rng_label(&rng, one, 12);
	rng_label(&rng, two, 12);
	assert_int_equal(strlen(one), 12);
	assert_int_equal(strspn(one, "abcdefghijklmnopqrstuvwxyz0123456789"), 12);
	assert_string_not_equal(one, two);
}
