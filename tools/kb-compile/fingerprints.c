#define PCRE2_CODE_UNIT_WIDTH 8

#include "base/limits.h"
#include "compile.h"
#include "pack/kb.h"

#include <pcre2.h>

static const struct yaml_key fingerprint_keys[] = {{"id", true}, {"field", true},
    {"pattern", true}, {"vendor", true}, {"product", true}, {"version", false},
    {"system", false}, {"cpe", false}, {"confidence", true}, {"positive", true},
    {"negative", true}, {NULL, false}};

static const struct yaml_key positive_keys[] = {{"text", true}, {"version", false},
    {"revision", false}, {"system", false}, {"cpe", false}, {NULL, false}};

enum { TEXT_MAX = 2048, NAME_MAX_BYTES = 128 };

static void check_pattern(struct yaml_tree *tree, const yaml_node_t *node, const char *pattern)
{
	static const char *const groups[] = {"version", "revision", "system"};
	uint32_t names = 0, known = 0;
	PCRE2_UCHAR text[256];
	PCRE2_SIZE at;
	pcre2_code *code;
	int err;

	code = pcre2_compile(
	    (PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED, PCRE2_DOLLAR_ENDONLY, &err, &at, NULL);
	if (!code) {
		(void)pcre2_get_error_message(err, text, sizeof(text));
		complain(tree, node, "the pattern is faulty at byte %zu: %s", (size_t)at,
		    (const char *)text);
		return;
	}
	(void)pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &names);
	for (size_t i = 0; i < ARRAY_LEN(groups); i++)
		known += pcre2_substring_number_from_name(code, (PCRE2_SPTR)groups[i]) > 0;
	if (names != known)
		complain(
		    tree, node, "the pattern's groups may be version, revision and system");
	pcre2_code_free(code);
}

/* "cpe:2.3:" and eleven components, the first of which is a, o or h (NISTIR 7695, section 6.2).
 */
static bool cpe_good(const char *cpe)
{
	size_t colons = 0;

	if (strncmp(cpe, "cpe:2.3:", 8) != 0 || !strchr("aoh", cpe[8]) || cpe[9] != ':')
		return false;
	for (const char *p = cpe; *p; p++) {
		if (*p == '\\' && p[1])
			p++;
		else if (*p == ':')
			colons++;
	}
	return colons == 12;
}

static const char *optional(
    struct yaml_tree *tree, const yaml_node_t *node, const char *key, size_t max)
{
	return yaml_get(tree, node, key) ? yaml_need_text(tree, node, key, max) : NULL;
}

static void add_example(
    struct pack_writer *w, unsigned number, unsigned *n, const struct str *value)
{
	char key[KB_EXAMPLE_KEY];

	(void)snprintf(key, sizeof(key), "example/%04u/%03u", number, (*n)++);
	pack_write_add(w, key, str_bytes(value));
}

static void add_positive(struct yaml_tree *tree, struct pack_writer *w, unsigned number,
    unsigned *n, const yaml_node_t *item)
{
	STR_AUTO(value, LIMIT_TEXT);
	const char *text;

	if (!yaml_check_keys(tree, item, positive_keys))
		return;
	text = yaml_text(yaml_get(tree, item, "text"));
	if (!text || !text[0])
		complain(tree, item, "an example has a text");
	value_add(&value, "positive");
	value_add(&value, text);
	for (size_t i = 1; positive_keys[i].name; i++)
		value_add(&value,
		    optional(tree, item, positive_keys[i].name, (size_t)NAME_MAX_BYTES * 2));
	add_example(w, number, n, &value);
}

static void add_examples(
    struct yaml_tree *tree, struct pack_writer *w, unsigned number, const yaml_node_t *node)
{
	const yaml_node_t *positive = yaml_get(tree, node, "positive"),
			  *negative = yaml_get(tree, node, "negative"), *item;
	unsigned n = 0;

	for (size_t i = 0; (item = yaml_item(tree, positive, i)); i++)
		add_positive(tree, w, number, &n, item);
	if (n == 0)
		complain(tree, node, "at least one positive example is expected");
	for (size_t i = 0; (item = yaml_item(tree, negative, i)); i++) {
		STR_AUTO(value, LIMIT_TEXT);

		if (!yaml_text(item))
			complain(tree, item, "a negative example is a text");
		value_add(&value, "negative");
		value_add(&value, yaml_text(item));
		add_example(w, number, &n, &value);
	}
	if (!yaml_item(tree, negative, 0))
		complain(tree, node, "at least one negative example is expected");
}

static void check_field(struct yaml_tree *tree, const yaml_node_t *node, const char *field)
{
	for (size_t i = 0; kb_fields[i]; i++)
		if (strcmp(kb_fields[i], field) == 0)
			return;
	complain(tree, node, "unknown field \"%s\"", field);
}

static void add_fingerprint(struct yaml_tree *tree, struct pack_writer *w,
    struct fingerprints *all, const yaml_node_t *node)
{
	STR_AUTO(value, LIMIT_TEXT);
	const char *id = yaml_need_text(tree, node, "id", 64);
	const char *field = yaml_need_text(tree, node, "field", NAME_MAX_BYTES);
	const char *pattern = yaml_need_text(tree, node, "pattern", TEXT_MAX);
	const char *cpe = optional(tree, node, "cpe", 256);
	char key[64], number[24];

	if (id && !map_set(&all->ids, id, w))
		complain(tree, node, "the id \"%s\" is taken", id);
	if (field)
		check_field(tree, yaml_get(tree, node, "field"), field);
	if (pattern)
		check_pattern(tree, yaml_get(tree, node, "pattern"), pattern);
	if (cpe && !cpe_good(cpe))
		complain(
		    tree, yaml_get(tree, node, "cpe"), "this is no CPE 2.3 formatted string");
	value_add(&value, id);
	value_add(&value, field);
	value_add(&value, pattern);
	value_add(&value, yaml_need_text(tree, node, "vendor", NAME_MAX_BYTES));
	value_add(&value, yaml_need_text(tree, node, "product", NAME_MAX_BYTES));
	value_add(&value, optional(tree, node, "version", NAME_MAX_BYTES));
	value_add(&value, optional(tree, node, "system", NAME_MAX_BYTES));
	value_add(&value, cpe);
	(void)snprintf(
	    number, sizeof(number), "%ld", yaml_need_int(tree, node, "confidence", 0, 100));
	value_add(&value, number);
	(void)snprintf(key, sizeof(key), "fingerprint/%04u", all->next);
	pack_write_add(w, key, str_bytes(&value));
	add_examples(tree, w, all->next, node);
	all->next++;
}

void fingerprints_compile(
    struct yaml_tree *tree, struct pack_writer *w, struct fingerprints *all)
{
	const yaml_node_t *item;

	if (!yaml_item(tree, tree->root, 0))
		complain(tree, tree->root, "a list of fingerprints is expected");
	for (size_t i = 0; (item = yaml_item(tree, tree->root, i)); i++)
		if (yaml_check_keys(tree, item, fingerprint_keys))
			add_fingerprint(tree, w, all, item);
}
