#include "base/limits.h"
#include "codec/utf8.h"
#include "compile.h"
#include "model/finding.h"
#include "pack/kb.h"

static const struct yaml_key finding_keys[] = {{"id", true}, {"category", true}, {"cwe", true},
    {"criticality", true}, {"qod", true}, {"references", true}, {"text", true}, {NULL, false}};

static const struct yaml_key text_keys[] = {{"title", true}, {"what", true}, {"why", true},
    {"fix", true}, {"verify", true}, {NULL, false}};

enum { REFERENCE_MAX = 240, ID_MAX = 64 };

void value_add(struct str *value, const char *text)
{
	str_add(value, text);
	str_char(value, '\0');
}

static bool is_id(const char *id)
{
	return id[0] && strlen(id) <= ID_MAX &&
	       strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id);
}

/* The file is named after the id, so that nobody looks for it. */
static const char *need_id(struct yaml_tree *tree)
{
	const char *id = yaml_need_text(tree, tree->root, "id", ID_MAX);
	const char *base = strrchr(tree->path, '/');
	size_t n;

	if (!id)
		return NULL;
	n = strlen(id);
	base = base ? base + 1 : tree->path;
	if (!is_id(id)) {
		complain(tree, yaml_get(tree, tree->root, "id"),
		    "an id has lower-case letters, digits and hyphens");
		return NULL;
	}
	if (strncmp(base, id, n) != 0 || strcmp(base + n, ".yaml") != 0)
		complain(tree, yaml_get(tree, tree->root, "id"),
		    "the file must be named %s.yaml", id);
	return id;
}

