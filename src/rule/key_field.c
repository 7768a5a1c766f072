/* Fields of applications that are numbers or one of a few words: their buffers have two bytes,
 * big-endian, for each. */
#include "rule/key.h"

enum { PAIRS = 64, TOP = 0xffff, UUID = 16, UUID_TEXT = 36, VERSION_AT = 16, FIRST_AT = 18 };

/* Numbers from one to another, both of them too. */
struct pairs {
	uint8_t bytes[PAIRS * 4];
	size_t n;
};

static const char *const snmp_types[] = {"get_request", "get_next_request", "response",
    "set_request", "trap_v1", "get_bulk_request", "inform_request", "trap_v2", "report", NULL};

static const char *const mqtt_types[] = {"unassigned", "connect", "connack", "publish",
    "puback", "pubrec", "pubrel", "pubcomp", "subscribe", "suback", "unsubscribe", "unsuback",
    "pingreq", "pingresp", "disconnect", "auth", NULL};

static const char *const ftp_modes[] = {"", "active", "passive", NULL};

static const struct {
	const char *keyword;
	int buffer;
	const char *const *names; /* of 0, 1, ...; NULL: numbers alone */
	bool numbers, list;       /* list: "1,2,5-7", whose ranges have their ends */
} fields[] = {
    {"dcerpc.opnum", BUFFER_DCE_OPNUM, NULL, true, true},
    {"dce_opnum", BUFFER_DCE_OPNUM, NULL, true, true},
    {"snmp.version", BUFFER_SNMP_VERSION, NULL, true, false},
    {"snmp.pdu_type", BUFFER_SNMP_TYPE, snmp_types, true, false},
    {"mqtt.type", BUFFER_MQTT_TYPE, mqtt_types, true, false},
    {"smb.version", BUFFER_SMB_VERSION, NULL, true, false},
    {"ftp.dynamic_port", BUFFER_FTP_PORT, NULL, true, false},
    {"ftp.mode", BUFFER_FTP_MODE, ftp_modes, false, false},
};

static int put(struct pairs *p, int64_t from, int64_t to)
{
	if (from > to)
		return ERR_RANGE;
	if (p->n == sizeof(p->bytes))
		return ERR_LIMIT;
	p->bytes[p->n++] = (uint8_t)(from >> 8);
	p->bytes[p->n++] = (uint8_t)from;
	p->bytes[p->n++] = (uint8_t)(to >> 8);
	p->bytes[p->n++] = (uint8_t)to;
	return 0;
}

/* "5", "=5", "!5", "<5", "<=5", ">5", ">=5", "5-9", "5<>9". */
static int numbers(struct span text, bool ends, struct pairs *p)
{
	struct rule_op op = {0};
	int64_t a = 0, b = 0;
	ptrdiff_t dash = span_find(text, "-");
	int r;

	if (ends && dash > 0) {
		r = key_number(span_sub(text, 0, (size_t)dash), 0, TOP, &a);
		if (r == 0)
			r = key_number(span_sub(text, (size_t)dash + 1, text.n), 0, TOP, &b);
		return r < 0 ? r : put(p, a, b);
	}
	r = key_compare(text, TOP, &op);
	if (r < 0)
		return r;
	a = op.a;
	b = op.c;
	switch (op.mode) {
	case RULE_EQ:
		return put(p, a, a);
	case RULE_LT:
		return put(p, 0, a - 1);
	case RULE_LE:
		return put(p, 0, a);
	case RULE_GT:
		return put(p, a + 1, TOP);
	case RULE_GE:
		return put(p, a, TOP);
	case RULE_BETWEEN:
		return put(p, a + 1, b - 1);
	case RULE_NE:
		r = a > 0 ? put(p, 0, a - 1) : 0;
		return r == 0 && a < TOP ? put(p, a + 1, TOP) : r;
	default:
		return ERR_UNSUPPORTED;
	}
}

static int named(const char *const *names, struct span text, struct pairs *p)
{
	for (int i = 0; names && names[i]; i++)
		if (text.n && span_ieq(text, names[i]))
			return put(p, i, i);
	return ERR_NOTFOUND;
}

