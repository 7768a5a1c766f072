#include "rule/parse.h"

#include "base/parse.h"
#include "rule/key.h"

#include <ctype.h>

static int refuse(struct msg *msg, int err, const char *what)
{
	msg_what(msg, "%s", what);
	return err;
}

/* The next word of the header; brackets hold together. */
static struct span word(struct span *rest)
{
	size_t i = 0;
	int depth = 0;
	struct span w;

	*rest = span_trim(*rest);
	for (; i < rest->n && (depth > 0 || !isspace(rest->p[i])); i++) {
		if (rest->p[i] == '[')
			depth++;
		else if (rest->p[i] == ']')
			depth--;
	}
	w = span_sub(*rest, 0, i);
	*rest = span_sub(*rest, i, rest->n);
	return w;
}

static const struct {
	const char *name;
	uint8_t l4, family;
	bool packet, stream;
} carriers[] = {
    {"tcp", RULE_L4_TCP, 0, false, false},
    {"tcp-pkt", RULE_L4_TCP, 0, true, false},
    {"tcp-stream", RULE_L4_TCP, 0, false, true},
    {"tcp4", RULE_L4_TCP, 4, false, false},
    {"tcp6", RULE_L4_TCP, 6, false, false},
    {"udp", RULE_L4_UDP, 0, false, false},
    {"udp4", RULE_L4_UDP, 4, false, false},
    {"udp6", RULE_L4_UDP, 6, false, false},
    {"icmp", RULE_L4_ICMP | RULE_L4_ICMP6, 0, false, false},
    {"icmpv4", RULE_L4_ICMP, 0, false, false},
    {"icmpv6", RULE_L4_ICMP6, 0, false, false},
    {"icmp4", RULE_L4_ICMP, 0, false, false},
    {"icmp6", RULE_L4_ICMP6, 0, false, false},
    {"igmp", RULE_L4_IGMP, 0, false, false},
    {"sctp", RULE_L4_SCTP, 0, false, false},
    {"ip", RULE_L4_ALL, 0, false, false},
    {"ip4", RULE_L4_ALL, 4, false, false},
    {"ipv4", RULE_L4_ALL, 4, false, false},
    {"ip6", RULE_L4_ALL, 6, false, false},
    {"ipv6", RULE_L4_ALL, 6, false, false},
    {"pkthdr", RULE_L4_ANY_PACKET, 0, true, false},
};

static int protocol(struct rule *rule, struct span name, struct msg *msg)
{
	for (size_t i = 0; i < ARRAY_LEN(carriers); i++)
		if (span_ieq(name, carriers[i].name)) {
			rule->l4 = carriers[i].l4;
			rule->family = carriers[i].family;
			rule->packet_only = carriers[i].packet;
			rule->stream_only = carriers[i].stream;
			return 0;
		}
	rule->apps = key_apps(name);
	rule->app_given = true;
	rule->l4 = RULE_L4_ALL;
	if (rule->apps)
		return 0;
	msg_what(
	    msg, "protocol %.*s is not supported", (int)MIN(name.n, 40), (const char *)name.p);
	return ERR_UNSUPPORTED;
}

static int action(struct rule *rule, struct span name, struct msg *msg)
{
	static const struct {
		const char *name;
		int action;
	} rows[] = {{"alert", RULE_ALERT}, {"pass", RULE_PASS}, {"drop", RULE_DROP},
	    {"reject", RULE_REJECT}, {"rejectsrc", RULE_REJECT}, {"rejectdst", RULE_REJECT},
	    {"rejectboth", RULE_REJECT}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_eq(name, rows[i].name)) {
			rule->action = rows[i].action;
			return 0;
		}
	msg_what(
	    msg, "action %.*s is not supported", (int)MIN(name.n, 40), (const char *)name.p);
	return ERR_UNSUPPORTED;
}

