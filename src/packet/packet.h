/*
 * One packet, decoded: Ethernet, VLAN and QinQ (IEEE 802.1Q), PPPoE (RFC 2516), MPLS, GRE (RFC
 * 2784, 2890), VXLAN (RFC 7348), IPv4 (RFC 791), IPv6 (RFC 8200), TCP, UDP, ICMP. Pure: bytes
 * in, fields out; a tunnel gives its inner packets as packets of their own, and fragments are
 * put together by packet/defrag.h. Nothing is copied.
 */
#ifndef VARDE_PACKET_PACKET_H
#define VARDE_PACKET_PACKET_H

#include "base/macros.h"
#include "base/span.h"

enum {
	PACKET_VLANS = 3,  /* tags that are kept */
	PACKET_TUNNELS = 8 /* layers of tunnels that are followed */
};

/* Link layers: numbers of DLT_* as in pcap files (https://www.tcpdump.org/linktypes.html). */
enum packet_link {
	PACKET_NULL = 0,
	PACKET_ETHERNET = 1,
	PACKET_PPP = 9,
	PACKET_RAW_OLD = 12,
	PACKET_RAW = 101,
	PACKET_LOOP = 108,
	PACKET_SLL = 113,
	PACKET_RAW_IPV4 = 228,
	PACKET_RAW_IPV6 = 229,
	PACKET_NFLOG = 239,
	PACKET_SLL2 = 276
};

/* What carries a packet inside another. */
enum packet_tunnel {
	PACKET_TUNNEL_NONE,
	PACKET_TUNNEL_GRE,
	PACKET_TUNNEL_IPV4, /* IP in IPv4 */
	PACKET_TUNNEL_IPV6,
	PACKET_TUNNEL_TEREDO,
	PACKET_TUNNEL_VXLAN,
	PACKET_TUNNEL_GENEVE
};

/* Flags of TCP, RFC 9293 section 3.1. */
enum {
	TCP_FIN = 1,
	TCP_SYN = 2,
	TCP_RST = 4,
	TCP_PSH = 8,
	TCP_ACK = 16,
	TCP_URG = 32,
	TCP_ECE = 64,
	TCP_CWR = 128
};

struct packet {
	const struct packet
	    *outer;               /* of a tunnel: the frame's own packet; NULL: there is none */
	int64_t time;             /* microseconds since 1970 */
	uint64_t nr;              /* number of the frame in its capture, from 1 */
	const uint8_t *frame;     /* borrowed: the bytes that were captured */
	uint32_t caplen, wirelen; /* of them; as they were on the wire */

	uint8_t family;              /* 4 or 6; 0: no IP, or a header that is malformed */
	uint8_t proto;               /* IANA's protocol number of what payload belongs to */
	uint8_t ttl;                 /* or hop limit */
	uint8_t tos;                 /* or traffic class */
	uint8_t depth;               /* tunnels around it */
	uint8_t nvlan;               /* tags */
	uint8_t tunnel;              /* enum packet_tunnel: the one right around it */
	bool fragment;               /* it is one: payload is not what its protocol says */
	bool rebuilt;                /* put together of fragments */
	uint16_t vlan[PACKET_VLANS]; /* identifiers, outermost first */
	uint16_t ether;              /* type of the frame */
	uint32_t ip_id;              /* identification of IPv4, or of IPv6's fragment header */
	uint8_t src[16], dst[16];    /* network order; IPv4 in the first 4, the rest 0 */
	uint16_t sport, dport;       /* TCP, UDP, SCTP; of ESP the halves of its index */
	uint32_t inside;             /* bytes inside the tunnel right around it */
	struct span ip;              /* from the IP header on, as long as the header says */
	struct span ip_options;      /* of IPv4 */
	struct span l4; /* from the header of TCP, UDP, ICMP on; empty when it is malformed */
	struct span payload; /* behind that header (behind IP's when there is none) */

	uint32_t tcp_seq, tcp_ack;
	uint16_t tcp_window;
	uint8_t tcp_flags;
	uint16_t tcp_mss;   /* of a SYN's options, else 0 */
	uint8_t tcp_wscale; /* 0xff: none */
	bool tcp_fast_open; /* a SYN with a cookie, RFC 7413 */
	bool tcp_signed;    /* with a digest of its bytes, RFC 2385 */
	bool stray;         /* its payload belongs to no stream: detect looks at it by itself */
	bool tcp_has_time;  /* RFC 7323 */
	uint32_t tcp_time, tcp_echo;
	uint8_t icmp_type, icmp_code;

	/* Bits of enum packet_event (packet/event.h), what is wrong with it: the first two
	 * words are the decoder's, the others are set by flow/tcp.h. */
	uint64_t events[4];
};

/* What takes a decoded packet (borrows it); the outer one of a tunnel comes first. */
typedef void packet_take(void *ctx, struct packet *packet);

struct defrag; /* packet/defrag.h */

/*
 * Decodes the frame, whose time, nr, frame, caplen and wirelen are set in *packet (borrows),
 * and calls take for it and for each inner packet of its tunnels. defrag (NULL: fragments stay
 * fragments) collects fragments. Never fails: what is malformed is told by events, and take
 * still sees the packet.
 */
void packet_decode(
    struct packet *packet, int link, struct defrag *defrag, packet_take *take, void *ctx);

#endif
