#include "assess/product.h"
#include "assess/rules.h"

static bool is_fact(const struct obs_fact *f, const char *name)
{
	return strcmp(f->fact, name) == 0;
}

/* The zone is what leaks; the servers that leak it are evidence, and tell the product. */
void rules_dns_axfr(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;
		struct context_hit *hit;
		const char *product;

		if (!is_fact(f, "dns.axfr") || f->values.n == 0)
			continue;
		hit = context_hit_domain(ctx, *o, f->subject);
		context_line(ctx, hit, "AXFR %s @%s: %s", f->subject, f->addr ? f->addr : "",
		    f->evidence ? f->evidence : f->values.items[0]);
		product =
		    f->addr ? product_key(context_service(ctx, f->addr, f->port, TRANSPORT_TCP))
			    : NULL;
		if (product &&
		    (!hit->finding.product || strcmp(product, hit->finding.product) < 0))
			hit->finding.product = product;
	}
}

void rules_dns_recursion(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (f->addr && is_fact(f, "dns.recursion") && text_list_has(&f->values, "open"))
			context_line(ctx,
			    context_hit_service(ctx, *o, f->addr, f->port, f->transport), "%s",
			    f->evidence ? f->evidence : "open");
	}
}

void rules_dns_dnssec(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (is_fact(f, "dns.dnssec") && text_list_has(&f->values, "unsigned"))
			context_line(ctx, context_hit_domain(ctx, *o, f->subject), "%s",
			    f->evidence ? f->evidence : "DS, DNSKEY: 0");
	}
}

/* The fact without values is the observation that there is none. */
void rules_dns_caa(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (is_fact(f, "dns.caa") && f->values.n == 0)
			context_line(ctx, context_hit_domain(ctx, *o, f->subject), "%s",
			    f->evidence ? f->evidence : "CAA: 0");
	}
}

/* A text without a digit ("none of your business") discloses no version. */
void rules_dns_version(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (!f->addr || !is_fact(f, "dns.version"))
			continue;
		for (size_t i = 0; i < f->values.n; i++)
			if (strpbrk(f->values.items[i], "0123456789"))
				context_line(ctx,
				    context_hit_service(
					ctx, *o, f->addr, f->port, f->transport),
				    "version.bind CH TXT \"%s\"", f->values.items[i]);
	}
}
