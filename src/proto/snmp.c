/*
 * SNMP 1, 2c and 3 (RFC 1157, RFC 3416, RFC 3412, RFC 3414): version, community or user, kind
 * of message and the names of what is asked; values are never told. Each datagram is a
 * transaction.
 */
#include "codec/ber.h"
#include "proto/proto_impl.h"
#include "proto/rows.h"
#include "proto/say.h"

enum {
	PORT_SNMP = 161,
	PORT_TRAP = 162,
	VARS = 32, /* names that are told */
	OID_TEXT = 512,
	GET = 0xa0,
	TRAP_V1 = 0xa4,
	REPORT = 0xa8,
	SECURITY_USM = 3,
	ENCRYPTED = 2 /* a flag of version 3 */
};

struct snmp_own {
	int version;    /* 1, 2, 3 */
	uint8_t pdu;    /* the tag; 0: not known */
	bool encrypted; /* the message is not readable */
	struct span community, user;
	int64_t error;
	VEC(struct span) vars;
};

/* Version as RFC has it: 0, 1, 3; negative: the bytes are no SNMP. */
static int version_of(struct span m)
{
	struct cursor c = cursor_of(m);
	struct cursor body = ber_open(&c, BER_SEQUENCE);
	int64_t v = ber_int(&body, BER_INTEGER);

	return cursor_err(&body) == 0 && (v == 0 || v == 1 || v == 3) ? (int)v : -1;
}

static enum proto_guess snmp_probe(
    struct span first, enum flow_dir dir, const struct flow *flow)
{
	(void)dir;
	if (flow->sport != PORT_SNMP && flow->sport != PORT_TRAP && flow->cport != PORT_SNMP &&
	    flow->cport != PORT_TRAP)
		return PROTO_NO;
	return version_of(first) >= 0 ? PROTO_YES : PROTO_NO;
}

static void variables(struct tx *tx, struct snmp_own *own, struct cursor *pdu)
{
	struct cursor list = ber_open(pdu, BER_SEQUENCE);

	while (cursor_left(&list) && own->vars.n < VARS) {
		struct cursor pair = ber_open(&list, BER_SEQUENCE);
		struct span oid = ber_take(&pair, BER_OID);
		STR_AUTO(text, OID_TEXT);

		if (cursor_err(&pair) || ber_oid_text(oid, &text) != 0 || str_ok(&text) != 0)
			return;
		vec_push(tx->arena, &own->vars, arena_span(tx->arena, str_bytes(&text)));
	}
}

static void pdu(struct tx *tx, struct snmp_own *own, struct cursor *c)
{
	struct ber whole = ber_any(c);
	struct cursor in = cursor_of(whole.value);

	if (cursor_err(c) || whole.tag < GET || whole.tag > REPORT) {
		proto_tx_event(tx, PROTO_EVENT_SNMP_MALFORMED);
		return;
	}
	own->pdu = whole.tag;
	if (whole.tag == TRAP_V1) {
		for (int i = 0; i < 5; i++) /* enterprise, agent, kinds, time */
			(void)ber_any(&in);
	} else {
		(void)ber_int(&in, BER_INTEGER);
		own->error = ber_int(&in, BER_INTEGER);
		(void)ber_int(&in, BER_INTEGER);
	}
	variables(tx, own, &in);
	if (cursor_err(&in))
		proto_tx_event(tx, PROTO_EVENT_SNMP_MALFORMED);
}

