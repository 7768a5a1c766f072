#include "yaml.h"

#include "base/parse.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static unsigned count;

unsigned complaints(void)
{
	return count;
}

void complain(const struct yaml_tree *tree, const yaml_node_t *node, const char *fmt, ...)
{
	va_list ap;

	(void)fprintf(stderr, "%s:%zu: ", tree->path, node ? node->start_mark.line + 1 : 1);
	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
	count++;
}

static bool load(FILE *f, struct yaml_tree *tree)
{
	yaml_parser_t parser;
	bool good;

	if (!yaml_parser_initialize(&parser)) {
		complain(tree, NULL, "out of memory");
		return false;
	}
	yaml_parser_set_input_file(&parser, f);
	good = yaml_parser_load(&parser, &tree->doc);
	if (!good) {
		(void)fprintf(stderr, "%s:%zu: no YAML: %s\n", tree->path,
		    parser.problem_mark.line + 1,
		    parser.problem ? parser.problem : "unknown problem");
		count++;
	}
	yaml_parser_delete(&parser);
	return good;
}

bool yaml_read(const char *path, struct yaml_tree *ret)
{
	FILE *f = fopen(path, "rbe");
	bool good;

	memset(ret, 0, sizeof(*ret));
	ret->path = path;
	if (!f) {
		complain(ret, NULL, "cannot be opened: %s", strerrordesc_np(errno));
		return false;
	}
	good = load(f, ret);
	(void)fclose(f);
	if (!good)
		return false;
	ret->root = yaml_document_get_root_node(&ret->doc);
	if (!ret->root) {
		complain(ret, NULL, "is empty");
		yaml_free(ret);
		return false;
	}
	return true;
}

void yaml_free(struct yaml_tree *tree)
{
	yaml_document_delete(&tree->doc);
}

yaml_node_t *yaml_key_at(struct yaml_tree *tree, const yaml_node_t *map, size_t i)
{
	const yaml_node_pair_t *pair;

	if (!map || map->type != YAML_MAPPING_NODE)
		return NULL;
	pair = map->data.mapping.pairs.start + i;
	return pair < map->data.mapping.pairs.top
		   ? yaml_document_get_node(&tree->doc, pair->key)
		   : NULL;
}

yaml_node_t *yaml_get(struct yaml_tree *tree, const yaml_node_t *map, const char *key)
{
	const yaml_node_t *k;

	for (size_t i = 0; (k = yaml_key_at(tree, map, i)); i++)
		if (yaml_text(k) && strcmp(yaml_text(k), key) == 0)
			return yaml_document_get_node(
			    &tree->doc, map->data.mapping.pairs.start[i].value);
	return NULL;
}

yaml_node_t *yaml_item(struct yaml_tree *tree, const yaml_node_t *seq, size_t i)
{
	const yaml_node_item_t *item;

	if (!seq || seq->type != YAML_SEQUENCE_NODE)
		return NULL;
	item = seq->data.sequence.items.start + i;
	return item < seq->data.sequence.items.top ? yaml_document_get_node(&tree->doc, *item)
						   : NULL;
}

const char *yaml_text(const yaml_node_t *node)
{
	return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value
						      : NULL;
}

static bool key_known(const struct yaml_key *keys, const char *name)
{
	for (; keys->name; keys++)
		if (strcmp(keys->name, name) == 0)
			return true;
	return false;
}

static bool key_repeated(struct yaml_tree *tree, const yaml_node_t *map, size_t i)
{
	const char *name = yaml_text(yaml_key_at(tree, map, i));

	for (size_t k = 0; k < i; k++) {
		const char *other = yaml_text(yaml_key_at(tree, map, k));

		if (other && strcmp(other, name) == 0)
			return true;
	}
	return false;
}

bool yaml_check_keys(
    struct yaml_tree *tree, const yaml_node_t *node, const struct yaml_key *keys)
{
	unsigned before = count;
	const yaml_node_t *k;

	if (!node || node->type != YAML_MAPPING_NODE) {
		complain(tree, node, "a mapping is expected here");
		return false;
	}
	for (size_t i = 0; (k = yaml_key_at(tree, node, i)); i++) {
		const char *name = yaml_text(k);

		if (!name || !key_known(keys, name))
			complain(tree, k, "unknown key \"%s\"", name ? name : "?");
		else if (key_repeated(tree, node, i))
			complain(tree, k, "key \"%s\" stands here twice", name);
	}
	for (; keys->name; keys++)
		if (keys->required && !yaml_get(tree, node, keys->name))
			complain(tree, node, "key \"%s\" is missing", keys->name);
	return count == before;
}

const char *yaml_need_text(
    struct yaml_tree *tree, const yaml_node_t *map, const char *key, size_t max)
{
	const yaml_node_t *node = yaml_get(tree, map, key);
	const char *text = yaml_text(node);
	size_t n;

	if (!text) {
		complain(tree, node ? node : map, "\"%s\" must be a text", key);
		return NULL;
	}
	n = node->data.scalar.length;
	if (n == 0 || n > max) {
		complain(tree, node, "\"%s\" has %zu bytes; 1 to %zu are allowed", key, n, max);
		return NULL;
	}
	for (size_t i = 0; i < n; i++) {
		if ((unsigned char)text[i] >= ' ' && text[i] != 127)
			continue;
		complain(tree, node, "\"%s\" has a line break or control character", key);
		return NULL;
	}
	return text;
}

long yaml_need_int(
    struct yaml_tree *tree, const yaml_node_t *map, const char *key, long min, long max)
{
	const yaml_node_t *node = yaml_get(tree, map, key);
	int64_t v;

	if (parse_int(span_str(yaml_text(node)), min, max, &v) < 0) {
		complain(tree, node ? node : map, "\"%s\" must be a number from %ld to %ld",
		    key, min, max);
		return -1;
	}
	return v;
}
