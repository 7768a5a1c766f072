#include "base/limits.h"
#include "base/time.h"
#include "codec/utf8.h"
#include "codec/version.h"
#include "compile.h"
#include "pack/kb.h"
#include "pack/kb_starter.h"

#include <ctype.h>

enum { WORD_MAX = 200, REASON_MAX = 400 };

static const struct yaml_key entry_keys[] = {{"id", true}, {"cves", true}, {"products", true},
    {"references", false}, {"differs", false}, {"text", true}, {NULL, false}};
static const struct yaml_key cve_keys[] = {{"id", true}, {"published", true}, {"cvss", false},
    {"cwe", false}, {"cisa", false}, {"eu", false}, {"ransomware", false}, {NULL, false}};
static const struct yaml_key product_keys[] = {{"cpe", true}, {"names", true}, {"on", false},
    {"only", false}, {"ranges", true}, {"fixed", false}, {NULL, false}};
static const struct yaml_key range_keys[] = {{"from", false}, {"after", false}, {"to", false},
    {"below", false}, {"versions", false}, {"range", false}, {"edition", false},
    {"target", false}, {"scheme", false}, {NULL, false}};
static const struct yaml_key differs_keys[] = {{"less", false}, {"more", false}, {NULL, false}};
static const struct yaml_key part_keys[] = {
    {"title", true}, {"what", true}, {"do", true}, {"tell", true}, {NULL, false}};

/* The entry that is being compiled. */
struct entry {
	struct yaml_tree *tree;
	struct pack_writer *w;
	const char *id;
	struct str *value;
};

static void add(struct entry *e, const char *label, const char *text)
{
	str_addf(e->value, "%s=%s", label, text);
	str_char(e->value, '\0');
}

/* "PREFIX-" and then digits and hyphens. */
static bool is_number(const char *text, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(text, prefix, n) == 0 && text[n] &&
	       strspn(text + n, "0123456789-") == strlen(text + n);
}

static bool is_cpe(const char *text)
{
	const char *colon;

	if (!strchr("aoh", text[0]) || text[1] != ':')
		return false;
	colon = strchr(text + 2, ':');
	if (!colon || colon == text + 2 || !colon[1])
		return false;
	for (; *text; text++)
		if (isupper((unsigned char)*text) || *text == ' ')
			return false;
	return true;
}

static bool is_cve(const char *text)
{
	return is_number(text, "CVE-");
}

static bool is_cwe(const char *text)
{
	return is_number(text, "CWE-");
}

static bool is_https(const char *text)
{
	return strncmp(text, "https://", 8) == 0;
}

static bool is_date(const char *text)
{
	int64_t ms;

	return strlen(text) == 10 && time_parse(span_str(text), &ms) == 0;
}

static bool is_vector(const char *text)
{
	return strncmp(text, "CVSS:3.", 7) == 0 || strncmp(text, "CVSS:4.0/", 9) == 0 ||
	       strncmp(text, "AV:", 3) == 0;
}

static bool is_any(const char *text)
{
	return text[0] != '\0';
}

static bool is_yes(const char *text)
{
	return strcmp(text, "yes") == 0;
}

static bool is_scheme(const char *text)
{
	for (size_t i = 0; version_scheme_names[i]; i++)
		if (strcmp(version_scheme_names[i], text) == 0)
			return true;
	return false;
}

/* What a member may look like, and what it is called in a complaint. */
static const struct form {
	const char *key;
	bool (*good)(const char *text);
	const char *what;
} forms[] = {
    {"published", is_date, "a date (2026-11-22)"},
    {"cisa", is_date, "a date (2026-11-22)"},
    {"eu", is_date, "a date (2026-11-22)"},
    {"ransomware", is_yes, "yes, or left out"},
    {"cvss", is_vector, "a CVSS vector"},
    {"cwe", is_cwe, "a CWE (CWE-79)"},
    {"cpe", is_cpe, "a product as NVD names it (a:vendor:product)"},
    {"on", is_cpe, "a product as NVD names it (a:vendor:product)"},
    {"only", is_cve, "a CVE"},
    {"scheme", is_scheme, "a way to compare versions"},
    {"references", is_https, "an https: address"},
};

static bool form_good(struct entry *e, const yaml_node_t *node, const char *key, const char *t)
{
	for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
		if (strcmp(forms[i].key, key) != 0 || forms[i].good(t))
			continue;
		complain(e->tree, node, "\"%s\" must be %s", key, forms[i].what);
		return false;
	}
	return true;
}

/* Adds the member when it is there. */
static bool add_text(
    struct entry *e, const yaml_node_t *map, const char *key, const char *label)
{
	const char *text;

	if (!yaml_get(e->tree, map, key))
		return false;
	text = yaml_need_text(e->tree, map, key, REASON_MAX);
	if (text && form_good(e, yaml_get(e->tree, map, key), key, text))
		add(e, label, text);
	return text != NULL;
}

/* Adds each item of the list that the member is; gives their number. */
static size_t add_list(
    struct entry *e, const yaml_node_t *map, const char *key, const char *label)
{
	const yaml_node_t *list = yaml_get(e->tree, map, key), *item;
	size_t n = 0;

