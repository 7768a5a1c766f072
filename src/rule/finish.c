/* After the last option: what a rule is held against, and what its steps need to know of each
 * other. */
#include "rule/key.h"

/* Bits of protocols in whose transactions a buffer is found. */
static uint32_t apps_of(int buffer)
{
	switch (buffer_rows[buffer].proto) {
	case 0:
		return 0;
	case PROTO_HTTP1:
		return 1U << PROTO_HTTP1 | 1U << PROTO_HTTP2;
	case PROTO_TLS:
		return 1U << PROTO_TLS | 1U << PROTO_QUIC;
	case PROTO_DCERPC:
		return 1U << PROTO_DCERPC | 1U << PROTO_SMB;
	default:
		return 1U << buffer_rows[buffer].proto;
	}
}

static int applications(struct key_state *k)
{
	struct rule *rule = k->rule;

	vec_foreach (part, &rule->parts) {
		uint32_t apps = apps_of(part->buffer);

		if (!apps)
			continue;
		if (rule->apps && !(rule->apps & apps))
			return key_refuse(
			    k, ERR_SYNTAX, "a buffer does not belong to the rule's protocol");
		if (!rule->app_given)
			rule->apps |= apps;
	}
	return 0;
}

/* Whether a step counts from the end of the one before. */
static bool is_relative(const struct rule_step *s)
{
	return s->op.flags & RULE_F_RELATIVE;
}

static void retries(struct rule_part *part)
{
	for (size_t i = 0; i + 1 < part->steps.v.n; i++) {
		struct rule_step *s = &part->steps.v.items[i];

		if ((s->op.kind == OP_CONTENT || s->op.kind == OP_PCRE) &&
		    !(s->op.flags & RULE_F_NEGATED) && is_relative(s + 1))
			s->op.flags |= RULE_F_RETRY;
	}
}

/* Steps that only a packet can answer. */
static bool of_packet(const struct rule_step *s)
{
	switch (s->op.kind) {
	case OP_DSIZE:
	case OP_TTL:
	case OP_IP_ID:
	case OP_TOS:
	case OP_WINDOW:
	case OP_SEQ:
	case OP_ACK:
	case OP_ITYPE:
	case OP_ICODE:
	case OP_ICMP_ID:
	case OP_ICMP_SEQ:
	case OP_TCP_MSS:
	case OP_TCP_WSCALE:
	case OP_FRAGBITS:
	case OP_FRAGOFFSET:
	case OP_TCP_FLAGS:
	case OP_IPOPTS:
	case OP_DECODE_EVENT:
		return true;
	default:
		return false;
	}
}

static bool any_of_packet(const struct rule *rule)
{
	bool any = false;

	vec_foreach (s, &rule->head.v)
		any |= of_packet(s);
	return any;
}

static bool only(const struct rule *rule, int op, int other)
{
	bool all = true;

	vec_foreach (s, &rule->head.v)
		all &= s->op.kind == op || s->op.kind == other;
	return all;
}

static int kind_without_content(const struct rule *rule)
{
	bool asks = false;

	vec_foreach (s, &rule->head.v)
		asks |= s->op.kind == OP_APP_PROTO;
	if (rule->packet_only || rule->stream_only)
		return RULE_PACKET;
	if (asks && only(rule, OP_APP_PROTO, OP_FLOWBIT))
		return RULE_ONCE;
	if (!rule->apps && !rule->flow && !rule->sport && !rule->dport &&
	    only(rule, OP_FLOWBIT, OP_FLOWBIT))
		return RULE_ONCE;
	return RULE_PACKET;
}

/* A content with a place in the packet is looked for in packets too. */
static bool placed(const struct rule *rule)
{
	bool any = false;

	vec_foreach (part, &rule->parts)
		vec_foreach (s, &part->steps.v)
			any |= s->op.kind == OP_CONTENT && !is_relative(s) &&
			       (s->op.flags & (RULE_F_DEPTH | RULE_F_A_VAR) || s->op.a);
	return any;
}

static void kind(struct rule *rule)
{
	bool content = false, tx = rule->flags & RULE_EVENT;

	vec_foreach (part, &rule->parts) {
		tx |= part->buffer != BUFFER_PAYLOAD;
		content |= part->steps.v.n > 0;
	}
	if (tx) {
		rule->kind = RULE_TX;
		return;
	}
	if (!content) {
		rule->kind = kind_without_content(rule);
		return;
	}
	rule->kind = RULE_PACKET;
	if (!(rule->l4 & RULE_L4_TCP) || rule->packet_only ||
	    rule->flow & (RULE_FLOW_NO_STREAM | RULE_FLOW_NOT_ESTABLISHED) ||
	    any_of_packet(rule))
		return;
	rule->kind = RULE_STREAM;
	if (rule->stream_only)
		rule->flow |= RULE_FLOW_ONLY_STREAM;
	if (!(rule->flow & RULE_FLOW_ONLY_STREAM) && placed(rule))
		rule->flags |= RULE_ALSO_PACKET;
}

int rule_finish(struct key_state *k)
{
	struct rule *rule = k->rule;
	int r;

	k->keyword = "";
	if (!rule->sid)
		return key_refuse(k, ERR_SYNTAX, "a rule has no sid");
	if (k->changes.v.n)
		return key_refuse(k, ERR_SYNTAX, "a transform stands without content");
	r = applications(k);
	if (r < 0)
		return r;
	if (!rule->has_priority && !rule->text.category)
		rule->priority = 3;
	vec_foreach (part, &rule->parts)
		retries(part);
	kind(rule);
	rule_fast(rule);
	if (rule->fast_part >= 0)
		rule->flags |= RULE_FAST;
	return 0;
}
