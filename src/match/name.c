#include "codec/cpe.h"
#include "match/match_impl.h"

#include <ctype.h>

enum { NAME_MAX = 200, GUESS_MAX = 12 };

const char *name_cpe(const char *name, struct arena *arena)
{
	char *to = arena_strdup(arena, name);

	for (char *p = to; p && *p; p++)
		if (*p == ' ')
			*p = '_';
		else
			*p = (char)tolower((unsigned char)*p);
	return to;
}

static bool is_letter(unsigned char c)
{
	return isalnum(c) || c >= 0x80;
}

/* Letters and digits in lower case, single blanks, in place. */
static void make_plain(char *to)
{
	size_t n = 0;

	for (const char *p = to; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (is_letter(c))
			to[n++] = (char)tolower(c);
		else if (n && to[n - 1] != ' ')
			to[n++] = ' ';
	}
	if (n && to[n - 1] == ' ')
		n--;
	to[n] = '\0';
}

const char *name_plain(const char *name, struct arena *arena)
{
	char *to = arena_strdup(arena, name);

	if (to)
		make_plain(to);
	return to;
}

static void add_row(struct matcher *m, struct named *to, uint32_t row)
{
	vec_foreach (r, &to->rows)
		if (*r == row)
			return;
	vec_push(m->arena, &to->rows, row);
}

static size_t add_name(
    struct matcher *m, struct named *to, const char *vendor, const char *product)
{
	struct knowledge_rows rows = knowledge_find_product(m->k, NAMED_CPE, vendor, product);

	for (uint32_t i = rows.first; i < rows.end; i++)
		add_row(m, to, i);
	return rows.end - rows.first;
}

static void add_aliases(
    struct matcher *m, struct named *to, const char *vendor, const char *product)
{
	struct knowledge_rows rows = knowledge_find_alias(m->k, product);
	struct knowledge_alias a;

	for (uint32_t i = rows.first; i < rows.end; i++)
		if (knowledge_alias(m->k, i, &a) &&
		    (!a.vendor || !vendor || strcmp(a.vendor, vendor) == 0))
			(void)add_name(m, to, a.to_vendor, a.to_product);
}

/* The products of that name, whoever makes them; too many say nothing. */
static void guess(struct matcher *m, struct named *to, const char *product)
{
	struct knowledge_rows rows = knowledge_find_product(m->k, NAMED_CPE, NULL, product);

	if (rows.end - rows.first > GUESS_MAX)
		return;
	for (uint32_t i = rows.first; i < rows.end; i++)
		add_row(m, to, i);
	to->guessed = to->rows.n > 0;
}

static void add_texts(struct matcher *m, struct named *to, const char *plain)
{
	const struct named *rows = plain && *plain ? map_get(&m->texts, plain) : NULL;

	if (!rows)
		return;
	vec_foreach (r, &rows->rows)
		add_row(m, to, *r);
}

/* Whether one vendor's name has a word of the other's. Short ones ("GE", "HP", "F5") count at
 * the beginning. */
static bool same_vendor(const char *a, const char *b)
{
	struct span rest = span_str(a), word;
	size_t first = strcspn(a, " ");

	if (first > 1 && first == strcspn(b, " ") && memcmp(a, b, first) == 0)
		return true;
	while (span_split(&rest, ' ', &word)) {
		struct span others = span_str(b), other;

		while (word.n > 2 && span_split(&others, ' ', &other))
			if (other.n == word.n && memcmp(other.p, word.p, word.n) == 0)
				return true;
	}
	return false;
}

/* Names as people write them: by product or model; a vendor that is known must fit. */
static void add_plain(struct matcher *m, struct named *to, const struct match_product *p)
{
	struct named found = {0};
	const char *vendor = name_plain(p->vendor, m->arena);

	add_texts(m, &found, name_plain(p->product, m->arena));
	add_texts(m, &found, name_plain(p->model, m->arena));
	vec_foreach (r, &found.rows) {
		struct knowledge_product row;

		if (!knowledge_product(m->k, *r, &row))
			continue;
		if (!vendor || !*row.vendor ||
		    same_vendor(vendor, name_plain(row.vendor, m->arena)))
			add_row(m, to, *r);
	}
}

