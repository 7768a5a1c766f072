/*
 * How long somebody who guesses has to wait: pure arithmetic on counters that others store. An
 * account is slowed down, never closed for good, so that nobody can shut a person out of it;
 * an address has a bucket, which bounds guessing across accounts.
 */
#ifndef VARDE_AUTH_ATTEMPTS_H
#define VARDE_AUTH_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

enum {
	ATTEMPTS_FREE = 5,                      /* failures without any wait */
	ATTEMPTS_FIRST_WAIT = 30 * 1000,        /* ms after the first one that is not free */
	ATTEMPTS_LONGEST_WAIT = 15 * 60 * 1000, /* ms */
	ATTEMPTS_FORGET = 24 * 60 * 60 * 1000,  /* ms without a failure that clear the count */
};

/* Milliseconds until the account may try again after that many failures in a row, the last at
 * last_ms; 0 when it may now. A clock that went back lengthens no wait beyond its full length.
 */
int64_t attempts_wait(int64_t failures, int64_t last_ms, int64_t now_ms);

/* The number of failures to store after one more at now_ms. A success stores 0. */
int64_t attempts_failed(int64_t failures, int64_t last_ms, int64_t now_ms);

struct attempts_rate {
	int64_t burst;    /* attempts at once */
	int64_t every_ms; /* one more after so many milliseconds */
};

/* Filled by attempts_take; all zero is a bucket that nobody has used yet. */
struct attempts_bucket {
	int64_t full_at_ms; /* when all attempts will be there again */
};

/*
 * Takes one attempt out of the bucket and returns 0; or returns the milliseconds until there is
 * one, and leaves the bucket.
 */
int64_t attempts_take(
    struct attempts_bucket *bucket, const struct attempts_rate *rate, int64_t now_ms);

/* Logins of one address: 20 at once, one more each 6 seconds. */
extern const struct attempts_rate attempts_login_rate;

#endif