static void version_3(struct tx *tx, struct snmp_own *own, enum flow_dir dir, struct cursor *c)
{
	struct cursor head = ber_open(c, BER_SEQUENCE);
	struct span flags, params;
	struct cursor in, usm, scoped;
	int64_t model;

	(void)ber_int(&head, BER_INTEGER);
	(void)ber_int(&head, BER_INTEGER);
	flags = ber_take(&head, BER_OCTETS);
	model = ber_int(&head, BER_INTEGER);
	params = ber_take(c, BER_OCTETS);
	if (cursor_err(&head) || cursor_err(c)) {
		proto_tx_event(tx, PROTO_EVENT_SNMP_MALFORMED);
		return;
	}
	own->encrypted = flags.n && flags.p[0] & ENCRYPTED;
	if (model == SECURITY_USM) {
		in = cursor_of(params);
		usm = ber_open(&in, BER_SEQUENCE);
		(void)ber_take(&usm, BER_OCTETS);
		(void)ber_int(&usm, BER_INTEGER);
		(void)ber_int(&usm, BER_INTEGER);
		own->user = arena_span(tx->arena, ber_take(&usm, BER_OCTETS));
		if (own->user.n)
			proto_tx_add(tx, BUFFER_SNMP_USM, dir, own->user);
	} else {
		proto_tx_event(tx, PROTO_EVENT_SNMP_ENCRYPTED);
	}
	if (own->encrypted)
		return;
	scoped = ber_open(c, BER_SEQUENCE);
	(void)ber_take(&scoped, BER_OCTETS);
	(void)ber_take(&scoped, BER_OCTETS);
	pdu(tx, own, &scoped);
}

static void snmp_take(
    struct proto_env *env, struct flow *flow, void *state, enum flow_dir dir, struct span data)
{
	struct tx *tx = proto_tx_new(env, flow, PROTO_SNMP);
	struct cursor c = cursor_of(data);
	struct cursor body = ber_open(&c, BER_SEQUENCE);
	struct snmp_own *own;
	int version = version_of(data);

	(void)state;
	if (!tx)
		return;
	own = tx->own = ARENA_NEW(tx->arena, struct snmp_own);
	(void)ber_int(&body, BER_INTEGER);
	if (version < 0) {
		proto_tx_event(tx, PROTO_EVENT_SNMP_MALFORMED);
	} else if (version == 3) {
		own->version = 3;
		version_3(tx, own, dir, &body);
	} else {
		own->version = version + 1;
		own->community = arena_span(tx->arena, ber_take(&body, BER_OCTETS));
		proto_tx_add(tx, BUFFER_SNMP_COMMUNITY, dir, own->community);
		pdu(tx, own, &body);
	}
	proto_tx_number(tx, BUFFER_SNMP_VERSION, dir, (uint16_t)own->version);
	if (own->pdu)
		proto_tx_number(tx, BUFFER_SNMP_TYPE, dir, (uint16_t)(own->pdu - GET));
	tx->done[0] = tx->done[1] = true;
	proto_tx_grown(env, tx, dir, true);
}

static void snmp_log(const struct tx *tx, struct json_writer *w)
{
	static const char *const names[] = {"get_request", "get_next_request", "response",
	    "set_request", "trap_v1", "get_bulk_request", "inform_request", "trap_v2",
	    "report"};
	const struct snmp_own *own = tx->own;

	json_member_int(w, "version", own->version);
	if (own->encrypted)
		json_member_text(w, "pdu_type", "encrypted");
	else if (own->pdu)
		json_member_text(w, "pdu_type", names[own->pdu - GET]);
	say_span(w, "usm", own->user);
	say_span(w, "community", own->community);
	if (own->error && own->pdu == GET + 2)
		json_member_int(w, "error_status", own->error);
	if (!own->vars.n)
		return;
	json_write_key(w, "vars");
	json_write_array(w);
	for (size_t i = 0; i < own->vars.n; i++)
		json_write_span(w, own->vars.items[i]);
	json_write_array_end(w);
}

static bool snmp_tells(const struct tx *tx)
{
	const struct snmp_own *own = tx->own;

	return own->version > 0;
}

const struct proto proto_row_snmp = {
    .id = PROTO_SNMP,
    .name = "snmp",
    .event = "snmp",
    .udp = true,
    .probe = snmp_probe,
    .take = snmp_take,
    .log = snmp_log,
    .tells = snmp_tells,
};
