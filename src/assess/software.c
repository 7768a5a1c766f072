#include "assess/software.h"

#include "base/time.h"
#include "codec/version.h"

struct software {
	struct assess_ctx *ctx; /* borrowed */
	struct matcher *matcher;
	struct banner_set *banners;
	struct exploited_set *exploited; /* NULL until it is asked for */
	struct map hosts;                /* address -> struct software_host */
	struct map places;               /* "address port transport" -> struct software_place */
};

/* RFC 1918, RFC 6598, RFC 4193, link-local. Loopback is where samples stand: not internal. */
static bool is_internal(const char *addr)
{
	int64_t second = 0;

	if (strncmp(addr, "172.", 4) == 0 || strncmp(addr, "100.", 4) == 0)
		second = strtol(addr + 4, NULL, 10);
	return strncmp(addr, "10.", 3) == 0 || strncmp(addr, "192.168.", 8) == 0 ||
	       strncmp(addr, "169.254.", 8) == 0 ||
	       (addr[0] == '1' && addr[1] == '7' && second >= 16 && second <= 31) ||
	       (addr[0] == '1' && addr[1] == '0' && addr[2] == '0' && second >= 64 &&
		   second <= 127) ||
	       strncmp(addr, "fe80:", 5) == 0 || strncmp(addr, "fc", 2) == 0 ||
	       strncmp(addr, "fd", 2) == 0;
}

static void names_of(const struct assess_ctx *ctx, const char *addr, struct text_list *ret)
{
	context_each (o, ctx, OBS_ASSET)
		if (text_list_has(&(*o)->asset->addresses, addr))
			text_list_add(ret, ctx->arena, (*o)->asset->name);
}

static struct software_host *host_of(struct software *sw, const char *addr)
{
	struct assess_ctx *ctx = sw->ctx;
	struct software_host *host = map_get(&sw->hosts, addr);
	struct text_list names = {0}, products = {0}, protocols = {0};
	size_t n = 0;

	if (host)
		return host;
	host = ARENA_NEW(ctx->arena, struct software_host);
	host->products =
	    ARENA_ARRAY(ctx->arena, ctx->of[OBS_SERVICE].v.n + 1, struct match_product);
	context_each (o, ctx, OBS_SERVICE) {
		const struct obs_service *s = (*o)->service;
		struct match_product p;

		if (strcmp(s->addr, addr) != 0)
			continue;
		p = banner_service(sw->banners, s, ctx->arena);
		text_list_add(&protocols, ctx->arena, s->protocol);
		if (!p.product)
			continue;
		text_list_add(&products, ctx->arena, p.product);
		host->products[n++] = p;
	}
	names_of(ctx, addr, &names);
	host->nproducts = n;
	host->internal = is_internal(addr);
	host->role = role_of(&names, &products, &protocols).role;
	(void)map_set(&sw->hosts, addr, host);
	return host;
}

struct software *software_of(struct assess_ctx *ctx)
{
	struct software *sw = ctx->software;

	if (sw || !ctx->know)
		return sw;
	sw = ARENA_NEW(ctx->arena, struct software);
	sw->ctx = ctx;
	sw->matcher = match_new(ctx->know);
	sw->banners = banner_new(ctx->know);
	map_init(&sw->hosts, ctx->arena);
	map_init(&sw->places, ctx->arena);
	ctx->software = sw;
	return sw;
}

void software_done(struct assess_ctx *ctx)
{
	if (ctx->software) {
		ctx->software->exploited = exploited_free(ctx->software->exploited);
		ctx->software->matcher = match_free(ctx->software->matcher);
		ctx->software->banners = banner_free(ctx->software->banners);
	}
	ctx->software = NULL;
}

/* --- matches --- */

static const char *advisory_vector(
    const struct knowledge_pack *k, const struct match *m, const char **ret_id)
{
	struct knowledge_advisory a;

	if (!knowledge_advisory(k, m->owner & ~(uint32_t)KNOWLEDGE_OF_ADVISORY, &a))
		return NULL;
	*ret_id = a.id;
	return knowledge_item(k, a.cvss, 0);
}

static const char *vuln_vector(const struct knowledge_pack *k, const struct match *m,
    struct arena *arena, const char **ret_id)
{
	char id[KNOWLEDGE_ID];
	struct knowledge_vuln v;

	*ret_id = arena_strdup(arena, knowledge_id(k, m->id, id));
	return knowledge_vuln(k, m->owner, &v) ? knowledge_item(k, v.cvss, 0) : NULL;
}

/* A statement of a feed comes before our own of the same vulnerability. */
static bool is_better(
    const struct knowledge_pack *k, const struct match *now, const struct match *was)
{
	struct knowledge_source a, b;
	bool ours_now =
	    knowledge_source(k, (uint32_t)now->source, &a) && strcmp(a.name, "starter") == 0;
	bool ours_was =
	    knowledge_source(k, (uint32_t)was->source, &b) && strcmp(b.name, "starter") == 0;

	if (ours_now != ours_was)
		return ours_was;
	return now->verdict < was->verdict;
}

