/* Times are milliseconds since 1970-01-01T00:00:00Z in an int64_t. This file converts; the
 * clock is in os/clock.h. */
#ifndef VARDE_BASE_TIME_H
#define VARDE_BASE_TIME_H

#include "base/macros.h"
#include "base/span.h"

enum { TIME_TEXT = 25 }; /* bytes of "2026-11-21T09:30:00.000Z" and its NUL */

struct time_parts {
	int year, month, day;             /* month and day from 1 */
	int hour, minute, second, millis; /* UTC */
	int weekday;                      /* 0 is Monday */
};

/* RFC 3339 in UTC with milliseconds, into to[TIME_TEXT]. Years outside 0..9999 are clamped.
 * Returns to. */
const char *time_text(int64_t ms, char *to);

/* "2026-11-21", into to[11] or larger. Returns to. */
const char *time_date(int64_t ms, char *to);

/* "2026-11-21 09:30 UTC", into to[21] or larger. Returns to. */
const char *time_minute(int64_t ms, char *to);

/* Parses RFC 3339 (fraction optional, Z or an offset) or a bare date. ERR_SYNTAX, ERR_RANGE. */
int time_parse(struct span s, int64_t *ret_ms) MUST_USE;

/* Splits a time into its UTC parts. */
struct time_parts time_split(int64_t ms);

/* Days since 1970-01-01 of a proleptic Gregorian date; month and day from 1. */
int64_t time_days(int year, int month, int day);

#endif
