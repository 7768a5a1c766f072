#include "packet/packet_impl.h"

enum {
	ETHER_IPV4 = 0x0800,
	ETHER_ARP = 0x0806,
	ETHER_BRIDGE = 0x6558, /* Ethernet in GRE, RFC 1701 */
	ETHER_VLAN = 0x8100,
	ETHER_IPV6 = 0x86dd,
	ETHER_PPP = 0x880b,
	ETHER_MPLS = 0x8847,
	ETHER_MPLS_MULTI = 0x8848,
	ETHER_PPPOE_DISCOVERY = 0x8863,
	ETHER_PPPOE = 0x8864,
	ETHER_QINQ = 0x88a8,
	ETHER_8021AH = 0x88e7,
	ETHER_DCE = 0x8903,
	ETHER_VNTAG = 0x8926,
	ETHER_QINQ_OLD = 0x9100,
	ETHER_SIZE = 14
};

static bool too_deep(struct decode *d, struct packet *packet)
{
	if (++d->layers <= PACKET_LAYERS)
		return false;
	event_set(packet, PACKET_TOO_MANY_LAYERS);
	return true;
}

void link_ip(struct decode *d, struct packet *packet, struct span data)
{
	if (data.n == 0) {
		event_set(packet, PACKET_IPV4_PKT_TOO_SMALL);
		return;
	}
	if (data.p[0] >> 4 == 4)
		ipv4_decode(d, packet, data);
	else if (data.p[0] >> 4 == 6)
		ipv6_decode(d, packet, data);
	else
		event_set(packet, PACKET_IPRAW_INVALID_IP_VERSION);
}

/* IEEE 802.1Q: 12 bits of identifier, then the type of what follows. */
static void decode_vlan(struct decode *d, struct packet *packet, struct span data)
{
	if (data.n < 4) {
		event_set(packet, PACKET_VLAN_HEADER_TOO_SMALL);
		return;
	}
	if (packet->nvlan == PACKET_VLANS) {
		event_set(packet, PACKET_VLAN_TOO_MANY_LAYERS);
		return;
	}
	packet->vlan[packet->nvlan++] = be16(data.p) & 0xfff;
	link_type(d, packet, be16(data.p + 2), behind(data, 4));
}

/* RFC 3032: labels of four bytes until the bottom of the stack. */
static void decode_mpls(struct decode *d, struct packet *packet, struct span data)
{
	uint32_t label, entry;
	uint8_t nibble = 0xff; /* the version of IP, if it is that */

	do {
		if (data.n < 4) {
			event_set(packet, PACKET_MPLS_HEADER_TOO_SMALL);
			return;
		}
		entry = be32(data.p);
		label = entry >> 12;
		data = behind(data, 4);
	} while (!(entry >> 8 & 1));
	if (data.n >= 4)
		nibble = data.p[0] >> 4;
	if (label == 0 || label == 2 || (label >= 16 && (nibble == 4 || nibble == 6))) {
		link_ip(d, packet, data);
	} else if (label == 1) {
		event_set(packet, PACKET_MPLS_BAD_LABEL_ROUTER_ALERT);
	} else if (label == 3) {
		event_set(packet, PACKET_MPLS_BAD_LABEL_IMPLICIT_NULL);
	} else if (label < 16) {
		event_set(packet, PACKET_MPLS_BAD_LABEL_RESERVED);
	} else if (data.n < 4) {
		event_set(packet, PACKET_MPLS_PKT_TOO_SMALL);
	} else if (nibble == 0) {
		/* A pseudo wire with its control word, RFC 4385. */
		link_ethernet(d, packet, behind(data, 4));
	} else {
		event_set(packet, PACKET_MPLS_UNKNOWN_PAYLOAD_TYPE);
	}
}

/* RFC 2516 section 4: version and type 1, code 0, session, length, then PPP. */
static void decode_pppoe(struct decode *d, struct packet *packet, struct span data)
{
	if (data.n < 8) {
		event_set(packet, PACKET_PPPOE_PKT_TOO_SMALL);
		return;
	}
	if (data.p[0] != 0x11 || data.p[1] != 0) {
		event_set(packet, PACKET_PPPOE_WRONG_CODE);
		return;
	}
	link_ppp(d, packet, behind(data, 6));
}

