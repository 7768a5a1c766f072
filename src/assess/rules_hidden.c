/* Software that does not tell its version, and of which flaws are exploited: to be looked at,
 * and nothing more. One line a product and address. */
#include "assess/rules.h"
#include "assess/software.h"
#include "base/time.h"

/* What an address tells of one product. */
struct told {
	const struct observation *first; /* at its lowest port */
	struct match_product product;    /* as that one says */
	bool version;                    /* one of its services tells it */
};

static bool is_before(const struct obs_service *a, const struct obs_service *b)
{
	return a->port != b->port ? a->port < b->port : a->transport < b->transport;
}

static void note(const struct assess_ctx *ctx, struct map *all, const struct observation *o,
    const struct match_product *p)
{
	const struct obs_service *s = o->service;
	const char *key = arena_printf(ctx->arena, "%s %s", s->addr, p->product);
	struct told *told = map_get(all, key);

	if (!told) {
		told = ARENA_NEW(ctx->arena, struct told);
		(void)map_set(all, key, told);
	}
	told->version |= p->version && *p->version;
	if (told->first && !is_before(s, told->first->service))
		return;
	told->first = o;
	told->product = *p;
}

static void tell(
    struct assess_ctx *ctx, const struct told *told, const struct exploited_hint *hint)
{
	const struct obs_service *s = told->first->service;
	struct context_hit *hit =
	    context_hit_service(ctx, told->first, s->addr, s->port, s->transport);
	char day[TIME_TEXT];

	hit->finding.software = told->product.product;
	hit->finding.verdict = VERDICT_POSSIBLE;
	context_line(ctx, hit, "%s %d: %s: %s (%.10s)%s, %zu CVE",
	    s->transport == TRANSPORT_UDP ? "UDP" : "TCP", (int)s->port, told->product.product,
	    hint->id, time_text(hint->added, day), hint->ransomware ? ", ransomware" : "",
	    hint->n);
}

void rules_hidden_version(struct assess_ctx *ctx)
{
	struct software *software = software_of(ctx);
	struct exploited_hint hint;
	struct map all; /* "address product" -> struct told */

	if (!software)
		return;
	map_init(&all, ctx->arena);
	context_each (o, ctx, OBS_SERVICE) {
		struct match_product p = software_product(software, (*o)->service);

		if (p.product)
			note(ctx, &all, *o, &p);
	}
	map_foreach (entry, &all) {
		const struct told *told = entry->value;

		if (!told->version && software_exploited(software, &told->product, &hint))
			tell(ctx, told, &hint);
	}
}
