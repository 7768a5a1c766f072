#include "packet/packet_impl.h"

enum {
	PORT_TEREDO = 3544,
	PORT_VXLAN = 4789,
	PORT_GENEVE = 6081,
	GRE_PPP = 0x880b,
	GRE_ERSPAN2 = 0x88be,
	GRE_ERSPAN3 = 0x22eb
};

static void hand_in(struct decode *d, enum inner inner, struct span inside)
{
	d->inner = inner;
	d->inside = inside;
}

/* Whether the type is one whose content begins with an IP header; else whether it is a frame.
 */
static bool hand_in_type(struct decode *d, uint16_t type, struct span inside)
{
	if (type == 0x0800 || type == 0x86dd)
		hand_in(d, INNER_IP, inside);
	else if (type == 0x6558)
		hand_in(d, INNER_ETHERNET, inside);
	else if (type == GRE_PPP)
		hand_in(d, INNER_PPP, inside);
	else
		return false;
	return true;
}

/* ERSPAN: a mirrored frame. Type 1 has no header (no sequence number in GRE), 2 one of 8
 * bytes, 3 one of 12 and perhaps a sub-header of 8. */
static void decode_erspan(
    struct decode *d, struct packet *packet, struct span inside, bool numbered)
{
	size_t n;
	unsigned version;

	if (!numbered) {
		hand_in(d, INNER_ETHERNET, inside);
		return;
	}
	if (inside.n < 8) {
		event_set(packet, PACKET_ERSPAN_HEADER_TOO_SMALL);
		return;
	}
	version = inside.p[0] >> 4;
	if (version != 1 && version != 2) {
		event_set(packet, PACKET_ERSPAN_UNSUPPORTED_VERSION);
		return;
	}
	n = version == 1 ? 8 : 12;
	if (version == 2 && inside.n >= 12 && (inside.p[11] & 1))
		n += 8;
	if (inside.n < n) {
		event_set(packet, PACKET_ERSPAN_HEADER_TOO_SMALL);
		return;
	}
	hand_in(d, INNER_ETHERNET, behind(inside, n));
	d->head = (uint8_t)n;
	d->vlan = be16(inside.p) & 0xfff;
	d->mirrored = d->vlan != 0;
}

/* RFC 1701: source route entries follow, each with its length; one without address ends. 0:
 * malformed. */
static size_t skip_routes(struct span all, size_t at)
{
	while (all.n >= at + 4) {
		unsigned family = be16(all.p + at);
		size_t n = all.p[at + 3];

		at += 4;
		if (family == 0 && n == 0)
			return at;
		if (n > all.n - at)
			return 0;
		at += n;
	}
	return 0;
}

/* Version 0 (RFC 2784, 2890, routes of RFC 1701). */
static void decode_gre0(struct decode *d, struct packet *packet, struct span all)
{
	uint8_t flags = all.p[0];
	size_t at = 4;

	if (flags & 7)
		event_set(packet, PACKET_GRE_VERSION0_RECUR);
	if (all.p[1] & 0xf8) {
		event_set(packet, PACKET_GRE_VERSION0_FLAGS);
		return;
	}
	at += (flags & 0xc0 ? 4 : 0) + (flags & 0x20 ? 4 : 0) + (flags & 0x10 ? 4 : 0);
	if (at > all.n) {
		event_set(packet, PACKET_GRE_VERSION0_HDR_TOO_BIG);
		return;
	}
	if ((flags & 0x40) && !(at = skip_routes(all, at))) {
		event_set(packet, PACKET_GRE_VERSION0_MALFORMED_SRE_HDR);
		return;
	}
	if (be16(all.p + 2) == GRE_ERSPAN2 || be16(all.p + 2) == GRE_ERSPAN3)
		decode_erspan(d, packet, behind(all, at), flags & 0x10);
	else
		(void)hand_in_type(d, be16(all.p + 2), behind(all, at));
}

/* Version 1: PPTP's, RFC 2637 section 4.1. */
static void decode_gre1(struct decode *d, struct packet *packet, struct span all)
{
	static const struct {
		uint8_t octet, bits, want;
		uint8_t event;
	} rules[] = {{0, 0x80, 0, PACKET_GRE_VERSION1_CHKSUM},
	    {0, 0x40, 0, PACKET_GRE_VERSION1_ROUTE}, {0, 0x08, 0, PACKET_GRE_VERSION1_SSR},
	    {0, 0x07, 0, PACKET_GRE_VERSION1_RECUR}, {1, 0x78, 0, PACKET_GRE_VERSION1_FLAGS},
	    {0, 0x20, 0x20, PACKET_GRE_VERSION1_NO_KEY}};
	size_t at = 8;

	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		if ((all.p[rules[i].octet] & rules[i].bits) != rules[i].want) {
			event_set(packet, (enum packet_event)rules[i].event);
			return;
		}
	if (be16(all.p + 2) != GRE_PPP) {
		event_set(packet, PACKET_GRE_VERSION1_WRONG_PROTOCOL);
		return;
	}
	at += (all.p[0] & 0x10 ? 4 : 0) + (all.p[1] & 0x80 ? 4 : 0);
	if (at > all.n)
		event_set(packet, PACKET_GRE_VERSION1_HDR_TOO_BIG);
	else if (at < all.n)
		hand_in(d, INNER_PPP, behind(all, at));
}

