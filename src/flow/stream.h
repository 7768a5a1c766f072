/*
 * One direction of TCP, put in order. Bytes are handed on when the peer has confirmed them:
 * until then another segment may come in their place, and which one the host takes the policy
 * says. They do not wait where nobody was seen who could confirm, nor beyond a cap a direction
 * and one of all. What was let go or never seen is told as a gap and counted, never passed over
 * in silence. What is not confirmed when the flow ends is handed on then.
 */
#ifndef VARDE_FLOW_STREAM_H
#define VARDE_FLOW_STREAM_H

#include "flow/flow.h"

enum { STREAM_HISTORY = 4 }; /* pieces handed on that a repetition is compared with */

/* Whose bytes count where two segments that wait overlap with different bytes. What was handed
 * on already stays: the host has taken it too, and said so. */
enum stream_policy {
	STREAM_BSD,   /* the earlier, unless the later begins before it; Windows too */
	STREAM_LINUX, /* as BSD, but of equal beginnings the longer later one */
	STREAM_FIRST, /* the earlier */
	STREAM_LAST,  /* the later */
	STREAM_POLICIES
};

struct stream {
	/* Of the connection (flow/tcp.h). */
	uint32_t isn;      /* sequence number of the SYN */
	uint32_t next_seq; /* behind the highest byte that was sent */
	uint32_t last_ack; /* what the peer has confirmed of it */
	uint32_t window;   /* bytes that the sender of this direction is ready to receive */
	uint32_t time;     /* last time stamp */
	uint8_t wscale;
	bool begun;     /* isn, next_seq and next are known */
	bool has_time;  /* time is known */
	bool acked;     /* last_ack is known */
	bool is_signed; /* its SYN was (RFC 2385) */
	bool reset;     /* its sender reset the connection */
	bool crossed; /* both sent a SYN, RFC 9293 section 3.5 figure 7: roles are turned round
		       */

	/* Of the bytes. */
	bool ended;    /* its end was handed on */
	bool over;     /* depth was reached: nothing is handed on any more */
	bool fin;      /* its end is known: fin_at */
	uint32_t next; /* sequence number of the next byte to hand on */
	uint64_t at;   /* its offset in the stream */
	uint64_t fin_at;
	uint32_t first; /* the piece that waits, lowest offset; UINT32_MAX: none */
	uint32_t last;  /* the piece with the highest; valid when there is a first */
	uint32_t held;  /* bytes that wait */
	struct {
		uint64_t at;
		uint32_t n, sum;
	} history[STREAM_HISTORY];
	uint8_t history_at;
};

struct stream_settings {
	uint32_t depth;  /* bytes of a direction that are handed on; 0: all */
	uint32_t held;   /* bytes that wait, a direction */
	uint32_t blocks; /* of 2 KiB, for all that waits */
	enum stream_policy policy;
	bool at_once; /* bytes do not wait until the peer has confirmed them */
};

/* The usual: 1 MiB, 256 KiB, 64 MiB, BSD, confirmed bytes only. */
extern const struct stream_settings stream_settings_usual;

struct stream_count {
	uint64_t bytes;       /* handed on */
	uint64_t gaps;        /* holes */
	uint64_t gap_bytes;   /* that nobody saw or that were let go */
	uint64_t end_gaps;    /* holes that nobody confirmed before the end; in gap_bytes too */
	uint64_t early;       /* segments that had to wait */
	uint64_t overlaps;    /* segments that lay over others */
	uint64_t differences; /* with other bytes */
	uint64_t full;        /* pieces let go because the memory was full */
	uint64_t depth;       /* directions that reached it */
	uint32_t held;        /* blocks in use */
};

/* Who is told, in order; all are borrowed. packet: in whose course it happens, NULL at the end
 * of the flow. */
struct stream_sink {
	void *ctx;
	void (*data)(
	    void *ctx, struct flow *flow, enum flow_dir dir, struct span data, uint64_t at);
	void (*gap)(void *ctx, struct flow *flow, enum flow_dir dir, uint64_t n);
	void (*end)(void *ctx, struct flow *flow, enum flow_dir dir);
};

struct stream_pool;

/* What all streams of a thread share. Gives; stream_pool_free ends it. Copies both. */
struct stream_pool *stream_pool_new(
    const struct stream_settings *settings, const struct stream_sink *sink);

/* NULL is allowed. Returns NULL. */
struct stream_pool *stream_pool_free(struct stream_pool *pool);

/*
 * A packet's bytes, which flow/tcp.h has accepted: what need not wait is kept for stream_flush
 * (borrowed from the packet), the rest is copied. Sets events in the packet. stream_flush must
 * follow with the same packet.
 */
void stream_put(
    struct stream_pool *pool, struct flow *flow, struct packet *packet, enum flow_dir dir);

/* Sets the events of what stream_flush will find: holes, and the depth. */
void stream_look(
    struct stream_pool *pool, struct flow *flow, struct packet *packet, enum flow_dir dir);

/* Hands on what is in order now, in both directions, and tells holes that the peer has
 * confirmed. */
void stream_flush(
    struct stream_pool *pool, struct flow *flow, struct packet *packet, enum flow_dir dir);

/* The flow ends: hands on what waits, holes told, then both ends. */
void stream_flow_done(struct stream_pool *pool, struct flow *flow);

/* Makes the stream empty. */
void stream_init(struct stream *stream);

/* The first byte is that of sequence number seq. */
void stream_begin(struct stream *stream, uint32_t seq);

/* What was counted. */
struct stream_count stream_pool_count(const struct stream_pool *pool);

/* "bsd", "linux", "first", "last"; -1: none of them. */
int stream_policy(struct span name);

#endif
