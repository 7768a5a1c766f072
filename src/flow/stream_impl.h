/* What stream.c and stream_wait.c share: the pool, and the pieces that wait in it. */
#ifndef VARDE_FLOW_STREAM_IMPL_H
#define VARDE_FLOW_STREAM_IMPL_H

#include "flow/stream.h"

enum {
	STREAM_NONE = 0xffffffff,
	STREAM_BLOCK = 2048,
	STREAM_HEAD = 48,
	STREAM_PIECE = STREAM_BLOCK - STREAM_HEAD,
	STREAM_JOIN = 64 << 10, /* bytes that are handed on at a time */
	STREAM_SPARE =
	    8 /* when only that part of the blocks is left, nothing waits that need not */
};

/* Bytes that wait. start and end are offsets in the stream. */
struct piece {
	uint64_t start, end;
	uint64_t whole_start, whole_end; /* of the segment that it came in */
	uint32_t next;
	uint8_t bytes[STREAM_PIECE];
};

struct stream_pool {
	struct stream_settings settings;
	struct stream_sink sink;
	struct stream_count count;
	struct piece *pieces;
	uint32_t free, unused;
	struct span direct; /* of the packet at hand: in order, not copied */
	uint64_t direct_at;
	uint8_t *join; /* STREAM_JOIN bytes: pieces that follow one another */
};

/* A segment on its way into the stream. */
struct segment {
	struct stream_pool *pool;
	struct stream *stream;
	struct packet *packet; /* for events */
	uint64_t start, end;
	const uint8_t *bytes; /* that of start first */
	bool full;            /* some did not fit */
};

/* Puts the segment among what waits, in order; where both have bytes the policy decides. */
void stream_wait_insert(struct segment *segment);

/* Takes out what follows at stream->at, up to an offset: in one piece, borrowed until the next
 * call; at most STREAM_JOIN bytes. */
struct span stream_wait_gather(struct stream_pool *pool, struct stream *stream, uint64_t ready);

/* Lets all go. */
void stream_wait_drop(struct stream_pool *pool, struct stream *stream);

/* Notes bytes that are handed on, for comparing. */
void stream_wait_remember(struct stream *stream, struct span data, uint64_t at);

/* A segment that was handed on already comes again: with the same bytes? */
void stream_wait_compare(
    struct stream_pool *pool, const struct stream *stream, struct packet *packet, uint64_t at);

#endif
