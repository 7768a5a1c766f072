#include "feed/csaf_tree.h"

/* The characters of Windows-1252 from 0x80 on that are no Latin-1, in UTF-8. */
static const struct {
	unsigned char byte;
	const char *text;
} others[] = {
    {0x80, "\xE2\x82\xAC"},
    {0x82, "\xE2\x80\x9A"},
    {0x83, "\xC6\x92"},
    {0x84, "\xE2\x80\x9E"},
    {0x85, "\xE2\x80\xA6"},
    {0x86, "\xE2\x80\xA0"},
    {0x87, "\xE2\x80\xA1"},
    {0x88, "\xCB\x86"},
    {0x89, "\xE2\x80\xB0"},
    {0x8A, "\xC5\xA0"},
    {0x8B, "\xE2\x80\xB9"},
    {0x8C, "\xC5\x92"},
    {0x8E, "\xC5\xBD"},
    {0x91, "\xE2\x80\x98"},
    {0x92, "\xE2\x80\x99"},
    {0x93, "\xE2\x80\x9C"},
    {0x94, "\xE2\x80\x9D"},
    {0x95, "\xE2\x80\xA2"},
    {0x96, "\xE2\x80\x93"},
    {0x97, "\xE2\x80\x94"},
    {0x98, "\xCB\x9C"},
    {0x99, "\xE2\x84\xA2"},
    {0x9A, "\xC5\xA1"},
    {0x9B, "\xE2\x80\xBA"},
    {0x9C, "\xC5\x93"},
    {0x9E, "\xC5\xBE"},
    {0x9F, "\xC5\xB8"},
};

/* The byte above 0x7f that the character at p was read from, with the character's length; 0
 * when it is none. */
static unsigned char byte_of(const char *text, size_t *ret_n)
{
	const unsigned char *p = (const unsigned char *)text;

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		size_t n = strlen(others[i].text);

		if (strncmp(text, others[i].text, n) == 0) {
			*ret_n = n;
			return others[i].byte;
		}
	}
	*ret_n = 2;
	if (p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xC0)
		return p[1];
	if (p[0] == 0xC3 && p[1] >= 0x80 && p[1] < 0xC0)
		return (unsigned char)(p[1] + 0x40);
	return 0;
}

/* The bytes of the character that stands at p encoded twice; 0 when none does. */
static size_t doubled(const char *p, char to[4], size_t *ret_n)
{
	size_t n, at = 0, want = 0;

	for (size_t i = 0; i == 0 || i < want; i++) {
		unsigned char b = byte_of(p + at, &n);

		if (i == 0)
			want = b >= 0xC3 && b < 0xE0   ? 2
			       : b >= 0xE1 && b < 0xF0 ? 3
			       : b == 0xC2             ? 2
						       : 0;
		if (!b || (i && (b & 0xC0) != 0x80))
			return 0;
		to[i] = (char)b;
		at += n;
		if (!want)
			return 0;
	}
	*ret_n = at;
	return want;
}

const char *csaf_mend(const char *text, struct arena *arena, bool *ret_mended)
{
	char *copy, *to, bytes[4];
	size_t n, used;

	if (!text || !*text)
		return NULL;
	copy = to = arena_strdup(arena, text);
	while (*text) {
		n = (unsigned char)*text < 0x80 ? 0 : doubled(text, bytes, &used);
		if (!n) {
			*to++ = *text++;
			continue;
		}
		memcpy(to, bytes, n);
		to += n;
		text += used;
		*ret_mended = true;
	}
	*to = '\0';
	return copy;
}

static size_t count(const struct json *v)
{
	return v && v->type == JSON_ARRAY ? v->array.n : 0;
}

static const char *text_of(struct csaf_tree *tree, const struct json *v, const char *key)
{
	return csaf_mend(json_text(json_get(v, key), NULL), tree->arena, &tree->mended);
}

static void add(struct csaf_tree *tree, struct csaf_product p, const struct json *product,
    struct feed_read *rd)
{
	struct csaf_product *kept;

	p.id = json_text(json_get(product, "product_id"), NULL);
	p.full = text_of(tree, product, "name");
	p.helper = json_get(product, "product_identification_helper");
	if (!p.id || !*p.id) {
		feed_remark(rd, "a product without an id");
		return;
	}
	if (map_get(&tree->ids, p.id)) {
		feed_remark(rd, "a product id that stands for two products");
		return;
	}
	kept = ARENA_NEW(tree->arena, struct csaf_product);
	*kept = p;
	(void)map_set(&tree->ids, p.id, kept);
	vec_push(tree->arena, &tree->all, kept);
}

static void set(struct csaf_product *p, const char *category, const char *name)
{
	if (strcmp(category, "vendor") == 0) {
		p->vendor = name;
	} else if (strcmp(category, "product_name") == 0) {
		p->name = name;
	} else if (strcmp(category, "product_family") == 0) {
		p->family = name;
	} else if (strcmp(category, "product_version") == 0) {
		p->version = name;
		p->range = false;
	} else if (strcmp(category, "product_version_range") == 0) {
		p->version = name;
		p->range = true;
	} else if (strcmp(category, "service_pack") == 0 ||
		   strcmp(category, "patch_level") == 0) {
		p->update = name;
	}
	/* architecture, host_name, language, legacy, specification: products are not told apart
	 * by what nobody observes */
}

/* The depth is bounded by the parser's. */
static void walk(struct csaf_tree *tree, const struct json *branches,
    const struct csaf_product *path, struct feed_read *rd)
{
	for (size_t i = 0; i < count(branches); i++) {
		const struct json *one = &branches->array.items[i],
				  *product = json_get(one, "product");
		struct csaf_product p = *path;

		set(&p, json_text(json_get(one, "category"), ""), text_of(tree, one, "name"));
		if (product)
			add(tree, p, product, rd);
		walk(tree, json_get(one, "branches"), &p, rd);
	}
}

static void relate(struct csaf_tree *tree, const struct json *one, struct feed_read *rd)
{
	const char *category = json_text(json_get(one, "category"), "");
	struct csaf_product p = {.bond = CSAF_PART_OF};

	p.first = json_text(json_get(one, "product_reference"), "");
	p.second = json_text(json_get(one, "relates_to_product_reference"), "");
	if (strcmp(category, "installed_on") == 0 || strcmp(category, "installed_with") == 0)
		p.bond = CSAF_ON;
	add(tree, p, json_get(one, "full_product_name"), rd);
}

void csaf_tree_read(struct csaf_tree *tree, const struct json *product_tree,
    struct feed_read *rd, struct arena *arena)
{
	const struct json *full = json_get(product_tree, "full_product_names"),
			  *relations = json_get(product_tree, "relationships");
	struct csaf_product root = {0};

	*tree = (struct csaf_tree){.arena = arena};
	map_init(&tree->ids, arena);
	walk(tree, json_get(product_tree, "branches"), &root, rd);
	for (size_t i = 0; i < count(full); i++)
		add(tree, root, &full->array.items[i], rd);
	for (size_t i = 0; i < count(relations); i++)
		relate(tree, &relations->array.items[i], rd);
}

struct csaf_product *csaf_tree_find(const struct csaf_tree *tree, const char *id)
{
	return id ? map_get(&tree->ids, id) : NULL;
}
