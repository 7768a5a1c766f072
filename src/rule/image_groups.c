/* Which rules are asked when: patterns and rules without one, by buffer, direction and port. */
#include "rule/image_write.h"

#include "rule/range.h"

enum { PORTS_MAX = 24 }; /* rules for more ports than that are asked at every port */

struct pattern {
	struct span bytes;
	bool nocase;
	VEC(uint32_t) rules;
};

struct group {
	struct rule_group row;
	struct map known; /* of patterns: to 1 + index */
	VEC(struct pattern) patterns;
	VEC(uint32_t) always;
};

struct grouping {
	struct image_writer *w;
	VEC(struct group *) groups;
};

static struct group *group_of(struct grouping *g, int what, int dir, unsigned key)
{
	const char *name = arena_printf(g->w->arena, "%d %d %u", what, dir, key);
	struct group *group = map_get(&g->w->groups, name);

	if (group)
		return group;
	group = ARENA_NEW(g->w->arena, struct group);
	group->row.what = (uint8_t)what;
	group->row.dir = (uint8_t)dir;
	group->row.key = (uint16_t)key;
	map_init(&group->known, g->w->arena);
	(void)map_set(&g->w->groups, name, group);
	vec_push(g->w->arena, &g->groups, group);
	return group;
}

static const char *pattern_key(struct arena *arena, struct span bytes, bool nocase)
{
	char *out = arena_alloc(arena, bytes.n * 2 + 2);

	out[0] = nocase ? 'n' : 'c';
	for (size_t i = 0; i < bytes.n; i++) {
		uint8_t c = bytes.p[i];

		if (nocase && c >= 'A' && c <= 'Z')
			c = (uint8_t)(c + 32);
		out[1 + 2 * i] = (char)('a' + (c >> 4));
		out[2 + 2 * i] = (char)('a' + (c & 15));
	}
	return out;
}

static void add(struct grouping *g, struct group *group, const struct rule *rule, uint32_t id)
{
	const struct rule_step *s;
	struct span bytes;
	bool nocase;
	const char *key;
	size_t at;
	union {
		void *p;
		uintptr_t n;
	} u;

	if (rule->fast_part < 0) {
		vec_push(g->w->arena, &group->always, id);
		return;
	}
	s = &rule->parts.items[rule->fast_part].steps.v.items[rule->fast_step];
	bytes = s->chop.n ? s->chop : s->bytes;
	nocase = s->op.flags & RULE_F_NOCASE;
	key = pattern_key(g->w->arena, bytes, nocase);
	u.p = map_get(&group->known, key);
	at = u.n;
	if (!at) {
		vec_push(g->w->arena, &group->patterns,
		    (struct pattern){.bytes = bytes, .nocase = nocase});
		at = u.n = group->patterns.n;
		(void)map_set(&group->known, key, u.p);
	}
	vec_push(g->w->arena, &group->patterns.items[at - 1].rules, id);
}

static uint32_t port_of(const uint8_t v[16])
{
	return (uint32_t)v[14] << 8 | v[15];
}

/* Whether the set has few enough ports to be asked by port. */
static bool few(const struct range_set *ports)
{
	uint32_t n = 0;

	if (!ports)
		return false;
	for (size_t i = 0; i < ports->v4.v.n; i++)
		n += port_of(ports->v4.v.items[i].high) - port_of(ports->v4.v.items[i].low) + 1;
	return n <= PORTS_MAX;
}

static void by_port(struct grouping *g, int what, int dir, const struct range_set *ports,
    const struct rule *rule, uint32_t id)
{
	bool zero = false;

	if (!ports || !few(ports)) {
		add(g, group_of(g, what, dir, 0), rule, id);
		return;
	}
	vec_foreach (r, &ports->v4.v)
		for (uint32_t p = port_of(r->low); p <= port_of(r->high); p++) {
			zero |= p == 0;
			if (p)
				add(g, group_of(g, what, dir, p), rule, id);
		}
	if (zero)
		add(g, group_of(g, what, dir, 0), rule, id);
}

static void packets(struct grouping *g, const struct rule *rule, uint32_t id, uint8_t l4)
{
	const struct range_set *ports = few(rule->dport) ? rule->dport : rule->sport;

	if (l4 & RULE_L4_TCP)
		by_port(g, RULE_GROUP_PACKET_TCP, 0, ports, rule, id);
	if (l4 & RULE_L4_UDP)
		by_port(g, RULE_GROUP_PACKET_UDP, 0, ports, rule, id);
	if (l4 & RULE_L4_SCTP ||
	    (l4 & ~(RULE_L4_TCP | RULE_L4_UDP) && !rule->sport && !rule->dport))
		add(g, group_of(g, RULE_GROUP_PACKET_OTHER, 0, 0), rule, id);
}