/* What is asked of the buffer at that place. */
static void ask(struct key_state *k, int buffer, int at, const struct pairs *p)
{
	int part = key_part(k, buffer);
	struct rule_step *s = key_add(k->arena, &k->rule->parts.items[part].steps, OP_RANGES);

	s->op.a = at;
	s->bytes = arena_span(k->arena, span_of(p->bytes, p->n));
}

static int field(struct key_state *k, struct span value)
{
	struct pairs p = {0};
	struct span it, rest = value;
	size_t f = 0;
	int r = ERR_SYNTAX;

	while (strcmp(fields[f].keyword, k->keyword) != 0)
		f++;
	if (!fields[f].list) {
		it = span_trim(value);
		r = named(fields[f].names, it, &p);
		if (r < 0 && fields[f].numbers)
			r = numbers(it, false, &p);
	}
	while (fields[f].list && key_item(&rest, &it)) {
		r = numbers(it, true, &p);
		if (r < 0)
			break;
	}
	if (r < 0)
		return key_bad(k, value);
	ask(k, fields[f].buffer, 0, &p);
	return 0;
}

static int nibble(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool uuid(struct span text, uint8_t *to)
{
	size_t n = 0;

	if (text.n != UUID_TEXT)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash != (text.p[i] == '-'))
			return false;
		if (dash)
			continue;
		if (nibble(text.p[i]) < 0)
			return false;
		to[n / 2] = (uint8_t)(to[n / 2] << 4 | nibble(text.p[i]));
		n++;
	}
	return true;
}

/* "UUID[,COMPARED VERSION][,any_frag]" */
static int iface(struct key_state *k, struct span value)
{
	struct span whole = value, it;
	struct pairs version = {0}, first = {0};
	uint8_t bytes[UUID] = {0};
	struct rule_step *s;
	bool any = false;
	int part;

	if (!key_item(&value, &it) || !uuid(it, bytes))
		return key_bad(k, whole);
	while (key_item(&value, &it)) {
		if (span_eq(it, "any_frag"))
			any = true;
		else if (version.n || numbers(it, false, &version) < 0)
			return key_bad(k, whole);
	}
	part = key_part(k, BUFFER_DCE_IFACE);
	s = key_add(k->arena, &k->rule->parts.items[part].steps, OP_CONTENT);
	s->bytes = arena_span(k->arena, span_of(bytes, UUID));
	s->op.b = UUID;
	s->op.flags |= RULE_F_DEPTH;
	if (version.n)
		ask(k, BUFFER_DCE_IFACE, VERSION_AT, &version);
	if (any)
		return 0;
	(void)put(&first, 1, 1);
	ask(k, BUFFER_DCE_IFACE, FIRST_AT, &first);
	return 0;
}

static int ftpdata_command(struct key_state *k, struct span value)
{
	static const char *const words[] = {
	    "RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD"};
	int part = key_part(k, BUFFER_FTPDATA_COMMAND);

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct rule_step *s;

		if (!span_ieq(span_trim(value), words[i]))
			continue;
		s = key_add(k->arena, &k->rule->parts.items[part].steps, OP_CONTENT);
		s->bytes = span_str(words[i]);
		s->op.b = (int32_t)s->bytes.n;
		s->op.flags |= RULE_F_DEPTH;
		return 0;
	}
	return key_bad(k, value);
}

const struct key_row key_field_rows[] = {
    {"dcerpc.iface", iface, 0},
    {"dce_iface", iface, 0},
    {"dcerpc.opnum", field, 0},
    {"dce_opnum", field, 0},
    {"snmp.version", field, 0},
    {"snmp.pdu_type", field, 0},
    {"mqtt.type", field, 0},
    {"smb.version", field, 0},
    {"ftp.dynamic_port", field, 0},
    {"ftp.mode", field, 0},
    {"ftpdata_command", ftpdata_command, 0},
    {NULL, NULL, 0},
};
