#include "proto/cert.h"
#include "base/str.h"
#include "codec/ber.h"
#include "codec/utf8.h"
#include "proto/crypt.h"

#include <arpa/inet.h>

enum {
	TAG_BIT_STRING = 0x03,
	TAG_UTF8 = 0x0c,
	TAG_NUMERIC = 0x12,
	TAG_PRINTABLE = 0x13,
	TAG_T61 = 0x14,
	TAG_IA5 = 0x16,
	TAG_UTC = 0x17,
	TAG_GENERALIZED = 0x18,
	TAG_VISIBLE = 0x1a,
	TAG_UNIVERSAL = 0x1c,
	TAG_BMP = 0x1e,
	TAG_SET = 0x31,
	TAG_VERSION = 0xa0,
	TAG_EXTENSIONS = 0xa3,
	NAME_MAIL = 0x81,
	NAME_DNS = 0x82,
	NAME_URI = 0x86,
	NAME_IP = 0x87
};

/* Attribute types by their contents, RFC 4519 and RFC 2985. */
static const struct {
	uint8_t oid[10];
	uint8_t n;
	const char *name;
} attributes[] = {
    {{0x55, 4, 3}, 3, "CN"},
    {{0x55, 4, 4}, 3, "SN"},
    {{0x55, 4, 5}, 3, "serialNumber"},
    {{0x55, 4, 6}, 3, "C"},
    {{0x55, 4, 7}, 3, "L"},
    {{0x55, 4, 8}, 3, "ST"},
    {{0x55, 4, 9}, 3, "street"},
    {{0x55, 4, 10}, 3, "O"},
    {{0x55, 4, 11}, 3, "OU"},
    {{0x55, 4, 12}, 3, "title"},
    {{0x55, 4, 13}, 3, "description"},
    {{0x55, 4, 15}, 3, "businessCategory"},
    {{0x55, 4, 17}, 3, "postalCode"},
    {{0x55, 4, 41}, 3, "name"},
    {{0x55, 4, 42}, 3, "givenName"},
    {{0x55, 4, 46}, 3, "dnQualifier"},
    {{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 9, 1}, 9, "emailAddress"},
    {{0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 25}, 10, "DC"},
    {{0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 1, 1}, 10, "UID"},
};

static const uint8_t oid_alternative[] = {0x55, 0x1d, 0x11};

static bool same(struct span a, const void *p, size_t n)
{
	return a.n == n && memcmp(a.p, p, n) == 0;
}

static void put_type(struct str *to, struct span oid)
{
	size_t before = to->n;

	for (size_t i = 0; i < ARRAY_LEN(attributes); i++) {
		if (same(oid, attributes[i].oid, attributes[i].n)) {
			str_add(to, attributes[i].name);
			return;
		}
	}
	if (ber_oid_text(oid, to) < 0) {
		str_cut(to, before);
		str_add(to, "?");
	}
}

/* Text of 16 or 32 bits a character. */
static void put_wide(struct str *to, struct span s, size_t size)
{
	for (size_t i = 0; i + size <= s.n; i += size) {
		uint32_t code = 0;

		for (size_t k = 0; k < size; k++)
			code = code << 8 | s.p[i + k];
		if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
			code = 0xfffd;
		utf8_put(to, code);
	}
}

static void put_value(struct str *to, struct ber value)
{
	if (value.tag == TAG_BMP)
		put_wide(to, value.value, 2);
	else if (value.tag == TAG_UNIVERSAL)
		put_wide(to, value.value, 4);
	else
		str_span(to, value.value);
}

/* A Name: sets of attributes, "," between them, "+" inside one. */
static struct span read_dn(struct cursor *c, struct arena *arena)
{
	struct cursor sets = ber_open(c, BER_SEQUENCE);
	STR_AUTO(to, CERT_DN);

	while (cursor_left(&sets)) {
		struct cursor set = ber_open(&sets, TAG_SET);
		bool first = true;

		while (cursor_left(&set)) {
			struct cursor one = ber_open(&set, BER_SEQUENCE);
			struct span type = ber_take(&one, BER_OID);
			struct ber value = ber_any(&one);

			if (cursor_err(&one))
				break;
			if (to.n)
				str_add(&to, first ? ", " : " + ");
			first = false;
			put_type(&to, type);
			str_char(&to, '=');
			put_value(&to, value);
		}
		if (cursor_err(&set))
			break;
	}
	return arena_span(arena, str_bytes(&to));
}

/* Bytes as hex with colons. */
static struct span hex_text(struct span bytes, bool upper, struct arena *arena)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char *to;

	if (!bytes.n)
		return span_of(NULL, 0);
	to = arena_alloc(arena, 3 * bytes.n);
	for (size_t i = 0; i < bytes.n; i++) {
		to[3 * i] = digits[bytes.p[i] >> 4];
		to[3 * i + 1] = digits[bytes.p[i] & 15];
		to[3 * i + 2] = ':';
	}
	return span_of(to, 3 * bytes.n - 1);
}

