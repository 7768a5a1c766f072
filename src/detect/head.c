/* What rules ask of packets, flows and state. */
#include "detect/detect_impl.h"

#include "flow/stream.h"
#include "packet/event.h"

/* "!N" asks for a payload of another size, not for none, as Suricata has it. */
static bool dsize(const struct look *l, const struct rule_op *op)
{
	if (l->packet && op->mode == RULE_NE && !l->packet->payload.n)
		return false;
	return l->packet && number_compare(op, l->packet->payload.n);
}

static bool bits(const struct rule_op *op, uint32_t value, uint32_t want)
{
	switch (op->mode) {
	case RULE_BITS_ALL:
		return (value & want) == want;
	case RULE_BITS_ANY:
		return value & want;
	case RULE_BITS_NONE:
		return !(value & want);
	default:
		return value == want;
	}
}

static bool fragment(const struct look *l, const struct rule_op *op)
{
	uint32_t field;

	if (!l->packet || l->packet->family != 4 || l->packet->ip.n < 8)
		return false;
	field = (uint32_t)l->packet->ip.p[6] << 8 | l->packet->ip.p[7];
	if (op->kind == OP_FRAGOFFSET)
		return number_compare(op, field & 0x1fff);
	return bits(op, field & 0xe000, (uint32_t)op->a);
}

static bool tcp_flags(const struct look *l, const struct rule_op *op)
{
	if (!l->packet || l->packet->proto != 6)
		return false;
	return bits(op, l->packet->tcp_flags & ~(uint32_t)op->b & 0xff, (uint32_t)op->a);
}

static bool ip_option(const struct look *l, const struct rule_op *op)
{
	struct span o;

	if (!l->packet || l->packet->family != 4)
		return false;
	o = l->packet->ip_options;
	if (op->a == 0)
		return o.n > 0;
	for (size_t i = 0; i < o.n;) {
		uint8_t type = o.p[i];

		if (type == (op->a & 255))
			return true;
		if (type == 0)
			return false;
		if (type == 1) {
			i++;
			continue;
		}
		if (i + 1 >= o.n || o.p[i + 1] < 2)
			return false;
		i += o.p[i + 1];
	}
	return false;
}

/* A number behind an ICMP header's checksum: identifier and sequence of echo and its kin. */
static bool icmp_echo(const struct look *l, const struct rule_op *op)
{
	const struct packet *p = l->packet;
	size_t at = op->kind == OP_ICMP_ID ? 4 : 6;

	if (!p || p->l4.n < 8)
		return false;
	if (p->proto == 1 && p->icmp_type != 8 && p->icmp_type != 0 &&
	    !(p->icmp_type >= 13 && p->icmp_type <= 18))
		return false;
	if (p->proto == 58 && p->icmp_type != 128 && p->icmp_type != 129)
		return false;
	return (p->proto == 1 || p->proto == 58) &&
	       number_compare(op, (uint64_t)p->l4.p[at] << 8 | p->l4.p[at + 1]);
}

static bool icmp_or_tcp(const struct look *l, const struct rule_op *op)
{
	const struct packet *p = l->packet;

	switch (op->kind) {
	case OP_ITYPE:
		return p && (p->proto == 1 || p->proto == 58) &&
		       number_compare(op, p->icmp_type);
	case OP_ICODE:
		return p && (p->proto == 1 || p->proto == 58) &&
		       number_compare(op, p->icmp_code);
	case OP_WINDOW:
		return p && p->proto == 6 && number_compare(op, p->tcp_window);
	case OP_SEQ:
		return p && p->proto == 6 && number_compare(op, p->tcp_seq);
	case OP_ACK:
		return p && p->proto == 6 && number_compare(op, p->tcp_ack);
	case OP_TCP_MSS:
		return p && p->proto == 6 && p->tcp_mss && number_compare(op, p->tcp_mss);
	case OP_TCP_WSCALE:
		return p && p->proto == 6 && p->tcp_wscale != 0xff &&
		       number_compare(op, p->tcp_wscale);
	case OP_TCP_FLAGS:
		return tcp_flags(l, op);
	default:
		return icmp_echo(l, op);
	}
}

static bool vlan(const struct look *l, const struct rule_op *op)
{
	const struct packet *p = l->packet;
	bool any = false, all = true;

	if (!p || !p->nvlan)
		return false;
	for (int i = 0; i < p->nvlan && i < PACKET_VLANS; i++) {
		bool yes = number_compare(op, p->vlan[i]);

		if (op->e == (uint32_t)i + 1 || op->e == (uint32_t)(10 + p->nvlan - i))
			return yes;
		any |= yes;
		all &= yes;
	}
	return op->e == 100 ? all : op->e == 0 && any;
}

static bool flow_number(const struct look *l, const struct rule_op *op)
{
	const struct flow *f = l->flow;
	uint64_t v[2];

	if (!f)
		return false;
	if (op->kind == OP_FLOW_AGE)
		return number_compare(op, (uint64_t)MAX(l->time - f->start, 0) / 1000000);
	for (int i = 0; i < 2; i++)
		v[i] = op->kind == OP_FLOW_BYTES ? f->side[i].bytes : f->side[i].packets;
	if (op->e < 2)
		return number_compare(op, v[op->e]);
	if (op->e == 2)
		return number_compare(op, v[0]) || number_compare(op, v[1]);
	return number_compare(op, v[0] + v[1]);
}

