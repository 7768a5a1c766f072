/*
 * DNS over UDP and TCP (RFC 1035): each message is a transaction of its own, told and freed
 * before take returns, so that its records are read where they stand. Buffers hold names only.
 */
#include "base/limits.h"
#include "base/macros.h"
#include "proto/dns_impl.h"
#include "proto/proto_impl.h"
#include "proto/rows.h"

enum {
	PORT_NETBIOS = 137,
	PORT_DNS = 53,
	PORT_MDNS = 5353,
	PORT_LLMNR = 5355,
	FLAG_RESPONSE = 0x8000,
	FLAG_Z = 0x0040,
	OPCODE_MAX = 6,
	RECORD_MIN = 11, /* a root name, type, class, time to live, length */
	UDP = 17
};

/* One direction of a TCP connection: RFC 1035 section 4.2.2. */
struct dns_state {
	struct str part[2];   /* a message that has begun, with its length */
	uint64_t skip[2];     /* bytes of a message that a gap took the beginning of */
	bool lost[2];         /* where messages begin is not known any more */
	struct dns_name name; /* of the record at hand */
};

/* Whether the ports are those of a protocol that only looks like DNS. */
static bool alike(const struct flow *flow)
{
	return flow->sport == PORT_NETBIOS || flow->sport == PORT_MDNS ||
	       flow->sport == PORT_LLMNR || flow->cport == PORT_MDNS;
}

static bool class_known(unsigned klass)
{
	klass &= 0x7fff;
	return klass == 1 || klass == 3 || klass == 4 || klass == 254 || klass == 255;
}

/* Whether header and first question are what a resolver or a server would send. */
static bool looks(struct span m, bool usual_port)
{
	struct dns_header h;
	size_t at = DNS_HEADER;
	unsigned records, klass;

	if (!dns_impl_header(m, &h) || (h.flags >> 11 & 15) > OPCODE_MAX)
		return false;
	records = (unsigned)h.count[1] + h.count[2] + h.count[3];
	if (usual_port && h.count[0] <= 4)
		return h.count[0] || records;
	if (h.count[0] != 1 || records > (m.n - DNS_HEADER) / RECORD_MIN)
		return false;
	if (!(h.flags & FLAG_RESPONSE) && (h.count[1] || h.flags & 0xf))
		return false;
	if (!dns_impl_skip(m, &at) || at + 4 > m.n)
		return false;
	klass = (unsigned)m.p[at + 2] << 8 | m.p[at + 3];
	return class_known(klass) && (records || at + 4 == m.n);
}

static enum proto_guess dns_probe(struct span first, enum flow_dir dir, const struct flow *flow)
{
	bool usual = flow->sport == PORT_DNS || flow->cport == PORT_DNS;
	size_t n;

	(void)dir;
	if (alike(flow))
		return PROTO_NO;
	if (flow->proto == UDP)
		return looks(first, usual) ? PROTO_YES : PROTO_NO;
	if (first.n < 2)
		return PROTO_MORE;
	n = (size_t)first.p[0] << 8 | first.p[1];
	if (n < DNS_HEADER + 5)
		return PROTO_NO;
	if (first.n < MIN(n + 2, (size_t)512))
		return n <= 4096 || usual ? PROTO_MORE : PROTO_NO;
	return looks(span_sub(first, 2, n), usual) ? PROTO_YES : PROTO_NO;
}

static void *dns_begin(struct proto_env *env, struct flow *flow)
{
	struct dns_state *s;

	/* Datagrams leave nothing behind: one scratch serves all of the thread's flows. */
	if (flow->proto == UDP) {
		if (!env->shared[PROTO_DNS])
			env->shared[PROTO_DNS] = mem_alloc(sizeof(*s));
		return env->shared[PROTO_DNS];
	}
	s = mem_alloc(sizeof(*s));
	str_init(&s->part[0], LIMIT_DNS_MESSAGE + 2);
	str_init(&s->part[1], LIMIT_DNS_MESSAGE + 2);
	return s;
}

static void dns_unshare(void *shared)
{
	mem_free(shared);
}

static void note_name(struct tx *tx, const struct dns_name *name)
{
	if (name->flags & DNS_NAME_CUT)
		proto_tx_event(tx, PROTO_EVENT_DNS_NAME_TOO_LONG);
	if (name->flags & DNS_NAME_LOOP)
		proto_tx_event(tx, PROTO_EVENT_DNS_LOOP);
	if (name->flags & DNS_NAME_LABELS)
		proto_tx_event(tx, PROTO_EVENT_DNS_LABELS);
}

/* The name as a buffer of that section; false: it is none. */
static bool add_name(struct tx *tx, struct dns_name *name, enum flow_dir dir, size_t *at,
    enum buffer_id id, bool request)
{
	const struct dns_own *own = tx->own;
	bool whole = dns_impl_name(own->message, at, name);
	struct span text;

	note_name(tx, name);
	if (!whole)
		return false;
	text = arena_span(tx->arena, span_of(name->text, name->n));
	if (id == BUFFER_DNS_QUERY_NAME && request)
		proto_tx_add(tx, BUFFER_DNS_QUERY, dir, text);
	proto_tx_add(tx, id, dir, text);
	if (!request)
		proto_tx_add(tx, BUFFER_DNS_RRNAME, dir, text);
	return true;
}

/* Names of all sections; false when the message is torn or malformed. */
static bool add_names(
    struct tx *tx, struct dns_name *name, enum flow_dir dir, const struct dns_header *h)
{
	static const enum buffer_id sections[4] = {BUFFER_DNS_QUERY_NAME,
	    BUFFER_DNS_ANSWER_NAME, BUFFER_DNS_AUTHORITY_NAME, BUFFER_DNS_ADDITIONAL_NAME};
	const struct dns_own *own = tx->own;
	bool request = !(h->flags & FLAG_RESPONSE);
	size_t at = DNS_HEADER, left = LIMIT_DNS_RECORDS;

