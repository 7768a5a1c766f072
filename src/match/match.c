#include "codec/cpe.h"
#include "match/match_impl.h"

#include <stdlib.h>

const char *const match_verdict_names[] = {"confirmed", "probable", "possible", "fixed", NULL};

const char *const match_reason_names[] = {"vendor", "version", "revision", "no_fix_yet",
    "fix_hidden", "fix_unknown", "often_packaged", "update_unknown", "platform_unknown",
    "any_version", "name_guessed", "disputed", "fixed_revision", "not_affected", NULL};

const char *match_sentence(enum match_reason reason)
{
	static const char *const sentences[MATCH_REASONS] = {
	    [MATCH_BY_VENDOR] = TR("Version {version} is the vendor's own, and affected."),
	    [MATCH_BY_VERSION] = TR("Version {version} lies in the affected range."),
	    [MATCH_BY_REVISION] =
		TR("The distribution mended it in {package}, which is later than what runs."),
	    [MATCH_NO_FIX_YET] = TR("The distribution has not mended it."),
	    [MATCH_FIX_HIDDEN] = TR("Version {version} is affected, but the distribution's "
				    "revision, which may have the fix, is not visible."),
	    [MATCH_FIX_UNKNOWN] =
		TR("Version {version} is affected; whether the visible revision "
		   "has the fix is not known."),
	    [MATCH_OFTEN_PACKAGED] =
		TR("Version {version} is affected, but distributions ship it "
		   "with fixes of their own."),
	    [MATCH_UPDATE_UNKNOWN] = TR("Whether version {version} is affected depends on its "
					"update level, which is not known."),
	    [MATCH_PLATFORM_UNKNOWN] = TR("Version {version} is affected only together with "
					  "something that was not seen."),
	    [MATCH_ANY_VERSION] = TR("No affected versions are stated."),
	    [MATCH_NAME_GUESSED] = TR("The product's name fits; its vendor is not known."),
	    [MATCH_DISPUTED] = TR("Whether this is a vulnerability is disputed."),
	    [MATCH_FIXED_REVISION] =
		TR("The visible revision has the fix, which came with {package}."),
	    [MATCH_NOT_AFFECTED] =
		TR("The distribution says that its package is not affected."),
	};

	return sentences[reason];
}

const char *match_fill(
    const char *sentence, const char *version, const char *package, struct arena *arena)
{
	struct span rest = span_str(sentence);
	STR_AUTO(out, 1024);

	while (rest.n) {
		if (span_starts(rest, "{version}")) {
			str_add(&out, version ? version : "-");
			rest = span_sub(rest, 9, rest.n);
		} else if (span_starts(rest, "{package}")) {
			str_add(&out, package ? package : "-");
			rest = span_sub(rest, 9, rest.n);
		} else {
			str_char(&out, (char)rest.p[0]);
			rest = span_sub(rest, 1, rest.n);
		}
	}
	return str_dup(&out, arena);
}

const char *match_id(
    const struct knowledge_pack *k, const struct match *m, char to[KNOWLEDGE_ID])
{
	struct knowledge_advisory a;

	if (!(m->owner & KNOWLEDGE_OF_ADVISORY))
		return knowledge_id(k, m->id, to);
	return knowledge_advisory(k, m->owner & ~(uint32_t)KNOWLEDGE_OF_ADVISORY, &a) ? a.id
										      : "-";
}

static uint32_t *zeros(struct arena *arena, size_t n)
{
	return ARENA_ARRAY(arena, n + 1, uint32_t);
}

struct matcher *match_new(const struct knowledge_pack *k)
{
	struct arena *arena = arena_new();
	struct matcher *m = ARENA_NEW(arena, struct matcher);

	m->k = k;
	m->arena = arena;
	m->nowners = k->rows[KT_VULNS] + k->rows[KT_ADVISORIES];
	m->stamps = zeros(arena, m->nowners);
	m->places = zeros(arena, m->nowners);
	m->allowed = zeros(arena, m->nowners);
	m->touched = zeros(arena, k->rows[KT_PRODUCTS]);
	range_init(&m->o);
	name_init(m);
	return m;
}

struct matcher *match_free(struct matcher *m)
{
	if (m) {
		range_done(&m->o);
		arena_free(m->arena);
	}
	return NULL;
}

/* The place of an owner in the arrays; m->nowners for what a damaged pack names. */
static uint32_t owner_index(const struct matcher *m, uint32_t owner)
{
	uint32_t row = owner & ~(uint32_t)KNOWLEDGE_OF_ADVISORY;

	if (!(owner & KNOWLEDGE_OF_ADVISORY))
		return row < m->k->rows[KT_VULNS] ? row : m->nowners;
	return row < m->k->rows[KT_ADVISORIES] ? m->k->rows[KT_VULNS] + row : m->nowners;
}

