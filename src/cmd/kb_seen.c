#include "cmd/kb_seen.h"

#include "base/map.h"
#include "base/time.h"
#include "codec/json.h"

#include <stdio.h>
#include <stdlib.h>

struct walk {
	struct arena *kept; /* of the whole walk */
	struct map places;
	int (*take)(void *arg, const struct kb_seen *seen, struct arena *arena);
	void *arg;
};

static struct match_product product_of(const struct obs_service *s)
{
	return (struct match_product){.vendor = s->vendor,
	    .product = s->product,
	    .version = s->version,
	    .revision = s->revision,
	    .system = s->system,
	    .cpe = s->cpe};
}

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
	struct match_product *all = ARENA_ARRAY(arena, n + 1, struct match_product);
	size_t nall = 0;
	int r = 0;

	for (size_t i = 0; i < n; i++)
		if (s[i].product)
			all[nall++] = product_of(&s[i]);
	for (size_t i = 0; i < n && r == 0; i++) {
		struct kb_seen seen = {run, &s[i], product_of(&s[i])};

		seen.product.others = all;
		seen.product.nothers = nall;
		/* A newer run that saw no product there any more counts too. */
		if (is_first(w, run, &s[i]) && s[i].product)
			r = w->take(w->arg, &seen, arena);
	}
	return r;
}

static int take_run(
    struct walk *w, struct db *db, const struct latest_run *run, struct arena *arena)
{
	struct latest_services services;
	int r = latest_services(db, run->run.id, arena, &services);

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

int kb_seen_each(struct db *db,
    int (*take)(void *arg, const struct kb_seen *seen, struct arena *arena), void *arg,
    size_t *ret_runs)
{
	struct walk w = {.kept = arena_new(), .take = take, .arg = arg};
	struct arena *arena = arena_new();
	struct latest_runs runs;
	int r;

	map_init(&w.places, w.kept);
	r = latest_runs(db, w.kept, &runs);
	for (size_t i = 0; r == 0 && i < runs.all.n; i++) {
		arena_clear(arena);
		r = take_run(&w, db, &runs.all.items[i], arena);
	}
	if (r == 0)
		*ret_runs = runs.all.n;
	arena_free(arena);
	arena_free(w.kept);
	return r;
}

const char *kb_seen_whose(const struct kb_seen *seen, struct arena *arena)
{
	const struct text_list *targets = &seen->run->run.targets;
	const char *out = "";

	if (seen->run->org_name)
		return seen->run->org_name;
	for (size_t i = 0; i < targets->n && i < 3; i++)
		out = arena_printf(arena, "%s%s%s", out, i ? ", " : "", targets->items[i]);
	return targets->n > 3 ? arena_printf(arena, "%s, ...", out) : out;
}

const char *kb_seen_where(const struct kb_seen *seen, struct arena *arena)
{
	const struct obs_service *s = seen->service;
	const char *addr = s->addr ? s->addr : "-";
	bool six = strchr(addr, ':') != NULL;

	return arena_printf(arena, "%s%s%s:%d%s", six ? "[" : "", addr, six ? "]" : "",
	    (int)s->port, s->transport == TRANSPORT_UDP ? "/udp" : "");
}

const char *kb_seen_what(const struct kb_seen *seen, struct arena *arena)
{
	const struct obs_service *s = seen->service;

	return arena_printf(
	    arena, "%s%s%s", s->product, s->version ? " " : "", s->version ? s->version : "");
}

void kb_seen_json(const struct kb_seen *seen, struct json_writer *w)
{
	const struct obs_service *s = seen->service;
	char when[TIME_TEXT];

	json_member_text(w, "organisation", seen->run->org_name);
	json_write_key(w, "targets");
	json_write_array(w);
	for (size_t i = 0; i < seen->run->run.targets.n; i++)
		json_write_text(w, seen->run->run.targets.items[i]);
	json_write_array_end(w);
	json_member_text(w, "run", seen->run->run.id);
	json_member_text(w, "seen", time_text(s->time, when));
	json_member_text(w, "address", s->addr);
	json_member_int(w, "port", s->port);
	json_member_text(w, "transport", s->transport == TRANSPORT_UDP ? "udp" : "tcp");
	json_member_text(w, "product", s->product);
	json_member_text(w, "version", s->version);
}

void kb_seen_put(const char *text, int columns)
{
	int n = 0;

	for (; *text; text++) {
		if ((uint8_t)*text < 32 || *text == 0x7f)
			continue;
		n += ((uint8_t)*text & 0xc0) != 0x80;
		(void)putchar(*text);
	}
	for (; n < columns; n++)
		(void)putchar(' ');
	(void)putchar(' ');
}
