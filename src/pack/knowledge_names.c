/* The names of kb/aliases.yaml, for a knowledge pack. */
#include "pack/kb.h"
#include "pack/knowledge_write.h"

/* "vendor:product" in two; false when it is not. */
static bool split_name(
    const char *name, struct arena *arena, const char **ret_vendor, const char **ret_product)
{
	const char *colon = strchr(name, ':');

	if (!colon)
		return false;
	*ret_vendor = arena_strndup(arena, name, (size_t)(colon - name));
	*ret_product = colon + 1;
	return true;
}

void knowledge_write_names(struct knowledge_writer *w, const struct pack *kb)
{
	static const char prefix[] = "alias/";
	struct pack_iter it = pack_iter(kb, prefix);
	struct arena *arena = arena_new();
	struct span value;
	const char *key;

	while (pack_next(&it, &key, &value)) {
		const char *vendor, *product, *to_vendor, *to_product, *name;
		struct kb_names names;

		if (!split_name(key + sizeof(prefix) - 1, arena, &vendor, &product) ||
		    kb_aliases(kb, vendor, product, &names) < 0)
			continue;
		while (kb_next_name(&names, &name))
			if (split_name(name, arena, &to_vendor, &to_product))
				knowledge_write_alias(
				    w, vendor, product, to_vendor, to_product);
	}
	(void)arena_free(arena);
}
