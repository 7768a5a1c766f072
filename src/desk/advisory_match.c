#include "desk/advisory_match.h"

#include "base/map.h"
#include "desk/seen.h"
#include "pack/said.h"

#include <stdlib.h>
#include <strings.h>

struct asking {
	struct arena *kept; /* of what is given */
	const struct knowledge_pack *known;
	struct knowledge_pack own; /* of what the advisory says itself; empty: nothing */
	struct matcher *by_id, *by_range;
	const char *org; /* this one alone; NULL: all */
	struct map orgs; /* id -> struct advisory_match */
};

/* Advisories of others that name the CVE say what is affected too. */
static bool names_cve(const struct knowledge_pack *k, uint32_t row, const char *id)
{
	struct knowledge_advisory a;
	const char *cve;

	if (!knowledge_advisory(k, row, &a))
		return false;
	for (uint32_t i = 0; (cve = knowledge_item(k, a.cves, i)); i++)
		if (strcasecmp(cve, id) == 0)
			return true;
	return false;
}

static void ask_by_id(struct asking *ask, const struct text_list *cves)
{
	VEC(uint32_t) owners = {0};

	for (size_t c = 0; c < cves->n; c++) {
		struct knowledge_rows v = knowledge_find(ask->known, KT_VULNS, cves->items[c]);

		for (uint32_t i = v.first; i < v.end; i++)
			vec_push(ask->kept, &owners, i);
		for (uint32_t i = 0; i < ask->known->rows[KT_ADVISORIES]; i++)
			if (names_cve(ask->known, i, cves->items[c]))
				vec_push(
				    ask->kept, &owners, i | (uint32_t)KNOWLEDGE_OF_ADVISORY);
	}
	if (!owners.n)
		return;
	ask->by_id = match_new(ask->known);
	match_only(ask->by_id, owners.items, owners.n);
}

static struct advisory_match *at_org(struct asking *ask, const char *org)
{
	struct advisory_match *m = map_get(&ask->orgs, org);

	if (m)
		return m;
	m = ARENA_NEW(ask->kept, struct advisory_match);
	m->org = arena_strdup(ask->kept, org);
	(void)map_set(&ask->orgs, m->org, m);
	return m;
}

static const char *where(const struct obs_service *s, struct arena *arena)
{
	const char *addr = s->addr ? s->addr : "-";
	bool six = strchr(addr, ':') != NULL;

	return arena_printf(arena, "%s%s%s:%d%s", six ? "[" : "", addr, six ? "]" : "",
	    (int)s->port, s->transport == TRANSPORT_UDP ? "/udp" : "");
}

/* The worst statement on the product, of those that stand. */
static const struct match *worst(const struct matches *found)
{
	const struct match *best = NULL;

	vec_foreach (m, &found->all)
		if (!m->hidden && m->verdict != MATCH_FIXED &&
		    (!best || m->verdict < best->verdict))
			best = m;
	return best;
}

static void put(struct asking *ask, const struct seen *seen, const char *id, int verdict,
    struct arena *arena)
{
	struct advisory_match *m = at_org(ask, seen->run->org);
	const struct match_product *p = &seen->product;

	m->n++;
	if (m->assets.n >= ADVISORY_ASSETS)
		return;
	text_list_add(&m->assets, ask->kept,
	    arena_printf(ask->kept, "%s|%.120s%s%.60s|%s|%s", where(seen->service, arena),
		p->product ? p->product : "", p->version ? " " : "",
		p->version ? p->version : "", match_verdict_names[verdict], id));
}

static int take(void *arg, const struct seen *seen, struct arena *arena)
{
	struct asking *ask = arg;
	const struct match *a = NULL, *b = NULL;
	struct matches by_id = {0}, by_range = {0};
	char id[KNOWLEDGE_ID];

	if (!seen->run->org || (ask->org && strcmp(seen->run->org, ask->org) != 0))
		return 0;
	if (ask->by_id) {
		match_find(ask->by_id, &seen->product, arena, &by_id);
		a = worst(&by_id);
	}
	if (ask->by_range) {
		match_find(ask->by_range, &seen->product, arena, &by_range);
		b = worst(&by_range);
	}
	if (a && (!b || a->verdict <= b->verdict))
		put(ask, seen, a->id ? knowledge_id(ask->known, a->id, id) : "", a->verdict,
		    arena);
	else if (b)
		put(ask, seen, "", b->verdict, arena);
	return 0;
}

static int by_org(const void *x, const void *y)
{
	const struct advisory_match *a = x, *b = y;

	return strcmp(a->org, b->org);
}

static int prepare(struct db *db, struct asking *ask, const struct advisory *advisory)
{
	struct msg msg = {0};
	int r;

	ask_by_id(ask, &advisory->cves);
	if (!advisory->products.n)
		return 0;
	r = said_pack(&advisory->products, ask->known, ask->kept, &ask->own, &msg);
	if (r < 0)
		return db_refuse(db, r, &msg);
	ask->by_range = match_new(&ask->own);
	return 0;
}

/* What was seen last at the one organisation that is asked of, or at all. */
static int walk(struct db *db, struct asking *ask)
{
	struct banner_set *banners = banner_new(ask->known);
	struct latest_runs runs = {0};
	size_t n = 0;
	int r;

	if (ask->org) {
		r = latest_runs_of(db, ask->org, ask->kept, &runs);
		if (r == 0)
			r = seen_of(db, &runs, banners, take, ask);
	} else {
		r = seen_each(db, banners, take, ask, &n);
	}
	banner_free(banners);
	return r;
}

int advisory_match_find(struct db *db, const struct knowledge_pack *known,
    const struct advisory *advisory, const char *org, struct arena *arena,
    struct advisory_matches *ret)
{
	struct asking ask = {.kept = arena, .known = known, .org = org};
	struct advisory_matches out = {0};
	int r;

	map_init(&ask.orgs, arena);
	r = prepare(db, &ask, advisory);
	if (r == 0 && (ask.by_id || ask.by_range))
		r = walk(db, &ask);
	ask.by_id = match_free(ask.by_id);
	ask.by_range = match_free(ask.by_range);
	if (ask.own.bytes.n)
		knowledge_close(&ask.own);
	if (r < 0)
		return r;
	map_foreach (entry, &ask.orgs)
		vec_push(arena, &out.all, *(const struct advisory_match *)entry->value);
	if (out.all.n)
		qsort(out.all.items, out.all.n, sizeof(*out.all.items), by_org);
	*ret = out;
	return 0;
}

const struct advisory_match *advisory_match_of(
    const struct advisory_matches *matches, const char *org)
{
	const struct advisory_match key = {.org = org};

	if (!matches->all.n)
		return NULL;
	return bsearch(
	    &key, matches->all.items, matches->all.n, sizeof(*matches->all.items), by_org);
}

void advisory_asset_read(const char *line, struct arena *arena, struct advisory_asset *ret)
{
	struct span rest = span_str(line), one;
	const char **to[] = {&ret->where, &ret->what, &ret->verdict, &ret->id};

	for (size_t i = 0; i < ARRAY_LEN(to); i++) {
		bool there = span_split(&rest, '|', &one);

		*to[i] = there ? arena_strndup(arena, one.p, one.n) : "";
	}
}
