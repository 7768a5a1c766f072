#include "wire/tls.h"

#include "codec/cursor.h"

enum {
	RECORD_ALERT = 21,
	RECORD_HANDSHAKE = 22,
	CLIENT_HELLO = 1,
	SERVER_HELLO = 2,
	RANDOM = 32
};
enum {
	EXT_SERVER_NAME = 0,
	EXT_GROUPS = 10,
	EXT_POINT_FORMATS = 11,
	EXT_SIGNATURES = 13,
	EXT_SUPPORTED_VERSIONS = 43,
	EXT_KEY_SHARE = 51,
	EXT_RENEGOTIATION = 0xff01,
};

const char *tls_suite_name(uint16_t code, char *to)
{
	for (const struct tls_suite *s = tls_suites; s->name; s++)
		if (s->code == code)
			return s->name;
	(void)snprintf(to, 8, "0x%04X", code);
	return to;
}

const char *tls_version_name(uint16_t version, char *to)
{
	static const char *const names[] = {
	    "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"};

	if (version >= TLS_SSL3 && version <= TLS_1_3)
		return names[version - TLS_SSL3];
	(void)snprintf(to, 8, "0x%04X", version);
	return to;
}

/* Begins an extension and gives where its length stands; end_length fills it in. */
static size_t begin_extension(struct str *out, uint16_t type)
{
	str_u16(out, type);
	str_u16(out, 0);
	return out->n - 2;
}

static void end_length(struct str *out, size_t at)
{
	str_set_u16(out, at, (uint16_t)(out->n - at - 2));
}

static void put_list16(struct str *out, uint16_t ext, const uint16_t *items, size_t n)
{
	size_t at = begin_extension(out, ext);

	str_u16(out, (uint16_t)(n * 2));
	for (size_t i = 0; i < n; i++)
		str_u16(out, items[i]);
	end_length(out, at);
}

static void put_server_name(struct str *out, const char *name)
{
	size_t at = begin_extension(out, EXT_SERVER_NAME), n = strlen(name);

	str_u16(out, (uint16_t)(n + 3));
	str_u8(out, 0);
	str_u16(out, (uint16_t)n);
	str_put(out, name, n);
	end_length(out, at);
}

static void put_extensions(struct str *out, const struct tls_hello *h)
{
	static const uint16_t groups[] = {29, 23, 24, 25, 30, 256, 257, 258};
	static const uint16_t signatures[] = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804,
	    0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301,
	    0x0302, 0x0402, 0x0502, 0x0602, 0x0203, 0x0201, 0x0202, 0x0101};
	size_t at;

	if (h->name)
		put_server_name(out, h->name);
	put_list16(out, EXT_GROUPS, groups, ARRAY_LEN(groups));
	at = begin_extension(out, EXT_POINT_FORMATS);
	str_u16(out, 0x0100);
	end_length(out, at);
	if (h->version >= TLS_1_2)
		put_list16(out, EXT_SIGNATURES, signatures, ARRAY_LEN(signatures));
	at = begin_extension(out, EXT_RENEGOTIATION);
	str_u8(out, 0);
	end_length(out, at);
	if (h->version < TLS_1_3)
		return;
	at = begin_extension(out, EXT_SUPPORTED_VERSIONS);
	str_u8(out, 2);
	str_u16(out, TLS_1_3);
	end_length(out, at);
	at = begin_extension(out, EXT_KEY_SHARE);
	str_u16(out, 0);
	end_length(out, at);
}

int tls_build_hello(struct str *out, const struct tls_hello *h)
{
	uint16_t legacy = MIN(h->version, (uint16_t)TLS_1_2);
	size_t record = out->n + 3, handshake, extensions;

	if (h->nsuites > 1000 || (h->name && strlen(h->name) > 255))
		return ERR_RANGE;
	str_u8(out, RECORD_HANDSHAKE);
	str_u16(out, h->version == TLS_SSL3 ? TLS_SSL3 : TLS_1_0);
	str_u16(out, 0);
	str_u8(out, CLIENT_HELLO);
	handshake = out->n;
	str_u24(out, 0);
	str_u16(out, legacy);
	str_put(out, h->random, RANDOM);
	/* A session id, as browsers send for middleboxes (RFC 8446 appendix D.4). */
	str_u8(out, h->version == TLS_1_3 ? RANDOM : 0);
	if (h->version == TLS_1_3)
		str_put(out, h->random, RANDOM);
	str_u16(out, (uint16_t)(h->nsuites * 2));
	for (size_t i = 0; i < h->nsuites; i++)
		str_u16(out, h->suites[i]);
	str_u16(out, 0x0100); /* no compression */
	if (h->version > TLS_SSL3) {
		extensions = out->n;
		str_u16(out, 0);
		put_extensions(out, h);
		end_length(out, extensions);
	}
	str_set_u24(out, handshake, (uint32_t)(out->n - handshake - 3));
	end_length(out, record);
	return str_ok(out);
}

bool tls_looks_like(struct span b)
{
	return b.n >= 3 && (b.p[0] == RECORD_HANDSHAKE || b.p[0] == RECORD_ALERT) &&
	       b.p[1] == 3 && b.p[2] <= 4;
}

/* The version that a TLS 1.3 server hides in an extension; dflt when it does not. */
static uint16_t real_version(struct cursor *c, uint16_t dflt)
{
	struct cursor exts;

	if (cursor_left(c) < 2)
		return dflt;
	exts = cursor_sub(c, cursor_u16(c));
	while (cursor_left(&exts) >= 4) {
		uint16_t type = cursor_u16(&exts);
		struct cursor body = cursor_sub(&exts, cursor_u16(&exts));

		if (type == EXT_SUPPORTED_VERSIONS && cursor_left(&body) >= 2)
			return cursor_u16(&body);
	}
	return dflt;
}

static int parse_server_hello(struct cursor *c, struct tls_answer *a)
{
	struct cursor hs;

	if (cursor_u8(c) != SERVER_HELLO)
		return cursor_err(c) < 0 ? ERR_TRUNCATED : ERR_PROTOCOL;
	hs = cursor_sub(c, cursor_u24(c));
	a->version = cursor_u16(&hs);
	cursor_skip(&hs, RANDOM);
	cursor_skip(&hs, cursor_u8(&hs));
	a->suite = cursor_u16(&hs);
	cursor_skip(&hs, 1);
	if (cursor_err(&hs) < 0)
		return ERR_TRUNCATED;
	a->version = real_version(&hs, a->version);
	a->hello = true;
	return 0;
}

int tls_parse_answer(struct span bytes, struct tls_answer *ret)
{
	struct cursor c = cursor_of(bytes), record;
	struct tls_answer a = {0};
	uint8_t type = cursor_u8(&c);
	int r;

	if (bytes.n >= 3 && !tls_looks_like(bytes))
		return ERR_PROTOCOL;
	cursor_skip(&c, 2);
	record = cursor_sub(&c, cursor_u16(&c));
	if (cursor_err(&c) < 0)
		return ERR_TRUNCATED;
	if (type == RECORD_ALERT) {
		cursor_skip(&record, 1);
		a.alert = cursor_u8(&record);
		if (cursor_err(&record) < 0)
			return ERR_PROTOCOL;
		*ret = a;
		return 0;
	}
	r = parse_server_hello(&record, &a);
	if (r < 0) /* a ServerHello split over records is not met in practice */
		return ERR_PROTOCOL;
	*ret = a;
	return 0;
}
