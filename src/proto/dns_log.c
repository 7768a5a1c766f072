#include "proto/dns_impl.h"
#include "proto/proto_impl.h"

#include <arpa/inet.h>

enum {
	A = 1,
	NS = 2,
	CNAME = 5,
	SOA = 6,
	NUL = 10,
	PTR = 12,
	MX = 15,
	TXT = 16,
	AAAA = 28,
	SRV = 33,
	OPT = 41,
	SSHFP = 44
};

enum { QUESTIONS, ANSWERS, AUTHORITIES, ADDITIONALS };

static unsigned u16(struct span m, size_t at)
{
	return (unsigned)m.p[at] << 8 | m.p[at + 1];
}

static uint32_t u32(struct span m, size_t at)
{
	return (uint32_t)u16(m, at) << 16 | u16(m, at + 2);
}

static void write_name(struct json_writer *w, const char *key, const struct dns_name *name)
{
	json_write_key(w, key);
	json_write_span(w, span_of(name->text, name->n));
}

/* The name at that place of the message as a member. */
static void name_at(struct json_writer *w, const char *key, struct span m, size_t *at)
{
	struct dns_name name;

	if (dns_impl_name(m, at, &name))
		write_name(w, key, &name);
}

/* Four bytes without the machinery of inet_ntop. */
static void write_ipv4(struct json_writer *w, const uint8_t *p)
{
	char text[16];
	size_t n = 0;

	for (size_t i = 0; i < 4; i++) {
		unsigned v = p[i];

		if (i)
			text[n++] = '.';
		if (v >= 100)
			text[n++] = (char)('0' + v / 100);
		if (v >= 10)
			text[n++] = (char)('0' + v / 10 % 10);
		text[n++] = (char)('0' + v % 10);
	}
	json_write_span(w, span_of(text, n));
}

/* All groups are written, as Suricata does: RFC 5952 would shorten them. */
static void write_ipv6(struct json_writer *w, const uint8_t *p)
{
	static const char digits[] = "0123456789abcdef";
	char text[40];
	size_t n = 0;

	for (size_t i = 0; i < 16; i += 2) {
		if (i)
			text[n++] = ':';
		text[n++] = digits[p[i] >> 4];
		text[n++] = digits[p[i] & 15];
		text[n++] = digits[p[i + 1] >> 4];
		text[n++] = digits[p[i + 1] & 15];
	}
	json_write_span(w, span_of(text, n));
}

static void write_soa(struct json_writer *w, struct span m, const struct dns_record *r)
{
	static const char *const keys[] = {"serial", "refresh", "retry", "expire", "minimum"};
	size_t at = r->data;

	json_write_object(w);
	name_at(w, "mname", m, &at);
	name_at(w, "rname", m, &at);
	for (size_t i = 0; i < ARRAY_LEN(keys) && at + 4 <= r->data + r->n; i++, at += 4)
		json_member_int(w, keys[i], u32(m, at));
	json_write_object_end(w);
}

static void write_sshfp(struct json_writer *w, struct span m, const struct dns_record *r)
{
	static const char digits[] = "0123456789abcdef";
	char text[3 * 64];
	size_t n = 0;

	for (size_t i = 2; i < r->n && n + 3 <= sizeof(text); i++) {
		if (i > 2)
			text[n++] = ':';
		text[n++] = digits[m.p[r->data + i] >> 4];
		text[n++] = digits[m.p[r->data + i] & 15];
	}
	json_write_object(w);
	json_write_key(w, "fingerprint");
	json_write_span(w, span_of(text, n));
	json_member_int(w, "algo", m.p[r->data]);
	json_member_int(w, "type", m.p[r->data + 1]);
	json_write_object_end(w);
}

static void write_srv(struct json_writer *w, struct span m, const struct dns_record *r)
{
	size_t at = r->data + 6;

	json_write_object(w);
	json_member_int(w, "priority", u16(m, r->data));
	json_member_int(w, "weight", u16(m, r->data + 2));
	json_member_int(w, "port", u16(m, r->data + 4));
	name_at(w, "name", m, &at);
	json_write_object_end(w);
}

/* Bytes of any kind: what is no ASCII as "\\xc5". What is longer than a tunnel's are is cut. */
static void write_bytes(struct json_writer *w, struct span bytes)
{
	static const char digits[] = "0123456789abcdef";
	char text[4096];
	size_t n = 0;

	for (size_t i = 0; i < bytes.n && n + 4 <= sizeof(text); i++) {
		uint8_t c = bytes.p[i];

		if (c < 0x80) {
			text[n++] = (char)c;
			continue;
		}
		text[n++] = '\\';
		text[n++] = 'x';
		text[n++] = digits[c >> 4];
		text[n++] = digits[c & 15];
	}
	json_write_span(w, span_of(text, n));
}

