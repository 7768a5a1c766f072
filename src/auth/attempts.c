#include "auth/attempts.h"

#include "base/macros.h"

const struct attempts_rate attempts_login_rate = {.burst = 20, .every_ms = 6000};

int64_t attempts_wait(int64_t failures, int64_t last_ms, int64_t now_ms)
{
	int64_t wait = ATTEMPTS_FIRST_WAIT;

	if (failures <= ATTEMPTS_FREE - 1)
		return 0;
	for (int64_t i = ATTEMPTS_FREE; i < failures && wait < ATTEMPTS_LONGEST_WAIT; i++)
		wait *= 2;
	wait = MIN(wait, (int64_t)ATTEMPTS_LONGEST_WAIT);
	if (now_ms < last_ms)
		return wait;
	return now_ms - last_ms >= wait ? 0 : wait - (now_ms - last_ms);
}

int64_t attempts_failed(int64_t failures, int64_t last_ms, int64_t now_ms)
{
	if (failures <= 0 || now_ms - last_ms >= ATTEMPTS_FORGET)
		return 1;
	return failures < INT32_MAX ? failures + 1 : failures;
}

/* The bucket as one time: it is full at full_at, and each attempt moves that by every_ms. */
int64_t attempts_take(
    struct attempts_bucket *bucket, const struct attempts_rate *rate, int64_t now_ms)
{
	int64_t span = rate->burst * rate->every_ms;
	int64_t full = MAX(bucket->full_at_ms, now_ms);

	full = MIN(full, now_ms + span); /* the clock went back */
	if (full + rate->every_ms - now_ms > span)
		return full + rate->every_ms - now_ms - span;
	bucket->full_at_ms = full + rate->every_ms;
	return 0;
}
