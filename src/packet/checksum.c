#include "packet/checksum.h"

/* The sum of 16-bit words in the machine's order, not yet folded: RFC 1071 section 2(B). */
static uint64_t add_words(uint64_t sum, struct span s)
{
	uint64_t word;
	uint32_t half;

	for (; s.n >= 8; s.p += 8, s.n -= 8) {
		memcpy(&word, s.p, 8);
		sum += word & 0xffffffff;
		sum += word >> 32;
	}
	if (s.n >= 4) {
		memcpy(&half, s.p, 4);
		sum += half;
		s.p += 4;
		s.n -= 4;
	}
	if (s.n) {
		uint8_t last[4] = {0};

		memcpy(last, s.p, s.n);
		memcpy(&half, last, 4);
		sum += half;
	}
	return sum;
}

static uint16_t fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

/* The pseudo header, RFC 9293 section 3.1, RFC 8200 section 8.1. */
static uint64_t add_pseudo(const struct packet *packet)
{
	size_t n = packet->family == 4 ? 4 : 16;
	uint8_t rest[8] = {(uint8_t)(packet->l4.n >> 24), (uint8_t)(packet->l4.n >> 16),
	    (uint8_t)(packet->l4.n >> 8), (uint8_t)packet->l4.n, 0, 0, 0, packet->proto};
	uint64_t sum = add_words(0, span_of(packet->src, n));

	sum = add_words(sum, span_of(packet->dst, n));
	return add_words(sum, span_of(rest, sizeof(rest)));
}

static bool ip_header_ok(const struct packet *packet)
{
	return packet->family != 4 ||
	       fold(add_words(0, span_of(packet->ip.p, (size_t)(packet->ip.p[0] & 15) * 4))) ==
		   0xffff;
}

bool checksum_ok(const struct packet *packet)
{
	const uint8_t *p = packet->l4.p;

	if (packet->family == 0)
		return true;
	/* The last fragment's header stands for a packet that was put together. */
	if (!ip_header_ok(packet))
		return false;
	if (packet->l4.n < 8)
		return true;
	switch (packet->proto) {
	case 17:
		if (packet->family == 4 && p[6] == 0 && p[7] == 0)
			return true;
		return fold(add_words(add_pseudo(packet), packet->l4)) == 0xffff;
	case 6:
	case 58:
		return fold(add_words(add_pseudo(packet), packet->l4)) == 0xffff;
	case 1:
		return fold(add_words(0, packet->l4)) == 0xffff;
	default:
		return true;
	}
}