/* The next string of a TXT record; false at its end. */
static bool next_text(struct span m, size_t *at, size_t end, struct span *ret)
{
	if (*at >= end)
		return false;
	*ret = span_sub(m, *at + 1, MIN((size_t)m.p[*at], end - *at - 1));
	*at += ret->n + 1;
	return true;
}

/* Whether there is a value to write for the record. */
static bool has_data(struct span m, const struct dns_record *r)
{
	struct dns_name name;
	size_t at = r->data;

	switch (r->type) {
	case A:
		return r->n == 4;
	case AAAA:
		return r->n == 16;
	case MX:
		at += 2;
		return r->n > 2 && dns_impl_name(m, &at, &name);
	case NS:
	case CNAME:
	case PTR:
		return r->n && dns_impl_name(m, &at, &name);
	case SOA:
		return r->n >= 22;
	case SRV:
		return r->n >= 7;
	case SSHFP:
		return r->n >= 3;
	case TXT:
	case NUL:
		return true;
	default:
		return false;
	}
}

static void write_data(struct json_writer *w, struct span m, const struct dns_record *r)
{
	struct dns_name name;
	struct span text;
	size_t at = r->data;

	switch (r->type) {
	case A:
		write_ipv4(w, m.p + r->data);
		break;
	case AAAA:
		write_ipv6(w, m.p + r->data);
		break;
	case SOA:
		write_soa(w, m, r);
		break;
	case SRV:
		write_srv(w, m, r);
		break;
	case SSHFP:
		write_sshfp(w, m, r);
		break;
	case TXT:
		while (next_text(m, &at, r->data + r->n, &text))
			json_write_span(w, text);
		break;
	case NUL:
		write_bytes(w, span_of(m.p + r->data, r->n));
		break;
	default:
		at += r->type == MX ? 2 : 0;
		if (dns_impl_name(m, &at, &name))
			json_write_span(w, span_of(name.text, name.n));
	}
}

/* Options of EDNS, RFC 6891 section 6.1.2. */
static void write_options(struct json_writer *w, struct span m, const struct dns_record *r)
{
	static const char digits[] = "0123456789abcdef";
	size_t at = r->data, end = r->data + r->n;

	json_write_key(w, "opt");
	json_write_array(w);
	while (at + 4 <= end) {
		size_t n = MIN((size_t)u16(m, at + 2), end - at - 4);
		char hex[128];
		size_t out = 0;

		json_write_object(w);
		json_member_int(w, "code", u16(m, at));
		for (size_t i = 0; i < n && out + 2 <= sizeof(hex); i++) {
			hex[out++] = digits[m.p[at + 4 + i] >> 4];
			hex[out++] = digits[m.p[at + 4 + i] & 15];
		}
		json_write_key(w, "data");
		json_write_span(w, span_of(hex, out));
		json_write_object_end(w);
		at += 4 + n;
	}
	json_write_array_end(w);
}

static void open_record(
    struct json_writer *w, const struct dns_name *name, const struct dns_record *r)
{
	char type[8];

	json_write_object(w);
	write_name(w, "rrname", name);
	if (name->flags & DNS_NAME_CUT)
		json_member_bool(w, "rrname_truncated", true);
	json_member_text(w, "rrtype", dns_impl_type(r->type, type));
	json_member_int(w, "ttl", r->type == OPT ? 0 : r->ttl);
}

/* What is more than one value has a member of its own. */
static const char *data_key(uint16_t type)
{
	switch (type) {
	case SOA:
		return "soa";
	case SRV:
		return "srv";
	case SSHFP:
		return "sshfp";
	default:
		return "rdata";
	}
}

/* One object a record, and of TXT one a string. */
static void write_record(struct json_writer *w, struct span m, const struct dns_name *name,
    const struct dns_record *r)
{
	size_t at = r->data;
	struct span text;

	if (r->type == TXT) {
		while (next_text(m, &at, r->data + r->n, &text)) {
			open_record(w, name, r);
			json_write_key(w, "rdata");
			json_write_span(w, text);
			json_write_object_end(w);
		}
		return;
	}
	open_record(w, name, r);
	if (r->type == OPT) {
		write_options(w, m, r);
	} else if (has_data(m, r)) {
		json_write_key(w, data_key(r->type));
		write_data(w, m, r);
	}
	json_write_object_end(w);
}

/* A section's records; gives the place behind it, 0 when it is torn. */
static size_t write_section(
    struct json_writer *w, struct span m, size_t at, unsigned count, const char *key)
{
	struct dns_name name;
	struct dns_record r;
	bool open = false;

	for (unsigned i = 0; i < count && at; i++) {
		if (!dns_impl_name(m, &at, &name) || !dns_impl_record(m, &at, &r)) {
			at = 0;
			break;
		}
		if (!key)
			continue;
		if (!open) {
			json_write_key(w, key);
			json_write_array(w);
		}
		open = true;
		write_record(w, m, &name, &r);
	}
	if (open)
		json_write_array_end(w);
	return at;
}

