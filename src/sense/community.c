#include "sense/community.h"

/* SHA-1 (FIPS 180-4) of a message that fits one block: at most 55 bytes. */
static void sha1_block(const uint8_t *data, size_t n, uint8_t out[20])
{
	uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
	uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
	uint8_t block[64] = {0};

	memcpy(block, data, n);
	block[n] = 0x80;
	block[62] = (uint8_t)(n * 8 >> 8);
	block[63] = (uint8_t)(n * 8);
	for (size_t i = 0; i < 16; i++)
		w[i] = (uint32_t)block[i * 4] << 24 | (uint32_t)block[i * 4 + 1] << 16 |
		       (uint32_t)block[i * 4 + 2] << 8 | block[i * 4 + 3];
	for (size_t i = 16; i < 80; i++) {
		uint32_t x = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16];

		w[i] = x << 1 | x >> 31;
	}
	for (size_t i = 0; i < 80; i++) {
		uint32_t f = i < 20              ? (b & c) | (~b & d)
			     : i >= 40 && i < 60 ? (b & c) | (b & d) | (c & d)
						 : b ^ c ^ d;
		static const uint32_t k[4] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
		uint32_t t = (a << 5 | a >> 27) + f + e + k[i / 20] + w[i];

		e = d;
		d = c;
		c = b << 30 | b >> 2;
		b = a;
		a = t;
	}
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
	for (size_t i = 0; i < 20; i++)
		out[i] = (uint8_t)(h[i / 4] >> (24 - i % 4 * 8));
}

/* What stands for ports with ICMP: the type and that of the answer, or, where there is none,
 * the code (then the direction counts). */
struct pair {
	uint16_t from, to;
	bool one_way;
};

static struct pair icmp_pair(uint8_t proto, uint8_t type, uint8_t code)
{
	static const uint8_t four[][2] = {{0, 8}, {8, 0}, {9, 10}, {10, 9}, {13, 14}, {14, 13},
	    {15, 16}, {16, 15}, {17, 18}, {18, 17}};
	static const uint8_t six[][2] = {{128, 129}, {129, 128}, {130, 131}, {131, 130},
	    {133, 134}, {134, 133}, {135, 136}, {136, 135}, {139, 140}, {140, 139}, {144, 145},
	    {145, 144}};
	const uint8_t(*rows)[2] = proto == 1 ? four : six;
	size_t n = proto == 1 ? ARRAY_LEN(four) : ARRAY_LEN(six);

	for (size_t i = 0; i < n; i++)
		if (rows[i][0] == type)
			return (struct pair){type, rows[i][1], false};
	return (struct pair){type, code, true};
}

static void base64_20(const uint8_t in[20], char *to)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < 20; i += 3) {
		uint32_t v = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 |
			     (i + 2 < 20 ? in[i + 2] : 0);

		*to++ = digits[v >> 18];
		*to++ = digits[v >> 12 & 63];
		*to++ = digits[v >> 6 & 63];
		*to++ = (char)(i + 2 < 20 ? digits[v & 63] : '=');
	}
	*to = '\0';
}

static size_t put16(uint8_t *to, uint16_t v)
{
	to[0] = (uint8_t)(v >> 8);
	to[1] = (uint8_t)v;
	return 2;
}

const char *community_id(const struct flow *flow, uint16_t seed, char *to)
{
	size_t width = flow->family == 4 ? 4 : 16, n = 0;
	const uint8_t *a = flow->client, *b = flow->server;
	struct pair ports = {flow->cport, flow->sport, false};
	bool ported = flow->proto == 6 || flow->proto == 17 || flow->proto == 132;
	uint8_t message[40], digest[20];
	int order;

	if (flow->proto == 1 || flow->proto == 58) {
		ports = icmp_pair(flow->proto, (uint8_t)flow->cport, (uint8_t)flow->icmp[0]);
		ported = true;
	}
	order = memcmp(a, b, width);
	if (!ports.one_way && (order > 0 || (order == 0 && ports.from > ports.to))) {
		uint16_t port = ports.from;

		a = flow->server;
		b = flow->client;
		ports.from = ports.to;
		ports.to = port;
	}
	n += put16(message, seed);
	memcpy(message + n, a, width);
	memcpy(message + n + width, b, width);
	n += 2 * width;
	message[n++] = flow->proto;
	message[n++] = 0;
	if (ported) {
		n += put16(message + n, ports.from);
		n += put16(message + n, ports.to);
	}
	sha1_block(message, n, digest);
	to[0] = '1';
	to[1] = ':';
	base64_20(digest, to + 2);
	return to;
}
