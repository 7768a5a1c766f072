/*
 * One thread's way from frames to events, sharing nothing: decode, flow, the state of TCP,
 * bytes in order, protocols, rules, EVE.
 */
#ifndef VARDE_SENSE_WORKER_H
#define VARDE_SENSE_WORKER_H

#include "proto/env.h"
#include "sense/capture.h"
#include "sense/eve.h"
#include "sense/stats.h"

/* Packets whose checksum is wrong: a host drops them, but a card may have put it in later. */
enum worker_checksum {
	WORKER_CHECKSUM_ALL,  /* they are no part of a stream */
	WORKER_CHECKSUM_NONE, /* is not looked at */
	WORKER_CHECKSUM_AUTO  /* as all, until a tenth of the packets seen has one */
};

struct worker_settings {
	struct flow_settings flow;
	struct stream_settings stream;
	struct defrag_settings defrag;
	struct eve_settings eve;
	struct proto_limits proto;
	enum worker_checksum checksum;
	const struct rule_image *rules; /* borrowed; NULL: none */
	struct watchers *watchers;      /* own detectors, shared; borrowed; NULL: none */
	bool midstream;     /* connections whose beginning was not seen are picked up */
	uint32_t anomalies; /* told in a second of packets' time at most; the rest is counted */
};

/* The usual of everything: checksums auto, midstream picked up, 1000 anomalies a second. */
extern const struct worker_settings worker_settings_usual;

struct worker;

/* Copies the settings, borrows the output. ERR_UNSUPPORTED (the rules), with a message. Gives;
 * worker_free ends it. */
int worker_new(const struct worker_settings *settings, struct eve_out *out, struct worker **ret,
    struct msg *msg) MUST_USE;

/* Ends all flows, tells them, writes what waits. NULL is allowed. Returns NULL. */
struct worker *worker_free(struct worker *worker);

/* Goes on with other rules (borrows), between two frames; the old ones are not needed any more
 * then. */
int worker_swap(
    struct worker *worker, const struct rule_image *rules, struct msg *msg) MUST_USE;

/* A frame (borrows). */
void worker_frame(struct worker *worker, const struct capture_frame *frame);

/* No frame came for a while; now: microseconds since 1970. Flows end in time, and what waits is
 * written. */
void worker_idle(struct worker *worker, int64_t now);

/* Ends all flows and tells them; more frames may come. */
void worker_end_flows(struct worker *worker);

/* What was counted. */
void worker_stats(const struct worker *worker, struct stats *ret);

/* Its writer of events (borrows). */
struct eve *worker_eve(struct worker *worker);

/* The time of the newest packet, microseconds; 0: none came. */
int64_t worker_time(const struct worker *worker);

#endif
