/* Direction and state of flows, the application's protocol, events. */
#include "rule/events.h"
#include "rule/key.h"

static const struct {
	const char *name;
	uint16_t bit;
} flow_words[] = {
    {"to_server", RULE_FLOW_TO_SERVER},
    {"from_client", RULE_FLOW_TO_SERVER},
    {"to_client", RULE_FLOW_TO_CLIENT},
    {"from_server", RULE_FLOW_TO_CLIENT},
    {"established", RULE_FLOW_ESTABLISHED},
    {"not_established", RULE_FLOW_NOT_ESTABLISHED},
    {"stateless", RULE_FLOW_STATELESS},
    {"only_stream", RULE_FLOW_ONLY_STREAM},
    {"no_stream", RULE_FLOW_NO_STREAM},
    {"only_frag", RULE_FLOW_ONLY_FRAG},
    {"no_frag", RULE_FLOW_NO_FRAG},
};

static int flow(struct key_state *k, struct span value)
{
	struct span it;

	while (key_item(&value, &it)) {
		size_t i = 0;

		while (i < ARRAY_LEN(flow_words) && !span_ieq(it, flow_words[i].name))
			i++;
		if (i == ARRAY_LEN(flow_words))
			return key_bad(k, it);
		k->rule->flow |= flow_words[i].bit;
	}
	if ((k->rule->flow & RULE_FLOW_TO_SERVER && k->rule->flow & RULE_FLOW_TO_CLIENT) ||
	    (k->rule->flow & RULE_FLOW_ESTABLISHED &&
		k->rule->flow & RULE_FLOW_NOT_ESTABLISHED))
		return key_refuse(k, ERR_SYNTAX, "flow says both of two opposites");
	return 0;
}

static int app_protocol(struct key_state *k, struct span value)
{
	struct rule_step *s = key_head(k, OP_APP_PROTO);
	struct span name = {0}, mode = {0};
	static const char *const modes[] = {
	    "to_server", "to_client", "final", "original", "either", "toserver", "toclient"};

	(void)key_item(&value, &name);
	if (name.n && name.p[0] == '!') {
		s->op.flags |= RULE_F_NEGATED;
		name = span_trim(span_sub(name, 1, name.n));
	}
	if (span_eq(name, "failed"))
		s->op.a = 1 << PROTO_FAILED;
	else if (span_eq(name, "unknown"))
		s->op.a = 1 << PROTO_UNKNOWN;
	else
		s->op.a = (int32_t)key_apps(name);
	if (!s->op.a)
		return key_refuse(k, ERR_UNSUPPORTED, "protocol %.*s is not supported",
		    (int)MIN(name.n, 40), (const char *)name.p);
	if (key_item(&value, &mode))
		for (uint32_t i = 0; i < ARRAY_LEN(modes); i++)
			if (span_eq(mode, modes[i]))
				s->op.e = i >= 5 ? i - 4 : i + 1;
	return 0;
}

static int stream_size(struct key_state *k, struct span value)
{
	static const char *const sides[] = {"server", "client", "both", "either"};
	static const struct {
		const char *sign;
		int mode;
	} signs[] = {{"=", RULE_EQ}, {"!=", RULE_NE}, {"<", RULE_LT}, {">", RULE_GT},
	    {"<=", RULE_LE}, {">=", RULE_GE}};
	struct rule_step *s = key_head(k, OP_STREAM_SIZE);
	struct span side = {0}, sign = {0}, n = {0};
	int64_t v;
	uint32_t i = 0;
	size_t j = 0;

	if (!key_item(&value, &side) || !key_item(&value, &sign) || !key_item(&value, &n))
		return key_bad(k, value);
	while (i < ARRAY_LEN(sides) && !span_eq(side, sides[i]))
		i++;
	while (j < ARRAY_LEN(signs) && !span_eq(sign, signs[j].sign))
		j++;
	if (i == ARRAY_LEN(sides) || j == ARRAY_LEN(signs) ||
	    key_number(n, 0, INT32_MAX, &v) < 0)
		return key_bad(k, side);
	s->op.e = i;
	s->op.mode = (uint8_t)signs[j].mode;
	s->op.a = (int32_t)v;
	return 0;
}

static int event(struct key_state *k, struct span value, int op, int nr)
{
	struct rule_step *s;

	if (nr < 0)
		return key_refuse(k, ERR_UNSUPPORTED, "event %.*s is not known",
		    (int)MIN(value.n, 80), (const char *)value.p);
	s = key_head(k, op);
	s->op.a = nr;
	s->bytes = value;
	k->rule->flags |= op == OP_APP_EVENT ? RULE_EVENT : RULE_DECODE;
	return 0;
}

static int app_event(struct key_state *k, struct span value)
{
	return event(k, value, OP_APP_EVENT, events_app(value));
}

static int decode_event(struct key_state *k, struct span value)
{
	return event(k, value, OP_DECODE_EVENT, events_packet(value));
}

static int stream_event(struct key_state *k, struct span value)
{
	const char *name =
	    arena_printf(k->arena, "stream.%.*s", (int)value.n, (const char *)value.p);

	return event(k, value, OP_DECODE_EVENT, events_packet(span_str(name)));
}

static int flow_count(struct key_state *k, struct span value)
{
	bool bytes = strncmp(k->keyword, "flow.bytes", 10) == 0;
	struct rule_step *s = key_head(k, bytes ? OP_FLOW_BYTES : OP_FLOW_PACKETS);
	static const char *const dirs[] = {"toserver", "toclient", "either", "both"};
	struct span dir = {0};
	const char *tail = strchr(k->keyword, '_');

	if (tail) {
		s->op.e = strcmp(tail + 1, "toclient") == 0;
	} else {
		uint32_t i = 0;

		if (!key_item(&value, &dir))
			return key_bad(k, value);
		while (i < ARRAY_LEN(dirs) && !span_eq(dir, dirs[i]))
			i++;
		if (i == ARRAY_LEN(dirs))
			return key_bad(k, dir);
		s->op.e = i;
	}
	return key_compare(value, INT64_MAX, &s->op) < 0 ? key_bad(k, value) : 0;
}

const struct key_row key_flow_rows[] = {
    {"flow", flow, 0},
    {"app-layer-protocol", app_protocol, 0},
    {"stream_size", stream_size, 0},
    {"app-layer-event", app_event, 0},
    {"decode-event", decode_event, 0},
    {"engine-event", decode_event, 0},
    {"stream-event", stream_event, 0},
    {"flow.pkts", flow_count, 0},
    {"flow.pkts_toserver", flow_count, 0},
    {"flow.pkts_toclient", flow_count, 0},
    {"flow.bytes", flow_count, 0},
    {"flow.bytes_toserver", flow_count, 0},
    {"flow.bytes_toclient", flow_count, 0},
    {NULL, NULL, 0},
};
