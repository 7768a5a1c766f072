#include "rule/compile.h"

#include "rule/image_write.h"
#include "rule/parse.h"

#include <stdlib.h>

enum { SET_MAX = 64 << 20 };

struct rule_compile *rule_compile_new(struct arena *arena)
{
	struct rule_compile *c = ARENA_NEW(arena, struct rule_compile);

	c->arena = arena;
	rule_env_init(&c->env, arena);
	map_init(&c->ids, arena);
	map_init(&c->reasons, arena);
	return c;
}

/* The sid of a rule that did not parse, for its refusal. */
static uint32_t sid_of(struct span text)
{
	ptrdiff_t at = span_find(text, "sid:");
	uint32_t v = 0;

	if (at < 0)
		return 0;
	for (size_t i = (size_t)at + 4; i < text.n && v < 400000000; i++) {
		if (text.p[i] >= '0' && text.p[i] <= '9')
			v = v * 10 + text.p[i] - '0';
		else if (text.p[i] != ' ')
			break;
	}
	return v;
}

static void refuse(struct rule_compile *c, struct span text, int line, const struct msg *msg)
{
	struct rule_reason *reason = map_get(&c->reasons, msg->what);
	struct rule_refusal r = {.file = c->file, .line = line, .sid = sid_of(text)};

	if (!reason) {
		reason = ARENA_NEW(c->arena, struct rule_reason);
		reason->reason = arena_strdup(c->arena, msg->what);
		reason->sid = r.sid;
		(void)map_set(&c->reasons, reason->reason, reason);
	}
	reason->n++;
	r.reason = reason->reason;
	r.detail = arena_strdup(c->arena, msg->detail);
	vec_push(c->arena, &c->refused, r);
}

/* Files of datasets go into the image. */
static int files(struct rule_compile *c, struct rule *rule, struct msg *msg)
{
	vec_foreach (part, &rule->parts)
		vec_foreach (s, &part->steps.v) {
			STR_AUTO(text, SET_MAX);
			const char *name;
			int r;

			if (s->op.kind != OP_DATASET || !s->chop.n)
				continue;
			name = arena_strndup(c->arena, s->chop.p, s->chop.n);
			r = c->load ? c->load(c->ctx, c->file, name, &text) : ERR_NOTFOUND;
			if (r < 0) {
				msg_what(msg, "a file of a dataset cannot be read");
				msg_detail(msg, "%s", name);
				return r;
			}
			s->chop = arena_span(c->arena, str_bytes(&text));
		}
	return 0;
}

/* Of two with one number, the one with the higher revision. */
static int unique(struct rule_compile *c, struct rule *rule, struct msg *msg)
{
	const char *key = arena_printf(c->arena, "%u:%u", rule->gid, rule->sid);
	struct rule *old = map_get(&c->ids, key);

	if (!old) {
		(void)map_set(&c->ids, key, rule);
		vec_push(c->arena, &c->rules, rule);
		return 0;
	}
	if (old->rev >= rule->rev) {
		msg_what(msg, "a rule of this number is there already");
		return ERR_EXISTS;
	}
	*old = *rule;
	return 0;
}

struct adding {
	struct rule_compile *c;
};

static void take(void *ctx, struct span text, int line)
{
	struct rule_compile *c = ((struct adding *)ctx)->c;
	struct msg msg = {0};
	struct rule *rule = NULL;
	int r = rule_parse(&c->env, text, c->arena, &rule, &msg);

	if (r == 0)
		r = files(c, rule, &msg);
	if (r == 0) {
		rule->file = c->file;
		rule->line = line;
		r = unique(c, rule, &msg);
	}
	if (r < 0)
		refuse(c, text, line, &msg);
}

void rule_compile_add(struct rule_compile *c, const char *name, struct span text)
{
	struct adding a = {c};

	c->file = arena_strdup(c->arena, name);
	rule_each(text, take, &a);
}

static int by_number(const void *a, const void *b)
{
	const struct rule_reason *x = *(struct rule_reason *const *)a,
				 *y = *(struct rule_reason *const *)b;

	return x->n != y->n ? (x->n < y->n) - (x->n > y->n) : strcmp(x->reason, y->reason);
}

struct rule_reason **rule_compile_reasons(struct rule_compile *c, size_t *ret_n)
{
	struct rule_reason **list =
	    ARENA_ARRAY(c->arena, c->reasons.n + 1, struct rule_reason *);
	size_t n = 0;

	map_foreach (e, &c->reasons)
		list[n++] = e->value;
	qsort(list, n, sizeof(*list), by_number);
	*ret_n = n;
	return list;
}

/* What a rule does to state: those that only set go first, those that only ask last. */
static uint32_t state_class(const struct rule *rule)
{
	bool sets = false, asks = false;

	vec_foreach (s, &rule->after.v)
		sets |= s->op.kind == OP_FLOWBIT || s->op.kind == OP_XBIT ||
			s->op.kind == OP_FLOWINT;
	vec_foreach (s, &rule->head.v)
		asks |= s->op.kind == OP_FLOWBIT || s->op.kind == OP_XBIT ||
			s->op.kind == OP_FLOWINT;
	return sets && !asks ? 0 : sets ? 1 : asks ? 2 : 3;
}

static uint32_t action_class(const struct rule *rule)
{
	return rule->action == RULE_PASS     ? 0
	       : rule->action == RULE_DROP   ? 1
	       : rule->action == RULE_REJECT ? 2
					     : 3;
}

static int by_order(const void *a, const void *b)
{
	const struct rule *x = *(struct rule *const *)a, *y = *(struct rule *const *)b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->sid > y->sid) - (x->sid < y->sid);
}

int rule_compile_end(struct rule_compile *c, struct str *ret, struct msg *msg)
{
	vec_foreach (r, &c->rules)
		(*r)->order =
		    action_class(*r) << 16 | state_class(*r) << 8 | MIN((*r)->priority, 255);
	if (c->rules.n)
		qsort(c->rules.items, c->rules.n, sizeof(*c->rules.items), by_order);
	return rule_image_write(c->rules.items, c->rules.n, c->indicators, c->arena, ret, msg);
}