/* "HOST PORT -> HOST PORT", or only a protocol. */
static int header(struct rule_env *env, struct rule *rule, struct span text, struct msg *msg)
{
	struct span part[7];
	struct span ports[2];
	int n = 0, r;

	for (text = span_trim(text); n < 7 && text.n; text = span_trim(text))
		part[n++] = word(&text);
	if (text.n || (n != 7 && n != 2))
		return refuse(msg, ERR_SYNTAX,
		    "the header is not ACTION PROTOCOL ADDRESS PORT -> ADDRESS PORT");
	r = action(rule, part[0], msg);
	if (r == 0)
		r = protocol(rule, part[1], msg);
	if (r < 0 || n == 2)
		return r;
	if (span_eq(part[4], "<>"))
		rule->flags |= RULE_BOTHWAYS;
	else if (!span_eq(part[4], "->"))
		return refuse(msg, ERR_SYNTAX, "the direction is neither -> nor <>");
	ports[0] = part[3];
	ports[1] = part[6];
	r = rule_env_addresses(env, part[2], &rule->src, msg);
	if (r == 0)
		r = rule_env_addresses(env, part[5], &rule->dst, msg);
	if (r == 0)
		r = rule_env_ports(env, ports[0], &rule->sport, msg);
	if (r == 0)
		r = rule_env_ports(env, ports[1], &rule->dport, msg);
	return r;
}

/* Takes the next option out of *rest; false at the end. A semicolon behind a backslash belongs
 * to the value. */
static bool option(
    struct span *rest, struct span *name, struct span *value, bool *valued, bool *ended)
{
	size_t i = 0, colon = 0;

	*rest = span_trim(*rest);
	if (!rest->n)
		return false;
	while (i < rest->n && (rest->p[i] != ';' || (i > 0 && rest->p[i - 1] == '\\')))
		i++;
	*ended = i < rest->n;
	while (colon < i && rest->p[colon] != ':')
		colon++;
	*valued = colon < i;
	*name = span_trim(span_sub(*rest, 0, colon));
	*value =
	    *valued ? span_trim(span_sub(*rest, colon + 1, i - colon - 1)) : span_of(NULL, 0);
	*rest = span_sub(*rest, i < rest->n ? i + 1 : i, rest->n);
	return true;
}

static const struct key_row *const tables[] = {key_content_rows, key_meta_rows, key_flow_rows,
    key_byte_rows, key_packet_rows, key_state_rows, key_change_rows, key_set_rows, key_app_rows,
    key_field_rows};

static const struct key_row *row_of(struct span name)
{
	for (size_t t = 0; t < ARRAY_LEN(tables); t++)
		for (const struct key_row *row = tables[t]; row->name; row++)
			if (span_eq(name, row->name))
				return row;
	return NULL;
}

static int unquote(struct key_state *k, struct span *value)
{
	bool negated = value->n && value->p[0] == '!';
	struct span v = negated ? span_trim(span_sub(*value, 1, value->n)) : *value;

	if (v.n < 2 || v.p[0] != '"' || v.p[v.n - 1] != '"')
		return key_refuse(
		    k, ERR_SYNTAX, "the value of %s is not in quotes", k->keyword);
	v = span_sub(v, 1, v.n - 2);
	if (negated) {
		char *p = arena_alloc(k->arena, v.n + 1);

		p[0] = '!';
		memcpy(p + 1, v.p, v.n);
		v = span_of(p, v.n + 1);
	} else if (v.n && v.p[0] == '!') {
		/* Told apart from a negation by an escape, which every value's reader undoes.
		 */
		char *p = arena_alloc(k->arena, v.n + 1);

		p[0] = '\\';
		memcpy(p + 1, v.p, v.n);
		v = span_of(p, v.n + 1);
	}
	*value = v;
	return 0;
}

/* A buffer's name: new ("http.uri") or old ("http_uri" as modifier of what stands before). */
static int buffer_named(struct key_state *k, struct span name, bool valued, bool *ret_known)
{
	int id = span_eq(name, "pkt_data") ? BUFFER_PAYLOAD : buffer_by_name(name);
	const struct buffer_row *row;
	struct rule_step *last;
	bool is_old;

	*ret_known = id >= 0;
	if (id < 0)
		return 0;
	if (valued)
		return key_refuse(k, ERR_SYNTAX, "%s takes no value", k->keyword);
	row = &buffer_rows[id];
	is_old = row->header && row->old && span_eq(name, row->old);
	if (!is_old) {
		key_sticky(k, id);
		return 0;
	}
	last = key_last(k);
	if (!last)
		return key_refuse(k, ERR_SYNTAX, "%s stands before any content", k->keyword);
	if (last->modified || k->rule->parts.items[k->last_part].buffer != BUFFER_PAYLOAD)
		return key_refuse(k, ERR_SYNTAX, "a content has two buffers");
	{
		struct rule_step moved = *last;
		struct rule_part *from = &k->rule->parts.items[k->last_part];
		int to;

		moved.modified = true;
		from->steps.v.n--;
		to = key_part(k, id);
		vec_push(k->arena, &k->rule->parts.items[to].steps.v, moved);
		k->last_part = to;
		k->last_step = (int)k->rule->parts.items[to].steps.v.n - 1;
	}
	return 0;
}

