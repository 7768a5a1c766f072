/*
 * Compressed bodies, a piece at a time, by ISA-L: gzip (RFC 1952), zlib and raw deflate (RFC
 * 1950, 1951). What one body may become is bounded, so that a bomb costs no more than that.
 */
#ifndef VARDE_PROTO_INFLATE_H
#define VARDE_PROTO_INFLATE_H

#include "base/err.h"
#include "base/span.h"

enum inflate_kind { INFLATE_NONE, INFLATE_GZIP, INFLATE_DEFLATE };

struct inflate;

/* By the value of Content-Encoding; what we do not inflate is INFLATE_NONE. */
enum inflate_kind inflate_kind(struct span encoding);

/* Gives; inflate_free ends it. */
struct inflate *inflate_new(enum inflate_kind kind);

/* NULL is allowed. Returns NULL. */
struct inflate *inflate_free(struct inflate *in);

/* Begins another body. */
void inflate_reset(struct inflate *in, enum inflate_kind kind);

/*
 * Inflates the next bytes and gives what they become to out, at most max bytes in all since the
 * beginning. ERR_SYNTAX: it is not compressed so, or broken (once told, what follows is
 * ignored); ERR_LIMIT: it became more.
 */
int inflate_take(struct inflate *in, struct span bytes, uint64_t max,
    void (*out)(void *ctx, struct span piece), void *ctx) MUST_USE;

#endif
