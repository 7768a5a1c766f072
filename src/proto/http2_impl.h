/* What http2.c and http2_stream.c share: a connection, its streams, their header blocks. */
#ifndef VARDE_PROTO_HTTP2_IMPL_H
#define VARDE_PROTO_HTTP2_IMPL_H

#include "proto/hpack.h"
#include "proto/http_impl.h"

enum { HTTP2_HEAD = 9, HTTP2_PREFACE = 24, HTTP2_BLOCK = 64 << 10, HTTP2_END_STREAM = 1 };

struct stream_2 {
	struct stream_2 *next;
	uint32_t id;
	struct tx *tx;
	struct http_body body[2];
	int64_t size; /* bytes of the answer's DATA */
};

struct side {
	uint8_t head[HTTP2_HEAD];
	uint8_t nhead;
	uint32_t left;       /* bytes of the frame at hand that have not come */
	uint32_t padding;    /* of them at the end, of DATA */
	bool pad_known;      /* a DATA frame's padding was read */
	struct str frame;    /* a frame that is read as a whole */
	struct str block;    /* a header block over several frames */
	uint32_t block_of;   /* its stream */
	uint8_t block_flags; /* of its first frame */
	bool block_open, promise;
	uint8_t preface; /* bytes of it that have come */
	bool lost;
	uint32_t frame_max; /* bytes of a frame that it takes, RFC 9113 section 4.2 */
	struct hpack *hpack;
};

struct http2_state {
	struct side side[2];
	struct stream_2 *streams; /* the last used first */
	struct tx *reading;       /* whose header block is being read */
	enum flow_dir reading_dir;
};

/* A transaction of that stream's number. NULL: too many are open. */
struct tx *http2_impl_tx(struct proto_env *env, struct flow *flow, uint32_t id);

/* What EVE tells besides of that direction; made when first asked for. */
struct http_notes *http2_impl_notes(struct tx *tx, enum flow_dir dir);

/* The stream; make: a new one when it is not known (NULL: too many are open). */
struct stream_2 *http2_impl_stream(
    struct proto_env *env, struct flow *flow, struct http2_state *s, uint32_t id, bool make);

/* Takes it out of the list and frees it, its transaction not. */
void http2_impl_stream_free(struct http2_state *s, struct stream_2 *st);

/* The stream has ended in that direction; it may be freed with its transaction. */
void http2_impl_direction_done(
    struct proto_env *env, struct http2_state *s, struct stream_2 *st, enum flow_dir dir);

/* The header block of that direction is whole. */
void http2_impl_block(
    struct proto_env *env, struct flow *flow, struct http2_state *s, enum flow_dir dir);

#endif
