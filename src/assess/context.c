#include "assess/context.h"

#include "assess/assess.h"
#include "assess/page.h"
#include "assess/product.h"
#include "assess/redact.h"

static const char *place(
    const struct assess_ctx *ctx, const char *addr, int64_t port, const char *name)
{
	return arena_printf(
	    ctx->arena, "%s %d %s", addr ? addr : "", (int)port, name ? name : "");
}

static const char *port_key(
    const struct assess_ctx *ctx, const char *addr, int64_t port, int transport)
{
	return place(ctx, addr, port, transport == TRANSPORT_UDP ? "udp" : "tcp");
}

/* What was resolved and found to be somebody else's. What was never resolved was never
 * contacted. */
static bool is_foreign(const struct assess_ctx *ctx, const char *name)
{
	return name && map_has(&ctx->foreign, name);
}

/*
 * An address that only foreign names lead to is foreign too, unless it is an asset of its own;
 * one that is ours makes nothing ours that is asked for by a foreign name.
 */
static void index_foreign(struct assess_ctx *ctx)
{
	struct map known;

	map_init(&known, ctx->arena);
	vec_foreach (a, &ctx->assets.all) {
		if (a->resolved && a->reach != REACH_FULL)
			(void)map_set(&ctx->foreign, a->name, a);
		else
			for (size_t i = 0; i < a->addresses.n; i++)
				(void)map_set(&known, a->addresses.items[i], a);
		(void)map_set(&known, a->name, a);
	}
	vec_foreach (a, &ctx->assets.all)
		for (size_t i = 0; a->reach != REACH_FULL && i < a->addresses.n; i++)
			if (!map_has(&known, a->addresses.items[i]))
				(void)map_set(&ctx->foreign, a->addresses.items[i], a);
}

/* A policy record in our zone is ours to fix, wherever the zone's web site stands. */
static bool is_foreign_fact(const struct assess_ctx *ctx, const struct obs_fact *f)
{
	const struct asset *a = map_get(&ctx->foreign, f->subject);

	if (!f->addr || strcmp(f->fact, "dns.axfr") == 0)
		return a && a->reach == REACH_NONE && !text_list_has(&a->ways, "seed");
	return a || is_foreign(ctx, f->addr);
}

static bool in_scope(const struct assess_ctx *ctx, const struct observation *o)
{
	switch (o->kind) {
	case OBS_PORT:
		return !is_foreign(ctx, o->port->addr);
	case OBS_SERVICE:
		return !is_foreign(ctx, o->service->addr);
	case OBS_CERT:
		return !is_foreign(ctx, o->cert->name) && !is_foreign(ctx, o->cert->addr);
	case OBS_TLS:
		return !is_foreign(ctx, o->tls->name) && !is_foreign(ctx, o->tls->addr);
	case OBS_HTTP:
		return !is_foreign(ctx, o->http->host) && !is_foreign(ctx, o->http->addr);
	case OBS_FACT:
		return !is_foreign_fact(ctx, o->fact);
	case OBS_ASSET:
	case OBS_DNS:
	case OBS_COVERAGE:
	case OBS_BURST:
	case OBS_UNIT:
	case OBS_PROGRESS:
	case OBS_END:
	case OBS_KINDS:
		break;
	}
	return true;
}

/* Two services on a port are one program seen twice (http and orthanc): whoever has a product
 * of ours, then the surer one. */
static bool is_better(const struct obs_service *a, const struct obs_service *b)
{
	bool key_a = product_key(a) != NULL, key_b = product_key(b) != NULL;

	if (key_a != key_b)
		return key_a;
	if (a->confidence != b->confidence)
		return a->confidence > b->confidence;
	return record_compare(&obs_types[OBS_SERVICE], a, b) < 0;
}

static void index_service(struct assess_ctx *ctx, struct obs_service *s)
{
	const char *key = port_key(ctx, s->addr, s->port, s->transport);
	const struct obs_service *other = map_get(&ctx->services, key);

	if (!other || is_better(s, other))
		(void)map_set(&ctx->services, key, s);
}

/* Of several records the smallest, so that their order does not matter. */
static void index_least(struct map *map, const char *key, enum obs_kind kind, void *rec)
{
	const void *other = map_get(map, key);

	if (!other || record_compare(&obs_types[kind], rec, other) < 0)
		(void)map_set(map, key, rec);
}

static void index_page(struct assess_ctx *ctx, const struct observation *o)
{
	const char *probe = page_is_home(o->http) ? "home" : o->http->probe;
	struct context_list *list = map_get(&ctx->pages, probe);

	if (!list) {
		list = ARENA_NEW(ctx->arena, struct context_list);
		(void)map_set(&ctx->pages, probe, list);
	}
	vec_push(ctx->arena, &list->v, o);
}

static void index_one(struct assess_ctx *ctx, const struct observation *o)
{
	if (o->kind == OBS_HTTP)
		index_page(ctx, o);
	if (o->kind == OBS_SERVICE)
		index_service(ctx, o->service);
	else if (o->kind == OBS_CERT)
		index_least(&ctx->certs,
		    place(ctx, o->cert->addr, o->cert->port, o->cert->name), OBS_CERT, o->cert);
	else if (o->kind == OBS_HTTP && page_is(o->http, "root"))
		index_least(&ctx->roots,
		    place(ctx, o->http->addr, o->http->port, o->http->host), OBS_HTTP, o->http);
	else if (o->kind == OBS_HTTP && page_is(o->http, "baseline"))
		index_least(&ctx->baselines,
		    place(ctx, o->http->addr, o->http->port, o->http->host), OBS_HTTP, o->http);
}

