/*
 * What rules see while they run: the observations that may be judged, by kind and indexed, and
 * how to make findings of them. Internal to assess/. Everything lives in the arena of the
 * assessment.
 */
#ifndef VARDE_ASSESS_CONTEXT_H
#define VARDE_ASSESS_CONTEXT_H

#include "base/map.h"
#include "model/asset.h"
#include "model/finding.h"
#include "model/observation.h"
#include "model/run.h"
#include "pack/kb.h"
#include "pack/knowledge.h"

struct rule;
struct software;

/* A finding in the making, and the observations that show it. */
struct context_hit {
	struct finding finding;
	struct text_list lines; /* all of its evidence, as it came */
	bool ordered;           /* .finding.evidence is made, the lines do not count */
	VEC(const struct observation *) by;
};

struct context_list {
	VEC(const struct observation *) v;
};

struct assess_ctx {
	const struct pack *kb;             /* borrowed */
	const struct knowledge_pack *know; /* borrowed; NULL: none */
	enum deadlines deadlines;          /* what decides them */
	int64_t now;                       /* ms since 1970 */
	struct arena *arena;
	const struct rule *rule;     /* the one that runs */
	struct kb_finding_type type; /* what it makes */
	struct assets assets;
	struct context_list of[OBS_KINDS]; /* in scope */
	struct map foreign;   /* names and addresses out of scope -> struct asset */
	struct map pages;     /* probe, or "home" -> struct context_list of web answers */
	struct map services;  /* "addr port transport" -> struct obs_service: the best known */
	struct map baselines; /* "addr port host" -> struct obs_http: no such page */
	struct map roots;     /* the same -> struct obs_http: the home page */
	struct map certs;     /* "addr port name" -> struct obs_cert; name "" for none */
	bool software_alone;  /* only rules about software run */
	struct software *software; /* assess/software.h; NULL until it is asked for */
	struct map hits;           /* key -> struct context_hit */
};

#define context_each_of(o, list)                                         \
	for (const struct observation *const *                           \
		 o = (const struct observation *const *)(list)->v.items, \
		*const *o##_end = o + (list)->v.n;                       \
	     o < o##_end; o++)

/* The observations of a kind; the web answers of a probe, "home" being what "/" gives, also
 * after redirects within the site. */
#define context_each(o, ctx, kind)       context_each_of (o, &(ctx)->of[kind])
#define context_each_page(o, ctx, probe) context_each_of (o, context_pages(ctx, probe))

/* Fills *ret: sorts out what is out of scope and indexes the rest. Borrows the observations and
 * the pack. */
void context_init(const struct observations *obs, const struct pack *kb, int64_t now,
    struct arena *arena, struct assess_ctx *ret);

/* The web answers of a probe; never NULL. Used by context_each_page. */
const struct context_list *context_pages(const struct assess_ctx *ctx, const char *probe);

/* The service on a port, or NULL. Borrows. */
const struct obs_service *context_service(
    const struct assess_ctx *ctx, const char *addr, int64_t port, int transport);

/*
 * Whom a web answer or certificate is about: the name that was asked for; or the address, when
 * the answer to the bare address is the same, since then it belongs to the listener and not to
 * one of its names. Borrows.
 */
const char *context_site(const struct assess_ctx *ctx, const struct obs_http *h);
const char *context_holder(const struct assess_ctx *ctx, const struct obs_cert *c);

/* The home page of the same site, or NULL. Borrows. */
const struct obs_http *context_root(const struct assess_ctx *ctx, const struct obs_http *h);

/* Whether the site answers this (200) to any path whatever, so that it shows nothing. */
bool context_is_catch_all(const struct assess_ctx *ctx, const struct obs_http *h);

/*
 * Makes a finding of the running rule's type, or finds it when it is there already; o
 * (borrowed) shows it. The subject is borrowed. addr NULL: of a domain; at: the port's service
 * gives the product.
 */
struct context_hit *context_hit(struct assess_ctx *ctx, const struct observation *o,
    const char *subject, const char *addr, int64_t port, int transport);

/* The same about an address, a web site, or a domain. */
struct context_hit *context_hit_service(struct assess_ctx *ctx, const struct observation *o,
    const char *addr, int64_t port, int transport);
struct context_hit *context_hit_site(struct assess_ctx *ctx, const struct observation *o);
struct context_hit *context_hit_domain(
    struct assess_ctx *ctx, const struct observation *o, const char *domain);

/* Adds a line of evidence, redacted and shortened. Formats as printf. */
void context_line(struct assess_ctx *ctx, struct context_hit *hit, const char *fmt, ...)
    PRINTF(3, 4);

#endif