/* RFC 2516 section 5: codes and tags of the discovery stage. */
static void check_pppoe_discovery(struct packet *packet, struct span data)
{
	static const uint8_t codes[] = {0x09, 0x07, 0x19, 0x65, 0xa7};
	size_t left;

	if (data.n < 6) {
		event_set(packet, PACKET_PPPOE_PKT_TOO_SMALL);
		return;
	}
	if (!memchr(codes, data.p[1], sizeof(codes))) {
		event_set(packet, PACKET_PPPOE_WRONG_CODE);
		return;
	}
	left = be16(data.p + 4);
	data = behind(data, 6);
	if (left > data.n) {
		event_set(packet, PACKET_PPPOE_MALFORMED_TAGS);
		return;
	}
	data.n = left;
	while (data.n >= 4) {
		size_t n = be16(data.p + 2);

		if (n > data.n - 4)
			break;
		data = behind(data, 4 + n);
	}
	if (data.n)
		event_set(packet, PACKET_PPPOE_MALFORMED_TAGS);
}

static void decode_ppp_protocol(
    struct decode *d, struct packet *packet, uint16_t protocol, struct span data)
{
	switch (protocol) {
	case 0x21:
		if (data.n < 20)
			event_set(packet, PACKET_PPP_IP4_PKT_TOO_SMALL);
		else
			ipv4_decode(d, packet, data);
		return;
	case 0x57:
		if (data.n < 40)
			event_set(packet, PACKET_PPP_IP6_PKT_TOO_SMALL);
		else
			ipv6_decode(d, packet, data);
		return;
	case 0x281:
	case 0x283:
		decode_mpls(d, packet, data);
		return;
	case 0x2f: /* Van Jacobson, uncompressed: IPv4 with another number in place of its
		      protocol */
		if (data.n < 20)
			event_set(packet, PACKET_PPP_VJU_PKT_TOO_SMALL);
		return;
	default:
		/* RFC 1661 section 2: the low bit of the last octet is 1, of the first 0. */
		event_set(packet, (protocol & 1) && !(protocol & 0x100)
				      ? PACKET_PPP_UNSUP_PROTO
				      : PACKET_PPP_WRONG_TYPE);
	}
}

void link_ppp(struct decode *d, struct packet *packet, struct span data)
{
	if (too_deep(d, packet))
		return;
	if (data.n >= 2 && data.p[0] == 0xff && data.p[1] == 3)
		data = behind(data, 2);
	if (data.n < 2) {
		event_set(packet, PACKET_PPP_PKT_TOO_SMALL);
	} else if (data.p[0] & 1) {
		/* Protocol field compression, RFC 1661 section 6.5. */
		decode_ppp_protocol(d, packet, data.p[0], behind(data, 1));
	} else {
		decode_ppp_protocol(d, packet, be16(data.p), behind(data, 2));
	}
}

/* A tag of n bytes whose last two are the type of what follows. */
static void decode_tag(struct decode *d, struct packet *packet, struct span data, size_t n,
    enum packet_event too_small)
{
	if (data.n < n)
		event_set(packet, too_small);
	else
		link_type(d, packet, be16(data.p + n - 2), behind(data, n));
}