/* Vendor and product as CPE names them: those of the observed CPE go before. */
static void cpe_names(const struct match_product *p, struct arena *arena,
    const char **ret_vendor, const char **ret_product)
{
	struct cpe cpe;

	*ret_vendor = name_cpe(p->vendor, arena);
	*ret_product = name_cpe(p->product, arena);
	if (p->cpe && cpe_parse(span_str(p->cpe), arena, &cpe) == 0 && cpe.attr[CPE_PRODUCT]) {
		*ret_vendor = cpe.attr[CPE_VENDOR];
		*ret_product = cpe.attr[CPE_PRODUCT];
	}
}

static struct named *resolve(struct matcher *m, const struct match_product *p)
{
	struct named *to = ARENA_NEW(m->arena, struct named);
	const char *vendor, *product, *plain = name_cpe(p->product, m->arena);

	cpe_names(p, m->arena, &vendor, &product);
	if (product) {
		if (vendor)
			(void)add_name(m, to, vendor, product);
		add_aliases(m, to, vendor, product);
		if (strcmp(plain ? plain : product, product) != 0)
			add_aliases(m, to, vendor, plain);
		if (!to->rows.n)
			guess(m, to, product);
	}
	add_plain(m, to, p);
	return to;
}

/* Whether what match_only allows names one of the rows; found out once a pass. */
static void touch(const struct matcher *m, struct named *named)
{
	if (named->pass == m->pass)
		return;
	named->pass = m->pass;
	named->touched = false;
	vec_foreach (r, &named->rows)
		named->touched |= m->touched[*r] == m->pass;
}

const struct named *name_resolve(struct matcher *m, const struct match_product *p)
{
	char key[5 * NAME_MAX];
	const char *const parts[] = {p->cpe, p->vendor, p->product, p->model};
	struct named *named;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		size_t len = parts[i] ? MIN(strlen(parts[i]), (size_t)NAME_MAX) : 0;

		if (len)
			memcpy(key + n, parts[i], len);
		n += len;
		key[n++] = '\n';
	}
	key[n] = '\0';
	named = map_get(&m->names, key);
	if (!named) {
		named = resolve(m, p);
		(void)map_set(&m->names, key, named);
	}
	if (m->only)
		touch(m, named);
	return named;
}

static void index_text(struct matcher *m, const char *plain, uint32_t row)
{
	struct named *named = plain && *plain ? map_get(&m->texts, plain) : NULL;

	if (!plain || !*plain)
		return;
	if (!named) {
		named = ARENA_NEW(m->arena, struct named);
		(void)map_set(&m->texts, plain, named);
	}
	add_row(m, named, row);
}

/* "IntelliSpace Portal (ISP)" is found as itself and without what stands in brackets. */
static void index_product(struct matcher *m, const struct knowledge_product *p, uint32_t row)
{
	const char *bracket = strchr(p->product, '(');

	index_text(m, name_plain(p->product, m->arena), row);
	if (bracket && bracket > p->product)
		index_text(m,
		    name_plain(
			arena_strndup(m->arena, p->product, (size_t)(bracket - p->product)),
			m->arena),
		    row);
}

void name_init(struct matcher *m)
{
	struct knowledge_product p;
	struct knowledge_criterion c;
	struct knowledge_attrs a;

	map_init(&m->names, m->arena);
	map_init(&m->texts, m->arena);
	/* Names as people write them stand at the end of the table. */
	for (uint32_t i = m->k->rows[KT_PRODUCTS]; i-- > 0;) {
		if (!knowledge_product(m->k, i, &p) || p.naming != NAMED_TEXT)
			break;
		index_product(m, &p, i);
		for (uint32_t j = p.exact; j < p.end; j++)
			if (knowledge_criterion(m->k, j, &c) && c.attrs &&
			    knowledge_attrs(m->k, c.attrs, &a) && a.model)
				index_text(m, name_plain(a.model, m->arena), i);
	}
}