void context_init(const struct observations *obs, const struct pack *kb, int64_t now,
    struct arena *arena, struct assess_ctx *ret)
{
	*ret = (struct assess_ctx){.kb = kb, .now = now, .arena = arena};
	assets_of(obs, arena, &ret->assets);
	map_init(&ret->foreign, arena);
	index_foreign(ret);
	map_init(&ret->pages, arena);
	map_init(&ret->services, arena);
	map_init(&ret->baselines, arena);
	map_init(&ret->roots, arena);
	map_init(&ret->certs, arena);
	map_init(&ret->hits, arena);
	vec_foreach (o, &obs->all) {
		if (!in_scope(ret, o))
			continue;
		vec_push(arena, &ret->of[o->kind].v, o);
		index_one(ret, o);
	}
}

const struct context_list *context_pages(const struct assess_ctx *ctx, const char *probe)
{
	static const struct context_list none;
	const struct context_list *list = map_get(&ctx->pages, probe);

	return list ? list : &none;
}

const struct obs_service *context_service(
    const struct assess_ctx *ctx, const char *addr, int64_t port, int transport)
{
	return map_get(&ctx->services, port_key(ctx, addr, port, transport));
}

const char *context_site(const struct assess_ctx *ctx, const struct obs_http *h)
{
	const struct obs_http *named, *bare;

	if (!h->host || !h->addr || strcmp(h->host, h->addr) == 0)
		return h->addr ? h->addr : h->host;
	named = map_get(&ctx->roots, place(ctx, h->addr, h->port, h->host));
	bare = map_get(&ctx->roots, place(ctx, h->addr, h->port, h->addr));
	return named && bare && bare->status && page_same(named, bare) ? h->addr : h->host;
}

const char *context_holder(const struct assess_ctx *ctx, const struct obs_cert *c)
{
	const struct obs_cert *bare;

	if (!c->name)
		return c->addr;
	bare = map_get(&ctx->certs, place(ctx, c->addr, c->port, NULL));
	return bare && bare->sha256 && c->sha256 && strcmp(bare->sha256, c->sha256) == 0
		   ? c->addr
		   : c->name;
}

const struct obs_http *context_root(const struct assess_ctx *ctx, const struct obs_http *h)
{
	return map_get(&ctx->roots, place(ctx, h->addr, h->port, h->host));
}

bool context_is_catch_all(const struct assess_ctx *ctx, const struct obs_http *h)
{
	const struct obs_http *base =
	    map_get(&ctx->baselines, place(ctx, h->addr, h->port, h->host));

	return base && base->status == h->status && page_same(base, h);
}

static const char *product_at(
    const struct assess_ctx *ctx, const char *addr, int64_t port, int transport)
{
	return addr && port ? product_key(context_service(ctx, addr, port, transport)) : NULL;
}

static void fill(const struct assess_ctx *ctx, struct finding *f, const char *addr,
    int64_t port, int transport)
{
	f->criticality = ctx->type.criticality;
	f->category = ctx->type.category;
	f->cwe = ctx->type.cwe;
	f->qod = ctx->type.qod;
	f->state = FINDING_NEW;
	f->first_seen = ctx->now;
	f->product = product_at(ctx, addr, port, transport);
}

struct context_hit *context_hit(struct assess_ctx *ctx, const struct observation *o,
    const char *subject, const char *addr, int64_t port, int transport)
{
	const char *key = arena_printf(
	    ctx->arena, "%s|%s|%s|%d", ctx->type.id, subject, addr ? addr : "", (int)port);
	struct context_hit *hit = map_get(&ctx->hits, key);

	if (!hit) {
		hit = ARENA_NEW(ctx->arena, struct context_hit);
		hit->finding = (struct finding){.type = ctx->type.id,
		    .key = key,
		    .subject = subject,
		    .addr = addr,
		    .port = port,
		    .transport = transport};
		fill(ctx, &hit->finding, addr, port, transport);
		(void)map_set(&ctx->hits, key, hit);
	}
	if (transport < hit->finding.transport) { /* TCP and UDP are one finding, told of TCP */
		hit->finding.transport = transport;
		hit->finding.product = product_at(ctx, addr, port, transport);
	}
	vec_push(ctx->arena, &hit->by, o);
	return hit;
}

struct context_hit *context_hit_service(struct assess_ctx *ctx, const struct observation *o,
    const char *addr, int64_t port, int transport)
{
	return context_hit(ctx, o, addr, addr, port, transport);
}

struct context_hit *context_hit_site(struct assess_ctx *ctx, const struct observation *o)
{
	const struct obs_http *h = o->http;

	return context_hit(ctx, o, context_site(ctx, h), h->addr, h->port, TRANSPORT_TCP);
}

struct context_hit *context_hit_domain(
    struct assess_ctx *ctx, const struct observation *o, const char *domain)
{
	return context_hit(ctx, o, domain, NULL, 0, TRANSPORT_TCP);
}

void context_line(struct assess_ctx *ctx, struct context_hit *hit, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = arena_vprintf(ctx->arena, fmt, ap);
	va_end(ap);
	text_list_add(&hit->lines, ctx->arena,
	    redact_text(ctx->arena, span_str(text), ASSESS_EVIDENCE_LINE));
}
