#include "packet/packet_impl.h"

enum {
	IP_ICMP = 1,
	IP_IPIP = 4,
	IP_TCP = 6,
	IP_UDP = 17,
	IP_IPV6 = 41,
	IP_GRE = 47,
	IP_ESP = 50,
	IP_ICMPV6 = 58,
	IP_SCTP = 132
};

/* One option of TCP with its length octet (RFC 9293 section 3.2, 7323). */
static bool take_tcp_option(struct packet *packet, struct span option, uint32_t *seen)
{
	static const uint8_t lengths[9] = {[2] = 4, [3] = 3, [4] = 2, [8] = 10};
	uint8_t kind = option.p[0];

	/* RFC 7413 section 4.1.1; before it had a number it was an experiment (254). */
	if (kind == 34)
		packet->tcp_fast_open = option.n > 2;
	else if (kind == 254 && option.n > 4 && be16(option.p + 2) == 0xf989)
		packet->tcp_fast_open = true;
	packet->tcp_signed |= kind == 19;
	if (kind >= ARRAY_LEN(lengths) || (!lengths[kind] && kind != 5))
		return true;
	if (*seen >> kind & 1) {
		event_set(packet, PACKET_TCP_OPT_DUPLICATE);
		return true;
	}
	*seen |= UINT32_C(1) << kind;
	/* SACK: blocks of 8 bytes, at most four; some stacks send it without any. */
	if (kind == 5 ? option.n > 34 || (option.n - 2) % 8 : option.n != lengths[kind]) {
		event_set(packet, PACKET_TCP_OPT_INVALID_LEN);
		return true;
	}
	if (kind == 2) {
		packet->tcp_mss = be16(option.p + 2);
	} else if (kind == 3) {
		packet->tcp_wscale = MIN(option.p[2], (uint8_t)14);
	} else if (kind == 8) {
		packet->tcp_has_time = true;
		packet->tcp_time = be32(option.p + 2);
		packet->tcp_echo = be32(option.p + 6);
	}
	return true;
}

static void take_tcp_options(struct packet *packet, struct span all)
{
	uint32_t seen = 0;

	/* What nearly every segment of a transfer has: two no-operations and the time stamps.
	 */
	if (all.n == 12 && be32(all.p) == 0x0101080a) {
		packet->tcp_has_time = true;
		packet->tcp_time = be32(all.p + 4);
		packet->tcp_echo = be32(all.p + 8);
		return;
	}
	while (all.n && all.p[0] != 0) {
		if (all.p[0] == 1) {
			all = behind(all, 1);
			continue;
		}
		if (all.n < 2)
			return;
		if (all.p[1] < 2 || all.p[1] > all.n) {
			event_set(packet, PACKET_TCP_OPT_INVALID_LEN);
			return;
		}
		if (!take_tcp_option(packet, span_of(all.p, all.p[1]), &seen))
			return;
		all = behind(all, all.p[1]);
	}
}

static void decode_tcp(struct packet *packet)
{
	struct span data = packet->payload;
	size_t head;

	packet->tcp_wscale = 0xff;
	if (data.n < 20) {
		event_set(packet, PACKET_TCP_PKT_TOO_SMALL);
		return;
	}
	head = (size_t)(data.p[12] >> 4) * 4;
	if (head < 20 || head > data.n) {
		event_set(packet, PACKET_TCP_HLEN_TOO_SMALL);
		return;
	}
	packet->l4 = data;
	packet->sport = be16(data.p);
	packet->dport = be16(data.p + 2);
	packet->tcp_seq = be32(data.p + 4);
	packet->tcp_ack = be32(data.p + 8);
	packet->tcp_flags = data.p[13];
	packet->tcp_window = be16(data.p + 14);
	if (head > 20)
		take_tcp_options(packet, span_of(data.p + 20, head - 20));
	packet->payload = behind(data, head);
}

static void decode_udp(struct decode *d, struct packet *packet)
{
	struct span data = packet->payload;
	size_t n;

	if (data.n < 8) {
		event_set(packet, PACKET_UDP_HLEN_TOO_SMALL);
		return;
	}
	n = be16(data.p + 4);
	/* 0: a jumbogram, RFC 2675 section 4. */
	if (n == 0)
		n = data.n;
	if (n < 8) {
		event_set(packet, PACKET_UDP_LEN_INVALID);
		return;
	}
	if (n > data.n) {
		event_set(packet, PACKET_UDP_PKT_TOO_SMALL);
		return;
	}
	packet->l4 = span_of(data.p, n);
	packet->sport = be16(data.p);
	packet->dport = be16(data.p + 2);
	packet->payload = behind(packet->l4, 8);
	tunnel_udp(d, packet);
}

/* ICMP's errors carry the beginning of what they are about (RFC 792): is it one of ours? */
static void check_icmp_inside(struct packet *packet, struct span inside)
{
	if (inside.n < 20)
		event_set(packet, PACKET_ICMPV4_IPV4_TRUNC_PKT);
	else if (inside.p[0] >> 4 != 4)
		event_set(packet, PACKET_ICMPV4_IPV4_UNKNOWN_VER);
}

