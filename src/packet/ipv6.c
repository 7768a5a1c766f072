#include "packet/packet_impl.h"

enum {
	NEXT_HOP = 0,
	NEXT_ROUTING = 43,
	NEXT_FRAGMENT = 44,
	NEXT_ESP = 50,
	NEXT_AH = 51,
	NEXT_NONE = 59,
	NEXT_DESTINATION = 60,
	NEXT_MOBILITY = 135,
	NEXT_HIP = 139,
	NEXT_SHIM6 = 140
};

/* What was seen of one chain of headers. */
struct chain {
	uint8_t hop, routing, destination, ah, fragment;
	uint8_t headers;
};

enum { CHAIN_MAX = 32 }; /* extension headers of one packet; a real one has a handful */

/* Router alert, jumbo, home address, CALIPSO, quick start, RPL. */
static bool known_option(uint8_t type)
{
	static const uint8_t known[] = {5, 0xc2, 0xc9, 7, 0x26, 0x63, 0x8b, 0x8c};

	return memchr(known, type, sizeof(known)) != NULL;
}

static void check_option(struct packet *packet, uint8_t type, size_t n, bool hop)
{
	if (type == 1) {
		if (n == 0)
			event_set(packet, PACKET_IPV6_ZERO_LEN_PADN);
		return;
	}
	if (!known_option(type))
		event_set(packet,
		    hop ? PACKET_IPV6_HOPOPTS_UNKNOWN_OPT : PACKET_IPV6_DSTOPTS_UNKNOWN_OPT);
	if (type == 5 && n != 2)
		event_set(packet, PACKET_IPV6_EXTHDR_INVALID_OPTLEN);
}

/* RFC 8200 section 4.2: the options of a hop-by-hop or destination header. */
static void check_options(struct packet *packet, struct span all, bool hop)
{
	bool only_padding = true;

	while (all.n) {
		uint8_t type = all.p[0];
		size_t n;

		if (type == 0) {
			all = behind(all, 1);
			continue;
		}
		if (all.n < 2 || (size_t)all.p[1] + 2 > all.n) {
			event_set(packet, PACKET_IPV6_EXTHDR_INVALID_OPTLEN);
			return;
		}
		n = all.p[1];
		check_option(packet, type, n, hop);
		only_padding = only_padding && type == 1;
		all = behind(all, n + 2);
	}
	if (only_padding)
		event_set(packet,
		    hop ? PACKET_IPV6_HOPOPTS_ONLY_PADDING : PACKET_IPV6_DSTOPTS_ONLY_PADDING);
}

static void note_header(
    struct packet *packet, struct chain *chain, uint8_t next, struct span head)
{
	switch (next) {
	case NEXT_HOP:
		if (chain->hop++)
			event_set(packet, PACKET_IPV6_EXTHDR_DUPL_HH);
		check_options(packet, behind(head, 2), true);
		return;
	case NEXT_DESTINATION:
		/* Once before a routing header and once before the end, RFC 8200 section 4.1.
		 */
		if (chain->destination++ >= 2)
			event_set(packet, PACKET_IPV6_EXTHDR_DUPL_DH);
		check_options(packet, behind(head, 2), false);
		return;
	case NEXT_ROUTING:
		if (chain->routing++)
			event_set(packet, PACKET_IPV6_EXTHDR_DUPL_RH);
		if (head.p[2] == 0)
			event_set(packet, PACKET_IPV6_RH_TYPE_0);
		return;
	case NEXT_AH:
		if (chain->ah++)
			event_set(packet, PACKET_IPV6_EXTHDR_DUPL_AH);
		if (head.p[2] || head.p[3])
			event_set(packet, PACKET_IPV6_EXTHDR_AH_RES_NOT_NULL);
		return;
	default:
		return;
	}
}

/* The length of an extension header in bytes; 0: next is none (or is ESP, behind which nothing
 * can be read). */
