#include "desk/seen.h"

#include "base/map.h"

#include <stdlib.h>

struct walk {
	struct db *db;
	struct banner_set *banners;
	struct arena *kept; /* of the whole walk */
	struct map places;
	seen_take take;
	void *arg;
};

static int by_addr(const void *x, const void *y)
{
	const struct obs_service *a = x, *b = y;

	return strcmp(a->addr ? a->addr : "", b->addr ? b->addr : "");
}

static bool is_first(struct walk *w, const struct latest_run *run, const struct obs_service *s)
{
	const char *key = arena_printf(w->kept, "%s\n%s\n%d\n%d", run->org ? run->org : "",
	    s->addr ? s->addr : "", (int)s->port, s->transport);

	return map_set(&w->places, key, w);
}

/* The services of one address: each is seen beside the others. */
static int take_host(struct walk *w, const struct latest_run *run, const struct obs_service *s,
    size_t n, struct arena *arena)
{
	struct match_product *of = ARENA_ARRAY(arena, n + 1, struct match_product);
	struct match_product *all = ARENA_ARRAY(arena, n + 1, struct match_product);
	size_t nall = 0;
	int r = 0;

	for (size_t i = 0; i < n; i++) {
		of[i] = banner_service(w->banners, &s[i], arena);
		if (of[i].product)
			all[nall++] = of[i];
	}
	for (size_t i = 0; i < n && r == 0; i++) {
		struct seen seen = {run, &s[i], of[i]};

		seen.product.others = all;
		seen.product.nothers = nall;
		/* A newer run that saw no product there any more counts too. */
		if (is_first(w, run, &s[i]) && of[i].product)
			r = w->take(w->arg, &seen, arena);
	}
	return r;
}

static int take_run(struct walk *w, const struct latest_run *run, struct arena *arena)
{
	struct latest_services services;
	int r = latest_services(w->db, run->run.id, arena, &services);

	if (r < 0 || !services.all.n)
		return r;
	qsort(services.all.items, services.all.n, sizeof(*services.all.items), by_addr);
	for (size_t i = 0, n; i < services.all.n && r == 0; i += n) {
		const struct obs_service *s = &services.all.items[i];

		for (n = 1; i + n < services.all.n && by_addr(s, s + n) == 0;)
			n++;
		r = take_host(w, run, s, n, arena);
	}
	return r;
}

int seen_of(struct db *db, const struct latest_runs *runs, struct banner_set *banners,
    seen_take take, void *arg)
{
	struct arena *arena = arena_new();
	struct walk w = {
	    .db = db, .banners = banners, .kept = arena_new(), .take = take, .arg = arg};
	int r = 0;

	map_init(&w.places, w.kept);
	for (size_t i = 0; r == 0 && i < runs->all.n; i++) {
		arena_clear(arena);
		r = take_run(&w, &runs->all.items[i], arena);
	}
	arena_free(arena);
	arena_free(w.kept);
	return r;
}

int seen_each(
    struct db *db, struct banner_set *banners, seen_take take, void *arg, size_t *ret_runs)
{
	struct arena *arena = arena_new();
	struct latest_runs runs;
	int r = latest_runs(db, arena, &runs);

	if (r == 0)
		r = seen_of(db, &runs, banners, take, arg);
	if (r == 0)
		*ret_runs = runs.all.n;
	arena_free(arena);
	return r;
}
