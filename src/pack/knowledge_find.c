#include "pack/knowledge.h"
#include "pack/knowledge_format.h"

/* What a search looks for: how a row stands to it, <0 before, 0 equal, >0 after. */
struct search {
	const struct knowledge_pack *k;
	int (*compare)(const struct search *s, uint32_t row);
	enum knowledge_table table;
	uint32_t number;
	const char *a, *b, *c;
	int naming, scheme;
	struct span key;
};

/* Rows of [lo, hi) that compare equal. */
static struct knowledge_rows between(const struct search *s, uint32_t lo, uint32_t hi)
{
	struct knowledge_rows rows;
	uint32_t top = hi;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->compare(s, mid) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	rows.first = lo;
	hi = top;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (s->compare(s, mid) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	rows.end = lo;
	return rows;
}

static struct knowledge_rows all_of(const struct search *s)
{
	return between(s, 0, s->k->rows[s->table]);
}

static int order(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int order_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

/* The id of any table that begins with one. */
static uint32_t id_at(const struct knowledge_pack *k, enum knowledge_table t, uint32_t row)
{
	return knowledge_u32_at(k->tables[t].p + (size_t)row * knowledge_row_size[t]);
}

static int compare_number(const struct search *s, uint32_t row)
{
	return order(id_at(s->k, s->table, row), s->number);
}

static int compare_other(const struct search *s, uint32_t row)
{
	uint32_t id = id_at(s->k, s->table, row);

	if (id >> KID_SHIFT != KID_OTHER)
		return -1;
	return order_text(knowledge_text(s->k, id & ((1U << KID_SHIFT) - 1)), s->a);
}

static int compare_advisory(const struct search *s, uint32_t row)
{
	return order_text(knowledge_text(s->k, id_at(s->k, KT_ADVISORIES, row)), s->a);
}

struct knowledge_rows knowledge_find_cve(
    const struct knowledge_pack *k, enum knowledge_table table, uint32_t id)
{
	struct search s = {.k = k, .table = table, .compare = compare_number, .number = id};

	if (id >> KID_SHIFT == KID_OTHER) {
		s.compare = compare_other;
		s.a = knowledge_text(k, id & ((1U << KID_SHIFT) - 1));
	}
	return all_of(&s);
}

struct knowledge_rows knowledge_find(
    const struct knowledge_pack *k, enum knowledge_table table, const char *id)
{
	struct search s = {.k = k, .table = table, .compare = compare_other, .a = id};
	uint32_t number = knowledge_cve(id);

	if (table == KT_ADVISORIES)
		s.compare = compare_advisory;
	else if (number != KNOWLEDGE_NONE)
		return knowledge_find_cve(k, table, number);
	return all_of(&s);
}

static int compare_product(const struct search *s, uint32_t row)
{
	struct knowledge_product p = {.vendor = "", .product = ""};
	int r;

	(void)knowledge_product(s->k, row, &p);
	r = p.naming - s->naming;
	if (!r)
		r = strcmp(p.product, s->b);
	if (!r && s->a)
		r = strcmp(p.vendor, s->a);
	return r;
}

struct knowledge_rows knowledge_find_product(
    const struct knowledge_pack *k, int naming, const char *vendor, const char *product)
{
	struct search s = {.k = k,
	    .table = KT_PRODUCTS,
	    .compare = compare_product,
	    .naming = naming,
	    .a = vendor,
	    .b = product};

	return all_of(&s);
}

static int compare_alias(const struct search *s, uint32_t row)
{
	struct knowledge_alias a = {0};

	(void)knowledge_alias(s->k, row, &a);
	return order_text(a.product, s->a);
}

struct knowledge_rows knowledge_find_alias(const struct knowledge_pack *k, const char *product)
{
	struct search s = {.k = k, .table = KT_ALIASES, .compare = compare_alias, .a = product};

	return all_of(&s);
}

static int compare_exact(const struct search *s, uint32_t row)
{
	struct knowledge_criterion c = {0};
	struct knowledge_version v = {0};
	size_t n;
	int r;

	(void)knowledge_criterion(s->k, row, &c);
	if (c.scheme != s->scheme)
		return c.scheme - s->scheme;
	(void)knowledge_version(s->k, c.version, &v);
	n = MIN(v.key.n, s->key.n);
	r = n ? memcmp(v.key.p, s->key.p, n) : 0;
	return r ? r : (v.key.n > s->key.n) - (v.key.n < s->key.n);
}

struct knowledge_rows knowledge_find_exact(const struct knowledge_pack *k,
    const struct knowledge_product *product, int scheme, struct span key)
{
	struct search s = {.k = k,
	    .table = KT_CRITERIA,
	    .compare = compare_exact,
	    .scheme = scheme,
	    .key = key};
	uint32_t end = MIN(product->span, k->rows[KT_CRITERIA]);

	return between(&s, MIN(product->exact, end), end);
}

static int compare_fix(const struct search *s, uint32_t row)
{
	struct knowledge_fix f = {.package = "", .distro = ""};
	int r;

	(void)knowledge_fix(s->k, row, &f);
	r = order_text(f.package, s->a);
	if (!r)
		r = order_text(f.distro, s->b);
	if (!r && s->c)
		r = order_text(f.release, s->c);
	return r;
}

struct knowledge_rows knowledge_find_fixes(const struct knowledge_pack *k, const char *package,
    const char *distro, const char *release)
{
	struct search s = {.k = k,
	    .table = KT_FIXES,
	    .compare = compare_fix,
	    .a = package,
	    .b = distro,
	    .c = release};

	return all_of(&s);
}

static int compare_eol_name(const struct search *s, uint32_t row)
{
	struct knowledge_eol_name n = {.vendor = "", .product = ""};
	int r;

	(void)knowledge_eol_name(s->k, row, &n);
	r = order_text(n.product, s->b);
	return r ? r : order_text(n.vendor, s->a);
}

static int compare_eol(const struct search *s, uint32_t row)
{
	struct knowledge_eol e = {0};

	(void)knowledge_eol(s->k, row, &e);
	return order_text(e.product, s->a);
}

struct knowledge_rows knowledge_find_eol(
    const struct knowledge_pack *k, const char *vendor, const char *product)
{
	struct search s = {.k = k,
	    .table = KT_EOL_NAMES,
	    .compare = compare_eol_name,
	    .a = vendor,
	    .b = product};
	struct knowledge_rows names = all_of(&s);
	struct knowledge_eol_name name;

	if (names.first == names.end || !knowledge_eol_name(k, names.first, &name))
		return (struct knowledge_rows){0, 0};
	s = (struct search){.k = k, .table = KT_EOL, .compare = compare_eol, .a = name.eol};
	return all_of(&s);
}

bool knowledge_names(const struct knowledge_pack *k, uint32_t advisory, const char *cve)
{
	struct knowledge_advisory a;
	const char *named;

	if (!knowledge_advisory(k, advisory, &a))
		return false;
	for (uint32_t i = 0; (named = knowledge_item(k, a.cves, i)); i++)
		if (strcasecmp(named, cve) == 0)
			return true;
	return false;
}