	for (; (item = yaml_item(e->tree, list, n)); n++) {
		const char *text = yaml_text(item);

		if (!text || !is_any(text) || strlen(text) > WORD_MAX)
			complain(e->tree, item, "an item of \"%s\" has 1 to %d bytes", key,
			    WORD_MAX);
		else if (form_good(e, item, key, text))
			add(e, label, text);
	}
	if (list && n == 0)
		complain(e->tree, list, "\"%s\" must be a list with items", key);
	return n;
}

/* A way to give versions: bounds, a list, or "any" and "none". Exactly one of them. */
static void add_range(struct entry *e, const yaml_node_t *node)
{
	static const char *const bounds[] = {"from", "after", "to", "below"};
	const char *named = yaml_text(yaml_get(e->tree, node, "range"));
	bool exact = yaml_get(e->tree, node, "versions") != NULL;
	size_t nbounds = 0;

	if (!yaml_check_keys(e->tree, node, range_keys))
		return;
	for (size_t i = 0; i < ARRAY_LEN(bounds); i++)
		nbounds += yaml_get(e->tree, node, bounds[i]) != NULL;
	if ((nbounds > 0) + exact + (named != NULL) != 1)
		complain(e->tree, node, "a range has bounds, or versions, or \"range\"");
	if (named && strcmp(named, "any") != 0 && strcmp(named, "none") != 0)
		complain(e->tree, node, "\"range\" is any or none");
	if ((yaml_get(e->tree, node, "from") && yaml_get(e->tree, node, "after")) ||
	    (yaml_get(e->tree, node, "to") && yaml_get(e->tree, node, "below")))
		complain(e->tree, node, "a range has one lower and one upper bound");
	add(e, "range", named ? named : exact ? "exact" : "span");
	for (size_t i = 0; i < ARRAY_LEN(bounds); i++)
		(void)add_text(e, node, bounds[i], bounds[i]);
	(void)add_text(e, node, "edition", "edition");
	(void)add_text(e, node, "target", "target");
	(void)add_text(e, node, "scheme", "scheme");
	(void)add_list(e, node, "versions", "version");
}

/* The names of a product: all of the row's, or, where a row has several products, its own. */
static void add_names(struct entry *e, const yaml_node_t *node, size_t i, bool several)
{
	const yaml_node_t *names = yaml_get(e->tree, node, "names");
	const char *name = yaml_text(yaml_item(e->tree, names, i));

	if (!several && !add_list(e, node, "names", "name"))
		complain(e->tree, node, "a product has names");
	else if (several && (!name || !is_any(name) || strlen(name) > WORD_MAX))
		complain(e->tree, node, "in a row of several products each has one name");
	else if (several)
		add(e, "name", name);
}

/* The i-th product of a row that may have several. */
static void add_product(
    struct entry *e, const yaml_node_t *node, const char *cpe, size_t i, bool several)
{
	const yaml_node_t *ranges = yaml_get(e->tree, node, "ranges"), *range;
	size_t n = 0;

	add(e, "product", cpe);
	add_names(e, node, i, several);
	(void)add_list(e, node, "on", "on");
	(void)add_list(e, node, "only", "only");
	(void)add_list(e, node, "fixed", "fixed");
	for (; (range = yaml_item(e->tree, ranges, n)); n++)
		add_range(e, range);
	if (n == 0)
		complain(e->tree, node, "a product has ranges");
}

static void add_products(struct entry *e)
{
	const yaml_node_t *list = yaml_get(e->tree, e->tree->root, "products"), *node, *cpe;
	size_t n = 0;

	for (; (node = yaml_item(e->tree, list, n)); n++) {
		const yaml_node_t *cpes = yaml_get(e->tree, node, "cpe");
		bool several = yaml_item(e->tree, cpes, 1) != NULL;
		size_t count = 0;

		if (!yaml_check_keys(e->tree, node, product_keys))
			continue;
		if (!yaml_item(e->tree, cpes, 0))
			complain(e->tree, node, "\"cpe\" must be a list with items");
		for (; (cpe = yaml_item(e->tree, cpes, count)); count++)
			if (yaml_text(cpe) && form_good(e, cpe, "cpe", yaml_text(cpe)))
				add_product(e, node, yaml_text(cpe), count, several);
		if (several && yaml_item(e->tree, yaml_get(e->tree, node, "names"), count))
			complain(e->tree, node, "there are more names than products");
	}
	if (n == 0)
		complain(e->tree, e->tree->root, "at least one product is expected");
}