static void nodes_of(
    const struct matcher *m, uint32_t owner, uint32_t *ret_first, uint32_t *ret_n)
{
	struct knowledge_advisory a = {0};
	struct knowledge_vuln v = {0};

	if (owner & KNOWLEDGE_OF_ADVISORY)
		(void)knowledge_advisory(m->k, owner & ~(uint32_t)KNOWLEDGE_OF_ADVISORY, &a);
	else
		(void)knowledge_vuln(m->k, owner, &v);
	*ret_first = owner & KNOWLEDGE_OF_ADVISORY ? a.nodes : v.nodes;
	*ret_n = owner & KNOWLEDGE_OF_ADVISORY ? a.nnodes : v.nnodes;
}

static void touch_products(struct matcher *m, uint32_t owner)
{
	uint32_t first, n;

	nodes_of(m, owner, &first, &n);
	for (uint32_t i = 0; i < n; i++) {
		struct knowledge_criterion c;
		struct knowledge_node node;

		if (!knowledge_node(m->k, first + i, &node))
			return;
		for (uint32_t j = 0; j < node.ncriteria; j++)
			if (knowledge_criterion(m->k,
				knowledge_number(m->k, KT_NODE_CRITERIA, node.criteria + j),
				&c) &&
			    c.vulnerable && c.product < m->k->rows[KT_PRODUCTS])
				m->touched[c.product] = m->pass;
	}
}

void match_only(struct matcher *m, const uint32_t *owners, size_t n)
{
	m->pass++;
	m->only = n > 0;
	for (size_t i = 0; i < n; i++) {
		m->allowed[owner_index(m, owners[i])] = m->pass;
		touch_products(m, owners[i]);
	}
}

bool match_names(struct matcher *m, const struct match_product *p)
{
	const struct named *named = name_resolve(m, p);

	return named->rows.n && (!m->only || named->touched);
}

struct finding {
	struct matcher *m;
	struct arena *arena;
	struct observed *o;
	struct matches *to;
};

/* The first version without it, as the criterion tells. */
static void set_fixed(
    const struct finding *f, const struct knowledge_criterion *c, struct match *match)
{
	struct knowledge_version v;

	if (c->range != RANGE_SPAN || !knowledge_version(f->m->k, c->end, &v))
		return;
	match->fixed = v.text;
	match->fixed_after = !c->end_excluded;
}

/* What speaks for itself, before a distribution is asked. */
static void set_verdict(const struct finding *f, const struct knowledge_product *p,
    enum truth criterion, enum truth tree, int reason, struct match *match)
{
	match->verdict = MATCH_PROBABLE;
	match->reason = MATCH_BY_VERSION;
	if (p->part == 'o' || p->part == 'h') {
		match->verdict = MATCH_CONFIRMED;
		match->reason = MATCH_BY_VENDOR;
	}
	if (f->o->named->guessed) {
		match->verdict = MATCH_POSSIBLE;
		match->reason = MATCH_NAME_GUESSED;
	}
	if (tree == TRUTH_UNKNOWN) {
		match->verdict = MATCH_POSSIBLE;
		match->reason = MATCH_PLATFORM_UNKNOWN;
	}
	if (criterion == TRUTH_UNKNOWN) {
		match->verdict = MATCH_POSSIBLE;
		match->reason = reason;
		match->hidden = reason == MATCH_ANY_VERSION;
	}
}

/* Of two statements of one owner the better founded one stays. */
static bool is_better(const struct match *a, const struct match *b)
{
	if (a->hidden != b->hidden)
		return !a->hidden;
	if (a->verdict != b->verdict)
		return a->verdict < b->verdict;
	return a->fixed && !b->fixed;
}

static void keep(const struct finding *f, const struct match *match)
{
	struct matcher *m = f->m;
	uint32_t at = owner_index(m, match->owner);
	struct match *have;

	if (m->stamps[at] != m->stamp) {
		m->stamps[at] = m->stamp;
		m->places[at] = (uint32_t)f->to->all.n;
		vec_push(f->arena, &f->to->all, *match);
		return;
	}
	have = &f->to->all.items[m->places[at]];
	if (is_better(match, have))
		*have = *match;
}

static void describe(const struct finding *f, uint32_t owner, struct match *match)
{
	struct knowledge_advisory a = {0};
	struct knowledge_vuln v = {0};

	match->owner = owner;
	if (owner & KNOWLEDGE_OF_ADVISORY) {
		(void)knowledge_advisory(f->m->k, owner & ~(uint32_t)KNOWLEDGE_OF_ADVISORY, &a);
		match->source = a.source;
		return;
	}
	(void)knowledge_vuln(f->m->k, owner, &v);
	match->id = v.id;
	match->source = v.source;
	if (v.status == VULN_DISPUTED && match->verdict < MATCH_POSSIBLE) {
		match->verdict = MATCH_POSSIBLE;
		match->reason = MATCH_DISPUTED;
	}
}

static bool is_allowed(const struct matcher *m, uint32_t owner)
{
	uint32_t at = owner_index(m, owner);

	return at < m->nowners && (!m->only || m->allowed[at] == m->pass);
}

