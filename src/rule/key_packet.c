/* Fields of packets. */
#include "rule/key.h"

#include <ctype.h>

struct number_row {
	const char *name;
	int op;
	int64_t max;
};

static const struct number_row numbers[] = {
    {"dsize", OP_DSIZE, 65535},
    {"ttl", OP_TTL, 255},
    {"id", OP_IP_ID, 65535},
    {"tos", OP_TOS, 255},
    {"window", OP_WINDOW, 65535},
    {"tcp.window", OP_WINDOW, 65535},
    {"seq", OP_SEQ, UINT32_MAX},
    {"tcp.seq", OP_SEQ, UINT32_MAX},
    {"ack", OP_ACK, UINT32_MAX},
    {"tcp.ack", OP_ACK, UINT32_MAX},
    {"itype", OP_ITYPE, 255},
    {"icode", OP_ICODE, 255},
    {"icmp_id", OP_ICMP_ID, 65535},
    {"icmp_seq", OP_ICMP_SEQ, 65535},
    {"tcp.mss", OP_TCP_MSS, 65535},
    {"tcp.wscale", OP_TCP_WSCALE, 255},
    {"vlan.layers", OP_VLAN_LAYERS, 3},
    {"flow.age", OP_FLOW_AGE, UINT32_MAX},
};

static int number(struct key_state *k, struct span value)
{
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (strcmp(k->keyword, numbers[i].name) == 0) {
			struct rule_step *s = key_head(k, numbers[i].op);

			if (value.n >= 2 && value.p[0] == '"')
				value = span_sub(value, 1, value.n - 2);
			return key_compare(value, numbers[i].max, &s->op) < 0
				   ? key_bad(k, value)
				   : 0;
		}
	return key_bad(k, value);
}

static int protocol_number(struct span text)
{
	static const struct {
		const char *name;
		int number;
	} rows[] = {{"icmp", 1}, {"igmp", 2}, {"tcp", 6}, {"udp", 17}, {"ipv6", 41},
	    {"gre", 47}, {"esp", 50}, {"ah", 51}, {"icmpv6", 58}, {"ipv6-icmp", 58},
	    {"eigrp", 88}, {"ospf", 89}, {"pim", 103}, {"vrrp", 112}, {"l2tp", 115},
	    {"sctp", 132}, {"ipip", 4}, {"ip", 0}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_ieq(text, rows[i].name))
			return rows[i].number;
	return -1;
}

static int ip_proto(struct key_state *k, struct span value)
{
	struct rule_step *s = key_head(k, OP_IP_PROTO);
	struct span name = value;
	int mode = RULE_EQ, nr;

	if (name.n && strchr("!<>", name.p[0])) {
		mode = name.p[0] == '!' ? RULE_NE : name.p[0] == '<' ? RULE_LT : RULE_GT;
		name = span_trim(span_sub(name, 1, name.n));
	}
	nr = protocol_number(name);
	if (nr < 0)
		return key_compare(value, 255, &s->op) < 0 ? key_bad(k, value) : 0;
	s->op.mode = (uint8_t)mode;
	s->op.a = nr;
	return 0;
}

static int sameip(struct key_state *k, struct span value)
{
	(void)value;
	(void)key_head(k, OP_SAMEIP);
	return 0;
}

/* Takes "+", "*", "!" around letters. */
static int bits_mode(struct span *value)
{
	int mode = RULE_BITS_EXACT;

	while (value->n && strchr("+*!=", value->p[0])) {
		mode = value->p[0] == '+'   ? RULE_BITS_ALL
		       : value->p[0] == '*' ? RULE_BITS_ANY
		       : value->p[0] == '!' ? RULE_BITS_NONE
					    : RULE_BITS_EXACT;
		*value = span_sub(*value, 1, value->n);
	}
	if (value->n && strchr("+*!", value->p[value->n - 1])) {
		char c = (char)value->p[value->n - 1];

		mode = c == '+' ? RULE_BITS_ALL : c == '*' ? RULE_BITS_ANY : RULE_BITS_NONE;
		*value = span_sub(*value, 0, value->n - 1);
	}
	return mode;
}

static int fragbits(struct key_state *k, struct span value)
{
	struct rule_step *s = key_head(k, OP_FRAGBITS);

	s->op.mode = (uint8_t)bits_mode(&value);
	for (size_t i = 0; i < value.n; i++) {
		int c = toupper(value.p[i]);

		if (c == 'M')
			s->op.a |= 0x2000;
		else if (c == 'D')
			s->op.a |= 0x4000;
		else if (c == 'R')
			s->op.a |= 0x8000;
		else if (!isspace(c))
			return key_bad(k, value);
	}
	return 0;
}