static const char *need_name(struct yaml_tree *tree, const char *key, const char *const names[])
{
	const char *name = yaml_need_text(tree, tree->root, key, ID_MAX);

	for (size_t i = 0; name && names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return name;
	if (name)
		complain(tree, yaml_get(tree, tree->root, key), "\"%s\" is no %s", name, key);
	return NULL;
}

static void add_references(struct yaml_tree *tree, struct str *value)
{
	const yaml_node_t *list = yaml_get(tree, tree->root, "references"), *item;
	size_t n = 0;

	for (; (item = yaml_item(tree, list, n)); n++) {
		const char *text = yaml_text(item);

		if (!text || !text[0] || strlen(text) > REFERENCE_MAX || strchr(text, '\n'))
			complain(tree, item, "a reference is one line of 1 to %d bytes",
			    REFERENCE_MAX);
		else if (strncmp(text, "http:", 5) == 0)
			complain(tree, item, "a reference is a name or an https: address");
		value_add(value, text);
	}
	if (n == 0 || n > KB_REFERENCES)
		complain(tree, list ? list : tree->root, "1 to %d references are expected",
		    KB_REFERENCES);
}

static void add_finding(struct yaml_tree *tree, struct pack_writer *w, const char *id)
{
	STR_AUTO(value, LIMIT_TEXT);
	char key[128], number[24];

	value_add(&value, id);
	value_add(&value, need_name(tree, "category", category_names));
	value_add(&value, need_name(tree, "criticality", criticality_names));
	(void)snprintf(
	    number, sizeof(number), "%ld", yaml_need_int(tree, tree->root, "cwe", 1, 99999));
	value_add(&value, number);
	(void)snprintf(
	    number, sizeof(number), "%ld", yaml_need_int(tree, tree->root, "qod", 0, 100));
	value_add(&value, number);
	add_references(tree, &value);
	(void)snprintf(key, sizeof(key), "finding/%s", id);
	pack_write_add(w, key, str_bytes(&value));
}

static void check_title(struct yaml_tree *tree, const yaml_node_t *node, const char *title)
{
	struct span rest = span_str(title);
	size_t n = 0;

	while (rest.n) {
		uint32_t code;
		size_t len = utf8_next(rest, &code);

		rest = span_sub(rest, len ? len : 1, rest.n);
		n++;
	}
	if (n > KB_TITLE_MAX)
		complain(tree, node, "the title has %zu characters; %d are allowed", n,
		    KB_TITLE_MAX);
	if (title[strlen(title) - 1] == '.')
		complain(tree, node, "a title has no full stop");
}

static void add_text(
    struct pack_writer *w, const char *id, const char *lang, const char *part, const char *text)
{
	char key[256];

	(void)snprintf(key, sizeof(key), "text/%s/%s/%s", id, lang, part);
	pack_write_add(w, key, span_str(text));
}

static bool product_known(const char *name)
{
	for (size_t i = 0; kb_products[i]; i++)
		if (strcmp(kb_products[i], name) == 0)
			return true;
	return false;
}

static void add_fixes(struct yaml_tree *tree, struct pack_writer *w, const char *id,
    const char *lang, const yaml_node_t *fix)
{
	const yaml_node_t *k;

	if (!fix || fix->type != YAML_MAPPING_NODE) {
		complain(tree, fix, "\"fix\" must map products to texts");
		return;
	}
	if (!yaml_get(tree, fix, "default"))
		complain(tree, fix, "the fix for \"default\" is missing");
	for (size_t i = 0; (k = yaml_key_at(tree, fix, i)); i++) {
		const char *product = yaml_text(k), *text;
		char part[64];

		if (!product || !product_known(product)) {
			complain(tree, k, "unknown product \"%s\"", product ? product : "?");
			continue;
		}
		text = yaml_need_text(tree, fix, product, LIMIT_TEXT);
		(void)snprintf(part, sizeof(part), "fix/%s", product);
		if (text)
			add_text(w, id, lang, part, text);
	}
}

/* The same products in every language: a technician gets the same help in each. */
static void compare_fixes(
    struct yaml_tree *tree, const yaml_node_t *fix, const yaml_node_t *other, const char *lang)
{
	const yaml_node_t *k;

	for (size_t i = 0; (k = yaml_key_at(tree, fix, i)); i++)
		if (yaml_text(k) && !yaml_get(tree, other, yaml_text(k)))
			complain(tree, k, "the fix for \"%s\" is missing in language %s",
			    yaml_text(k), lang);
}

static void add_language(
    struct yaml_tree *tree, struct pack_writer *w, const char *id, const char *lang)
{
	yaml_node_t *texts = yaml_get(tree, tree->root, "text"),
		    *node = yaml_get(tree, texts, lang);
	yaml_node_t *english = yaml_get(tree, texts, kb_langs[0]);
	const char *title;

	if (!node || !yaml_check_keys(tree, node, text_keys))
		return;
	title = yaml_need_text(tree, node, "title", LIMIT_TEXT);
	if (title) {
		check_title(tree, yaml_get(tree, node, "title"), title);
		add_text(w, id, lang, "title", title);
	}
	for (size_t i = 1; text_keys[i].name; i++) {
		const char *text, *part = text_keys[i].name;

		if (strcmp(part, "fix") == 0)
			continue;
		text = yaml_need_text(tree, node, part, LIMIT_TEXT);
		if (text)
			add_text(w, id, lang, part, text);
	}
	add_fixes(tree, w, id, lang, yaml_get(tree, node, "fix"));
	compare_fixes(tree, yaml_get(tree, english, "fix"), yaml_get(tree, node, "fix"), lang);
	compare_fixes(
	    tree, yaml_get(tree, node, "fix"), yaml_get(tree, english, "fix"), kb_langs[0]);
}

void findings_compile(struct yaml_tree *tree, struct pack_writer *w)
{
	struct yaml_key langs[8] = {0};
	const char *id;

	if (!yaml_check_keys(tree, tree->root, finding_keys))
		return;
	for (size_t i = 0; kb_langs[i] && i + 1 < ARRAY_LEN(langs); i++)
		langs[i] = (struct yaml_key){kb_langs[i], true};
	id = need_id(tree);
	if (!id)
		return;
	add_finding(tree, w, id);
	(void)yaml_check_keys(tree, yaml_get(tree, tree->root, "text"), langs);
	for (size_t i = 0; kb_langs[i]; i++)
		add_language(tree, w, id, kb_langs[i]);
}
