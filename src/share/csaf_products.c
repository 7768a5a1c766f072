/* Products of a CSAF document: lines of the advisory become branches. */
#include "codec/cpe.h"
#include "share/csaf_impl.h"

#include <ctype.h>

enum { RANGE_MAX = 1000, CPE_BYTES = 2000 };

/* Vendor, product and what stands behind, of "vendor:product <1.2". */
static bool split(
    const char *line, struct arena *arena, struct csaf_product *p, struct span *versions)
{
	struct span s = span_trim(span_str(line)), name;
	size_t n = 0;
	ptrdiff_t colon;

	while (n < s.n && !strchr(" <>=", s.p[n]))
		n++;
	name = span_sub(s, 0, n);
	colon = span_find(name, ":");
	if (colon <= 0 || (size_t)colon + 1 >= name.n || n >= s.n)
		return false;
	p->vendor = arena_strndup(arena, name.p, (size_t)colon);
	p->product = arena_strndup(arena, name.p + colon + 1, name.n - (size_t)colon - 1);
	*versions = span_trim(span_sub(s, n, s.n));
	return true;
}

/* A version within a vers: what means something there is percent-encoded. */
static void vers_version(struct str *out, const char *version)
{
	for (; *version; version++) {
		unsigned char c = (unsigned char)*version;

		if (isalnum(c) || strchr(".-_~+:", c))
			str_char(out, (char)c);
		else
			str_addf(out, "%%%02X", c);
	}
}

static const char *vers(const struct version_range *r, struct arena *arena)
{
	STR_AUTO(out, RANGE_MAX);

	str_add(&out, "vers:generic/");
	if (r->kind == VERSION_RANGE_ANY || (!r->start && !r->end))
		str_char(&out, '*');
	if (r->kind == VERSION_RANGE_SPAN && r->start) {
		str_add(&out, r->start_excluded ? ">" : ">=");
		vers_version(&out, r->start);
	}
	if (r->kind == VERSION_RANGE_SPAN && r->end) {
		str_add(&out, r->start ? "|" : "");
		str_add(&out, r->end_excluded ? "<" : "<=");
		vers_version(&out, r->end);
	}
	return str_dup(&out, arena);
}

static bool has(const struct csaf_products *all, const struct csaf_product *p)
{
	vec_foreach (o, &all->all)
		if (strcmp(o->vendor, p->vendor) == 0 && strcmp(o->product, p->product) == 0 &&
		    strcmp(o->range, p->range) == 0)
			return true;
	return false;
}

static void add(struct csaf_products *to, struct csaf_product p, struct arena *arena)
{
	if (has(to, &p))
		return;
	p.id = arena_printf(arena, "CSAFPID-%04zu", to->all.n + 1);
	vec_push(arena, &to->all, p);
}

/* One line of the advisory: what it says is affected, and the version that ends that. */
static int read_line(const char *line, struct arena *arena, struct csaf_products *out,
    struct csaf_products *fixed)
{
	struct version_ranges ranges = {0};
	struct csaf_product p = {0};
	struct span versions;

	if (!split(line, arena, &p, &versions) ||
	    version_range_parse(versions, arena, &ranges) < 0)
		return ERR_SYNTAX;
	vec_foreach (r, &ranges.all) {
		bool exact = r->kind == VERSION_RANGE_EXACT;

		p.version = exact ? r->version : NULL;
		p.range = exact ? r->version : vers(r, arena);
		add(out, p, arena);
		if (r->kind != VERSION_RANGE_SPAN || !r->end || !r->end_excluded)
			continue;
		vec_push(arena, &fixed->all,
		    (struct csaf_product){p.vendor, p.product, NULL, r->end, r->end, true});
	}
	return 0;
}

int csaf_products_read(const struct advisory *a, struct arena *arena, struct csaf_products *ret)
{
	struct csaf_products out = {0}, fixed = {0};

	for (size_t i = 0; i < a->products.n; i++)
		if (read_line(a->products.items[i], arena, &out, &fixed) < 0)
			return ERR_SYNTAX;
	/* The version that ends what is affected is the first that is mended, unless another
	 * line says that it is affected as well. */
	vec_foreach (f, &fixed.all)
		add(&out, *f, arena);
	*ret = out;
	return 0;
}