/* Bytes of a stream so far, as sequence numbers tell. */
static uint32_t sent(const struct flow *flow, enum flow_dir dir)
{
	const struct stream *s = flow->side[dir].stream;

	return s && s->begun ? s->next_seq - s->isn : 0;
}

static bool stream_size(const struct look *l, const struct rule_op *op)
{
	struct rule_op one = *op;
	bool client, server;

	if (!l->flow || l->flow->proto != 6)
		return false;
	one.b = one.c = one.d = 0;
	client = number_compare(&one, sent(l->flow, FLOW_TO_SERVER));
	server = number_compare(&one, sent(l->flow, FLOW_TO_CLIENT));
	return op->e == 0   ? server
	       : op->e == 1 ? client
	       : op->e == 2 ? server && client
			    : server || client;
}

static bool app_proto(const struct look *l, const struct rule_op *op)
{
	uint8_t app;

	if (!l->flow)
		return false;
	app = op->e == 1   ? l->flow->app_side[0]
	      : op->e == 2 ? l->flow->app_side[1]
			   : l->flow->app;
	if (app == PROTO_UNKNOWN && !(op->a & 1 << PROTO_UNKNOWN))
		return false;
	return (bool)(op->a & 1 << app) != (bool)(op->flags & RULE_F_NEGATED);
}

static bool app_event(const struct look *l, const struct rule_op *op)
{
	if (!l->tx)
		return false;
	for (uint8_t i = 0; i < l->tx->nevents && i < ARRAY_LEN(l->tx->events); i++)
		if (l->tx->events[i] == (uint16_t)op->a)
			return true;
	return false;
}

static bool decode_event(const struct look *l, const struct rule_op *op)
{
	return l->packet && op->a >= 0 && op->a < PACKET_EVENT_END &&
	       event_has(l->packet, (enum packet_event)op->a);
}

/* By the text of the version's buffer: "TLS 1.2", "TLSv1.2" and "1.2" alike. */
static bool ssl_version(const struct look *l, const struct rule_op *op)
{
	static const char *const names[] = {"SSLv2", "SSLv3", "1.0", "1.1", "1.2", "1.3"};
	struct span v = l->tx ? proto_tx_get(l->tx, BUFFER_TLS_VERSION) : span_of(NULL, 0);
	int bit = 0;

	if (!v.n)
		return false;
	for (int i = 0; i < (int)ARRAY_LEN(names); i++)
		if (span_ifind(v, names[i]) >= 0)
			bit = 1 << i;
	if (!bit && span_ieq(v, "TLSv1"))
		bit = 4;
	return (!op->a || op->a & bit) && !(op->b & bit) && bit;
}

static bool same_ip(const struct look *l)
{
	return l->family && memcmp(l->src, l->dst, l->family == 4 ? 4 : 16) == 0;
}

static bool packet_number(const struct look *l, const struct rule_op *op)
{
	const struct packet *p = l->packet;

	switch (op->kind) {
	case OP_DSIZE:
		return dsize(l, op);
	case OP_TTL:
		return p && p->family && number_compare(op, p->ttl);
	case OP_IP_ID:
		return p && p->family && number_compare(op, p->ip_id);
	case OP_TOS:
		return p && p->family && number_compare(op, p->tos);
	case OP_IP_PROTO:
		return l->family && number_compare(op, l->proto);
	case OP_VLAN_LAYERS:
		return p && number_compare(op, p->nvlan);
	case OP_VLAN_ID:
		return vlan(l, op);
	case OP_SAMEIP:
		return same_ip(l);
	case OP_L3_PROTO:
		return l->family == op->a;
	case OP_FRAGBITS:
	case OP_FRAGOFFSET:
		return fragment(l, op);
	case OP_IPOPTS:
		return ip_option(l, op);
	default:
		return icmp_or_tcp(l, op);
	}
}

static bool holds(struct look *l, const struct rule_op *op)
{
	switch (op->kind) {
	case OP_FLOW_AGE:
	case OP_FLOW_PACKETS:
	case OP_FLOW_BYTES:
		return flow_number(l, op);
	case OP_STREAM_SIZE:
		return stream_size(l, op);
	case OP_APP_PROTO:
		return app_proto(l, op);
	case OP_APP_EVENT:
		return app_event(l, op);
	case OP_DECODE_EVENT:
		return decode_event(l, op);
	case OP_SSL_VERSION:
		return ssl_version(l, op);
	case OP_FLOWBIT:
		return state_bit(l, op);
	case OP_XBIT:
		return state_xbit(l, op);
	case OP_FLOWINT:
		return state_int(l, op);
	default:
		return packet_number(l, op);
	}
}

bool head_holds(struct look *look, const struct rule_op *ops, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!holds(look, &ops[i]))
			return false;
	return true;
}
