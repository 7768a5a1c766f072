/* What rules remember: flowbits, xbits, flowint, thresholds. */
#include "rule/key.h"

#include <ctype.h>

static int bit_of(struct key_state *k, struct span name, uint32_t *ret)
{
	uint32_t h = rule_env_hash(name);
	const char *key = arena_printf(k->env->arena, "%08x", h), *old;
	const char *text = arena_strndup(k->env->arena, name.p, name.n);

	if (!name.n)
		return key_refuse(k, ERR_SYNTAX, "%s without a name", k->keyword);
	for (size_t i = 0; i < name.n; i++)
		if (isspace(name.p[i]))
			return key_refuse(
			    k, ERR_SYNTAX, "%s with a space in the name", k->keyword);
	old = map_get(&k->env->bits, key);
	if (old && strcmp(old, text) != 0)
		return key_refuse(k, ERR_EXISTS, "two names of state have one number");
	if (!old)
		(void)map_set(&k->env->bits, key, arena_strdup(k->env->arena, text));
	*ret = h;
	return 0;
}

static const char *const bit_commands[] = {"set", "unset", "toggle", "isset", "isnotset", NULL};

static int command_of(struct span word)
{
	for (int i = 0; bit_commands[i]; i++)
		if (span_eq(word, bit_commands[i]))
			return i;
	return -1;
}

static struct rule_step *bit_step(struct key_state *k, int op, int command)
{
	struct rule_step *s = command >= RULE_BIT_ISSET ? key_head(k, op) : key_after(k, op);

	s->op.mode = (uint8_t)command;
	return s;
}

/* "a|b|c": any of them. */
static int bit_names(struct key_state *k, struct rule_step *s, struct span names)
{
	while (names.p) {
		ptrdiff_t bar = span_find(names, "|");
		struct span one = span_trim(bar < 0 ? names : span_sub(names, 0, (size_t)bar));
		uint32_t h;
		int r = bit_of(k, one, &h);

		if (r < 0)
			return r;
		vec_push(k->arena, &s->bits, h);
		names = bar < 0 ? span_of(NULL, 0) : span_sub(names, (size_t)bar + 1, names.n);
	}
	return 0;
}

static int flowbits(struct key_state *k, struct span value)
{
	struct span word = {0}, name = {0};
	int command;

	(void)key_item(&value, &word);
	if (span_eq(word, "noalert")) {
		k->rule->flags |= RULE_NOALERT;
		return 0;
	}
	command = command_of(word);
	if (command < 0 || !key_item(&value, &name) || value.p)
		return key_bad(k, word);
	if (span_find(name, "|") >= 0 && command < RULE_BIT_ISSET)
		return key_refuse(k, ERR_SYNTAX, "flowbits sets several names at once");
	return bit_names(k, bit_step(k, OP_FLOWBIT, command), name);
}

static int track_of(struct span word)
{
	static const struct {
		const char *name;
		int track;
	} rows[] = {{"ip_src", RULE_TRACK_SRC}, {"ip_dst", RULE_TRACK_DST},
	    {"ip_pair", RULE_TRACK_BOTH}, {"by_src", RULE_TRACK_SRC},
	    {"by_dst", RULE_TRACK_DST}, {"by_both", RULE_TRACK_BOTH},
	    {"by_rule", RULE_TRACK_RULE}, {"by_flow", RULE_TRACK_FLOW}, {"tx", RULE_TRACK_TX},
	    {"src", RULE_TRACK_SRC}, {"dst", RULE_TRACK_DST}, {"both", RULE_TRACK_BOTH}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_eq(word, rows[i].name))
			return rows[i].track;
	return -1;
}

static int xbits(struct key_state *k, struct span value)
{
	struct span word = {0}, name = {0}, it, rest;
	struct rule_step *s;
	int64_t expire = 30;
	int command, track = -1;

	(void)key_item(&value, &word);
	if (span_eq(word, "noalert")) {
		k->rule->flags |= RULE_NOALERT;
		return 0;
	}
	command = command_of(word);
	if (command < 0 || !key_item(&value, &name))
		return key_bad(k, word);
	while (key_item(&value, &it)) {
		struct span key = key_word(it, &rest);

		if (span_eq(key, "track"))
			track = track_of(rest);
		else if (!span_eq(key, "expire") ||
			 key_number(rest, 1, UINT32_MAX / 2, &expire) < 0)
			return key_bad(k, it);
	}
	if (track < 0)
		return key_refuse(k, ERR_SYNTAX, "xbits without track");
	if (track == RULE_TRACK_TX)
		return key_refuse(k, ERR_UNSUPPORTED, "xbits with track tx are not supported");
	s = bit_step(k, OP_XBIT, command);
	s->op.e = (uint32_t)track;
	s->op.b = (int32_t)expire;
	return bit_names(k, s, name);
}

