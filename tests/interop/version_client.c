/*
 * Answers for tests/interop/versions.sh, which asks others the same questions. Reads lines with
 * tabs between: "compare" takes scheme, a, b and prints -1, 0 or 1; "cpe" takes the columns of
 * cpe-match.tsv and prints 0 or 1; "keys" takes versions and tells whether their keys order as
 * they do, in each scheme, and what a key costs.
 */
#include "base/macros.h"
#include "base/vec.h"
#include "codec/cpe.h"
#include "codec/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int sign(int r)
{
	return (r > 0) - (r < 0);
}

static enum version_scheme scheme_named(struct span name)
{
	int i = 0;

	while (version_scheme_names[i] && !span_eq(name, version_scheme_names[i]))
		i++;
	return (enum version_scheme)i;
}

static void compare(struct span line)
{
	struct span scheme, a, b;

	if (span_split(&line, '\t', &scheme) && span_split(&line, '\t', &a) &&
	    span_split(&line, '\t', &b))
		printf("%d\n", sign(version_compare(scheme_named(scheme), a, b)));
}

static void cpe(struct span line)
{
	struct arena *arena = arena_new();
	struct span column[7];
	struct cpe_range range = {0};
	struct cpe criterion, target;

	for (size_t i = 0; i < ARRAY_LEN(column); i++)
		if (!span_split(&line, '\t', &column[i]))
			return;
	range.start_excluded = column[2].n > 0;
	range.end_excluded = column[4].n > 0;
	for (int i = 1; i <= 2; i++)
		if (column[i].n)
			range.start = arena_strndup(arena, column[i].p, column[i].n);
	for (int i = 3; i <= 4; i++)
		if (column[i].n)
			range.end = arena_strndup(arena, column[i].p, column[i].n);
	if (cpe_parse(column[0], arena, &criterion) < 0 ||
	    cpe_parse(column[6], arena, &target) < 0)
		puts("refused");
	else
		printf("%d\n", cpe_match(&criterion, &range, &target));
	arena_free(arena);
}

struct row {
	struct span version, key;
};

static int by_key(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int r = memcmp(x->key.p, y->key.p, MIN(x->key.n, y->key.n));

	return r ? r : (x->key.n > y->key.n) - (x->key.n < y->key.n);
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Neighbours by key, and pairs far apart, compare as their keys do. */
static size_t disagreements(enum version_scheme scheme, const struct row *rows, size_t n)
{
	size_t wrong = 0;

	for (size_t i = 0; i + 1 < n; i++) {
		const struct row *a = &rows[i], *b = &rows[i + 1], *c = &rows[(i * 7919) % n];

		wrong +=
		    sign(version_compare(scheme, a->version, b->version)) != sign(by_key(a, b));
		wrong +=
		    sign(version_compare(scheme, a->version, c->version)) != sign(by_key(a, c));
	}
	return wrong;
}

static void keys(struct arena *arena)
{
	VEC(struct row) rows = {0};
	char line[8192];

	while (fgets(line, sizeof(line), stdin)) {
		struct span text = arena_span(arena, span_of(line, strcspn(line, "\n")));

		vec_push(arena, &rows, (struct row){.version = text});
	}
	for (int s = 0; s < VERSION_SCHEMES; s++) {
		double began = seconds(), took;
		size_t bytes = 0;

		vec_foreach (row, &rows) {
			STR_AUTO(key, 1 << 16);

			version_key((enum version_scheme)s, row->version, &key);
			row->key = arena_span(arena, str_bytes(&key));
			bytes += key.n;
		}
		took = seconds() - began;
		qsort(rows.items, rows.n, sizeof(*rows.items), by_key);
		printf("%s\t%zu\t%zu\t%zu\t%.3f\n", version_scheme_names[s], rows.n,
		    disagreements((enum version_scheme)s, rows.items, rows.n), bytes, took);
	}
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	const char *what = argc > 1 ? argv[1] : "";
	char line[8192];

	if (strcmp(what, "keys") == 0)
		keys(arena);
	else
		while (fgets(line, sizeof(line), stdin)) {
			struct span text = span_of(line, strcspn(line, "\n"));

			if (strcmp(what, "cpe") == 0)
				cpe(text);
			else
				compare(text);
		}
	arena_free(arena);
	return 0;
}
