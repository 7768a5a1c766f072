/*
 * Stored banners read by the pack's fingerprints. bench-banner PACK: lines "PROTOCOL BANNER" on
 * standard input; prints NAME VALUE lines for bench/banner.sh.
 */
#include "match/banner.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;

	return (a > b) - (a < b);
}

struct banners {
	VEC(struct obs_service) all;
};

static void read_all(struct arena *arena, struct banners *to)
{
	char line[4096];

	while (fgets(line, sizeof(line), stdin)) {
		struct span rest = span_trim(span_str(line)), protocol;
		struct obs_service s = {0};

		if (!span_split(&rest, ' ', &protocol) || !rest.n)
			continue;
		s.protocol = arena_strndup(arena, protocol.p, protocol.n);
		s.banner = arena_strndup(arena, rest.p, rest.n);
		vec_push(arena, &to->all, s);
	}
}

/* Microseconds of each in times; how many have a product. */
static size_t ask_all(struct banner_set *set, const struct banners *banners, double *times)
{
	struct arena *arena = arena_new();
	size_t known = 0, i = 0;

	vec_foreach (s, &banners->all) {
		double begin = now();

		known += banner_service(set, s, arena).product != NULL;
		times[i++] = now() - begin;
		arena_clear(arena);
	}
	(void)arena_free(arena);
	return known;
}

static void print(const char *name, double *times, size_t n)
{
	double sum = 0;

	qsort(times, n, sizeof(*times), by_value);
	for (size_t i = 0; i < n; i++)
		sum += times[i];
	(void)printf("%s_mean_us %.1f\n%s_median_us %.1f\n%s_p99_us %.1f\n%s_max_us %.1f\n",
	    name, sum / (double)n, name, times[n / 2], name, times[n * 99 / 100], name,
	    times[n - 1]);
}

int main(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct knowledge_pack k = {0};
	struct banners banners = {0};
	struct banner_set *set;
	struct msg msg = {0};
	double *times, begin;
	size_t known;

	if (argc != 2 || knowledge_open(argv[1], &k, &msg) < 0) {
		(void)fprintf(stderr, "bench-banner PACK: %s\n", msg.what);
		return 1;
	}
	read_all(arena, &banners);
	times = ARENA_ARRAY(arena, banners.all.n + 1, double);
	set = banner_new(&k);
	begin = now();
	/* The first of each field compiles its fingerprints. */
	known = ask_all(set, &banners, times);
	(void)printf("first_ms %.1f\nbanners %zu\nknown %zu\n", (now() - begin) / 1e3,
	    banners.all.n, known);
	(void)ask_all(set, &banners, times);
	print("again", times, banners.all.n);
	vec_foreach (s, &banners.all)
		s->banner = arena_printf(arena, "%s.", s->banner); /* not remembered */
	(void)ask_all(set, &banners, times);
	print("fresh", times, banners.all.n);
	(void)banner_free(set);
	knowledge_close(&k);
	(void)arena_free(arena);
	return 0;
}
