#include "watchers/distinct.h"

#include "test.h"

TEST(distinct_counts_each_once_up_to_its_bound)
{
	struct distinct d = {0};

	assert_true(distinct_add(&d, 5));
	assert_false(distinct_add(&d, 5));
	assert_true(distinct_add_bytes(&d, span_str("10.0.0.1")));
	assert_false(distinct_add_bytes(&d, span_str("10.0.0.1")));
	assert_int_equal(d.n, 2);
	for (uint32_t i = 1000; i < 2000; i++)
		(void)distinct_add(&d, i);
	assert_int_equal(d.n, DISTINCT_MAX);
	assert_false(distinct_add(&d, 5000));
}
