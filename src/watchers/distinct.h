/* How many different things were seen, exactly, up to a bound: what thresholds are held
 * against. */
#ifndef VARDE_WATCHERS_DISTINCT_H
#define VARDE_WATCHERS_DISTINCT_H

#include "base/macros.h"
#include "base/span.h"

enum { DISTINCT_MAX = 128 };

struct distinct {
	uint32_t n;
	uint32_t items[DISTINCT_MAX]; /* hashes or numbers */
};

/* Whether it is new; at the bound nothing is new any more. */
bool distinct_add(struct distinct *d, uint32_t item);

/* The same of bytes (an address, a name). */
bool distinct_add_bytes(struct distinct *d, struct span bytes);

#endif
