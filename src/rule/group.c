#include "rule/group.h"

#include "base/parse.h"

enum { DEPTH = 16, ITEMS = 65536 };

struct working {
	struct rule_env *env;
	bool ports;
	struct msg *msg;
	int items;
};

static int part(struct working *w, struct span text, int depth, struct range_set *ret);

static void all_of(struct working *w, struct range_set *ret)
{
	const struct range_list none = {0};

	ret->v4 = range_invert(w->env->arena, &none, w->ports ? 2 : 4);
	if (!w->ports)
		ret->v6 = range_invert(w->env->arena, &none, 16);
}

static void turn(struct working *w, struct range_set *set)
{
	set->v4 = range_invert(w->env->arena, &set->v4, w->ports ? 2 : 4);
	if (!w->ports)
		set->v6 = range_invert(w->env->arena, &set->v6, 16);
}

static void join(struct working *w, struct range_set *to, const struct range_set *from)
{
	for (size_t i = 0; i < from->v4.v.n; i++)
		range_add(
		    w->env->arena, &to->v4, from->v4.v.items[i].low, from->v4.v.items[i].high);
	for (size_t i = 0; i < from->v6.v.n; i++)
		range_add(
		    w->env->arena, &to->v6, from->v6.v.items[i].low, from->v6.v.items[i].high);
	range_tidy(&to->v4);
	range_tidy(&to->v6);
}

/* The end of the item that begins at text: a comma outside of brackets. */
static struct span item(struct span *rest)
{
	struct span it;
	size_t i = 0;
	int depth = 0;

	for (; i < rest->n; i++) {
		if (rest->p[i] == '[')
			depth++;
		else if (rest->p[i] == ']')
			depth--;
		else if (rest->p[i] == ',' && depth == 0)
			break;
	}
	it = span_sub(*rest, 0, i);
	*rest = span_sub(*rest, i < rest->n ? i + 1 : i, rest->n);
	return span_trim(it);
}

/* Positive and negative parts are gathered apart: what is negated wins. */
static int list(struct working *w, struct span text, int depth, struct range_set *ret)
{
	struct range_set yes = {0}, no = {0};
	bool some = false;

	while (text.n) {
		struct span it = item(&text);
		bool negated = it.n && it.p[0] == '!';
		struct range_set one = {0};
		int r;

		if (!it.n || ++w->items > ITEMS) {
			msg_what(w->msg, "a group of addresses or ports has an empty item");
			return ERR_SYNTAX;
		}
		r = part(w, negated ? span_sub(it, 1, it.n) : it, depth + 1, &one);
		if (r < 0)
			return r;
		some |= !negated;
		join(w, negated ? &no : &yes, &one);
	}
	if (!some)
		all_of(w, &yes);
	turn(w, &no);
	ret->v4 = range_both(w->env->arena, &yes.v4, &no.v4);
	ret->v6 = range_both(w->env->arena, &yes.v6, &no.v6);
	return 0;
}

static int port(struct working *w, struct span text, struct range_set *ret)
{
	ptrdiff_t colon = span_find(text, ":");
	struct span low = colon < 0 ? text : span_sub(text, 0, (size_t)colon);
	struct span high = colon < 0 ? text : span_sub(text, (size_t)colon + 1, text.n);
	int64_t a = 0, b = 65535;
	uint8_t from[16] = {0}, to[16] = {0};

	low = span_trim(low);
	high = span_trim(high);
	if ((colon < 0 && !text.n) || (low.n && parse_int(low, 0, 65535, &a) < 0) ||
	    (high.n && parse_int(high, 0, 65535, &b) < 0) || a > b) {
		msg_what(w->msg, "a port is malformed");
		msg_detail(w->msg, "\"%.*s\"", (int)MIN(text.n, 60), (const char *)text.p);
		return ERR_SYNTAX;
	}
	from[14] = (uint8_t)(a >> 8);
	from[15] = (uint8_t)a;
	to[14] = (uint8_t)(b >> 8);
	to[15] = (uint8_t)b;
	range_add(w->env->arena, &ret->v4, from, to);
	return 0;
}

static int address(struct working *w, struct span text, struct range_set *ret)
{
	uint8_t low[16], high[16];
	int family = 0;
	int r = rule_env_address(text, &family, low, high);

	if (r < 0) {
		msg_what(w->msg, "an address is malformed");
		msg_detail(w->msg, "\"%.*s\"", (int)MIN(text.n, 60), (const char *)text.p);
		return r;
	}
	range_add(w->env->arena, family == 4 ? &ret->v4 : &ret->v6, low, high);
	return 0;
}

static int variable(struct working *w, struct span text, int depth, struct range_set *ret)
{
	const char *name = arena_strndup(w->env->arena, text.p + 1, text.n - 1);
	const char *value = map_get(&w->env->vars, name);

	if (!value) {
		msg_what(w->msg, "the variable $%.60s is not set", name);
		return ERR_NOTFOUND;
	}
	return part(w, span_str(value), depth + 1, ret);
}

static int part(struct working *w, struct span text, int depth, struct range_set *ret)
{
	int r;

	text = span_trim(text);
	if (!text.n || depth > DEPTH) {
		msg_what(w->msg, text.n ? "groups of addresses or ports are nested too deeply"
					: "addresses or ports are empty");
		return ERR_SYNTAX;
	}
	if (text.p[0] == '!') {
		r = part(w, span_sub(text, 1, text.n), depth + 1, ret);
		if (r == 0)
			turn(w, ret);
		return r;
	}
	if (text.p[0] == '$')
		return variable(w, text, depth, ret);
	if (text.p[0] == '[') {
		if (text.p[text.n - 1] != ']') {
			msg_what(w->msg, "brackets of addresses or ports do not match");
			return ERR_SYNTAX;
		}
		return list(w, span_trim(span_sub(text, 1, text.n - 2)), depth, ret);
	}
	if (span_ieq(text, "any")) {
		all_of(w, ret);
		return 0;
	}
	r = w->ports ? port(w, text, ret) : address(w, text, ret);
	range_tidy(&ret->v4);
	range_tidy(&ret->v6);
	return r;
}

int group_parse(
    struct rule_env *env, struct span text, bool ports, struct range_set *ret, struct msg *msg)
{
	struct working w = {.env = env, .ports = ports, .msg = msg};
	struct range_set set = {0};
	int r = part(&w, text, 0, &set);

	if (r < 0)
		return r;
	if (!set.v4.v.n && !set.v6.v.n) {
		msg_what(msg, "addresses or ports leave nothing");
		return ERR_RANGE;
	}
	set.any = range_is_all(&set.v4, ports ? 2 : 4) && (ports || range_is_all(&set.v6, 16));
	*ret = set;
	return 0;
}
