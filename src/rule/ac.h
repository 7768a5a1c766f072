/*
 * Aho-Corasick: all patterns of a set in one pass over the bytes. It is the multi-pattern
 * matcher where hyperscan is not, and what that is compared with. States hold their children as
 * lists, so that tens of thousands of patterns cost a few megabytes.
 */
#ifndef VARDE_RULE_AC_H
#define VARDE_RULE_AC_H

#include "base/arena.h"

struct ac;

/* An empty set; it lives in the arena (borrows). */
struct ac *ac_new(struct arena *arena);

/* Adds a pattern (borrows its bytes) that is reported by its id. */
void ac_add(struct ac *ac, struct span bytes, bool nocase, uint32_t id);

/* After the last pattern and before the first scan. */
void ac_ready(struct ac *ac);

/* Calls found for each pattern that is in the bytes, once for each place where it ends. */
void ac_scan(
    const struct ac *ac, struct span bytes, void (*found)(void *ctx, uint32_t id), void *ctx);

#endif