/* Bits of directions in which a rule may match. */
static unsigned dirs_of(const struct rule *rule)
{
	return rule->flow & RULE_FLOW_TO_SERVER ? 1 : rule->flow & RULE_FLOW_TO_CLIENT ? 2 : 3;
}

static void streams(struct grouping *g, const struct rule *rule, uint32_t id)
{
	unsigned dirs = dirs_of(rule);

	for (int dir = 0; dir < 2; dir++) {
		const struct range_set *server = dir == 0 ? rule->dport : rule->sport;

		if (dirs & 1U << dir)
			by_port(g, RULE_GROUP_STREAM, dir,
			    rule->flags & RULE_BOTHWAYS ? NULL : server, rule, id);
	}
	if (rule->l4 & ~RULE_L4_TCP || rule->flags & RULE_ALSO_PACKET)
		packets(g, rule, id,
		    (uint8_t)(rule->flags & RULE_ALSO_PACKET ? rule->l4
							     : rule->l4 & ~RULE_L4_TCP));
}

static void transactions(struct grouping *g, const struct rule *rule, uint32_t id)
{
	const struct rule_part *part = NULL;
	unsigned dirs;

	if (rule->fast_part >= 0 && rule->parts.items)
		part = &rule->parts.items[rule->fast_part];
	vec_foreach (p, &rule->parts)
		if (!part && p->buffer != BUFFER_PAYLOAD)
			part = p;
	if (part && part->steps.v.items && part->steps.v.items[0].op.kind == OP_ABSENT)
		part = NULL;
	if (!part) {
		for (unsigned app = 0; app < PROTO_IDS; app++)
			if (!rule->apps || rule->apps & 1U << app)
				add(g, group_of(g, RULE_GROUP_TX, 0, app), rule, id);
		return;
	}
	dirs = dirs_of(rule) & buffer_rows[part->buffer].dirs;
	for (int dir = 0; dir < 2; dir++)
		if (dirs & 1U << dir)
			add(g, group_of(g, RULE_GROUP_BUFFER, dir, image_buffer(g->w, part)),
			    rule, id);
}

static void one(struct grouping *g, const struct rule *rule, uint32_t id)
{
	switch (rule->kind) {
	case RULE_ONCE:
		add(g, group_of(g, RULE_GROUP_ONCE, 0, 0), rule, id);
		break;
	case RULE_TX:
		transactions(g, rule, id);
		break;
	case RULE_STREAM:
		streams(g, rule, id);
		break;
	default:
		if (rule->flags & RULE_DECODE)
			add(g, group_of(g, RULE_GROUP_DECODE, 0, 0), rule, id);
		else
			packets(g, rule, id, rule->l4);
		break;
	}
}

static int write_matcher(struct grouping *g, struct group *group)
{
	struct image_writer *w = g->w;
	struct matcher_pattern *list =
	    ARENA_ARRAY(w->arena, group->patterns.n, struct matcher_pattern);
	struct rule_matcher row = {.npattern = (uint32_t)group->patterns.n};
	int r;

	row.pattern = (uint32_t)(w->tables[RT_PATTERNS].n / sizeof(struct rule_pattern));
	for (size_t i = 0; i < group->patterns.n; i++) {
		const struct pattern *p = &group->patterns.items[i];
		struct rule_pattern out = {.data = image_pool(w, p->bytes),
		    .n = (uint32_t)p->bytes.n,
		    .flags = p->nocase ? RULE_F_NOCASE : 0,
		    .nrule = (uint32_t)p->rules.n};

		out.rule = image_put(w, RT_RULE_IDS, p->rules.items, out.nrule);
		(void)image_put(w, RT_PATTERNS, &out, 1);
		list[i] = (struct matcher_pattern){p->bytes, p->nocase};
	}
	while (w->tables[RT_DATABASES].n % 8)
		str_char(&w->tables[RT_DATABASES], '\0');
	row.db = (uint32_t)w->tables[RT_DATABASES].n;
	r = matcher_compile(list, group->patterns.n, &w->tables[RT_DATABASES], w->msg);
	row.ndb = (uint32_t)w->tables[RT_DATABASES].n - row.db;
	group->row.matcher = image_put(w, RT_MATCHERS, &row, 1) + 1;
	return r;
}

int image_groups(struct image_writer *w, struct rule *const *rules, size_t n)
{
	struct grouping g = {.w = w};

	for (size_t i = 0; i < n; i++)
		one(&g, rules[i], (uint32_t)i);
	vec_foreach (group, &g.groups) {
		int r = (*group)->patterns.n ? write_matcher(&g, *group) : 0;

		if (r < 0)
			return r;
		(*group)->row.nrule = (uint32_t)(*group)->always.n;
		(*group)->row.rule =
		    image_put(w, RT_RULE_IDS, (*group)->always.items, (*group)->row.nrule);
		(void)image_put(w, RT_GROUPS, &(*group)->row, 1);
	}
	return 0;
}
