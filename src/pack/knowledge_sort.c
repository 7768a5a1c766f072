#include "codec/version.h"
#include "pack/knowledge_format.h"
#include "pack/knowledge_impl.h"

#include <stdlib.h>

/* What rows are sorted by, one after the other; ties keep the order in which they came. */
enum column { END, ID, TEXT, BYTE };

static const struct {
	enum knowledge_table table;
	struct {
		enum column type;
		unsigned at;
	} columns[4];
} orders[] = {
    {KT_VULNS, {{ID, 0}, {BYTE, 36}}},
    {KT_EXPLOITED, {{ID, 0}, {TEXT, 4}}},
    {KT_EPSS, {{ID, 0}}},
    {KT_SSVC, {{ID, 0}}},
    {KT_ADVISORIES, {{TEXT, 0}}},
    {KT_FIXES, {{TEXT, 0}, {TEXT, 4}, {TEXT, 8}, {ID, 12}}},
    {KT_EOL, {{TEXT, 0}}},
    {KT_PRINTS, {{TEXT, 0}}},
    {KT_EOL_NAMES, {{TEXT, 4}, {TEXT, 0}}},
    {KT_ALIASES, {{TEXT, 4}, {TEXT, 0}, {TEXT, 12}, {TEXT, 8}}},
};

struct sorting {
	const struct knowledge_writer *w;
	size_t order; /* in orders */
	const uint8_t *bytes;
	size_t row;
};

static void set_u32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static int order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static const char *string(const struct knowledge_writer *w, uint32_t at)
{
	return w->strings.bytes.p + at;
}

/* CVE by number; what is none comes after them, by text. */
static int compare_id(const struct knowledge_writer *w, uint32_t a, uint32_t b)
{
	if (a >> KID_SHIFT != KID_OTHER || b >> KID_SHIFT != KID_OTHER)
		return order(a, b);
	return strcmp(
	    string(w, a & ((1U << KID_SHIFT) - 1)), string(w, b & ((1U << KID_SHIFT) - 1)));
}

static int compare_rows(const void *x, const void *y, void *arg)
{
	const struct sorting *s = arg;
	uint32_t i = *(const uint32_t *)x, j = *(const uint32_t *)y;
	const uint8_t *a = s->bytes + i * s->row, *b = s->bytes + j * s->row;

	for (size_t c = 0; c < 4 && orders[s->order].columns[c].type != END; c++) {
		unsigned at = orders[s->order].columns[c].at;
		int r = 0;

		if (orders[s->order].columns[c].type == ID)
			r = compare_id(
			    s->w, knowledge_u32_at(a + at), knowledge_u32_at(b + at));
		else if (orders[s->order].columns[c].type == TEXT)
			r = strcmp(string(s->w, knowledge_u32_at(a + at)),
			    string(s->w, knowledge_u32_at(b + at)));
		else
			r = a[at] - b[at];
		if (r)
			return r;
	}
	return order(i, j);
}

static uint32_t *numbers(uint32_t n)
{
	uint32_t *p = mem_alloc((n + 1) * sizeof(*p));

	for (uint32_t i = 0; i <= n; i++)
		p[i] = i;
	return p;
}

/* The place of each old row; the caller frees it. */
static uint32_t *ranks_of(const uint32_t *sorted, uint32_t n)
{
	uint32_t *ranks = numbers(n);

	for (uint32_t i = 0; i < n; i++)
		ranks[sorted[i]] = i;
	return ranks;
}

/* Sorts a table; gives the new place of each old row, which the caller frees. */
static uint32_t *sort_table(struct knowledge_writer *w, size_t which)
{
	struct str *t = &w->t[orders[which].table], to;
	size_t row = knowledge_row_size[orders[which].table];
	uint32_t n = (uint32_t)(t->n / row), *sorted = numbers(n), *ranks;
	struct sorting s = {w, which, (const uint8_t *)t->p, row};

	qsort_r(sorted, n, sizeof(*sorted), compare_rows, &s);
	str_init(&to, t->max);
	for (uint32_t i = 0; i < n; i++)
		str_put(&to, t->p + sorted[i] * row, row);
	str_done(t);
	*t = to;
	ranks = ranks_of(sorted, n);
	mem_free(sorted);
	return ranks;
}

/* Nodes follow their owners to where these went. */
static void move_owners(
    struct knowledge_writer *w, const uint32_t *vulns, const uint32_t *advisories)
{
	struct str *t = &w->t[KT_NODES];