static size_t header_size(uint8_t next, struct span data)
{
	switch (next) {
	case NEXT_HOP:
	case NEXT_ROUTING:
	case NEXT_DESTINATION:
	case NEXT_MOBILITY:
	case NEXT_HIP:
	case NEXT_SHIM6:
		return data.n < 2 ? 8 : ((size_t)data.p[1] + 1) * 8;
	case NEXT_AH:
		return data.n < 2 ? 8 : MAX(((size_t)data.p[1] + 2) * 4, (size_t)8);
	case NEXT_FRAGMENT:
		return 8;
	default:
		return 0;
	}
}

/* The fragment header; true: what follows is a part. */
static bool take_fragment(
    struct decode *d, struct packet *packet, struct chain *chain, struct span data)
{
	uint16_t frag = be16(data.p + 2);

	if (chain->fragment++)
		event_set(packet, PACKET_IPV6_EXTHDR_DUPL_FH);
	if (data.p[1] || (frag & 6))
		event_set(packet, PACKET_IPV6_FH_NON_ZERO_RESERVED_FIELD);
	packet->ip_id = be32(data.p + 4);
	if ((frag & 0xfff9) == 0) {
		/* An "atomic" fragment, RFC 6946: whole. */
		event_set(packet, PACKET_IPV6_EXTHDR_USELESS_FH);
		return false;
	}
	packet->fragment = true;
	d->frag_at = frag & 0xfff8;
	d->frag_more = frag & 1;
	return true;
}

static void end_fragment(struct decode *d, struct packet *packet)
{
	if (d->frag_at + packet->payload.n > 65535) {
		event_set(packet, PACKET_IPV6_FRAG_PKT_TOO_LARGE);
		d->frag_invalid = true;
	}
	if (d->frag_more && packet->payload.n % 8) {
		event_set(packet, PACKET_IPV6_FRAG_INVALID_LENGTH);
		d->frag_invalid = true;
	}
}

static void follow_headers(
    struct decode *d, struct packet *packet, uint8_t next, struct span data)
{
	struct chain chain = {0};
	size_t n;

	while ((n = header_size(next, data)) > 0 && chain.headers++ < CHAIN_MAX) {
		bool part = false;
		uint8_t type = next;

		if (data.n < n) {
			event_set(packet, PACKET_IPV6_TRUNC_EXTHDR);
			packet->proto = NEXT_NONE;
			packet->payload = (struct span){0};
			return;
		}
		next = data.p[0];
		if (type == NEXT_FRAGMENT)
			part = take_fragment(d, packet, &chain, data);
		else
			note_header(packet, &chain, type, span_of(data.p, n));
		data = behind(data, n);
		if (part)
			break;
	}
	packet->proto = next;
	packet->payload = data;
	if (packet->fragment)
		end_fragment(d, packet);
	else if (next == NEXT_NONE && data.n)
		event_set(packet, PACKET_IPV6_DATA_AFTER_NONE_HEADER);
	else
		transport_decode(d, packet);
}

void ipv6_decode(struct decode *d, struct packet *packet, struct span data)
{
	size_t n;

	if (data.n < 40) {
		event_set(packet, PACKET_IPV6_PKT_TOO_SMALL);
		return;
	}
	if (data.p[0] >> 4 != 6) {
		event_set(packet, PACKET_IPV6_WRONG_IP_VERSION);
		return;
	}
	n = be16(data.p + 4);
	/* 0: a jumbogram (RFC 2675), or a card that puts it in: the frame's length counts. */
	if (n == 0)
		n = MIN(data.n - 40, (size_t)65535);
	if (n > data.n - 40) {
		event_set(packet, PACKET_IPV6_TRUNC_PKT);
		return;
	}
	packet->family = 6;
	packet->tos = (uint8_t)(be16(data.p) >> 4);
	packet->ttl = data.p[7];
	memcpy(packet->src, data.p + 8, 16);
	memcpy(packet->dst, data.p + 24, 16);
	packet->ip = span_of(data.p, 40 + n);
	follow_headers(d, packet, data.p[6], span_of(data.p + 40, n));
}
