/* How many requests a token, a session or (of nobody) an address makes in a minute, in this
 * process. */
#ifndef VARDE_API_RATE_H
#define VARDE_API_RATE_H

#include <stdbool.h>
#include <stdint.h>

enum { RATE_LIMIT = 600, RATE_WINDOW_MS = 60 * 1000 };

struct rate {
	int64_t left;  /* requests in this window */
	int64_t reset; /* seconds until the next one */
};

/* Counts a request of that key at that time (ms); false when there have been too many. Any
 * thread. */
bool rate_take(const char *key, int64_t now, struct rate *ret);

#endif