static void add_cves(struct entry *e)
{
	const yaml_node_t *list = yaml_get(e->tree, e->tree->root, "cves"), *node;
	size_t n = 0;

	for (; (node = yaml_item(e->tree, list, n)); n++) {
		const char *id;

		if (!yaml_check_keys(e->tree, node, cve_keys))
			continue;
		id = yaml_need_text(e->tree, node, "id", WORD_MAX);
		if (!id || !is_cve(id))
			complain(e->tree, node, "\"id\" must be a CVE");
		add(e, "cve", id ? id : "");
		(void)add_text(e, node, "published", "published");
		(void)add_text(e, node, "cvss", "cvss");
		(void)add_list(e, node, "cwe", "cwe");
		(void)add_text(e, node, "cisa", "cisa");
		(void)add_text(e, node, "eu", "eu");
		(void)add_text(e, node, "ransomware", "ransomware");
	}
	if (n == 0)
		complain(e->tree, e->tree->root, "at least one CVE is expected");
}

static size_t characters(const char *text)
{
	struct span rest = span_str(text);
	size_t n = 0;

	for (; rest.n; n++) {
		uint32_t code;
		size_t len = utf8_next(rest, &code);

		rest = span_sub(rest, len ? len : 1, rest.n);
	}
	return n;
}

/* French sets a no-break space before : ; ? ! and inside guillemets; an ordinary one lets the
 * sign begin a line. */
static bool french_good(const char *text)
{
	static const char *const wrong[] = {" :", " ;", " ?", " !", " »", "« "};

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		if (strstr(text, wrong[i]))
			return false;
	return true;
}

static void add_part(struct entry *e, const yaml_node_t *node, const char *lang, size_t part)
{
	/* characters: enough to say it, and no more than a person reads in a list */
	static const size_t min[] = {12, 40, 40, 20},
			    max[] = {KB_STARTER_TITLE_MAX, 420, 760, 420};
	const char *name = kb_starter_parts[part];
	const char *text = yaml_need_text(e->tree, node, name, LIMIT_TEXT);
	const yaml_node_t *at = yaml_get(e->tree, node, name);
	char key[128];
	size_t n;

	if (!text)
		return;
	n = characters(text);
	if (n < min[part] || n > max[part])
		complain(e->tree, at, "\"%s\" has %zu characters; %zu to %zu are allowed", name,
		    n, min[part], max[part]);
	if (part == KB_STARTER_TITLE && text[strlen(text) - 1] == '.')
		complain(e->tree, at, "a title has no full stop");
	if (strcmp(lang, "fr") == 0 && !french_good(text))
		complain(e->tree, at, "French needs a no-break space here");
	(void)snprintf(key, sizeof(key), "startertext/%s/%s/%s", e->id, lang, name);
	pack_write_add(e->w, key, span_str(text));
}

static void add_texts(struct entry *e)
{
	yaml_node_t *texts = yaml_get(e->tree, e->tree->root, "text");
	struct yaml_key langs[8] = {0};

	for (size_t i = 0; kb_langs[i] && i + 1 < ARRAY_LEN(langs); i++)
		langs[i] = (struct yaml_key){kb_langs[i], true};
	if (!yaml_check_keys(e->tree, texts, langs))
		return;
	for (size_t i = 0; kb_langs[i]; i++) {
		const yaml_node_t *node = yaml_get(e->tree, texts, kb_langs[i]);

		if (yaml_check_keys(e->tree, node, part_keys))
			for (size_t part = 0; kb_starter_parts[part]; part++)
				add_part(e, node, kb_langs[i], part);
	}
}

/* The file is named after the entry's first CVE, so that it is found. */
static void check_name(struct entry *e)
{
	const yaml_node_t *cves = yaml_get(e->tree, e->tree->root, "cves");
	const char *cve = yaml_text(yaml_get(e->tree, yaml_item(e->tree, cves, 0), "id"));
	const char *base = strrchr(e->tree->path, '/');
	size_t n = cve ? strlen(cve) : 0;

	base = base ? base + 1 : e->tree->path;
	if (cve && (strncasecmp(base, cve, n) != 0 || strcmp(base + n, ".yaml") != 0))
		complain(e->tree, cves, "the file must be named after %s", cve);
}

void starter_compile(struct yaml_tree *tree, struct pack_writer *w, struct map *ids)
{
	STR_AUTO(value, LIMIT_LINE);
	struct entry e = {.tree = tree, .w = w, .value = &value};
	const yaml_node_t *differs = yaml_get(tree, tree->root, "differs");
	char key[64];

	if (!yaml_check_keys(tree, tree->root, entry_keys))
		return;
	e.id = yaml_need_text(tree, tree->root, "id", 32);
	if (!e.id || !is_number(e.id, "VARDE-KB-")) {
		complain(tree, tree->root, "an id is VARDE-KB- and a number");
		return;
	}
	if (!map_set(ids, e.id, w))
		complain(
		    tree, yaml_get(tree, tree->root, "id"), "the id \"%s\" is taken", e.id);
	check_name(&e);
	(void)add_list(&e, tree->root, "references", "reference");
	if (differs && yaml_check_keys(tree, differs, differs_keys)) {
		(void)add_text(&e, differs, "less", "less");
		(void)add_text(&e, differs, "more", "more");
	}
	add_cves(&e);
	add_products(&e);
	add_texts(&e);
	(void)snprintf(key, sizeof(key), "starter/%s", e.id);
	pack_write_add(w, key, str_bytes(&value));
}