/* hostbits:set,name[,src|dst|both] are xbits of hosts that are not forgotten soon. */
static int hostbits(struct key_state *k, struct span value)
{
	struct span word = {0}, name = {0}, dir = {0};
	struct rule_step *s;
	int command, track = RULE_TRACK_SRC;

	(void)key_item(&value, &word);
	if (span_eq(word, "noalert")) {
		k->rule->flags |= RULE_NOALERT;
		return 0;
	}
	command = command_of(word);
	if (command < 0 || !key_item(&value, &name))
		return key_bad(k, word);
	if (key_item(&value, &dir))
		track = track_of(dir);
	if (track < 0)
		return key_bad(k, dir);
	s = bit_step(k, OP_XBIT, command);
	s->op.e = (uint32_t)track;
	s->op.b = 86400;
	return bit_names(k, s, name);
}

static int flowint(struct key_state *k, struct span value)
{
	static const char *const signs[] = {
	    "=", "+", "-", "<", "<=", "==", "!=", ">=", ">", "isset", "notset", "isnotset"};
	struct span name = {0}, sign = {0}, number = {0};
	struct rule_step *s;
	uint32_t h = 0, other = 0;
	int64_t v = 0;
	int i = 0, r;

	(void)key_item(&value, &name);
	r = bit_of(k, name, &h);
	if (r < 0)
		return r;
	if (!key_item(&value, &sign))
		return key_bad(k, name);
	while (i < (int)ARRAY_LEN(signs) && !span_eq(sign, signs[i]))
		i++;
	if (i == (int)ARRAY_LEN(signs) || (i < RULE_INT_ISSET && !key_item(&value, &number)))
		return key_bad(k, sign);
	if (i > RULE_INT_NOTSET)
		i = RULE_INT_NOTSET;
	s = i <= RULE_INT_SUB ? key_after(k, OP_FLOWINT) : key_head(k, OP_FLOWINT);
	s->op.mode = (uint8_t)i;
	s->op.a = (int32_t)h;
	if (i >= RULE_INT_ISSET)
		return 0;
	if (key_number(number, 0, UINT32_MAX, &v) < 0) {
		r = bit_of(k, number, &other);
		if (r < 0)
			return r;
		s->op.flags |= RULE_F_B_VAR;
		s->op.b = (int32_t)other;
	}
	s->op.c = (int32_t)(uint32_t)v;
	return 0;
}

/* Of "type"; -1: there is none of that name. */
static int kind_of_limit(struct span word)
{
	static const struct {
		const char *name;
		int mode;
	} rows[] = {{"limit", RULE_THRESHOLD_LIMIT}, {"threshold", RULE_THRESHOLD_EACH},
	    {"both", RULE_THRESHOLD_BOTH}, {"backoff", RULE_THRESHOLD_BACKOFF}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_eq(word, rows[i].name))
			return rows[i].mode;
	return -1;
}

/* What a limit is made of; -1: not said. */
struct limit {
	int mode, track;
	int64_t count, seconds, multiplier;
};

static int limit_word(struct span key, struct span rest, struct limit *ret)
{
	if (span_eq(key, "type"))
		return (ret->mode = kind_of_limit(rest)) < 0 ? ERR_SYNTAX : 0;
	if (span_eq(key, "track"))
		ret->track = track_of(rest);
	else if (span_eq(key, "count"))
		return key_number(rest, 1, INT32_MAX, &ret->count);
	else if (span_eq(key, "seconds"))
		return key_number(rest, 1, INT32_MAX, &ret->seconds);
	else if (span_eq(key, "multiplier"))
		return key_number(rest, 1, INT32_MAX, &ret->multiplier);
	else
		return ERR_SYNTAX;
	return 0;
}

static int limit(struct key_state *k, struct span value, int mode)
{
	struct span it, rest;
	struct rule_step *s = key_limit(k, OP_THRESHOLD);
	struct limit l = {.mode = mode, .track = -1, .count = -1, .seconds = -1};

	while (key_item(&value, &it)) {
		struct span key = key_word(it, &rest);

		if (limit_word(key, rest, &l) < 0)
			return key_bad(k, it);
	}
	if (l.mode == RULE_THRESHOLD_BACKOFF && l.seconds < 0)
		l.seconds = 1;
	if (l.track < 0 || l.count < 0 || l.seconds < 0 || l.mode < 0)
		return key_refuse(
		    k, ERR_SYNTAX, "%s lacks track, count, seconds or type", k->keyword);
	s->op.mode = (uint8_t)l.mode;
	s->op.e = (uint32_t)l.track;
	s->op.a = (int32_t)l.count;
	s->op.b = (int32_t)l.seconds;
	s->op.c = (int32_t)l.multiplier;
	return 0;
}

static int threshold(struct key_state *k, struct span value)
{
	return limit(k, value, -1);
}

static int detection_filter(struct key_state *k, struct span value)
{
	return limit(k, value, RULE_THRESHOLD_FILTER);
}

const struct key_row key_state_rows[] = {
    {"flowbits", flowbits, 0},
    {"xbits", xbits, 0},
    {"hostbits", hostbits, 0},
    {"flowint", flowint, 0},
    {"threshold", threshold, 0},
    {"detection_filter", detection_filter, 0},
    {NULL, NULL, 0},
};