	for (size_t section = 0; section < 4; section++) {
		for (unsigned i = 0; i < h->count[section]; i++) {
			struct dns_record record;

			if (!left--)
				return true;
			if (!add_name(tx, name, dir, &at, sections[section], request))
				return false;
			if (section == 0)
				at += 4;
			else if (!dns_impl_record(own->message, &at, &record))
				return false;
			if (at > own->message.n)
				return false;
		}
	}
	return true;
}

static void message(struct proto_env *env, struct flow *flow, struct dns_state *s,
    enum flow_dir dir, struct span m)
{
	struct tx *tx = proto_tx_new(env, flow, PROTO_DNS);
	struct dns_own own = {.message = m};
	struct dns_header h;

	if (!tx)
		return;
	tx->own = &own;
	/* Version 2 of the events has the client first in answers too. */
	tx->dir = env->limits->dns_version == 2 ? FLOW_TO_SERVER : (uint8_t)dir;
	if (!dns_impl_header(m, &h)) {
		own.message = span_of(NULL, 0);
		proto_tx_event(tx, PROTO_EVENT_DNS_MALFORMED);
	} else {
		if (!add_names(tx, &s->name, dir, &h))
			proto_tx_event(tx, PROTO_EVENT_DNS_MALFORMED);
		if (h.flags & FLAG_Z)
			proto_tx_event(tx, PROTO_EVENT_DNS_Z_FLAG);
		if ((h.flags >> 11 & 15) > OPCODE_MAX)
			proto_tx_event(tx, PROTO_EVENT_DNS_OPCODE);
	}
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
}

/* Whole messages of the bytes; what is left of them stays in the part. */
static struct span messages(struct proto_env *env, struct flow *flow, struct dns_state *s,
    enum flow_dir dir, struct span data)
{
	while (data.n >= 2) {
		size_t n = (size_t)data.p[0] << 8 | data.p[1];

		if (data.n - 2 < n)
			break;
		message(env, flow, s, dir, span_of(data.p + 2, n));
		data = span_sub(data, n + 2, data.n);
	}
	return data;
}

/* Whether a message begins with these bytes; behind a hole they mostly come with one. */
static bool begins(const struct flow *flow, struct span data)
{
	size_t n = data.n < 2 ? 0 : (size_t)data.p[0] << 8 | data.p[1];

	return n >= DNS_HEADER && n <= data.n - 2 &&
	       looks(span_sub(data, 2, n), flow->sport == PORT_DNS);
}

static void take_tcp(struct proto_env *env, struct flow *flow, struct dns_state *s,
    enum flow_dir dir, struct span data)
{
	struct str *part = &s->part[dir];
	struct span rest;

	if (s->lost[dir]) {
		if (!begins(flow, data))
			return;
		s->lost[dir] = false;
	}
	if (s->skip[dir]) {
		size_t n = MIN(data.n, s->skip[dir]);

		s->skip[dir] -= n;
		data = span_sub(data, n, data.n);
	}
	if (!part->n) {
		rest = messages(env, flow, s, dir, data);
		str_span(part, rest);
		return;
	}
	/* Only as much as ends the message that has begun, then the rest in place. */
	while (data.n && part->n) {
		size_t want =
		    part->n < 2 ? 2
				: 2 + ((size_t)(uint8_t)part->p[0] << 8 | (uint8_t)part->p[1]);
		size_t n = MIN(data.n, want - part->n);

		str_put(part, data.p, n);
		data = span_sub(data, n, data.n);
		if (part->n < 2 ||
		    part->n < 2 + ((size_t)(uint8_t)part->p[0] << 8 | (uint8_t)part->p[1]))
			continue;
		message(env, flow, s, dir, span_sub(str_bytes(part), 2, part->n));
		str_clear(part);
	}
	rest = messages(env, flow, s, dir, data);
	if (rest.n)
		str_span(part, rest);
}

static void dns_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	if (flow->proto == UDP)
		message(env, flow, state, dir, data);
	else
		take_tcp(env, flow, state, dir, data);
}

/* A gap inside a message ends it; one that reaches into the next loses the framing. */
static void dns_gap(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, uint64_t n)
{
	struct dns_state *s = state;
	struct str *part = &s->part[dir];
	size_t want;

	(void)env;
	if (flow->proto == UDP || s->lost[dir])
		return;
	if (s->skip[dir] >= n) {
		s->skip[dir] -= n;
		return;
	}
	if (part->n < 2) {
		str_clear(part);
		s->lost[dir] = true;
		return;
	}
	want = 2 + ((size_t)(uint8_t)part->p[0] << 8 | (uint8_t)part->p[1]) - part->n;
	str_clear(part);
	if (n > want)
		s->lost[dir] = true;
	else
		s->skip[dir] = want - n;
}

static void dns_free(struct proto_env *env, struct flow *flow, void *state)
{
	struct dns_state *s = state;

	(void)env;
	if (flow->proto == UDP)
		return;
	str_done(&s->part[0]);
	str_done(&s->part[1]);
	mem_free(s);
}

const struct proto proto_row_dns = {
    .id = PROTO_DNS,
    .name = "dns",
    .event = "dns",
    .tcp = true,
    .udp = true,
    .probe = dns_probe,
    .begin = dns_begin,
    .take = dns_take,
    .gap = dns_gap,
    .free = dns_free,
    .log = dns_impl_log,
    .unshare = dns_unshare,
};
