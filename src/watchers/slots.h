/*
 * Rows by key in memory of a fixed size: eight places for each group of keys; when all are
 * taken the row that was used longest ago gives way, and is counted. Time is the traffic's.
 */
#ifndef VARDE_WATCHERS_SLOTS_H
#define VARDE_WATCHERS_SLOTS_H

#include "base/macros.h"
#include "base/span.h"

struct slots;

/* A table of at least rows rows of size bytes each (the caller's struct). Gives; slots_free
 * ends it. */
struct slots *slots_new(uint32_t rows, size_t size);

/* NULL is allowed. Returns NULL. */
struct slots *slots_free(struct slots *s);

/*
 * The row of the key, a zeroed one (*ret_new, NULL is allowed) when there was none. now:
 * microseconds, marks it as used. Borrowed until the next call. Keys are compared by 64 bits
 * of a seeded hash.
 */
void *slots_take(struct slots *s, struct span key, int64_t now, bool *ret_new);

/* The row of the key, or NULL; it does not count as used. Borrowed until the next call. */
void *slots_find(const struct slots *s, struct span key);

/* Rows that had to give way so far. */
uint64_t slots_evicted(const struct slots *s);

/* A hash of the bytes: the same seed and bytes give the same. */
uint64_t slots_hash(uint64_t seed, struct span bytes);

#endif
