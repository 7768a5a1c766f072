/*
 * HPACK (RFC 7541): header blocks of HTTP/2 to names and values. One table a direction of a
 * connection; what a peer may make it hold is bounded.
 */
#ifndef VARDE_PROTO_HPACK_H
#define VARDE_PROTO_HPACK_H

#include "base/err.h"
#include "base/span.h"
#include "base/str.h"

enum {
	HPACK_TABLE = 64 << 10,  /* bytes of a table at most, by section 4.1's count */
	HPACK_USUAL = 4096,      /* bytes of a table at the beginning */
	HPACK_STRING = 64 << 10, /* bytes of a name or value */
	HPACK_HEADERS = 1024     /* of one block */
};

struct hpack;

/* Gives; hpack_free ends it. */
struct hpack *hpack_new(void);

/* NULL is allowed. Returns NULL. */
struct hpack *hpack_free(struct hpack *h);

/* Takes a header; borrowed for the time of the call. */
typedef void hpack_take(void *ctx, struct span name, struct span value);

/* Reads a whole block and calls take for each header. ERR_SYNTAX, ERR_TRUNCATED, ERR_LIMIT: the
 * table is not what the peers have any more. */
int hpack_read(struct hpack *h, struct span block, hpack_take *take, void *ctx) MUST_USE;

/* Appends what a string of section 5.2 in Huffman's code says. ERR_SYNTAX, ERR_LIMIT. */
int hpack_huffman(struct span coded, struct str *to) MUST_USE;

#endif
