/* What the files of proto/ share: the thread's environment, a flow's state, a transaction's
 * keeping. Nobody outside includes it. */
#ifndef VARDE_PROTO_PROTO_IMPL_H
#define VARDE_PROTO_PROTO_IMPL_H

#include "base/str.h"
#include "proto/env.h"
#include "proto/event.h"
#include "proto/proto.h"

enum {
	PROTO_FEW = 12,             /* buffers of a transaction before its arena is asked */
	PROTO_POOL = 256,           /* of each kind that wait for their next use */
	PROTO_ARENA_KEEP = 8 << 10, /* bytes of an arena that is used again */
	PROTO_TRIES = 4             /* datagrams after which no protocol is looked for */
};

/* A transaction as the frame keeps it; every struct tx is the first member of one. */
struct tx_box {
	struct tx tx;
	struct tx_box *next, *prev; /* of its flow, oldest first; or the pool's */
	struct tx_buffer few[PROTO_FEW];
};

/* What a flow keeps. */
struct flow_proto {
	const struct proto *proto; /* NULL: not known (any more) */
	void *state;               /* the parser's */
	struct tx_box *first, *last;
	uint32_t open;           /* transactions */
	uint8_t tries;           /* datagrams that were looked at */
	bool change;             /* the parser is done: what comes is something else */
	bool ended[2];           /* proto_end was called */
	uint8_t first_dir;       /* who spoke first */
	bool spoke;              /* first_dir is known */
	struct str held[2];      /* bytes before the protocol was known */
	uint64_t lost[2];        /* bytes that came then and were not kept */
	uint64_t looked[2];      /* bytes that were looked at */
	struct flow_proto *next; /* the pool's */
};

struct proto_env {
	const struct proto_sink *sink;     /* borrowed */
	const struct proto_limits *limits; /* borrowed */
	struct proto_counts counts;
	struct tx_box *boxes;
	struct flow_proto *states;
	size_t nboxes, nstates;
	void *shared[PROTO_IDS]; /* what a protocol's parsers of one thread share; theirs */
};

/* The flow's open transactions are told as finished (proto_tx.c). */
void proto_tx_finish_all(struct proto_env *env, struct flow *flow);

/* Ends the box and its arena (proto_tx.c); for the pool's end. Returns NULL. */
struct tx_box *proto_tx_box_free(struct tx_box *box);

#endif
