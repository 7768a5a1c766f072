#include "wire/dns.h"

#include "base/limits.h"
#include "codec/cursor.h"
#include "codec/utf8.h"
#include "wire/ip.h"

enum { HEADER = 12, JUMPS = 64, EDNS_BUFFER = 1232 };

static const struct {
	uint16_t type;
	const char *name;
} type_names[] = {
    {DNS_A, "A"},
    {DNS_NS, "NS"},
    {DNS_CNAME, "CNAME"},
    {DNS_SOA, "SOA"},
    {DNS_PTR, "PTR"},
    {DNS_MX, "MX"},
    {DNS_TXT, "TXT"},
    {DNS_AAAA, "AAAA"},
    {DNS_SRV, "SRV"},
    {DNS_DS, "DS"},
    {DNS_DNSKEY, "DNSKEY"},
    {DNS_AXFR, "AXFR"},
    {DNS_CAA, "CAA"},
};

const char *dns_type_text(uint16_t type, char *to)
{
	for (size_t i = 0; i < ARRAY_LEN(type_names); i++)
		if (type_names[i].type == type)
			return type_names[i].name;
	(void)snprintf(to, 12, "TYPE%u", type);
	return to;
}

const char *dns_rcode_text(int rcode)
{
	static const char *const names[] = {
	    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"};

	return rcode >= 0 && (size_t)rcode < ARRAY_LEN(names) ? names[rcode] : "RCODE";
}

static int put_name(struct str *out, const char *name)
{
	struct span rest = span_str(name), label;

	if (rest.n > 253)
		return ERR_RANGE;
	while (rest.n && span_split(&rest, '.', &label)) {
		if (label.n == 0 || label.n > 63)
			return ERR_RANGE;
		str_u8(out, (uint8_t)label.n);
		str_span(out, label);
	}
	str_u8(out, 0);
	return 0;
}

int dns_build_query(
    struct str *out, uint16_t id, const char *name, uint16_t type, uint16_t klass)
{
	bool edns = klass == DNS_IN && type != DNS_AXFR;
	int r;

	str_u16(out, id);
	str_u16(out, 0x0120); /* RD and AD */
	str_u16(out, 1);
	str_u32(out, 0);
	str_u16(out, edns);
	r = put_name(out, name);
	if (r < 0)
		return r;
	str_u16(out, type);
	str_u16(out, klass);
	if (edns) { /* OPT, RFC 6891 section 6.1.2 */
		str_u8(out, 0);
		str_u16(out, 41);
		str_u16(out, EDNS_BUFFER);
		str_u32(out, 0);
		str_u16(out, 0);
	}
	return str_ok(out);
}

/* One label's bytes: lower case; what is neither letter, digit, hyphen nor underscore becomes
 * \DDD (RFC 1035 section 5.1). */
static void put_label(struct str *to, struct span label)
{
	for (size_t i = 0; i < label.n; i++) {
		uint8_t c = label.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (uint8_t)(c + 32);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
		    c == '*')
			str_char(to, (char)c);
		else
			str_addf(to, "\\%03u", c);
	}
}

/* Reads a name at the cursor, following compression pointers into the whole message (RFC 1035
 * section 4.1.4). */
static const char *read_name(struct cursor *c, struct arena *arena)
{
	STR_AUTO(to, (size_t)LIMIT_NAME * 4);
	struct cursor at = *c;
	int jumps = 0;
	size_t wire = 0;

	for (;;) {
		uint8_t n = cursor_u8(&at);

		if (cursor_err(&at) < 0 || n == 0)
			break;
		if ((n & 0xc0) == 0xc0) {
			size_t target = (size_t)(n & 0x3f) << 8 | cursor_u8(&at);

			if (jumps++ == 0)
				*c = at;
			if (jumps > JUMPS)
				cursor_fail(&at, ERR_SYNTAX);
			cursor_seek(&at, target);
			continue;
		}
		wire += (size_t)n + 1;
		if ((n & 0xc0) || wire > LIMIT_NAME)
			cursor_fail(&at, ERR_SYNTAX);
		if (to.n)
			str_char(&to, '.');
		put_label(&to, cursor_bytes(&at, n));
	}
	if (cursor_err(&at) < 0)
		cursor_fail(c, at.err);
	else if (jumps == 0)
		*c = at;
	return str_dup(&to, arena);
}

static const char *text_address(struct span rdata, size_t size, struct arena *arena)
{
	char text[IP_TEXT];
	struct ip ip;

	if (rdata.n != size || ip_of(rdata, &ip) < 0)
		return NULL;
	return arena_strdup(arena, ip_text(&ip, text));
}

static const char *text_strings(struct span rdata, struct arena *arena)
{
	struct cursor c = cursor_of(rdata);
	STR_AUTO(to, LIMIT_DNS_MESSAGE);

	while (cursor_left(&c))
		str_span(&to, cursor_bytes(&c, cursor_u8(&c)));
	return cursor_err(&c) < 0 ? NULL : utf8_clean(arena, str_bytes(&to), LIMIT_TEXT);
}

