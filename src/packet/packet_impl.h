/* What the files of packet/ share: one frame being decoded, and the layers' functions. */
#ifndef VARDE_PACKET_PACKET_IMPL_H
#define VARDE_PACKET_PACKET_IMPL_H

#include "packet/event.h"

/* What lies inside a tunnel. */
enum inner { INNER_NONE, INNER_IP, INNER_ETHERNET, INNER_PPP };

enum { PACKET_LAYERS = 16 }; /* headers below IP that are followed, as Suricata does */

struct decode {
	uint8_t layers; /* headers below IP so far */
	enum inner inner;
	struct span inside; /* of a tunnel, for the next round */
	uint8_t head;       /* bytes before it that count as the inner packet's (ERSPAN's) */
	bool mirrored;      /* it came out of a VLAN, whose tag the mirror took away */
	uint16_t vlan;
	uint32_t frag_at;  /* of a fragment: offset in bytes */
	bool frag_more;    /* and whether it is not the last */
	bool frag_invalid; /* its length is impossible: it is not put together */
};

/* 16 bits in network order. */
static inline uint16_t be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/* The same of 32 bits. */
static inline uint32_t be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The span behind its first n bytes; the caller knows that they are there. */
static inline struct span behind(struct span s, size_t n)
{
	return (struct span){s.p + n, s.n - n};
}

/* A frame of that link type (enum packet_link). */
void link_decode(struct decode *d, struct packet *packet, int link, struct span frame);

/* An Ethernet frame, also inside a tunnel. */
void link_ethernet(struct decode *d, struct packet *packet, struct span frame);

/* What follows an EtherType. */
void link_type(struct decode *d, struct packet *packet, uint16_t type, struct span data);

/* A PPP frame, with or without its address field. */
void link_ppp(struct decode *d, struct packet *packet, struct span data);

/* An IP packet of the version that its first four bits name. */
void link_ip(struct decode *d, struct packet *packet, struct span data);

/* IPv4 (RFC 791). */
void ipv4_decode(struct decode *d, struct packet *packet, struct span data);

/* IPv6 with its extension headers (RFC 8200). */
void ipv6_decode(struct decode *d, struct packet *packet, struct span data);

/* What IP carries: packet->proto, payload. */
void transport_decode(struct decode *d, struct packet *packet);

/* GRE (RFC 2784, 2637), with ERSPAN in it. */
void tunnel_gre(struct decode *d, struct packet *packet);

/* What the packet is a tunnel of (enum packet_tunnel), given that something is inside. */
uint8_t tunnel_kind(const struct packet *packet);

/* IP in IP of either version. */
void tunnel_ip(struct decode *d, struct packet *packet, uint8_t version);

/* VXLAN, Geneve and Teredo, by the ports of a datagram that was decoded. */
void tunnel_udp(struct decode *d, struct packet *packet);

#endif
