/*
 * Rules against traffic: one engine a thread over a read-only image (rule/image.h). First one
 * pass of multi-pattern matching a buffer, then the candidates' programs are run in full. What
 * matches is told once a packet or transaction and rule.
 */
#ifndef VARDE_DETECT_DETECT_H
#define VARDE_DETECT_DETECT_H

#include "base/err.h"
#include "proto/proto.h"

struct detect;     /* one thread's */
struct rule_image; /* rule/image.h: mapped, shared by all */
struct rule_meta;  /* rule/image.h: sid, rev, msg, class, severity, metadata */

struct detect_hit {
	const struct rule_meta *rule; /* borrowed from the image */
	const struct packet
	    *packet; /* the packet in whose course it happened; NULL at the end of a flow */
	struct flow *flow;   /* NULL: a packet without one */
	const struct tx *tx; /* NULL: no transaction */
	enum flow_dir dir;
	bool stream;         /* the reassembled stream matched */
	struct span payload; /* as evidence: of the packet, or bytes of the stream */
	uint64_t missing;    /* bytes of the stream before payload that nobody saw */
};

/* What happened since the engine was made. */
struct detect_counts {
	uint64_t alerts;     /* told */
	uint64_t limited;    /* held back by thresholds */
	uint64_t candidates; /* rules that were looked at in full */
	uint64_t matches;
	uint64_t cut;             /* rules given up: too many steps, too large a transform */
	uint64_t dropped;         /* candidates or matches beyond what one packet may have */
	uint64_t evicted;         /* rows of state that had to give way to others */
	uint64_t bits_full;       /* flowbits that a flow had no room for */
	uint64_t indicators;      /* of alerts: those of indicators */
	uint64_t files;           /* that were not hashed: too many at the same time */
	uint64_t expressions_cut; /* regular expressions that reached their limit */
};

/* What a match does; borrowed. */
typedef void detect_alert(void *ctx, const struct detect_hit *hit);

/* An engine over the image (borrows; detect_swap exchanges it). ERR_UNSUPPORTED, with a
 * message. Gives; detect_free ends it. */
int detect_new(const struct rule_image *image, detect_alert *alert, void *ctx, struct msg *msg,
    struct detect **ret) MUST_USE;

/* NULL is allowed. Returns NULL. */
struct detect *detect_free(struct detect *detect);

/* Goes on with another image, between two packets; what flows remember by name (flowbits,
 * thresholds) stays. */
int detect_swap(
    struct detect *detect, const struct rule_image *image, struct msg *msg) MUST_USE;

/* The counts so far (borrows). */
const struct detect_counts *detect_counts(const struct detect *detect);

/* A packet, after its flow was looked up and before its payload goes to the stream: header
 * rules, packet payload, dsize, flags. flow may be NULL. */
void detect_packet(
    struct detect *detect, const struct packet *packet, struct flow *flow, enum flow_dir dir);

/* Bytes of a stream in order; at: offset of the first in the stream. */
void detect_stream(struct detect *detect, const struct packet *packet, struct flow *flow,
    enum flow_dir dir, struct span data, uint64_t at);

/* Buffers of the transaction were added in that direction, or it is done there: call it from
 * proto_sink.grown. */
void detect_tx(
    struct detect *detect, const struct packet *packet, struct tx *tx, enum flow_dir dir);

/* Whether anything of the image looks at bodies and files. */
bool detect_wants_bodies(const struct detect *detect);

/* A piece of a file that a transaction carries: call it from proto_sink.file. */
void detect_file(struct detect *detect, const struct packet *packet, struct tx *tx,
    const struct tx_file *file, struct span data);

/* The transaction is over: call it from proto_sink.finished. */
void detect_tx_done(struct detect *detect, struct tx *tx);

/* The flow ends: what detect keeps of it is freed. */
void detect_flow_done(struct detect *detect, struct flow *flow);

#endif