static int one_option(struct key_state *k, struct span name, struct span value, bool valued)
{
	const struct key_row *row = row_of(name);
	bool known = false;
	int r;

	k->keyword = arena_strndup(k->arena, name.p, MIN(name.n, 60));
	if (!row) {
		r = buffer_named(k, name, valued, &known);
		if (r < 0 || known)
			return r;
		return key_refuse(
		    k, ERR_UNSUPPORTED, "keyword %s is not supported", k->keyword);
	}
	if (row->how & KEY_NONE && valued && value.n)
		return key_refuse(k, ERR_SYNTAX, "%s takes no value", k->keyword);
	if (!(row->how & (KEY_NONE | KEY_OPTIONAL)) && !value.n)
		return key_refuse(k, ERR_SYNTAX, "%s needs a value", k->keyword);
	if (row->how & KEY_QUOTED) {
		r = unquote(k, &value);
		if (r < 0)
			return r;
	}
	return row->take(k, value);
}

static int options(struct key_state *k, struct span text)
{
	struct span name, value;
	bool valued, ended;
	int steps = 0;

	while (option(&text, &name, &value, &valued, &ended)) {
		int r;

		if (!ended)
			return key_refuse(
			    k, ERR_SYNTAX, "an option does not end with a semicolon");
		if (!name.n)
			return key_refuse(k, ERR_SYNTAX, "an option has no name");
		if (++steps > RULE_OPS_MAX)
			return key_refuse(k, ERR_LIMIT, "a rule has too many options");
		r = one_option(k, name, value, valued);
		if (r < 0)
			return r;
	}
	return 0;
}

int rule_parse(struct rule_env *env, struct span text, struct arena *arena, struct rule **ret,
    struct msg *msg)
{
	struct rule *rule = ARENA_NEW(arena, struct rule);
	struct key_state k = {.env = env,
	    .arena = arena,
	    .rule = rule,
	    .msg = msg,
	    .keyword = "",
	    .buffer = BUFFER_PAYLOAD,
	    .part = -1,
	    .last_part = -1,
	    .last_step = -1};
	ptrdiff_t open;
	int r;

	text = span_trim(text);
	if (text.n > RULE_TEXT_MAX)
		return refuse(msg, ERR_LIMIT, "a rule is too long");
	if (text.n && memchr(text.p, 0, text.n))
		return refuse(msg, ERR_SYNTAX, "a rule holds a zero byte");
	open = span_find(text, "(");
	if (open < 0 || text.p[text.n - 1] != ')')
		return refuse(msg, ERR_SYNTAX, "the options are not in parentheses");
	rule->gid = 1;
	rule->fast_part = rule->fast_step = -1;
	rule->raw = arena_strndup(arena, text.p, text.n);
	text = span_of(rule->raw, text.n); /* what steps borrow outlives the caller's text */
	r = options(&k, span_sub(text, (size_t)open + 1, text.n - (size_t)open - 2));
	if (r == 0)
		r = header(env, rule, span_sub(text, 0, (size_t)open), msg);
	if (r == 0)
		r = rule_finish(&k);
	if (r < 0) {
		if (k.keyword[0] && !msg->detail[0])
			msg_detail(msg, "at %s", k.keyword);
		return r;
	}
	*ret = rule;
	return 0;
}

void rule_each(struct span file, rule_take *take, void *ctx)
{
	STR_AUTO(whole, (size_t)RULE_TEXT_MAX * 2);
	struct span line;
	int nr = 0, first = 0;

	while (span_line(&file, &line)) {
		bool more;

		nr++;
		line = span_trim(line);
		if (!whole.n) {
			if (!line.n || line.p[0] == '#')
				continue;
			first = nr;
		}
		more = line.n && line.p[line.n - 1] == '\\';
		str_span(&whole, more ? span_sub(line, 0, line.n - 1) : line);
		if (more)
			continue;
		take(ctx, str_bytes(&whole), first);
		str_clear(&whole);
	}
	if (whole.n)
		take(ctx, str_bytes(&whole), first);
}