	for (size_t at = 0; at + KROW_NODE <= t->n; at += KROW_NODE) {
		uint8_t *p = (uint8_t *)t->p + at;
		uint32_t owner = knowledge_u32_at(p),
			 row = owner & ~(uint32_t)KNOWLEDGE_OF_ADVISORY;

		set_u32(p, owner & KNOWLEDGE_OF_ADVISORY
			       ? advisories[row] | KNOWLEDGE_OF_ADVISORY
			       : vulns[row]);
	}
}

static int compare_versions(const void *x, const void *y, void *arg)
{
	const struct knowledge_writer *w = arg;
	const uint8_t *a =
	    (const uint8_t *)w->t[KT_VERSIONS].p + *(const uint32_t *)x * (size_t)KROW_VERSION;
	const uint8_t *b =
	    (const uint8_t *)w->t[KT_VERSIONS].p + *(const uint32_t *)y * (size_t)KROW_VERSION;
	size_t na = a[8] | (size_t)a[9] << 8, nb = b[8] | (size_t)b[9] << 8;
	int r = a[10] - b[10];

	if (!r)
		r = memcmp(w->t[KT_KEYS].p + knowledge_u32_at(a + 4),
		    w->t[KT_KEYS].p + knowledge_u32_at(b + 4), MIN(na, nb));
	if (!r)
		r = order(na, nb);
	return r ? r : order(*(const uint32_t *)x, *(const uint32_t *)y);
}

/* Writes the versions with their keys; gives the place of each by scheme and key. */
static uint32_t *put_versions(struct knowledge_writer *w)
{
	struct str *keys = &w->t[KT_KEYS], *t = &w->t[KT_VERSIONS];
	uint32_t *sorted = numbers(w->versions.n), *ranks;

	for (uint32_t i = 0; i < w->versions.n; i++) {
		const struct built_version *v = knowledge_intern_at(&w->versions, i);
		size_t at = keys->n;

		version_key((enum version_scheme)v->scheme, span_str(string(w, v->text)), keys);
		if (keys->n - at > UINT16_MAX)
			str_cut(keys, at + UINT16_MAX);
		str_u32_le(t, v->text);
		str_u32_le(t, (uint32_t)at);
		str_u16_le(t, (uint16_t)(keys->n - at));
		str_u16_le(t, (uint16_t)v->scheme);
	}
	str_char(keys, '\0');
	qsort_r(sorted, w->versions.n, sizeof(*sorted), compare_versions, w);
	ranks = ranks_of(sorted, w->versions.n);
	mem_free(sorted);
	return ranks;
}

static int compare_products(const void *x, const void *y, void *arg)
{
	const struct knowledge_writer *w = arg;
	const struct built_product *a = knowledge_intern_at(&w->products, *(const uint32_t *)x);
	const struct built_product *b = knowledge_intern_at(&w->products, *(const uint32_t *)y);
	int r = a->naming - b->naming;

	if (!r)
		r = strcmp(string(w, a->product), string(w, b->product));
	if (!r)
		r = strcmp(string(w, a->vendor), string(w, b->vendor));
	return r ? r : a->part - b->part;
}

/* A criterion's place: product, kind of range, scheme and version. */
struct place {
	uint64_t product_range, version;
	uint32_t number;
};

static int compare_places(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	int r = order(a->product_range, b->product_range);

	if (!r)
		r = order(a->version, b->version);
	return r ? r : order(a->number, b->number);
}

/* Exact ones first, then spans, then those that name no version. */
static unsigned class_of(const struct built_criterion *c)
{
	switch (c->flags & KCRIT_RANGE) {
	case RANGE_EXACT:
		return 0;
	case RANGE_SPAN:
		return 1;
	default:
		return 2;
	}
}

static struct place *places_of(
    const struct knowledge_writer *w, const uint32_t *products, const uint32_t *versions)
{
	struct place *places = mem_alloc((w->criteria.n + 1) * sizeof(*places));

	for (uint32_t i = 0; i < w->criteria.n; i++) {
		const struct built_criterion *c = knowledge_intern_at(&w->criteria, i);

		places[i] = (struct place){(uint64_t)products[c->product] << 2 | class_of(c),
		    c->version == KNOWLEDGE_NONE ? 0 : (uint64_t)versions[c->version] + 1, i};
	}
	qsort(places, w->criteria.n, sizeof(*places), compare_places);
	return places;
}