/* One member of "grouped": all answers' data of one type. */
static void write_group(
    struct json_writer *w, struct span m, size_t at, unsigned count, uint16_t type)
{
	struct dns_record r;
	char text[8];

	json_write_key(w, dns_impl_type(type, text));
	json_write_array(w);
	for (unsigned i = 0; i < count; i++) {
		if (!dns_impl_skip(m, &at) || !dns_impl_record(m, &at, &r))
			break;
		if (r.type == type && has_data(m, &r))
			write_data(w, m, &r);
	}
	json_write_array_end(w);
}

static void write_grouped(struct json_writer *w, struct span m, size_t at, unsigned count)
{
	uint16_t seen[16];
	size_t nseen = 0, from = at;
	struct dns_record r;

	for (unsigned i = 0; i < count; i++) {
		bool known = false;

		if (!dns_impl_skip(m, &at) || !dns_impl_record(m, &at, &r))
			break;
		for (size_t k = 0; k < nseen; k++)
			known |= seen[k] == r.type;
		if (known || nseen == ARRAY_LEN(seen) || !has_data(m, &r))
			continue;
		if (!nseen) {
			json_write_key(w, "grouped");
			json_write_object(w);
		}
		seen[nseen++] = r.type;
		write_group(w, m, from, count, r.type);
	}
	if (nseen)
		json_write_object_end(w);
}

static void write_flags(struct json_writer *w, unsigned flags)
{
	static const struct {
		unsigned bit;
		const char *key;
	} bits[] = {{0x8000, "qr"}, {0x0400, "aa"}, {0x0200, "tc"}, {0x0100, "rd"},
	    {0x0080, "ra"}, {0x0040, "z"}};
	static const char digits[] = "0123456789abcdef";
	char hex[4];
	size_t n = 0;

	for (int shift = 12; shift >= 0; shift -= 4)
		if (n || flags >> shift || !shift)
			hex[n++] = digits[flags >> shift & 15];
	json_write_key(w, "flags");
	json_write_span(w, span_of(hex, n));
	for (size_t i = 0; i < ARRAY_LEN(bits); i++)
		if (flags & bits[i].bit)
			json_member_bool(w, bits[i].key, true);
}

/* The questions; version 2 has the first of them as members of the object itself. */
static size_t write_questions(struct json_writer *w, struct span m, unsigned count, bool flat)
{
	struct dns_name name;
	size_t at = DNS_HEADER;
	char type[8];

	if (!flat && count) {
		json_write_key(w, "queries");
		json_write_array(w);
	}
	for (unsigned i = 0; i < count && at; i++) {
		if (!dns_impl_name(m, &at, &name) || at + 4 > m.n) {
			at = 0;
			break;
		}
		if (!flat)
			json_write_object(w);
		if (!flat || i == 0) {
			write_name(w, "rrname", &name);
			json_member_text(
			    w, "rrtype", dns_impl_type((uint16_t)u16(m, at), type));
			if (name.flags & DNS_NAME_CUT)
				json_member_bool(w, "rrname_truncated", true);
		}
		if (!flat)
			json_write_object_end(w);
		at += 4;
	}
	if (!flat && count)
		json_write_array_end(w);
	return at;
}

/* The sections of an answer; version 2 calls a query's rest nothing. */
static void write_rest(
    struct json_writer *w, struct span m, const struct dns_header *h, size_t at, bool flat)
{
	size_t answers = at;

	at = write_section(w, m, at, h->count[ANSWERS], "answers");
	if (h->flags & 0x8000 && answers)
		write_grouped(w, m, answers, h->count[ANSWERS]);
	if (at)
		at = write_section(w, m, at, h->count[AUTHORITIES], "authorities");
	if (at && !flat)
		write_section(w, m, at, h->count[ADDITIONALS], "additionals");
}

void dns_impl_log(const struct tx *tx, struct json_writer *w)
{
	const struct dns_own *own = tx->own;
	bool flat = tx->env->limits->dns_version == 2;
	struct dns_header h;
	bool answer;
	char rcode[8];
	size_t at;

	if (!dns_impl_header(own->message, &h))
		return;
	answer = h.flags & 0x8000;
	json_member_int(w, "version", flat ? 2 : 3);
	if (flat)
		json_member_text(w, "type", answer ? "answer" : "query");
	else
		json_member_text(w, "type", answer ? "response" : "request");
	json_member_int(w, "tx_id", (int64_t)tx->nr);
	json_member_int(w, "id", h.id);
	if (answer || !flat)
		write_flags(w, h.flags);
	else if (h.flags & 0x0040)
		json_member_bool(w, "z", true);
	json_member_int(w, "opcode", h.flags >> 11 & 15);
	if (answer || !flat)
		json_member_text(w, "rcode", dns_impl_rcode(h.flags & 15U, rcode));
	at = write_questions(w, own->message, h.count[QUESTIONS], flat);
	if (at && (answer || !flat))
		write_rest(w, own->message, &h, at, flat);
}