void tunnel_gre(struct decode *d, struct packet *packet)
{
	struct span all = packet->payload;

	if (all.n < 4) {
		event_set(packet, PACKET_GRE_PKT_TOO_SMALL);
		return;
	}
	packet->l4 = all;
	if ((all.p[1] & 7) == 0)
		decode_gre0(d, packet, all);
	else if ((all.p[1] & 7) == 1)
		decode_gre1(d, packet, all);
	else
		event_set(packet, PACKET_GRE_WRONG_VERSION);
}

void tunnel_ip(struct decode *d, struct packet *packet, uint8_t version)
{
	struct span all = packet->payload;
	size_t least = version == 4 ? 20 : 40;

	if (packet->family == 6 && all.n < least) {
		event_set(packet, version == 4 ? PACKET_IPV6_IPV4_IN_IPV6_TOO_SMALL
					       : PACKET_IPV6_IPV6_IN_IPV6_TOO_SMALL);
		return;
	}
	if (packet->family == 6 && all.p[0] >> 4 != version) {
		event_set(packet, version == 4 ? PACKET_IPV6_IPV4_IN_IPV6_WRONG_VERSION
					       : PACKET_IPV6_IPV6_IN_IPV6_WRONG_VERSION);
		return;
	}
	if (all.n && all.p[0] >> 4 == version)
		hand_in(d, INNER_IP, all);
}

/* RFC 7348 section 5: flag I, 24 bits of network, then a frame. */
static void decode_vxlan(struct decode *d, struct packet *packet)
{
	struct span all = packet->payload;

	if (all.n < 8 + 14 || !(all.p[0] & 8))
		return;
	/* Types below 1536 are none: it is another protocol that uses the port. */
	if (be16(all.p + 8 + 12) < 0x600)
		event_set(packet, PACKET_VXLAN_UNKNOWN_PAYLOAD_TYPE);
	else
		hand_in(d, INNER_ETHERNET, behind(all, 8));
}

/* RFC 8926 section 3.4: version 0, the length of options in words, the type of what follows. */
static void decode_geneve(struct decode *d, struct packet *packet)
{
	struct span all = packet->payload;
	size_t at;

	if (all.n < 8 || all.p[0] >> 6 != 0)
		return;
	at = 8 + (size_t)(all.p[0] & 0x3f) * 4;
	if (at <= all.n && !hand_in_type(d, be16(all.p + 2), behind(all, at)))
		event_set(packet, PACKET_GENEVE_UNKNOWN_PAYLOAD_TYPE);
}

/* RFC 4380 section 5.1.1: an authentication (1) and an origin (0) may stand before IPv6. */
static void decode_teredo(struct decode *d, struct packet *packet)
{
	struct span all = packet->payload;

	if (all.n >= 4 && all.p[0] == 0 && all.p[1] == 1) {
		size_t n = 4 + (size_t)all.p[2] + all.p[3] + 9;

		if (n > all.n)
			return;
		all = behind(all, n);
	}
	if (all.n >= 8 && all.p[0] == 0 && all.p[1] == 0)
		all = behind(all, 8);
	if (all.n >= 40 && all.p[0] >> 4 == 6 && be16(all.p + 4) <= all.n - 40)
		hand_in(d, INNER_IP, all);
}

uint8_t tunnel_kind(const struct packet *packet)
{
	switch (packet->proto) {
	case 47:
		return PACKET_TUNNEL_GRE;
	case 17:
		return packet->dport == PORT_VXLAN    ? PACKET_TUNNEL_VXLAN
		       : packet->dport == PORT_GENEVE ? PACKET_TUNNEL_GENEVE
						      : PACKET_TUNNEL_TEREDO;
	default:
		return packet->family == 4 ? PACKET_TUNNEL_IPV4 : PACKET_TUNNEL_IPV6;
	}
}

void tunnel_udp(struct decode *d, struct packet *packet)
{
	if (packet->dport == PORT_VXLAN)
		decode_vxlan(d, packet);
	else if (packet->dport == PORT_GENEVE)
		decode_geneve(d, packet);
	else if (packet->dport == PORT_TEREDO || packet->sport == PORT_TEREDO)
		decode_teredo(d, packet);
}
