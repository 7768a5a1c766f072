#include "wire/snmp.h"

#include "base/limits.h"
#include "codec/ber.h"

/* RFC 3412 section 6.4: msgFlags; section 6.5: security models. */
enum { FLAG_PRIVACY = 2, FLAG_REPORTABLE = 4, MODEL_USM = 3 };

static void pdu_parse(struct cursor *c, struct snmp_message *m)
{
	struct ber pdu = ber_any(c);
	struct cursor in = cursor_of(pdu.value);

	m->pdu = pdu.tag;
	m->request = ber_int(&in, BER_INTEGER);
	m->error = ber_int(&in, BER_INTEGER);
	m->index = ber_int(&in, BER_INTEGER);
	m->bindings = ber_take(&in, BER_SEQUENCE);
	cursor_fail(c, cursor_err(&in));
}

/* UsmSecurityParameters, RFC 3414 section 2.4, inside an OCTET STRING. */
static void security_parse(struct cursor *c, struct snmp_message *m)
{
	struct cursor octets = ber_open(c, BER_OCTETS);
	struct cursor usm = ber_open(&octets, BER_SEQUENCE);

	m->engine = ber_take(&usm, BER_OCTETS);
	m->boots = ber_int(&usm, BER_INTEGER);
	m->time = ber_int(&usm, BER_INTEGER);
	cursor_fail(c, cursor_err(&usm));
}

/* SNMPv3Message behind its version, RFC 3412 section 6. */
static void v3_parse(struct cursor *c, struct snmp_message *m)
{
	struct cursor header = ber_open(c, BER_SEQUENCE), scoped;
	struct span flags;
	int64_t model;

	m->id = ber_int(&header, BER_INTEGER);
	(void)ber_int(&header, BER_INTEGER); /* msgMaxSize */
	flags = ber_take(&header, BER_OCTETS);
	model = ber_int(&header, BER_INTEGER);
	cursor_fail(c, cursor_err(&header));
	if (flags.n != 1 || model != MODEL_USM)
		cursor_fail(c, ERR_SYNTAX);
	security_parse(c, m);
	if (cursor_err(c))
		return;
	if (flags.p[0] & FLAG_PRIVACY) {
		m->pdu = SNMP_ENCRYPTED;
		return;
	}
	scoped = ber_open(c, BER_SEQUENCE);
	(void)ber_take(&scoped, BER_OCTETS); /* contextEngineID */
	(void)ber_take(&scoped, BER_OCTETS); /* contextName */
	pdu_parse(&scoped, m);
	cursor_fail(c, cursor_err(&scoped));
}

int snmp_parse(struct span datagram, struct snmp_message *ret)
{
	struct snmp_message m = {0};
	struct cursor c = cursor_of(datagram), in = ber_open(&c, BER_SEQUENCE);

	m.version = ber_int(&in, BER_INTEGER);
	if (cursor_err(&in))
		return cursor_err(&in);
	if (m.version == SNMP_V3) {
		v3_parse(&in, &m);
	} else if (m.version == SNMP_V1 || m.version == SNMP_V2C) {
		m.community = ber_take(&in, BER_OCTETS);
		pdu_parse(&in, &m);
	} else {
		return ERR_UNSUPPORTED;
	}
	if (cursor_err(&in))
		return cursor_err(&in);
	*ret = m;
	return 0;
}

bool snmp_binding(struct span *rest, struct snmp_binding *ret)
{
	struct cursor c = cursor_of(*rest), in = ber_open(&c, BER_SEQUENCE);
	struct snmp_binding b;
	struct ber value;

	b.oid = ber_take(&in, BER_OID);
	value = ber_any(&in);
	if (cursor_err(&in))
		return false;
	b.tag = value.tag;
	b.value = value.value;
	*rest = cursor_rest(&c);
	*ret = b;
	return true;
}

int snmp_engine_parse(struct span engine, struct snmp_engine *ret)
{
	struct cursor c = cursor_of(engine);
	uint32_t first = cursor_u32(&c);
	uint8_t format = cursor_u8(&c);

	if (engine.n < 5 || engine.n > 32)
		return ERR_SYNTAX;
	ret->enterprise = first & 0x7fffffff;
	ret->format = first >> 31 ? format : 0;
	return 0;
}

/* PDU of that tag with one binding of a NULL to the OID, or with none when the OID is empty. */
static void put_pdu(struct str *to, uint8_t tag, int32_t request, struct span oid)
{
	STR_AUTO(binding, LIMIT_FRAME);
	STR_AUTO(bindings, LIMIT_FRAME);
	STR_AUTO(pdu, LIMIT_FRAME);

	if (oid.n) {
		ber_put(&binding, BER_OID, oid);
		ber_put(&binding, BER_NULL, span_of(NULL, 0));
		ber_put(&bindings, BER_SEQUENCE, str_bytes(&binding));
	}
	ber_put_int(&pdu, BER_INTEGER, request);
	ber_put_int(&pdu, BER_INTEGER, 0);
	ber_put_int(&pdu, BER_INTEGER, 0);
	ber_put(&pdu, BER_SEQUENCE, str_bytes(&bindings));
	ber_put(to, tag, str_bytes(&pdu));
}

void snmp_get_put(struct str *to, const char *community, int32_t request, struct span oid)
{
	STR_AUTO(message, LIMIT_FRAME);

	ber_put_int(&message, BER_INTEGER, SNMP_V2C);
	ber_put(&message, BER_OCTETS, span_str(community));
	put_pdu(&message, SNMP_GET, request, oid);
	ber_put(to, BER_SEQUENCE, str_bytes(&message));
}

void snmp_discover_put(struct str *to, int32_t id)
{
	struct span empty = span_of(NULL, 0);
	uint8_t flags = FLAG_REPORTABLE;
	STR_AUTO(message, LIMIT_FRAME);
	STR_AUTO(part, LIMIT_FRAME);
	STR_AUTO(usm, LIMIT_FRAME);

	ber_put_int(&message, BER_INTEGER, SNMP_V3);
	ber_put_int(&part, BER_INTEGER, id);
	ber_put_int(&part, BER_INTEGER, LIMIT_DATAGRAM);
	ber_put(&part, BER_OCTETS, span_of(&flags, 1));
	ber_put_int(&part, BER_INTEGER, MODEL_USM);
	ber_put(&message, BER_SEQUENCE, str_bytes(&part));

	/* Engine, its boots and time, user, authentication and privacy parameters. */
	str_clear(&part);
	ber_put(&part, BER_OCTETS, empty);
	ber_put_int(&part, BER_INTEGER, 0);
	ber_put_int(&part, BER_INTEGER, 0);
	for (int i = 0; i < 3; i++)
		ber_put(&part, BER_OCTETS, empty);
	ber_put(&usm, BER_SEQUENCE, str_bytes(&part));
	ber_put(&message, BER_OCTETS, str_bytes(&usm));

	/* Context engine and name, then the PDU. */
	str_clear(&part);
	ber_put(&part, BER_OCTETS, empty);
	ber_put(&part, BER_OCTETS, empty);
	put_pdu(&part, SNMP_GET, id, empty);
	ber_put(&message, BER_SEQUENCE, str_bytes(&part));
	ber_put(to, BER_SEQUENCE, str_bytes(&message));
}