/* A product's row: its criteria begin where the last product's end. */
static void put_product(struct knowledge_writer *w, uint32_t number, uint32_t rank,
    const struct place *places, uint32_t *at)
{
	const struct built_product *p = knowledge_intern_at(&w->products, number);
	struct str *t = &w->t[KT_PRODUCTS];

	str_u32_le(t, p->vendor);
	str_u32_le(t, p->product);
	str_u32_le(t, *at);
	for (unsigned class = 0; class < 3; class ++) {
		while (*at < w->criteria.n &&
		       places[*at].product_range == ((uint64_t)rank << 2 | class))
			(*at)++;
		str_u32_le(t, *at);
	}
	str_u8(t, p->part);
	str_u8(t, p->naming);
	str_u16_le(t, 0);
}

/* Which nodes hold each criterion, in the order of criteria. */
static void put_postings(struct knowledge_writer *w, uint32_t *starts)
{
	const struct str *held = &w->t[KT_NODE_CRITERIA], *nodes = &w->t[KT_NODES];
	uint32_t n = (uint32_t)(held->n / 4), nnodes = (uint32_t)(nodes->n / KROW_NODE);
	uint32_t *to = numbers(n), node = 0;
	const uint8_t *p = (const uint8_t *)held->p;

	for (uint32_t i = 0; i < n; i++) {
		while (node + 1 < nnodes &&
		       knowledge_u32_at(
			   (const uint8_t *)nodes->p + (node + 1) * (size_t)KROW_NODE + 4) <= i)
			node++;
		to[starts[knowledge_u32_at(p + i * (size_t)4)]++] = node;
	}
	for (uint32_t i = 0; i < n; i++)
		str_u32_le(&w->t[KT_POSTINGS], to[i]);
	mem_free(to);
}

/* Where each criterion's postings begin, by its row. */
static uint32_t *posting_starts(const struct knowledge_writer *w)
{
	const struct str *held = &w->t[KT_NODE_CRITERIA];
	uint32_t *starts = mem_alloc((w->criteria.n + 1) * sizeof(*starts)), sum = 0;

	memset(starts, 0, (w->criteria.n + 1) * sizeof(*starts));
	for (size_t at = 0; at + 4 <= held->n; at += 4)
		starts[knowledge_u32_at((const uint8_t *)held->p + at)]++;
	for (uint32_t i = 0; i <= w->criteria.n; i++) {
		uint32_t n = starts[i];

		starts[i] = sum;
		sum += n;
	}
	return starts;
}

static void put_criteria(
    struct knowledge_writer *w, const struct place *places, const uint32_t *products)
{
	struct str *held = &w->t[KT_NODE_CRITERIA], *t = &w->t[KT_CRITERIA];
	uint32_t *ranks = numbers(w->criteria.n), *starts;

	for (uint32_t i = 0; i < w->criteria.n; i++)
		ranks[places[i].number] = i;
	for (size_t at = 0; at + 4 <= held->n; at += 4) {
		uint8_t *p = (uint8_t *)held->p + at;

		set_u32(p, ranks[knowledge_u32_at(p)]);
	}
	mem_free(ranks);
	starts = posting_starts(w);
	for (uint32_t i = 0; i < w->criteria.n; i++) {
		const struct built_criterion *c =
		    knowledge_intern_at(&w->criteria, places[i].number);

		str_u32_le(t, products[c->product]);
		str_u32_le(t, c->version);
		str_u32_le(t, c->end);
		str_u32_le(t, c->attrs);
		str_u32_le(t, starts[i]);
		str_u8(t, c->flags);
		str_u8(t, c->scheme);
		str_u16_le(t, 0);
	}
	put_postings(w, starts);
	mem_free(starts);
}

void knowledge_sort(struct knowledge_writer *w)
{
	uint32_t *moved[ARRAY_LEN(orders)], *versions, *sorted, *products, at = 0;
	struct place *places;

	for (size_t i = 0; i < ARRAY_LEN(orders); i++)
		moved[i] = sort_table(w, i);
	move_owners(w, moved[0], moved[4]);
	for (size_t i = 0; i < ARRAY_LEN(orders); i++)
		mem_free(moved[i]);
	str_span(&w->t[KT_ATTRS], str_bytes(&w->attrs.bytes));
	versions = put_versions(w);
	sorted = numbers(w->products.n);
	qsort_r(sorted, w->products.n, sizeof(*sorted), compare_products, w);
	products = ranks_of(sorted, w->products.n);
	places = places_of(w, products, versions);
	for (uint32_t i = 0; i < w->products.n; i++)
		put_product(w, sorted[i], i, places, &at);
	put_criteria(w, places, products);
	mem_free(places);
	mem_free(products);
	mem_free(sorted);
	mem_free(versions);
}
