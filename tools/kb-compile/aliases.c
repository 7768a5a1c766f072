#include "base/limits.h"
#include "compile.h"
#include "pack/kb.h"

static const struct yaml_key alias_keys[] = {
    {"id", true}, {"names", true}, {"observed", false}, {NULL, false}};

enum { ID_MAX = 64, NAMES_MAX = 16 };

/* "vendor:product" as CPE has them unescaped, in lower case. */
static bool name_good(const char *name)
{
	const char *colon = name ? strchr(name, ':') : NULL;

	if (!colon || colon == name || !colon[1] || strchr(colon + 1, ':') ||
	    strlen(name) > KB_NAME_MAX)
		return false;
	for (const char *p = name; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == '\\' || (*p >= 'A' && *p <= 'Z'))
			return false;
	return true;
}

/* The texts of the sequence; the number of them. */
static size_t read_names(struct yaml_tree *tree, const yaml_node_t *seq, const char **names)
{
	const yaml_node_t *item;
	size_t n = 0;

	for (size_t i = 0; (item = yaml_item(tree, seq, i)); i++) {
		const char *name = yaml_text(item);

		if (!name_good(name))
			complain(tree, item, "\"vendor:product\" in lower case is expected");
		else if (n == NAMES_MAX)
			complain(tree, item, "at most %d names", NAMES_MAX);
		else
			names[n++] = name;
	}
	return n;
}

/* The entry of one name: all of NVD's names but itself. */
static void add_name(struct yaml_tree *tree, const yaml_node_t *node, struct pack_writer *w,
    struct map *taken, const char *name, const char *const *names, size_t n)
{
	STR_AUTO(value, LIMIT_TEXT);
	STR_AUTO(key, KB_NAME_MAX + 16);

	if (!map_set(taken, name, w)) {
		complain(tree, node, "the name \"%s\" stands there twice", name);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (strcmp(names[i], name) != 0)
			value_add(&value, names[i]);
	str_addf(&key, "alias/%s", name);
	pack_write_add(w, str_text(&key), str_bytes(&value));
}

static void add_group(
    struct yaml_tree *tree, const yaml_node_t *node, struct pack_writer *w, struct aliases *all)
{
	const char *names[NAMES_MAX], *observed[NAMES_MAX];
	const char *id = yaml_need_text(tree, node, "id", ID_MAX);
	size_t nnames = read_names(tree, yaml_get(tree, node, "names"), names);
	size_t nobserved = read_names(tree, yaml_get(tree, node, "observed"), observed);

	if (id && !map_set(&all->ids, id, w))
		complain(tree, node, "the id \"%s\" is taken", id);
	if (nnames + nobserved == 0)
		complain(tree, node, "at least one name is expected");
	for (size_t i = 0; i < nnames; i++)
		add_name(tree, node, w, &all->names, names[i], names, nnames);
	for (size_t i = 0; i < nobserved; i++)
		add_name(tree, node, w, &all->names, observed[i], names, nnames);
}

void aliases_compile(struct yaml_tree *tree, struct pack_writer *w, struct aliases *all)
{
	const yaml_node_t *item;

	for (size_t i = 0; (item = yaml_item(tree, tree->root, i)); i++)
		if (yaml_check_keys(tree, item, alias_keys))
			add_group(tree, item, w, all);
	if (!yaml_item(tree, tree->root, 0))
		complain(tree, NULL, "a list of products is expected");
}
