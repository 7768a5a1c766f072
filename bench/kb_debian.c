/*
 * Which vulnerabilities the packages of a Debian server still have: bench-kb-debian PACK <LIST.
 * A line of the list: name, vendor, product, version, revision (tabs). Prints "name CVE
 * verdict" of each that is known, for bench/kb.sh to compare with debsecan.
 */
#include "match/match.h"

#include <stdio.h>

enum { LINE = 1024, COLUMNS = 5 };

static void match_line(
    struct matcher *m, const struct knowledge_pack *k, char *line, struct arena *arena)
{
	struct span rest = span_trim(span_str(line)), cell;
	const char *column[COLUMNS] = {NULL};
	struct matches found;
	size_t n = 0;

	while (n < COLUMNS && span_split(&rest, '\t', &cell))
		column[n++] = arena_strndup(arena, (const char *)cell.p, cell.n);
	if (n < COLUMNS)
		return;
	match_find(m,
	    &(struct match_product){.vendor = column[1],
		.product = column[2],
		.version = column[3],
		.revision = column[4],
		.system = "Debian"},
	    arena, &found);
	vec_foreach (match, &found.all) {
		char id[KNOWLEDGE_ID];

		if (!(match->owner & KNOWLEDGE_OF_ADVISORY))
			(void)printf("%s %s %s\n", column[0], knowledge_id(k, match->id, id),
			    match_verdict_names[match->verdict]);
	}
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct knowledge_pack k = {0};
	struct msg msg = {0};
	struct matcher *m;
	char line[LINE];

	if (argc != 2 || knowledge_open(argv[1], &k, &msg) < 0) {
		(void)fprintf(stderr, "bench-kb-debian: %s\n", msg.what);
		arena_free(arena);
		return 1;
	}
	m = match_new(&k);
	while (fgets(line, sizeof(line), stdin)) {
		arena_clear(arena);
		match_line(m, &k, line, arena);
	}
	match_free(m);
	knowledge_close(&k);
	arena_free(arena);
	return 0;
}
