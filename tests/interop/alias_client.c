/*
 * What tests/interop/aliases.sh looks up in NVD: "name NAME" of every name that an alias leads
 * to, and of every fingerprint "fingerprint NAME NAMES...": its own name and those it leads to.
 */
#include "codec/cpe.h"
#include "pack/kb.h"

#include <stdio.h>

static void print_names(struct kb_names names)
{
	const char *name;

	while (kb_next_name(&names, &name))
		printf(" %s", name);
}

static void print_fingerprint(const char *text, struct arena *arena)
{
	struct kb_names names;
	struct cpe cpe;

	if (!*text || cpe_parse(span_str(text), arena, &cpe) < 0)
		return;
	printf("fingerprint %s:%s", cpe.attr[CPE_VENDOR], cpe.attr[CPE_PRODUCT]);
	if (kb_aliases(kb_builtin(), cpe.attr[CPE_VENDOR], cpe.attr[CPE_PRODUCT], &names) ==
	    0) {
		printf(" known");
		print_names(names);
	}
	puts("");
}

int main(void)
{
	struct pack_iter it = pack_iter(kb_builtin(), "alias/");
	struct arena *arena = arena_new();
	struct kb_fingerprint f;
	struct span value;
	const char *key;

	while (pack_next(&it, &key, &value)) {
		printf("name");
		print_names((struct kb_names){value});
		puts("");
	}
	it = kb_fingerprints(kb_builtin());
	while (kb_next_fingerprint(&it, &f))
		print_fingerprint(f.cpe, arena);
	arena_free(arena);
	return 0;
}
