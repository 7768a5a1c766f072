/*
 * Application protocols. A protocol is a file and a row: how it is recognised by content (not
 * by port), what its parser does with the bytes, and what EVE says of a transaction. Parsers
 * are fed in order and never see a packet; they make transactions whose buffers
 * (proto/buffer.h) rules and indicators look at. Nothing from the wire may trigger an
 * assertion; every state has a bound.
 */
#ifndef VARDE_PROTO_PROTO_H
#define VARDE_PROTO_PROTO_H

#include "base/vec.h"
#include "codec/json.h"
#include "flow/flow.h"
#include "proto/buffer.h"

enum proto_id {
	PROTO_UNKNOWN,
	PROTO_FAILED, /* no protocol that we know */
	PROTO_HTTP1,
	PROTO_HTTP2,
	PROTO_DNS,
	PROTO_TLS,
	PROTO_SMTP,
	PROTO_FTP,
	PROTO_FTP_DATA,
	PROTO_SSH,
	PROTO_SMB,
	PROTO_RDP,
	PROTO_DCERPC,
	PROTO_DHCP,
	PROTO_NTP,
	PROTO_SNMP,
	PROTO_MQTT,
	PROTO_DICOM,
	PROTO_HL7,
	PROTO_MODBUS,
	PROTO_QUIC,
	PROTO_SOCKS,
	PROTO_IDS
};

/* A buffer that is filled. Several may have one id (headers, DNS answers, certificates of a
 * chain). */
struct tx_buffer {
	uint8_t id;       /* enum buffer_id */
	uint8_t dir;      /* enum flow_dir */
	bool seen;        /* detect has looked at it */
	struct span data; /* the transaction's arena, or the message it was made of, owns it */
};

struct tx {
	uint64_t nr; /* EVE's tx_id: 0, 1, ... in its flow */
	struct flow *flow;
	const struct proto_env *env; /* of its thread */
	uint8_t proto;               /* enum proto_id */
	uint8_t dir;                 /* enum flow_dir: who sent a message that stands alone */
	bool done[2];                /* all of that direction was seen */
	bool logged;
	uint8_t nevents;
	uint16_t events[8];  /* enum proto_event (proto/event.h): app-layer-event */
	struct arena *arena; /* lives as long as the transaction */
	VEC(struct tx_buffer) buffers;
	void *own;    /* the parser's */
	void *detect; /* detect's: which rules matched how far */
};

/* A piece of a file that a transaction carries. */
struct tx_file {
	uint32_t nr;      /* from 0 in its transaction */
	struct span name; /* as the protocol says; empty: none */
	struct span type; /* Content-Type or the like */
	uint8_t dir;      /* enum flow_dir */
	uint64_t size;    /* bytes so far */
	uint64_t gaps;    /* bytes of them that were not seen */
	bool closed;      /* this is the last call for it */
	bool truncated;   /* it did not end, or was more than is looked at */
};

/* Who is told. All are borrowed; called from the parser, on the thread of its flow. */
struct proto_sink {
	void *ctx;
	/* Buffers of that direction were added, or the direction is done. May be called several
	 * times. */
	void (*grown)(void *ctx, struct tx *tx, enum flow_dir dir);
	/* Both directions are done (or the flow has ended): log it; afterwards it is freed. */
	void (*finished)(void *ctx, struct tx *tx);
	/* Bytes of a file, already decoded (de-chunked, inflated); data may be empty when it is
	 * closed. */
	void (*file)(void *ctx, struct tx *tx, const struct tx_file *file, struct span data);
	/* The protocol of the flow is known now (or is known not to be known: PROTO_FAILED). */
	void (*known)(void *ctx, struct flow *flow);
};

/* What parsers of one thread share: sink, a pool of arenas, limits, counters. proto/env.h makes
 * it. */
struct proto_env;

/* Verdict of a probe. */
enum proto_guess { PROTO_NO, PROTO_MORE, PROTO_YES };