/* The highest code of each type (IANA's registry); 0xff: the type is unknown. */
static const uint8_t icmp_codes[] = {[0] = 0,
    [1] = 0xff,
    [2] = 0xff,
    [3] = 15,
    [4] = 0,
    [5] = 3,
    [6] = 0xff,
    [7] = 0xff,
    [8] = 0,
    [9] = 16,
    [10] = 0,
    [11] = 1,
    [12] = 2,
    [13] = 0,
    [14] = 0,
    [15] = 0,
    [16] = 0,
    [17] = 0,
    [18] = 0};

static void decode_icmp(struct packet *packet)
{
	struct span data = packet->payload;
	uint8_t type, code;

	if (data.n < 8) {
		event_set(packet, PACKET_ICMPV4_PKT_TOO_SMALL);
		return;
	}
	packet->l4 = data;
	type = packet->icmp_type = data.p[0];
	code = packet->icmp_code = data.p[1];
	packet->payload = behind(data, 8);
	if (type >= ARRAY_LEN(icmp_codes) || icmp_codes[type] == 0xff) {
		event_set(packet, PACKET_ICMPV4_UNKNOWN_TYPE);
		return;
	}
	if (code > icmp_codes[type])
		event_set(packet, PACKET_ICMPV4_UNKNOWN_CODE);
	if (type == 3 || type == 4 || type == 5 || type == 11 || type == 12)
		check_icmp_inside(packet, packet->payload);
}

/* Types of ICMPv6: the highest code (RFC 4443 and IANA's registry). */
static void check_icmp6_code(struct packet *packet)
{
	uint8_t type = packet->icmp_type, code = packet->icmp_code;
	uint8_t highest = 0;

	if (type == 1)
		highest = 8;
	else if (type == 3)
		highest = 1;
	else if (type == 4)
		highest = 10;
	else if (type == 138)
		highest = 255;
	else if (type == 139 || type == 140)
		highest = 2;
	if (code > highest)
		event_set(packet, PACKET_ICMPV6_UNKNOWN_CODE);
	/* Multicast listeners' messages never leave the link, RFC 2710 section 3, 3810. */
	if ((type >= 130 && type <= 132) || type == 143)
		if (packet->ttl != 1)
			event_set(packet, PACKET_ICMPV6_MLD_MESSAGE_WITH_INVALID_HL);
}

static void decode_icmp6(struct packet *packet)
{
	struct span data = packet->payload;
	uint8_t type;

	if (data.n < 8) {
		event_set(packet, PACKET_ICMPV6_PKT_TOO_SMALL);
		return;
	}
	packet->l4 = data;
	type = packet->icmp_type = data.p[0];
	packet->icmp_code = data.p[1];
	packet->payload = behind(data, 8);
	if (type >= 1 && type <= 4) {
		if (packet->payload.n < 40)
			event_set(packet, PACKET_ICMPV6_IPV6_TRUNC_PKT);
		else if (packet->payload.p[0] >> 4 != 6)
			event_set(packet, PACKET_ICMPV6_IPV6_UNKNOWN_VERSION);
	}
	if ((type >= 1 && type <= 4) || (type >= 128 && type <= 161))
		check_icmp6_code(packet);
	else if (type == 100 || type == 101 || type == 200 || type == 201)
		event_set(packet, PACKET_ICMPV6_EXPERIMENTATION_TYPE);
	else if (type >= 5 && type < 100)
		event_set(packet, PACKET_ICMPV6_UNASSIGNED_TYPE);
	else
		event_set(packet, PACKET_ICMPV6_UNKNOWN_TYPE);
}

static void decode_sctp(struct packet *packet)
{
	if (packet->payload.n < 12)
		return;
	packet->l4 = packet->payload;
	packet->sport = be16(packet->l4.p);
	packet->dport = be16(packet->l4.p + 2);
	packet->payload = behind(packet->l4, 12);
}

/* RFC 4303: what both ends call the association stands for ports. */
static void decode_esp(struct packet *packet)
{
	if (packet->payload.n < 8)
		return;
	packet->l4 = packet->payload;
	packet->sport = be16(packet->l4.p);
	packet->dport = be16(packet->l4.p + 2);
	packet->payload = behind(packet->l4, 8);
}

void transport_decode(struct decode *d, struct packet *packet)
{
	switch (packet->proto) {
	case IP_TCP:
		decode_tcp(packet);
		return;
	case IP_UDP:
		decode_udp(d, packet);
		return;
	case IP_ICMP:
		if (packet->family == 6)
			event_set(packet, PACKET_IPV6_ICMPV4);
		else
			decode_icmp(packet);
		return;
	case IP_ICMPV6:
		if (packet->family == 4)
			event_set(packet, PACKET_IPV4_ICMPV6);
		else
			decode_icmp6(packet);
		return;
	case IP_SCTP:
		decode_sctp(packet);
		return;
	case IP_ESP:
		decode_esp(packet);
		return;
	case IP_GRE:
		tunnel_gre(d, packet);
		return;
	case IP_IPIP:
		tunnel_ip(d, packet, 4);
		return;
	case IP_IPV6:
		tunnel_ip(d, packet, 6);
		return;
	default:
		return;
	}
}