/* flags, tag, value: 0 issue "ca.example" (RFC 8659 section 4.1). */
static const char *text_caa(struct span rdata, struct arena *arena)
{
	struct cursor c = cursor_of(rdata);
	unsigned flags = cursor_u8(&c);
	struct span tag = cursor_bytes(&c, cursor_u8(&c));

	if (cursor_err(&c) < 0)
		return NULL;
	return arena_printf(arena, "%u %s \"%s\"", flags, utf8_clean(arena, tag, 64),
	    utf8_clean(arena, cursor_rest(&c), 1024));
}

static const char *text_unknown(struct span rdata, struct arena *arena)
{
	STR_AUTO(to, 1024);

	str_addf(&to, "\\# %zu", rdata.n); /* RFC 3597 section 5 */
	for (size_t i = 0; i < MIN(rdata.n, (size_t)128); i++)
		str_addf(&to, "%s%02x", i ? "" : " ", rdata.p[i]);
	return str_dup(&to, arena);
}

/* Record data whose names may be compressed are read from the whole message at their offset;
 * they end where the n bytes do. */
static const char *text_names(struct cursor at, size_t n, uint16_t type, struct arena *arena)
{
	const char *first, *second;
	size_t end = at.at + n;
	unsigned a, b, p;

	switch (type) {
	case DNS_MX:
		a = cursor_u16(&at);
		first = read_name(&at, arena);
		first = arena_printf(arena, "%u %s", a, first);
		break;
	case DNS_SRV:
		a = cursor_u16(&at);
		b = cursor_u16(&at);
		p = cursor_u16(&at);
		first = read_name(&at, arena);
		first = arena_printf(arena, "%u %u %u %s", a, b, p, first);
		break;
	case DNS_SOA:
		first = read_name(&at, arena);
		second = read_name(&at, arena);
		a = cursor_u32(&at);
		cursor_skip(&at, 16); /* refresh, retry, expire, minimum */
		first = arena_printf(arena, "%s %s %u", first, second, a);
		break;
	default:
		first = read_name(&at, arena);
		break;
	}
	return cursor_err(&at) < 0 || at.at != end ? NULL : first;
}

static const char *rdata_text(struct cursor at, struct dns_rr *rr, struct arena *arena)
{
	switch (rr->type) {
	case DNS_A:
		return text_address(rr->rdata, 4, arena);
	case DNS_AAAA:
		return text_address(rr->rdata, 16, arena);
	case DNS_TXT:
		return text_strings(rr->rdata, arena);
	case DNS_CAA:
		return text_caa(rr->rdata, arena);
	case DNS_NS:
	case DNS_CNAME:
	case DNS_PTR:
	case DNS_MX:
	case DNS_SRV:
	case DNS_SOA:
		return text_names(at, rr->rdata.n, rr->type, arena);
	default:
		return text_unknown(rr->rdata, arena);
	}
}

/* A record whose data does not fit its type is left out; a broken frame ends the message. */
static void read_rr(struct cursor *c, struct arena *arena, struct dns_message *m)
{
	struct dns_rr rr = {.name = read_name(c, arena)};
	struct cursor at;
	size_t n;

	rr.type = cursor_u16(c);
	rr.klass = cursor_u16(c);
	rr.ttl = cursor_u32(c);
	n = cursor_u16(c);
	at = *c;
	rr.rdata = cursor_bytes(c, n);
	if (cursor_err(c) < 0)
		return;
	rr.text = rdata_text(at, &rr, arena);
	if (rr.text)
		vec_push(arena, &m->answers, rr);
}

int dns_parse(struct span message, struct arena *arena, struct dns_message *ret)
{
	struct cursor c = cursor_of(message);
	struct dns_message m = {.id = cursor_u16(&c)};
	unsigned flags = cursor_u16(&c), questions = cursor_u16(&c), answers = cursor_u16(&c);

	cursor_skip(&c, 4);
	m.response = flags >> 15 & 1;
	m.authoritative = flags >> 10 & 1;
	m.truncated = flags >> 9 & 1;
	m.recursion = flags >> 7 & 1;
	m.authenticated = flags >> 5 & 1;
	m.rcode = (int)(flags & 15);
	if (answers > LIMIT_DNS_RECORDS)
		return ERR_LIMIT;
	for (unsigned i = 0; i < questions && cursor_err(&c) == 0; i++) {
		const char *name = read_name(&c, arena);
		uint16_t type = cursor_u16(&c);

		cursor_skip(&c, 2);
		if (i == 0) {
			m.qname = name;
			m.qtype = type;
		}
	}
	for (unsigned i = 0; i < answers && cursor_err(&c) == 0; i++)
		read_rr(&c, arena, &m);
	if (cursor_err(&c) < 0)
		return c.err;
	*ret = m;
	return 0;
}
