#include "api/rate.h"

#include "api_place.h"

TEST(rate_counts_a_minute_for_each_key)
{
	struct rate rate;

	for (int i = 1; i <= RATE_LIMIT; i++) {
		assert_true(rate_take("rate-test", 1000, &rate));
		assert_int_equal(rate.left, RATE_LIMIT - i);
	}
	assert_false(rate_take("rate-test", 59999, &rate));
	assert_int_equal(rate.left, 0);
	assert_int_equal(rate.reset, 1);
	assert_true(rate_take("rate-test-other", 1000, &rate));
	assert_true(rate_take("rate-test", 60000, &rate));
	assert_int_equal(rate.reset, 60);
}

TEST_RIG(rate_is_told_and_ends_in_429)
{
	struct api_place p;
	int64_t left;

	api_place_init(&p, rig);
	assert_int_equal(rig_get(p.b, "/api/v1/me"), 200);
	assert_string_equal(rig_header(p.b, "RateLimit-Limit"), "600");
	left = strtol(rig_header(p.b, "RateLimit-Remaining"), NULL, 10);
	assert_int_equal(left, 599);
	for (; left > 0; left--)
		assert_int_equal(rig_get(p.b, "/api/v1/me"), 200);
	assert_int_equal(rig_get(p.b, "/api/v1/me"), 429);
	assert_true(strtol(rig_header(p.b, "Retry-After"), NULL, 10) > 0);
	/* Somebody else is not concerned. */
	assert_int_equal(rig_get(p.cert, "/api/v1/me"), 200);
}
