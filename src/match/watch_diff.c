#include "match/watch_impl.h"

/* A statement of either table, as far as it is compared. */
struct statement {
	const char *id;
	char room[KNOWLEDGE_ID];
	const char *source, *state;
	int64_t modified;
	int status;
	uint32_t nodes, nnodes;
};

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static int text_order(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static bool statement_at(const struct knowledge_pack *k, enum knowledge_table table,
    uint32_t row, struct statement *ret)
{
	struct knowledge_advisory a;
	struct knowledge_source s = {0};
	struct knowledge_vuln v;

	*ret = (struct statement){0};
	if (table == KT_VULNS) {
		if (!knowledge_vuln(k, row, &v))
			return false;
		ret->id = knowledge_id(k, v.id, ret->room);
		ret->modified = v.modified;
		ret->status = v.status;
		ret->nodes = v.nodes;
		ret->nnodes = v.nnodes;
		(void)knowledge_source(k, (uint32_t)v.source, &s);
	} else {
		if (!knowledge_advisory(k, row, &a))
			return false;
		ret->id = a.id;
		ret->state = a.revision;
		ret->modified = a.modified;
		ret->nodes = a.nodes;
		ret->nnodes = a.nnodes;
		(void)knowledge_source(k, (uint32_t)a.source, &s);
	}
	ret->source = s.name;
	return ret->id != NULL;
}

/* The order of tables: CVE by number, then what is none by its text. */
static int id_order(const char *a, const char *b)
{
	uint32_t m = knowledge_cve(a), n = knowledge_cve(b);

	if (m != n)
		return m < n ? -1 : 1;
	return m == KNOWLEDGE_NONE ? strcmp(a, b) : 0;
}

static bool same_version(const struct watch *w, uint32_t i, uint32_t j)
{
	struct knowledge_version v = {0}, x = {0};

	(void)knowledge_version(w->was, i, &v);
	(void)knowledge_version(w->now, j, &x);
	return same_text(v.text, x.text) && v.scheme == x.scheme;
}

static bool same_attrs(const struct watch *w, uint32_t i, uint32_t j)
{
	struct knowledge_attrs a = {0}, b = {0};

	if (!i && !j)
		return true;
	(void)knowledge_attrs(w->was, i, &a);
	(void)knowledge_attrs(w->now, j, &b);
	return same_text(a.update, b.update) && same_text(a.edition, b.edition) &&
	       same_text(a.sw_edition, b.sw_edition) && same_text(a.target_sw, b.target_sw) &&
	       same_text(a.target_hw, b.target_hw) && same_text(a.model, b.model);
}

static bool same_criterion(const struct watch *w, uint32_t i, uint32_t j)
{
	struct knowledge_criterion c = {0}, d = {0};
	struct knowledge_product p = {0}, q = {0};

	if (!knowledge_criterion(w->was, i, &c) || !knowledge_criterion(w->now, j, &d))
		return false;
	(void)knowledge_product(w->was, c.product, &p);
	(void)knowledge_product(w->now, d.product, &q);
	return same_text(p.vendor, q.vendor) && same_text(p.product, q.product) &&
	       p.part == q.part && c.range == d.range && c.scheme == d.scheme &&
	       c.vulnerable == d.vulnerable && c.fixed == d.fixed &&
	       c.start_excluded == d.start_excluded && c.end_excluded == d.end_excluded &&
	       same_version(w, c.version, d.version) && same_version(w, c.end, d.end) &&
	       same_attrs(w, c.attrs, d.attrs);
}

static bool same_node(const struct watch *w, uint32_t i, uint32_t j)
{
	struct knowledge_node a = {0}, b = {0};

	if (!knowledge_node(w->was, i, &a) || !knowledge_node(w->now, j, &b) ||
	    a.ncriteria != b.ncriteria || a.config != b.config || a.all != b.all ||
	    a.negate != b.negate || a.config_all != b.config_all ||
	    a.config_negate != b.config_negate)
		return false;
	for (uint32_t n = 0; n < a.ncriteria; n++)
		if (!same_criterion(w,
			knowledge_number(w->was, KT_NODE_CRITERIA, a.criteria + n),
			knowledge_number(w->now, KT_NODE_CRITERIA, b.criteria + n)))
			return false;
	return true;
}

/* A publisher may change what it says without changing its date: all of it is compared. */
static bool same_statement(
    const struct watch *w, const struct statement *a, const struct statement *b)
{
	if (a->modified != b->modified || a->status != b->status || a->nnodes != b->nnodes ||
	    !same_text(a->state, b->state))
		return false;
	for (uint32_t i = 0; i < a->nnodes; i++)
		if (!same_node(w, a->nodes + i, b->nodes + i))
			return false;
	return true;
}

static void note(struct watch *w, const char *id)
{
	char *copy;

	if (map_has(&w->seen, id))
		return;
	copy = arena_strdup(w->arena, id);
	(void)map_set(&w->seen, copy, w);
	vec_push(w->arena, &w->ids, copy);
}

static void diff_statements(struct watch *w, enum knowledge_table table)
{
	struct statement a, b;
	uint32_t i = 0, j = 0;
	bool x = statement_at(w->was, table, i, &a), y = statement_at(w->now, table, j, &b);

	while (x || y) {
		int r = !x ? 1 : !y ? -1 : id_order(a.id, b.id);

		if (r == 0)
			r = text_order(a.source, b.source);
		if (r != 0 || !same_statement(w, &a, &b))
			note(w, r <= 0 ? a.id : b.id);
		if (r <= 0)
			x = statement_at(w->was, table, ++i, &a);
		if (r >= 0)
			y = statement_at(w->now, table, ++j, &b);
	}
}

static int fix_order(const struct knowledge_fix *a, const char *id,
    const struct knowledge_fix *b, const char *other)
{
	int r = text_order(a->package, b->package);

	r = r ? r : text_order(a->distro, b->distro);
	r = r ? r : text_order(a->release, b->release);
	return r ? r : id_order(id ? id : "", other ? other : "");
}

static void note_id(struct watch *w, const char *id)
{
	note(w, id ? id : "");
}

static bool same_fix(
    const struct watch *w, const struct knowledge_fix *a, const struct knowledge_fix *b)
{
	return a->state == b->state && same_version(w, a->version, b->version);
}

/* What a distribution says changes verdicts of vulnerabilities that stay as they are. */
static void diff_fixes(struct watch *w)
{
	char room[KNOWLEDGE_ID], space[KNOWLEDGE_ID];
	struct knowledge_fix a, b;
	uint32_t i = 0, j = 0;
	bool x = knowledge_fix(w->was, i, &a), y = knowledge_fix(w->now, j, &b);

	while (x || y) {
		const char *id = x ? knowledge_id(w->was, a.id, room) : NULL;
		const char *other = y ? knowledge_id(w->now, b.id, space) : NULL;
		int r = !x ? 1 : !y ? -1 : fix_order(&a, id, &b, other);

		if (r != 0 || !same_fix(w, &a, &b))
			note_id(w, r <= 0 ? id : other);
		if (r <= 0)
			x = knowledge_fix(w->was, ++i, &a);
		if (r >= 0)
			y = knowledge_fix(w->now, ++j, &b);
	}
}

/* Exploitation that is known of now, and was not. */
static void diff_exploited(struct watch *w)
{
	struct knowledge_exploited e;
	char room[KNOWLEDGE_ID];

	for (uint32_t i = 0; knowledge_exploited(w->now, i, &e); i++) {
		const char *id = knowledge_id(w->now, e.id, room);
		struct knowledge_rows rows;

		if (!id)
			continue;
		rows = knowledge_find(w->was, KT_EXPLOITED, id);
		if (rows.first >= rows.end)
			note(w, id);
	}
}

void watch_diff(struct watch *w)
{
	diff_statements(w, KT_VULNS);
	diff_statements(w, KT_ADVISORIES);
	diff_fixes(w);
	diff_exploited(w);
}