void link_type(struct decode *d, struct packet *packet, uint16_t type, struct span data)
{
	if (too_deep(d, packet))
		return;
	packet->ether = type;
	switch (type) {
	case ETHER_IPV4:
		ipv4_decode(d, packet, data);
		return;
	case ETHER_IPV6:
		ipv6_decode(d, packet, data);
		return;
	case ETHER_VLAN:
	case ETHER_QINQ:
	case ETHER_QINQ_OLD:
		decode_vlan(d, packet, data);
		return;
	case ETHER_MPLS:
	case ETHER_MPLS_MULTI:
		decode_mpls(d, packet, data);
		return;
	case ETHER_PPPOE:
		decode_pppoe(d, packet, data);
		return;
	case ETHER_PPPOE_DISCOVERY:
		check_pppoe_discovery(packet, data);
		return;
	case ETHER_PPP:
		link_ppp(d, packet, data);
		return;
	case ETHER_BRIDGE:
		link_ethernet(d, packet, data);
		return;
	case ETHER_8021AH: /* service tag of 4, two addresses, then the type */
		decode_tag(d, packet, data, 18, PACKET_IEEE8021AH_HEADER_TOO_SMALL);
		return;
	case ETHER_VNTAG:
		decode_tag(d, packet, data, 6, PACKET_VNTAG_HEADER_TOO_SMALL);
		return;
	case ETHER_DCE: /* a tag of two, then a whole frame's addresses */
		if (data.n < 16)
			event_set(packet, PACKET_DCE_PKT_TOO_SMALL);
		else
			link_ethernet(d, packet, behind(data, 2));
		return;
	case ETHER_ARP:
		return;
	default:
		/* Up to 1500 it is a length (IEEE 802.3), not a type. */
		if (type > 1500)
			event_set(packet, packet->nvlan ? PACKET_VLAN_UNKNOWN_TYPE
							: PACKET_ETHERNET_UNKNOWN_ETHERTYPE);
	}
}

void link_ethernet(struct decode *d, struct packet *packet, struct span frame)
{
	if (frame.n < ETHER_SIZE)
		event_set(packet, PACKET_ETHERNET_PKT_TOO_SMALL);
	else
		link_type(d, packet, be16(frame.p + 12), behind(frame, ETHER_SIZE));
}

/* BSD's loopback: the address family in the byte order of the machine that captured. */
static void decode_null(struct decode *d, struct packet *packet, struct span frame)
{
	uint32_t family;

	if (frame.n < 4) {
		event_set(packet, PACKET_LTNULL_PKT_TOO_SMALL);
		return;
	}
	family = be32(frame.p);
	if (family > 0xffff)
		family = __builtin_bswap32(family);
	frame = behind(frame, 4);
	if (family == 2)
		ipv4_decode(d, packet, frame);
	else if (family == 10 || family == 24 || family == 28 || family == 30)
		ipv6_decode(d, packet, frame);
	else
		event_set(packet, PACKET_LTNULL_UNSUPPORTED_TYPE);
}

/* NFLOG: family, version, resource, then attributes; 9 is the packet. */
static void decode_nflog(struct decode *d, struct packet *packet, struct span frame)
{
	if (frame.n < 4)
		return;
	frame = behind(frame, 4);
	while (frame.n >= 4) {
		size_t n = (size_t)(frame.p[0] | frame.p[1] << 8);
		unsigned type = (unsigned)(frame.p[2] | frame.p[3] << 8);

		if (n < 4 || n > frame.n)
			return;
		if (type == 9) {
			link_ip(d, packet, span_of(frame.p + 4, n - 4));
			return;
		}
		n = (n + 3) & ~(size_t)3;
		if (n > frame.n)
			return;
		frame = behind(frame, n);
	}
}

/* Linux' cooked captures: the type at an offset, behind a header of n bytes. */
static void decode_cooked(struct decode *d, struct packet *packet, struct span frame, size_t n,
    size_t type_at, enum packet_event too_small)
{
	if (frame.n < n)
		event_set(packet, too_small);
	else
		link_type(d, packet, be16(frame.p + type_at), behind(frame, n));
}

void link_decode(struct decode *d, struct packet *packet, int link, struct span frame)
{
	switch (link) {
	case PACKET_ETHERNET:
		link_ethernet(d, packet, frame);
		return;
	case PACKET_NULL:
	case PACKET_LOOP:
		decode_null(d, packet, frame);
		return;
	case PACKET_PPP:
		link_ppp(d, packet, frame);
		return;
	case PACKET_RAW_OLD:
	case PACKET_RAW:
	case PACKET_RAW_IPV4:
	case PACKET_RAW_IPV6:
		link_ip(d, packet, frame);
		return;
	case PACKET_SLL:
		decode_cooked(d, packet, frame, 16, 14, PACKET_SLL_PKT_TOO_SMALL);
		return;
	case PACKET_SLL2:
		decode_cooked(d, packet, frame, 20, 0, PACKET_SLL2_PKT_TOO_SMALL);
		return;
	case PACKET_NFLOG:
		decode_nflog(d, packet, frame);
		return;
	default:
		return;
	}
}
