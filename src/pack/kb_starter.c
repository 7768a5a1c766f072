#include "pack/kb_starter.h"

#include "codec/cursor.h"
#include "codec/version.h"
#include "model/vuln.h"

#include <stdio.h>

enum { KEY_MAX = 256 };

const char *const kb_starter_parts[] = {"title", "what", "do", "tell", NULL};

enum level { ENTRY, CVE, PRODUCT, RANGE, LEVELS };
enum shape { TEXT, LIST, NAME };

/* What a label means: in which part, kept how and where. */
static const struct label {
	const char *name;
	enum level level;
	enum shape shape;
	size_t offset;
	const char *const *names; /* of NAME */
} labels[] = {
    {"reference", ENTRY, LIST, offsetof(struct kb_starter, references), NULL},
    {"less", ENTRY, TEXT, offsetof(struct kb_starter, less), NULL},
    {"more", ENTRY, TEXT, offsetof(struct kb_starter, more), NULL},
    {"cve", CVE, TEXT, offsetof(struct kb_starter_cve, id), NULL},
    {"published", CVE, TEXT, offsetof(struct kb_starter_cve, published), NULL},
    {"cvss", CVE, TEXT, offsetof(struct kb_starter_cve, cvss), NULL},
    {"cwe", CVE, LIST, offsetof(struct kb_starter_cve, cwes), NULL},
    {"cisa", CVE, TEXT, offsetof(struct kb_starter_cve, cisa), NULL},
    {"eu", CVE, TEXT, offsetof(struct kb_starter_cve, eu), NULL},
    {"ransomware", CVE, TEXT, offsetof(struct kb_starter_cve, ransomware), NULL},
    {"product", PRODUCT, TEXT, offsetof(struct kb_starter_product, cpe), NULL},
    {"name", PRODUCT, LIST, offsetof(struct kb_starter_product, names), NULL},
    {"on", PRODUCT, LIST, offsetof(struct kb_starter_product, on), NULL},
    {"only", PRODUCT, LIST, offsetof(struct kb_starter_product, only), NULL},
    {"fixed", PRODUCT, LIST, offsetof(struct kb_starter_product, fixed), NULL},
    {"range", RANGE, NAME, offsetof(struct kb_starter_range, range), vuln_range_names},
    {"scheme", RANGE, NAME, offsetof(struct kb_starter_range, scheme), version_scheme_names},
    {"from", RANGE, TEXT, offsetof(struct kb_starter_range, from), NULL},
    {"after", RANGE, TEXT, offsetof(struct kb_starter_range, after), NULL},
    {"to", RANGE, TEXT, offsetof(struct kb_starter_range, to), NULL},
    {"below", RANGE, TEXT, offsetof(struct kb_starter_range, below), NULL},
    {"edition", RANGE, TEXT, offsetof(struct kb_starter_range, edition), NULL},
    {"target", RANGE, TEXT, offsetof(struct kb_starter_range, target), NULL},
    {"version", RANGE, LIST, offsetof(struct kb_starter_range, versions), NULL},
};

static const struct label *label_of(const char *member, size_t n)
{
	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (strlen(labels[i].name) == n && memcmp(labels[i].name, member, n) == 0)
			return &labels[i];
	return NULL;
}

static bool set_name(const struct label *label, char *part, const char *value)
{
	for (int i = 0; label->names[i]; i++) {
		if (strcmp(label->names[i], value) != 0)
			continue;
		memcpy(part + label->offset, &i, sizeof(i));
		return true;
	}
	return false;
}

static bool set(const struct label *label, void *part, const char *value, struct arena *arena)
{
	char *at = part;

	if (!part)
		return false;
	switch (label->shape) {
	case TEXT:
		memcpy(at + label->offset, &value, sizeof(value));
		return true;
	case LIST:
		text_list_add((struct text_list *)(void *)(at + label->offset), arena, value);
		return true;
	case NAME:
		return set_name(label, at, value);
	}
	return false;
}

/* The part that a member of the level goes into; a label that begins one makes it. NULL when
 * there is none to go into. */
static void *part_of(struct kb_starter *s, const struct label *label, struct arena *arena)
{
	struct kb_starter_product *product;
	bool begins = label->offset == 0;

	if (label->level == ENTRY)
		return s;
	if (label->level == CVE) {
		if (begins)
			vec_push(arena, &s->cves, (struct kb_starter_cve){0});
		return s->cves.n ? &s->cves.items[s->cves.n - 1] : NULL;
	}
	if (label->level == PRODUCT && begins)
		vec_push(arena, &s->products, (struct kb_starter_product){0});
	if (!s->products.n)
		return NULL;
	product = &s->products.items[s->products.n - 1];
	if (label->level == PRODUCT)
		return product;
	if (begins)
		vec_push(arena, &product->ranges, (struct kb_starter_range){0});
	return product->ranges.n ? &product->ranges.items[product->ranges.n - 1] : NULL;
}

/* A product is "P:VENDOR:NAME" with a part of CPE 2.3, and has ranges. */
static bool products_good(const struct kb_starter *s)
{
	vec_foreach (p, &s->products) {
		const char *colon = p->cpe[0] ? strchr(p->cpe + 1, ':') : NULL;

		if (!colon || colon != p->cpe + 1 || !strchr("aoh", p->cpe[0]) ||
		    !strchr(colon + 1, ':') || !p->ranges.n)
			return false;
	}
	return s->cves.n && s->products.n;
}

int kb_starter_get(
    const struct pack *kb, const char *id, struct arena *arena, struct kb_starter *ret)
{
	struct kb_starter s = {.id = id};
	char key[KEY_MAX];
	struct span value;
	struct cursor c;

	(void)snprintf(key, sizeof(key), "starter/%s", id);
	value = pack_get(kb, key);
	if (!value.p)
		return ERR_NOTFOUND;
	for (c = cursor_of(value); cursor_left(&c);) {
		const char *member = (const char *)cursor_cstr(&c).p;
		const char *equals = member ? strchr(member, '=') : NULL;
		const struct label *label =
		    equals ? label_of(member, (size_t)(equals - member)) : NULL;

		if (!label || !set(label, part_of(&s, label, arena), equals + 1, arena))
			return ERR_CORRUPT;
	}
	if (!products_good(&s))
		return ERR_CORRUPT;
	s.id = arena_strdup(arena, id);
	*ret = s;
	return 0;
}

struct pack_iter kb_starter_iter(const struct pack *kb)
{
	return pack_iter(kb, "starter/");
}

bool kb_starter_next(struct pack_iter *it, const char **ret_id)
{
	struct span value;
	const char *key;

	if (!pack_next(it, &key, &value))
		return false;
	*ret_id = key + strlen("starter/");
	return true;
}

static const char *text_in(
    const struct pack *kb, const char *id, const char *lang, enum kb_starter_part part)
{
	char key[KEY_MAX];
	int n = snprintf(
	    key, sizeof(key), "startertext/%s/%s/%s", id, lang, kb_starter_parts[part]);

	return n < 0 || n >= KEY_MAX ? NULL : (const char *)pack_get(kb, key).p;
}

const char *kb_starter_text(
    const struct pack *kb, const char *id, const char *lang, enum kb_starter_part part)
{
	const char *text = text_in(kb, id, lang, part);

	return text ? text : text_in(kb, id, "en", part);
}
