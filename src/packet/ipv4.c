#include "packet/packet_impl.h"

/* Options of IPv4 by their type octet (IANA): the length that is required, 0: any, and whether
 * the third octet is a pointer. */
struct option {
	uint8_t type, n;
	bool pointer;
	uint8_t bit; /* for finding it twice */
};

static const struct option options[] = {
    {7, 0, true, 0},     /* record route, RFC 791 */
    {68, 0, true, 1},    /* time stamp */
    {130, 11, false, 2}, /* security, RFC 1108 */
    {131, 0, true, 3},   /* loose source route */
    {133, 0, false, 7},  /* extended security */
    {134, 0, false, 4},  /* CIPSO */
    {136, 4, false, 5},  /* stream identifier */
    {137, 0, true, 6},   /* strict source route */
    {148, 4, false, 8},  /* router alert, RFC 2113 */
    {25, 8, false, 9}    /* quick start, RFC 4782 */
};

/* One option with its length octet. False: the list cannot be followed any further. */
static bool check_option(struct packet *packet, struct span option, uint32_t *seen)
{
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		if (options[i].type != option.p[0])
			continue;
		if (*seen >> options[i].bit & 1)
			event_set(packet, PACKET_IPV4_OPT_DUPLICATE);
		*seen |= UINT32_C(1) << options[i].bit;
		if ((options[i].n && option.n != options[i].n) ||
		    (options[i].pointer && option.n < 3)) {
			event_set(packet, PACKET_IPV4_OPT_INVALID_LEN);
			return false;
		}
		/* RFC 791 section 3.1: a pointer counts from 1 and is at least 4 (time stamp
		 * 5). */
		if (options[i].pointer && option.p[2] < (options[i].type == 68 ? 5 : 4)) {
			event_set(packet, PACKET_IPV4_OPT_MALFORMED);
			return false;
		}
		return true;
	}
	event_set(packet, PACKET_IPV4_OPT_UNKNOWN);
	return true;
}

static void check_options(struct packet *packet, struct span all)
{
	uint32_t seen = 0;

	if (all.n % 8)
		event_set(packet, PACKET_IPV4_OPT_PAD_REQUIRED);
	while (all.n) {
		if (all.p[0] == 0)
			return;
		if (all.p[0] == 1) {
			all = behind(all, 1);
			continue;
		}
		if (all.n < 2) {
			event_set(packet, PACKET_IPV4_OPT_EOL_REQUIRED);
			return;
		}
		if (all.p[1] < 2 || all.p[1] > all.n) {
			event_set(packet, PACKET_IPV4_OPT_INVALID_LEN);
			return;
		}
		if (!check_option(packet, span_of(all.p, all.p[1]), &seen))
			return;
		all = behind(all, all.p[1]);
	}
}

/* Whether the lengths of the header hold together; else the event. */
static bool check_header(struct packet *packet, struct span data)
{
	size_t head, total;

	if (data.n < 20) {
		event_set(packet, PACKET_IPV4_PKT_TOO_SMALL);
		return false;
	}
	if (data.p[0] >> 4 != 4) {
		event_set(packet, PACKET_IPV4_WRONG_IP_VERSION);
		return false;
	}
	head = (size_t)(data.p[0] & 15) * 4;
	total = be16(data.p + 2);
	if (head < 20) {
		event_set(packet, PACKET_IPV4_HLEN_TOO_SMALL);
		return false;
	}
	/* 0: the card puts it in (TCP segmentation offload), so the frame's length counts. */
	if (total == 0 && data.n <= 65535)
		total = data.n;
	if (total < head) {
		event_set(packet, PACKET_IPV4_IPLEN_SMALLER_THAN_HLEN);
		return false;
	}
	if (data.n < total) {
		event_set(packet, PACKET_IPV4_TRUNC_PKT);
		return false;
	}
	return true;
}

void ipv4_decode(struct decode *d, struct packet *packet, struct span data)
{
	size_t head, total;
	uint16_t frag;

	if (!check_header(packet, data))
		return;
	head = (size_t)(data.p[0] & 15) * 4;
	total = be16(data.p + 2) ? be16(data.p + 2) : data.n;
	packet->family = 4;
	packet->tos = data.p[1];
	packet->ip_id = be16(data.p + 4);
	packet->ttl = data.p[8];
	packet->proto = data.p[9];
	memcpy(packet->src, data.p + 12, 4);
	memcpy(packet->dst, data.p + 16, 4);
	packet->ip = span_of(data.p, total);
	packet->payload = span_of(data.p + head, total - head);
	if (head > 20) {
		packet->ip_options = span_of(data.p + 20, head - 20);
		check_options(packet, packet->ip_options);
	}
	frag = be16(data.p + 6);
	if ((frag & 0x3fff) == 0) {
		transport_decode(d, packet);
		return;
	}
	packet->fragment = true;
	d->frag_at = (uint32_t)(frag & 0x1fff) * 8;
	d->frag_more = frag & 0x2000;
	if (d->frag_at + packet->payload.n > 65535) {
		event_set(packet, PACKET_IPV4_FRAG_PKT_TOO_LARGE);
		d->frag_invalid = true;
	}
}