/* --- the tree --- */

static const char *person_name(const char *name, struct arena *arena)
{
	char *out = arena_strdup(arena, strcmp(name, "*") == 0 ? "unspecified" : name);

	for (char *c = out; *c; c++)
		if (*c == '_')
			*c = ' ';
	return out;
}

static const char *lower(const char *name, struct arena *arena)
{
	char *out = arena_strdup(arena, name);

	for (char *c = out; *c; c++)
		if ((unsigned char)*c >= 0x80)
			*c = '_';
		else
			*c = (char)tolower((unsigned char)*c);
	return out;
}

static struct json *helper(const struct csaf_product *p, struct arena *arena)
{
	struct json *to = json_new_object(arena);
	struct cpe cpe = {{0}};
	STR_AUTO(text, CPE_BYTES);

	if (strcmp(p->vendor, "*") != 0)
		cpe.attr[CPE_VENDOR] = lower(p->vendor, arena);
	cpe.attr[CPE_PRODUCT] = lower(p->product, arena);
	if (p->version)
		cpe.attr[CPE_VERSION] = lower(p->version, arena);
	cpe_write(&cpe, &text);
	json_set_text(arena, to, "cpe", str_text(&text));
	return to;
}

static struct json *branch(const char *category, const char *name, struct arena *arena)
{
	struct json *to = json_new_object(arena);

	json_set_text(arena, to, "category", category);
	json_set_text(arena, to, "name", name);
	return to;
}

static struct json *version_branch(const struct csaf_product *p, struct arena *arena)
{
	struct json *to =
	    branch(p->version ? "product_version" : "product_version_range", p->range, arena);
	struct json *product = json_new_object(arena);

	json_set_text(arena, product, "name",
	    arena_printf(arena, "%s %s %s", person_name(p->vendor, arena),
		person_name(p->product, arena), p->range));
	json_set_text(arena, product, "product_id", p->id);
	json_set_value(arena, product, "product_identification_helper", helper(p, arena));
	json_set_value(arena, to, "product", product);
	return to;
}

/* Whether an earlier product has the same vendor (and product). */
static bool earlier(const struct csaf_products *all, const struct csaf_product *p, bool product)
{
	vec_foreach (o, &all->all) {
		if (o == p)
			return false;
		if (strcmp(o->vendor, p->vendor) == 0 &&
		    (!product || strcmp(o->product, p->product) == 0))
			return true;
	}
	return false;
}

static struct json *product_branch(
    const struct csaf_products *all, const struct csaf_product *first, struct arena *arena)
{
	struct json *to = branch("product_name", person_name(first->product, arena), arena);
	struct json *versions = json_new_array(arena);

	vec_foreach (p, &all->all)
		if (strcmp(p->vendor, first->vendor) == 0 &&
		    strcmp(p->product, first->product) == 0)
			json_add_value(arena, versions, version_branch(p, arena));
	json_set_value(arena, to, "branches", versions);
	return to;
}

struct json *csaf_products_tree(const struct csaf_products *products, struct arena *arena)
{
	struct json *tree = json_new_object(arena), *vendors = json_new_array(arena);

	vec_foreach (v, &products->all) {
		struct json *vendor = branch("vendor", person_name(v->vendor, arena), arena);
		struct json *names = json_new_array(arena);

		if (earlier(products, v, false))
			continue;
		vec_foreach (p, &products->all)
			if (strcmp(p->vendor, v->vendor) == 0 && !earlier(products, p, true))
				json_add_value(
				    arena, names, product_branch(products, p, arena));
		json_set_value(arena, vendor, "branches", names);
		json_add_value(arena, vendors, vendor);
	}
	json_set_value(arena, tree, "branches", vendors);
	return tree;
}
