#include "proto/quic_packet.h"
#include "codec/cursor.h"

enum {
	PADDING = 0,
	PING = 1,
	ACK = 2,
	ACK_ECN = 3,
	CRYPTO = 6,
	CLOSE = 0x1c,
	CLOSE_APP = 0x1d
};

static bool draft(uint32_t version)
{
	return version >= 0xff00001d && version <= 0xff000022; /* drafts 29 to 34 */
}

/* RFC 9000 section 16. */
static uint64_t varint(struct cursor *c)
{
	uint8_t first = cursor_u8(c);
	uint64_t v = first & 0x3f;

	for (int n = (1 << (first >> 6)) - 1; n > 0; n--)
		v = v << 8 | cursor_u8(c);
	return v;
}

int quic_packet_header(struct span datagram, struct quic_header *ret)
{
	struct cursor c = cursor_of(datagram);
	uint8_t first = cursor_u8(&c);
	unsigned type = first >> 4 & 3;
	uint64_t n;

	*ret = (struct quic_header){0};
	ret->version = cursor_u32(&c);
	if (cursor_err(&c) || !(first & 0x80) || !(first & 0x40))
		return ERR_PROTOCOL;
	if (ret->version != QUIC_V1 && ret->version != QUIC_V2 && !draft(ret->version))
		return ERR_PROTOCOL;
	ret->to = cursor_bytes(&c, cursor_u8(&c));
	ret->from = cursor_bytes(&c, cursor_u8(&c));
	if (cursor_err(&c))
		return ERR_TRUNCATED;
	if (ret->to.n > QUIC_ID || ret->from.n > QUIC_ID)
		return ERR_PROTOCOL;
	ret->initial = type == (ret->version == QUIC_V2 ? 1 : 0);
	if (type == (ret->version == QUIC_V2 ? 0 : 3))
		return 0; /* Retry: the rest is its token */
	if (ret->initial)
		(void)cursor_bytes(&c, (size_t)varint(&c));
	n = varint(&c);
	if (cursor_err(&c) || n > cursor_left(&c))
		return ERR_TRUNCATED;
	ret->at = c.at;
	ret->end = c.at + (size_t)n;
	return 0;
}

void quic_packet_keys(uint32_t version, struct span id, struct quic_keys ret[2])
{
	static const uint8_t salt1[20] = {0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d,
	    0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a};
	static const uint8_t salt2[20] = {0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81,
	    0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9};
	static const uint8_t salt29[20] = {0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e,
	    0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0, 0x43, 0x90, 0xa8, 0x99};
	static const char *const sides[2] = {"client in", "server in"};
	const uint8_t *salt = version == QUIC_V1 ? salt1 : version == QUIC_V2 ? salt2 : salt29;
	bool v2 = version == QUIC_V2;
	uint8_t initial[CRYPT_SHA256], secret[CRYPT_SHA256];

	crypt_hmac(span_of(salt, 20), id, initial);
	for (size_t i = 0; i < 2; i++) {
		crypt_expand_label(initial, sides[i], secret, sizeof(secret));
		crypt_expand_label(
		    secret, v2 ? "quicv2 key" : "quic key", ret[i].key, CRYPT_KEY);
		crypt_expand_label(
		    secret, v2 ? "quicv2 iv" : "quic iv", ret[i].iv, CRYPT_NONCE);
		crypt_expand_label(
		    secret, v2 ? "quicv2 hp" : "quic hp", ret[i].header, CRYPT_KEY);
	}
}

/* RFC 9001 sections 5.3 and 5.4. */
int quic_packet_open(struct span datagram, const struct quic_header *header,
    const struct quic_keys *keys, struct str *to)
{
	enum { SAMPLE = 16, NUMBER = 4, HEAD = 1500 };
	uint8_t mask[SAMPLE], head[HEAD], nonce[CRYPT_NONCE];
	size_t n, packet = header->end - header->at;

	if (packet < NUMBER + SAMPLE || header->at + NUMBER > HEAD)
		return ERR_CORRUPT;
	crypt_block(keys->header, datagram.p + header->at + NUMBER, mask);
	memcpy(head, datagram.p, header->at + NUMBER);
	head[0] ^= mask[0] & 0x0f;
	n = (size_t)(head[0] & 3) + 1;
	memcpy(nonce, keys->iv, sizeof(nonce));
	for (size_t i = 0; i < n; i++) {
		head[header->at + i] ^= mask[1 + i];
		nonce[CRYPT_NONCE - n + i] ^= head[header->at + i];
	}
	return crypt_open(keys->key, nonce, span_of(head, header->at + n),
	    span_sub(datagram, header->at + n, packet - n), to);
}

/* Two pieces that touch become one. */
static void merge(struct quic_hello *h)
{
	for (size_t i = 0; i < h->nranges; i++) {
		for (size_t k = i + 1; k < h->nranges;) {
			if (h->ranges[k].from > h->ranges[i].to ||
			    h->ranges[i].from > h->ranges[k].to) {
				k++;
				continue;
			}
			h->ranges[i].from = MIN(h->ranges[i].from, h->ranges[k].from);
			h->ranges[i].to = MAX(h->ranges[i].to, h->ranges[k].to);
			h->ranges[k] = h->ranges[--h->nranges];
			k = i + 1;
		}
	}
}

static void add_crypto(struct quic_hello *h, uint64_t at, struct span data)
{
	if (at >= QUIC_HELLO || h->nranges == QUIC_RANGES || !data.n)
		return;
	data = span_sub(data, 0, QUIC_HELLO - (size_t)at);
	memcpy(h->bytes + at, data.p, data.n);
	h->ranges[h->nranges].from = (size_t)at;
	h->ranges[h->nranges++].to = (size_t)at + data.n;
	merge(h);
}

static void skip_ack(struct cursor *c, bool ecn)
{
	uint64_t n;

	(void)varint(c);
	(void)varint(c);
	n = varint(c);
	(void)varint(c);
	for (uint64_t i = 0; i < n && !cursor_err(c); i++) {
		(void)varint(c);
		(void)varint(c);
	}
	for (int i = 0; ecn && i < 3; i++)
		(void)varint(c);
}

bool quic_packet_frames(struct span frames, struct quic_hello *hello)
{
	struct cursor c = cursor_of(frames);

	while (cursor_left(&c)) {
		uint8_t type = cursor_u8(&c);
		uint64_t at;

		switch (type) {
		case PADDING:
		case PING:
			break;
		case ACK:
		case ACK_ECN:
			skip_ack(&c, type == ACK_ECN);
			break;
		case CRYPTO:
			at = varint(&c);
			add_crypto(hello, at, cursor_bytes(&c, (size_t)varint(&c)));
			break;
		case CLOSE:
		case CLOSE_APP:
			return true;
		default:
			return false;
		}
	}
	return cursor_err(&c) == 0;
}

struct span quic_packet_hello(const struct quic_hello *hello)
{
	for (size_t i = 0; i < hello->nranges; i++)
		if (hello->ranges[i].from == 0)
			return span_of(hello->bytes, hello->ranges[i].to);
	return span_of(NULL, 0);
}
