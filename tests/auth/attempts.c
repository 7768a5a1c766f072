#include "test.h"

#include "auth/attempts.h"

enum { MINUTE = 60 * 1000 };

TEST(attempts_five_are_free_then_the_wait_doubles_to_a_quarter_of_an_hour)
{
	static const int64_t seconds[] = {0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900};
	const int64_t now = 1800000000000;

	for (int64_t n = 0; n < (int64_t)ARRAY_LEN(seconds); n++)
		assert_int_equal(attempts_wait(n, now, now), seconds[n] * 1000);
	assert_int_equal(attempts_wait(INT64_MAX, now, now), 15 * MINUTE);
	assert_int_equal(attempts_wait(-1, now, now), 0);
}

TEST(attempts_the_wait_runs_out)
{
	const int64_t now = 1800000000000;

	assert_int_equal(attempts_wait(5, now - 29999, now), 1);
	assert_int_equal(attempts_wait(5, now - 30000, now), 0);
	assert_int_equal(attempts_wait(9, now - 1, now), 8 * MINUTE - 1);
	assert_int_equal(attempts_wait(5, now + 365LL * 24 * 60 * MINUTE, now), 30000);
}

TEST(attempts_a_quiet_day_clears_the_count)
{
	const int64_t now = 1800000000000;

	assert_int_equal(attempts_failed(0, 0, now), 1);
	assert_int_equal(attempts_failed(7, now - ATTEMPTS_FORGET + 1, now), 8);
	assert_int_equal(attempts_failed(7, now - ATTEMPTS_FORGET, now), 1);
	assert_int_equal(attempts_failed(INT32_MAX, now, now), INT32_MAX);
}

/* Somebody who tries as soon as he may gets about a hundred guesses a day. */
TEST(attempts_bound_a_day_of_guessing)
{
	int64_t now = 1800000000000;
	const int64_t end = now + ATTEMPTS_FORGET;
	int64_t failures = 0;
	int64_t last = 0;
	int guesses = 0;

	while (now < end) {
		now += attempts_wait(failures, last, now);
		failures = attempts_failed(failures, last, now);
		last = now;
		guesses++;
	}
	assert_in_range(guesses, 95, 110);
}

TEST(attempts_a_bucket_gives_its_burst_and_then_its_rate)
{
	static const struct attempts_rate rate = {.burst = 3, .every_ms = 1000};
	struct attempts_bucket b = {0};
	int64_t now = 1800000000000;

	for (int i = 0; i < 3; i++)
		assert_int_equal(attempts_take(&b, &rate, now), 0);
	assert_int_equal(attempts_take(&b, &rate, now), 1000);
	assert_int_equal(attempts_take(&b, &rate, now + 400), 600);
	assert_int_equal(attempts_take(&b, &rate, now + 1000), 0);
	assert_int_equal(attempts_take(&b, &rate, now + 1000), 1000);
	now += 100000;
	for (int i = 0; i < 3; i++)
		assert_int_equal(attempts_take(&b, &rate, now), 0);
	assert_int_not_equal(attempts_take(&b, &rate, now), 0);
}

TEST(attempts_a_clock_that_goes_back_locks_nobody_out)
{
	struct attempts_bucket b = {.full_at_ms = 1900000000000};

	assert_int_equal(attempts_take(&b, &attempts_login_rate, 1800000000000),
	    attempts_login_rate.every_ms);
	assert_int_equal(attempts_take(&b, &attempts_login_rate, 1900000000000), 0);
}