static int fragoffset(struct key_state *k, struct span value)
{
	struct rule_step *s = key_head(k, OP_FRAGOFFSET);

	return key_compare(value, 8191, &s->op) < 0 ? key_bad(k, value) : 0;
}

static int flag_bits(struct span text, int32_t *ret)
{
	static const char letters[] = "FSRPAUEC";

	*ret = 0;
	for (size_t i = 0; i < text.n; i++) {
		int c = toupper(text.p[i]);
		const char *at = c ? strchr(letters, c) : NULL;

		if (c == '0' || isspace(c))
			continue;
		if (c == '1' || c == '2') /* the old names of the two reserved bits */
			at = c == '1' ? letters + 7 : letters + 6;
		if (!at)
			return ERR_SYNTAX;
		*ret |= 1 << (at - letters);
	}
	return 0;
}

static int tcp_flags(struct key_state *k, struct span value)
{
	struct rule_step *s = key_head(k, OP_TCP_FLAGS);
	struct span bits = {0}, ignored = {0};

	if (!key_item(&value, &bits))
		return key_bad(k, value);
	s->op.mode = (uint8_t)bits_mode(&bits);
	if (flag_bits(bits, &s->op.a) < 0)
		return key_bad(k, bits);
	if (key_item(&value, &ignored) && flag_bits(ignored, &s->op.b) < 0)
		return key_bad(k, ignored);
	return 0;
}

static int ipopts(struct key_state *k, struct span value)
{
	static const struct {
		const char *name;
		int number;
	} rows[] = {{"any", 0}, {"eol", 256}, {"nop", 1}, {"rr", 7}, {"qs", 25}, {"ts", 68},
	    {"sec", 130}, {"lsrr", 131}, {"esec", 133}, {"satid", 136}, {"ssrr", 137}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_ieq(value, rows[i].name)) {
			key_head(k, OP_IPOPTS)->op.a = rows[i].number;
			return 0;
		}
	return key_bad(k, value);
}

static int vlan_id(struct key_state *k, struct span value)
{
	struct rule_step *s = key_head(k, OP_VLAN_ID);
	struct span n = {0}, layer = {0};
	int64_t v;

	if (!key_item(&value, &n) || key_compare(n, 4095, &s->op) < 0)
		return key_bad(k, n);
	if (!key_item(&value, &layer) || span_eq(layer, "any"))
		return 0;
	if (span_eq(layer, "all")) {
		s->op.e = 100;
		return 0;
	}
	if (key_number(layer, -3, 2, &v) < 0)
		return key_bad(k, layer);
	s->op.e = (uint32_t)(v < 0 ? 10 - v : v + 1);
	return 0;
}

static int l3_proto(struct key_state *k, struct span value)
{
	struct rule_step *s;
	bool six = span_ieq(value, "ipv6") || span_ieq(value, "ip6");

	if (!six && !span_ieq(value, "ipv4") && !span_ieq(value, "ip4"))
		return key_bad(k, value);
	s = key_head(k, OP_L3_PROTO);
	s->op.a = six ? 6 : 4;
	return 0;
}

const struct key_row key_packet_rows[] = {
    {"dsize", number, 0},
    {"ttl", number, 0},
    {"id", number, 0},
    {"tos", number, 0},
    {"window", number, 0},
    {"tcp.window", number, 0},
    {"seq", number, 0},
    {"tcp.seq", number, 0},
    {"ack", number, 0},
    {"tcp.ack", number, 0},
    {"itype", number, 0},
    {"icode", number, 0},
    {"icmp_id", number, 0},
    {"icmp_seq", number, 0},
    {"tcp.mss", number, 0},
    {"tcp.wscale", number, 0},
    {"vlan.layers", number, 0},
    {"vlan.id", vlan_id, 0},
    {"flow.age", number, 0},
    {"ip_proto", ip_proto, 0},
    {"sameip", sameip, KEY_NONE},
    {"fragbits", fragbits, 0},
    {"fragoffset", fragoffset, 0},
    {"flags", tcp_flags, 0},
    {"tcp.flags", tcp_flags, 0},
    {"ipopts", ipopts, 0},
    {"l3_proto", l3_proto, 0},
    {NULL, NULL, 0},
};