/* A criterion that holds, or may: every configuration that has it is looked at. */
static void follow(const struct finding *f, uint32_t row, const struct knowledge_criterion *c,
    const struct knowledge_product *p, enum truth holds, int reason)
{
	for (uint32_t i = 0; i < c->npostings; i++) {
		uint32_t at = knowledge_number(f->m->k, KT_POSTINGS, c->postings + i);
		struct match match = {.criterion = row};
		enum truth tree = TRUTH_YES;
		struct knowledge_node node;

		if (!knowledge_node(f->m->k, at, &node) || !is_allowed(f->m, node.owner))
			continue;
		if (!node.alone)
			tree = tree_holds(f->m, at, &node, f->o);
		if (tree == TRUTH_NO)
			continue;
		set_verdict(f, p, holds, tree, reason, &match);
		set_fixed(f, c, &match);
		describe(f, node.owner, &match);
		keep(f, &match);
	}
}

static void try_criterion(
    const struct finding *f, uint32_t row, const struct knowledge_product *p)
{
	struct knowledge_criterion c;
	enum truth holds;
	int reason = 0;

	if (!knowledge_criterion(f->m->k, row, &c) || !c.vulnerable || c.fixed)
		return;
	holds = range_holds(f->m->k, &c, f->o, &reason);
	if (holds != TRUTH_NO)
		follow(f, row, &c, p, holds, reason);
}

static int scheme_at(const struct knowledge_pack *k, uint32_t row)
{
	struct knowledge_criterion c = {0};

	(void)knowledge_criterion(k, row, &c);
	return c.scheme;
}

/* Exact versions are found by their keys: ours with its update level and without. */
static void try_exact(const struct finding *f, const struct knowledge_product *p)
{
	const struct knowledge_pack *k = f->m->k;
	struct span without = {NULL, 0};
	int last;

	if (p->exact >= p->span)
		return;
	last = scheme_at(k, p->span - 1);
	for (int s = scheme_at(k, p->exact); s <= last; s++) {
		struct span keys[2] = {range_key(f->o, s, false),
		    f->o->update.n ? range_key(f->o, s, true) : without};

		for (size_t i = 0; i < 2; i++) {
			struct knowledge_rows rows = {0, 0};

			if (keys[i].n)
				rows = knowledge_find_exact(k, p, s, keys[i]);
			for (uint32_t row = rows.first; row < rows.end; row++)
				try_criterion(f, row, p);
		}
	}
}

static void try_product(const struct finding *f, uint32_t row)
{
	struct knowledge_product p;

	if (!knowledge_product(f->m->k, row, &p) ||
	    (f->m->only && f->m->touched[row] != f->m->pass))
		return;
	try_exact(f, &p);
	for (uint32_t i = p.span; i < p.end; i++)
		try_criterion(f, i, &p);
}

static int by_id(const void *x, const void *y)
{
	const struct match *a = x, *b = y;
	bool wa = a->owner & KNOWLEDGE_OF_ADVISORY, wb = b->owner & KNOWLEDGE_OF_ADVISORY;

	if (wa != wb)
		return wa - wb;
	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	if (a->hidden != b->hidden)
		return a->hidden - b->hidden;
	if (a->verdict != b->verdict)
		return a->verdict - b->verdict;
	return a->owner < b->owner ? -1 : a->owner > b->owner;
}

/* One match an id, whoever states it: the best founded one comes first. */
static void unite(struct matches *to)
{
	size_t n = 0;

	if (to->all.n > 1)
		qsort(to->all.items, to->all.n, sizeof(*to->all.items), by_id);
	for (size_t i = 0; i < to->all.n; i++) {
		const struct match *match = &to->all.items[i];

		if (n && !(match->owner & KNOWLEDGE_OF_ADVISORY) &&
		    to->all.items[n - 1].id == match->id)
			continue;
		to->all.items[n++] = *match;
	}
	to->all.n = n;
}

/* What our own CPE says of editions and targets. */
static void set_attrs(struct observed *o, struct arena *arena)
{
	static const enum cpe_attr wanted[] = {
	    CPE_SW_EDITION, CPE_TARGET_SW, CPE_TARGET_HW, CPE_EDITION};
	struct cpe cpe;

	memset(o->attr, 0, sizeof(o->attr));
	if (!o->p->cpe || cpe_parse(span_str(o->p->cpe), arena, &cpe) < 0)
		return;
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		o->attr[i] = cpe.attr[wanted[i]];
}

bool match_on_windows(const char *system)
{
	return system && (strcasestr(system, "windows") || strcasestr(system, "win32") ||
			     strcasestr(system, "win64"));
}

void match_find(
    struct matcher *m, const struct match_product *p, struct arena *arena, struct matches *ret)
{
	struct finding f = {m, arena, &m->o, ret};

	*ret = (struct matches){.versionless = !p->version || !*p->version};
	m->o.named = name_resolve(m, p);
	ret->known = m->o.named->rows.n > 0;
	if (!ret->known || ret->versionless || (m->only && !m->o.named->touched))
		return;
	m->stamp++;
	range_observe(&m->o, p);
	set_attrs(&m->o, arena);
	vec_foreach (row, &m->o.named->rows)
		try_product(&f, *row);
	unite(ret);
	distro_judge(m, &m->o, arena, ret);
}
