/* Software that does not tell its version, and of which flaws are exploited: to be looked at,
 * and nothing more. One line a product and address. */
#include "assess/rules.h"
#include "assess/software.h"
#include "base/time.h"

/* What an address tells of one product. */
struct told {
	const struct observation *first; /* at its lowest port */
	bool version;                    /* one of its services tells it */
};

static bool is_before(const struct obs_service *a, const struct obs_service *b)
{
	return a->port != b->port ? a->port < b->port : a->transport < b->transport;
}

static const char *key_of(const struct assess_ctx *ctx, const struct obs_service *s)
{
	return arena_printf(ctx->arena, "%s %s", s->addr, s->product);
}

static void note(const struct assess_ctx *ctx, struct map *all, const struct observation *o)
{
	const struct obs_service *s = o->service;
	const char *key = key_of(ctx, s);
	struct told *told = map_get(all, key);

	if (!told) {
		told = ARENA_NEW(ctx->arena, struct told);
		(void)map_set(all, key, told);
	}
	told->version |= s->version != NULL;
	if (!told->first || is_before(s, told->first->service))
		told->first = o;
}

static void tell(struct assess_ctx *ctx, struct software *software, const struct observation *o)
{
	const struct obs_service *s = o->service;
	struct exploited_hint hint;
	struct context_hit *hit;
	char day[TIME_TEXT];

	if (!software_hidden(software, s, &hint))
		return;
	hit = context_hit_service(ctx, o, s->addr, s->port, s->transport);
	hit->finding.software = s->product;
	hit->finding.verdict = VERDICT_POSSIBLE;
	context_line(ctx, hit, "%s %d: %s: %s (%.10s)%s, %zu CVE",
	    s->transport == TRANSPORT_UDP ? "UDP" : "TCP", (int)s->port, s->product, hint.id,
	    time_text(hint.added, day), hint.ransomware ? ", ransomware" : "", hint.n);
}

void rules_hidden_version(struct assess_ctx *ctx)
{
	struct software *software = software_of(ctx);
	struct map all; /* "address product" -> struct told */

	if (!software)
		return;
	map_init(&all, ctx->arena);
	context_each (o, ctx, OBS_SERVICE)
		if ((*o)->service->product)
			note(ctx, &all, *o);
	map_foreach (entry, &all) {
		const struct told *told = entry->value;

		if (!told->version)
			tell(ctx, software, told->first);
	}
}
