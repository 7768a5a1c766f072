/*
 * Flows: both directions of one conversation, told apart by addresses, ports, protocol and
 * VLANs. The table is made once, at its full size, for one thread; nothing is allocated for a
 * packet. Direction 0 goes to the server, 1 to the client; who is the server follows from the
 * SYN, else from who was seen first.
 */
#ifndef VARDE_FLOW_FLOW_H
#define VARDE_FLOW_FLOW_H

#include "base/arena.h"
#include "packet/packet.h"

enum flow_dir { FLOW_TO_SERVER, FLOW_TO_CLIENT };

/* As EVE names them. */
enum flow_state { FLOW_NEW, FLOW_ESTABLISHED, FLOW_CLOSED };

/* Why it ended. */
enum flow_reason { FLOW_TIMEOUT, FLOW_FORCED, FLOW_SHUTDOWN, FLOW_REUSED };

struct stream;      /* flow/stream.h: one direction of TCP */
struct flow_proto;  /* proto/proto.h: what the application's parser keeps */
struct flow_detect; /* detect/: flowbits, what has matched so far */

struct flow_side {
	uint64_t packets, bytes; /* bytes of frames, as EVE counts */
	uint8_t tcp_flags;       /* all that were seen */
	uint64_t gap;            /* bytes of the stream that nobody saw or that were let go */
	struct stream *stream;   /* TCP only; the table owns it */
};

struct flow {
	uint64_t id; /* EVE's flow_id: below 2^53, the same in each run over the same packets */
	uint64_t hash;
	uint8_t family, proto; /* 4 or 6; IANA's number */
	uint8_t nvlan;
	uint8_t state;     /* enum flow_state */
	uint8_t tcp_state; /* enum tcp_state (flow/tcp.h) */
	bool alerted;      /* an alert belongs to it */
	bool midstream;    /* its beginning was not seen */
	bool sides_known;  /* who is the server is not asked any more */
	bool ended;        /* it is being told for the last time */
	bool quiet;        /* nothing more of it needs looking at: count only */
	uint8_t reason;    /* enum flow_reason, when ended */
	uint16_t vlan[PACKET_VLANS];
	uint8_t client[16], server[16];
	uint16_t cport, sport;        /* ports; types of ICMP */
	uint16_t icmp[2];             /* type * 256 + code of a direction's first packet */
	int64_t start, last;          /* microseconds since 1970: first and last packet */
	struct flow_side side[2];     /* by enum flow_dir of what is sent */
	uint64_t told[4];             /* events of its packets that were told (anomalies) */
	uint32_t tx_count;            /* transactions begun */
	uint8_t app;                  /* enum proto_id (proto/proto.h): 0 not known yet */
	uint8_t app_side[2];          /* the same as each direction alone says */
	struct flow_proto *app_state; /* the parser's; freed by proto_flow_done */
	struct flow_detect *detect;   /* detect's; freed by detect_flow_done */
	void *own;                    /* own detectors' */
};

#endif