struct proto {
	enum proto_id id;
	const char *name;  /* EVE's app_proto and the rules' protocol: "http", "tls" */
	const char *event; /* EVE's event_type and the name of its object; NULL: it has none */
	bool tcp, udp;
	/* Whether the first bytes of that direction are of it. */
	enum proto_guess (*probe)(
	    struct span first, enum flow_dir dir, const struct flow *flow);
	/* Makes the parser's state (in flow->app_state's keeping). */
	void *(*begin)(struct proto_env *env, struct flow *flow);
	/* Takes bytes in order (TCP: all that are new; UDP: one datagram). It keeps itself what
	 * it needs again. */
	void (*take)(struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir,
	    struct span data);
	/* n bytes were not seen. */
	void (*gap)(struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir,
	    uint64_t n);
	/* The direction has ended. */
	void (*end)(struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir);
	void (*free)(struct proto_env *env, struct flow *flow, void *state);
	/* The members of EVE's object of that transaction; the object itself is open already.
	 */
	void (*log)(const struct tx *tx, struct json_writer *w);
	/* Objects beside it ("email" of SMTP), with their keys; NULL: none. */
	void (*log_beside)(const struct tx *tx, struct json_writer *w);
	/* Whether the flow was announced in another (FTP's data connections): asked before its
	 * first bytes are looked at; NULL: never. */
	bool (*expects)(struct proto_env *env, const struct flow *flow);
	/* Whether that transaction is worth an event at all; NULL: each is. */
	bool (*tells)(const struct tx *tx);
	/* Ends what the protocol's parsers of one thread share (proto_env.shared); NULL: they
	 * share nothing. */
	void (*unshare)(void *shared);
};

/* The rows, by id; an id without a row has no name. */
extern const struct proto *const protos[PROTO_IDS];

/* Whether the first bytes of a flow whose beginning was not seen are what the other side of
 * theirs would say: then client and server were taken for each other. */
bool proto_turned(const struct flow *flow, enum flow_dir dir, struct span first);

/* Bytes of one direction of a TCP flow, in order: recognises the protocol and hands them to its
 * parser. */
void proto_tcp(struct proto_env *env, struct flow *flow, enum flow_dir dir, struct span data);

/* n bytes of that direction are missing. */
void proto_gap(struct proto_env *env, struct flow *flow, enum flow_dir dir, uint64_t n);

/* That direction has ended. */
void proto_end(struct proto_env *env, struct flow *flow, enum flow_dir dir);

/* A datagram. */
void proto_udp(struct proto_env *env, struct flow *flow, enum flow_dir dir, struct span data);

/* The flow ends: what is open is finished and told, the state is freed. */
void proto_flow_done(struct proto_env *env, struct flow *flow);

/* For parsers: what comes from the next bytes on is another protocol (STARTTLS, CONNECT): when
 * take returns, open transactions are finished, the state is freed, and it is looked anew. */
void proto_change(struct flow *flow);

/* For parsers: a new transaction of the flow, with an arena; it counts flow->tx_count. NULL
 * when limits.transactions are open already: it is counted, and the parser goes on without. */
struct tx *proto_tx_new(struct proto_env *env, struct flow *flow, enum proto_id id);

/* For parsers: adds a buffer (borrows data; proto_tx_copy copies it into the transaction's
 * arena). */
void proto_tx_add(struct tx *tx, enum buffer_id id, enum flow_dir dir, struct span data);
void proto_tx_copy(struct tx *tx, enum buffer_id id, enum flow_dir dir, struct span data);
/* The same for a number: two bytes, big-endian. */
void proto_tx_number(struct tx *tx, enum buffer_id id, enum flow_dir dir, uint16_t v);

/* The first buffer of that id, or an empty span. */
struct span proto_tx_get(const struct tx *tx, enum buffer_id id);

/* For parsers: something is wrong with it (enum proto_event, proto/event.h); each is noted
 * once. */
void proto_tx_event(struct tx *tx, unsigned event);

/* For parsers: tells the sink; done: nothing more comes in that direction. When both are, or
 * the flow ends, the transaction is finished: told and freed; do not touch it afterwards. */
void proto_tx_grown(struct proto_env *env, struct tx *tx, enum flow_dir dir, bool done);
void proto_tx_finish(struct proto_env *env, struct tx *tx);

#endif
