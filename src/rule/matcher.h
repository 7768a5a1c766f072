/*
 * One pass over a buffer for many patterns: hyperscan where it is (amd64), else Aho-Corasick. A
 * matcher is read-only and shared; each thread has a scratch.
 */
#ifndef VARDE_RULE_MATCHER_H
#define VARDE_RULE_MATCHER_H

#include "base/err.h"
#include "base/str.h"

struct matcher;
struct matcher_scratch;

struct matcher_pattern {
	struct span bytes; /* borrowed */
	bool nocase;
};

/* Whether this build has hyperscan. */
bool matcher_has_hyperscan(void);

/* Compiles the patterns and appends the serialised database; nothing without hyperscan.
 * ERR_UNSUPPORTED with a message. */
int matcher_compile(const struct matcher_pattern *patterns, size_t n, struct str *ret,
    struct msg *msg) MUST_USE;

/*
 * A matcher from a serialised database (empty: Aho-Corasick over the patterns, which outlive
 * it). ERR_CORRUPT with a message. Gives; matcher_free ends it.
 */
int matcher_open(struct span db, const struct matcher_pattern *patterns, size_t n,
    struct matcher **ret, struct msg *msg) MUST_USE;

/* NULL is allowed. Returns NULL. */
struct matcher *matcher_free(struct matcher *m);

/* A thread's scratch that serves all matchers it was grown for. matcher_scratch_free ends it.
 */
int matcher_scratch_grow(
    struct matcher_scratch **scratch, const struct matcher *m, struct msg *msg) MUST_USE;
struct matcher_scratch *matcher_scratch_free(struct matcher_scratch *scratch);

/* Calls found with the number of each pattern that is in the bytes, at least once. */
void matcher_scan(const struct matcher *m, struct matcher_scratch *scratch, struct span bytes,
    void (*found)(void *ctx, uint32_t id), void *ctx);

#endif