static void add_match(
    struct software *sw, const struct match *m, struct map *seen, struct software_matches *out)
{
	const struct knowledge_pack *k = sw->ctx->know;
	struct arena *arena = sw->ctx->arena;
	struct software_match found = {.match = m};
	size_t *at;

	if (m->owner & KNOWLEDGE_OF_ADVISORY)
		found.vector = advisory_vector(k, m, &found.id);
	else
		found.vector = vuln_vector(k, m, arena, &found.id);
	if (!found.id)
		return;
	at = map_get(seen, found.id);
	if (at) {
		if (is_better(k, m, out->all.items[*at].match))
			out->all.items[*at] = found;
		return;
	}
	at = ARENA_NEW(arena, size_t);
	*at = out->all.n;
	(void)map_set(seen, found.id, at);
	vec_push(arena, &out->all, found);
}

/* Fixed ones go last of all: a feed's "fixed" must first win over our own statement. */
static void drop_fixed(struct software_matches *out)
{
	size_t n = 0;

	for (size_t i = 0; i < out->all.n; i++)
		if (out->all.items[i].match->verdict < MATCH_FIXED)
			out->all.items[n++] = out->all.items[i];
	out->all.n = n;
}

static const char *place_key(struct arena *arena, const struct obs_service *s)
{
	return arena_printf(arena, "%s %d %d", s->addr, (int)s->port, s->transport);
}

const struct software_place *software_at(struct software *sw, const struct obs_service *s)
{
	struct arena *arena = sw->ctx->arena;
	const char *key = place_key(arena, s);
	struct software_place *place = map_get(&sw->places, key);
	struct match_product p;
	struct map seen;

	if (place)
		return place;
	p = banner_service(sw->banners, s, arena);
	if (!p.product || !p.version)
		return NULL;
	place = ARENA_NEW(arena, struct software_place);
	place->host = host_of(sw, s->addr);
	place->software = arena_printf(arena, "%s %s", p.product, p.version);
	place->evidence = arena_printf(arena, "%s %d: %s%s%s%s%s%s",
	    s->transport == TRANSPORT_UDP ? "UDP" : "TCP", (int)s->port, place->software,
	    p.revision ? "-" : "", p.revision ? p.revision : "", p.system ? " (" : "",
	    p.system ? p.system : "", p.system ? ")" : "");
	p.others = place->host->products;
	p.nothers = place->host->nproducts;
	match_find(sw->matcher, &p, arena, &place->matches.found);
	map_init(&seen, arena);
	vec_foreach (m, &place->matches.found.all)
		if (!m->hidden)
			add_match(sw, m, &seen, &place->matches);
	drop_fixed(&place->matches);
	(void)map_set(&sw->places, key, place);
	return place;
}

const char *software_fixed(
    struct arena *arena, const struct software_matches *matches, bool possible)
{
	const char *highest = NULL;

	vec_foreach (m, &matches->all) {
		const char *fixed =
		    m->match->package_fixed ? m->match->package_fixed : m->match->fixed;

		if ((m->match->verdict == MATCH_POSSIBLE) != possible)
			continue;
		if (!fixed || (m->match->fixed_after && !m->match->package_fixed))
			return NULL; /* what comes after is not known */
		if (!highest || version_compare(version_guess(span_str(fixed)), span_str(fixed),
				    span_str(highest)) > 0)
			highest = fixed;
	}
	return highest ? arena_strdup(arena, highest) : NULL;
}

struct match_product software_product(struct software *sw, const struct obs_service *s)
{
	return banner_service(sw->banners, s, sw->ctx->arena);
}

bool software_exploited(
    struct software *sw, const struct match_product *p, struct exploited_hint *ret)
{
	if (!sw->exploited)
		sw->exploited = exploited_new(sw->matcher);
	return exploited_find(sw->exploited, p, sw->ctx->arena, ret);
}

/* --- support --- */

static const char *day_text(struct arena *arena, int64_t ms)
{
	char text[TIME_TEXT];

	return arena_strndup(arena, time_text(ms, text), 10);
}

bool software_ended(struct software *sw, const struct obs_service *s, struct software_eol *ret)
{
	struct arena *arena = sw->ctx->arena;
	struct match_product p = banner_service(sw->banners, s, arena);
	struct knowledge_eol e;
	bool windows = match_on_windows(p.system);

	if (!p.product || !p.version || p.revision || !match_eol(sw->matcher, &p, &e))
		return false;
	if (!e.ended && (!e.end || e.end >= sw->ctx->now))
		return false;
	/* A distribution supports what it ships. */
	if (p.system && !windows)
		return false;
	*ret = (struct software_eol){
	    .software = arena_printf(arena, "%s %s", p.product, p.version),
	    .title = arena_strdup(arena, e.title ? e.title : e.product),
	    .cycle = arena_strdup(arena, e.cycle),
	    .ended = e.end ? day_text(arena, e.end) : "ended",
	    .sure = windows};
	return true;
}