/* UTCTime and GeneralizedTime, RFC 5280 section 4.1.2.5, in Zulu time. */
static bool read_time(struct cursor *c, char *to)
{
	struct ber t = ber_any(c);
	size_t year = t.tag == TAG_UTC ? 2 : 4;
	const uint8_t *p = t.value.p;

	if (cursor_err(c) || (t.tag != TAG_UTC && t.tag != TAG_GENERALIZED) ||
	    t.value.n < year + 8)
		return false;
	for (size_t i = 0; i < year + 8; i++)
		if (p[i] < '0' || p[i] > '9')
			return false;
	if (year == 2)
		memcpy(to, p[0] < '5' ? "20" : "19", 2);
	memcpy(to + (year == 2 ? 2 : 0), p, year);
	p += year;
	for (size_t i = 0; i < 5; i++) {
		bool there = i < 4 || (t.value.n >= year + 10 && p[8] >= '0' && p[8] <= '9' &&
					  p[9] >= '0' && p[9] <= '9');

		to[4 + 3 * i] = "--T::"[i];
		memcpy(to + 5 + 3 * i, there ? (const char *)p + 2 * i : "00", 2);
	}
	to[19] = '\0';
	return true;
}

static void read_validity(struct cursor *c, struct cert *ret)
{
	struct cursor v = ber_open(c, BER_SEQUENCE);

	if (!read_time(&v, ret->not_before)) {
		ret->not_before[0] = '\0';
		ret->wrong |= CERT_DATES;
	}
	if (!read_time(&v, ret->not_after)) {
		ret->not_after[0] = '\0';
		ret->wrong |= CERT_DATES;
	}
}

static void add_address(struct span a, struct arena *arena, struct cert *ret)
{
	char text[INET6_ADDRSTRLEN];

	if ((a.n == 4 || a.n == 16) &&
	    inet_ntop(a.n == 4 ? AF_INET : AF_INET6, a.p, text, sizeof(text)))
		vec_push(arena, &ret->names, arena_span(arena, span_str(text)));
}

/* GeneralNames, RFC 5280 section 4.2.1.6. */
static void read_names(struct span octets, struct arena *arena, struct cert *ret)
{
	struct cursor outer = cursor_of(octets);
	struct cursor c = ber_open(&outer, BER_SEQUENCE);

	while (cursor_left(&c) && ret->names.n < CERT_NAMES) {
		struct ber name = ber_any(&c);

		if (cursor_err(&c))
			return;
		if (name.tag == NAME_DNS || name.tag == NAME_MAIL || name.tag == NAME_URI)
			vec_push(arena, &ret->names, arena_span(arena, name.value));
		else if (name.tag == NAME_IP)
			add_address(name.value, arena, ret);
	}
}

static void read_extensions(struct cursor *c, struct arena *arena, struct cert *ret)
{
	while (cursor_left(c)) {
		struct ber part = ber_any(c);
		struct cursor wrap, list;

		if (cursor_err(c) || part.tag != TAG_EXTENSIONS)
			continue;
		wrap = cursor_of(part.value);
		list = ber_open(&wrap, BER_SEQUENCE);
		while (cursor_left(&list)) {
			struct cursor one = ber_open(&list, BER_SEQUENCE);
			struct span oid = ber_take(&one, BER_OID);
			struct ber value = ber_any(&one);

			if (value.tag == 0x01) /* critical */
				value = ber_any(&one);
			if (cursor_err(&one))
				return;
			if (same(oid, oid_alternative, sizeof(oid_alternative)) &&
			    value.tag == BER_OCTETS)
				read_names(value.value, arena, ret);
		}
		return;
	}
}

/* Whether the head of an element is cut off, going down by the first one of each. */
static bool head_cut(struct span s)
{
	enum { DEEP = 4, SEQUENCE = 0x30 };

	for (int i = 0; i < DEEP && s.n; i++) {
		size_t more, n = 0;
		uint8_t tag = s.p[0];

		if (s.n < 2)
			return true;
		more = s.p[1] & 0x80 ? s.p[1] & 0x7f : 0;
		if (more > s.n - 2)
			return true;
		for (size_t k = 0; k < more && n < s.n; k++)
			n = n << 8 | s.p[2 + k];
		s = span_sub(s, 2 + more, more ? n : s.p[1]);
		if (tag != SEQUENCE)
			return false;
	}
	return false;
}

void cert_read(struct span der, struct arena *arena, struct cert *ret)
{
	struct cursor all = cursor_of(der), whole, body;
	uint8_t sha1[CRYPT_SHA1];

	*ret = (struct cert){.der = der};
	crypt_sha1(der, sha1);
	ret->fingerprint = hex_text(span_of(sha1, sizeof(sha1)), false, arena);
	whole = ber_open(&all, BER_SEQUENCE);
	body = ber_open(&whole, BER_SEQUENCE);
	if (cursor_left(&body) && *cursor_rest(&body).p == TAG_VERSION)
		(void)ber_any(&body);
	ret->serial = hex_text(ber_take(&body, BER_INTEGER), true, arena);
	(void)ber_take(&body, BER_SEQUENCE); /* signature's algorithm */
	ret->issuer = read_dn(&body, arena);
	read_validity(&body, ret);
	ret->subject = read_dn(&body, arena);
	(void)ber_take(&body, BER_SEQUENCE); /* public key */
	if (cursor_err(&body))
		ret->wrong |= head_cut(der) ? CERT_LENGTH : CERT_DER;
	else
		read_extensions(&body, arena, ret);
}
