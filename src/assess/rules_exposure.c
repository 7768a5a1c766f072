#include "assess/rules.h"

enum { PRINTER_FIRST = 9100, PRINTER_LAST = 9107 };

static bool is_one_of(const char *protocols, const char *protocol)
{
	struct span rest = span_str(protocols), part;

	while (span_split(&rest, ',', &part))
		if (span_eq(part, protocol))
			return true;
	return false;
}

/* "mysql", "mysql over TLS", with product and version where they are known. */
static void line_service(
    struct assess_ctx *ctx, struct context_hit *hit, const struct obs_service *s)
{
	const char *banner = s->banner && !s->product ? s->banner : "";

	context_line(ctx, hit, "%s %d: %s%s%s%s%s%s%s%s",
	    s->transport == TRANSPORT_UDP ? "UDP" : "TCP", (int)s->port, s->protocol,
	    s->tls ? "/TLS" : "", s->product ? ", " : "", s->product ? s->product : "",
	    s->version ? " " : "", s->version ? s->version : "", *banner ? ", " : "", banner);
}

void rules_exposure_service(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_SERVICE) {
		const struct obs_service *s = (*o)->service;

		if (is_one_of(ctx->rule->arg, s->protocol))
			line_service(ctx,
			    context_hit_service(ctx, *o, s->addr, s->port, s->transport), s);
	}
}

void rules_exposure_cleartext(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_SERVICE) {
		const struct obs_service *s = (*o)->service;

		if (!s->tls && is_one_of(ctx->rule->arg, s->protocol))
			line_service(ctx,
			    context_hit_service(ctx, *o, s->addr, s->port, s->transport), s);
	}
}

/* What a fact says, as evidence: its own, or name and values. */
static void line_fact(struct assess_ctx *ctx, struct context_hit *hit, const struct obs_fact *f)
{
	const char *text = "";

	for (size_t i = 0; i < f->values.n && i < 8; i++)
		text =
		    arena_printf(ctx->arena, "%s%s%s", text, i ? ", " : "", f->values.items[i]);
	context_line(ctx, hit, "%s: %s%s%s", f->fact, text, f->evidence ? "; " : "",
	    f->evidence ? f->evidence : "");
}

/* The rule's argument is "FACT=VALUE". */
void rules_exposure_fact(struct assess_ctx *ctx)
{
	const char *value = strchr(ctx->rule->arg, '=') + 1;
	struct span fact = span_of(ctx->rule->arg, (size_t)(value - 1 - ctx->rule->arg));

	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (f->addr && span_eq(fact, f->fact) && text_list_has(&f->values, value))
			line_fact(ctx,
			    context_hit_service(ctx, *o, f->addr, f->port, f->transport), f);
	}
}

/* The list of features was read, and the connection was not encrypted before. */
void rules_exposure_ftp(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;
		const struct obs_service *s =
		    f->addr ? context_service(ctx, f->addr, f->port, f->transport) : NULL;

		if (!f->addr || strcmp(f->fact, "ftp.features") != 0 || (s && s->tls) ||
		    text_list_has(&f->values, "AUTH TLS") ||
		    text_list_has(&f->values, "AUTH SSL"))
			continue;
		context_line(ctx, context_hit_service(ctx, *o, f->addr, f->port, f->transport),
		    "FEAT: AUTH TLS: 0");
	}
}

/* Whoever accepts an older protocol does not insist on Network Level Authentication (MS-RDPBCGR
 * section 5.4). */
void rules_exposure_nla(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (f->addr && strcmp(f->fact, "rdp.security") == 0 &&
		    (text_list_has(&f->values, "rdp") || text_list_has(&f->values, "tls")))
			line_fact(ctx,
			    context_hit_service(ctx, *o, f->addr, f->port, f->transport), f);
	}
}

void rules_exposure_snmp(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (f->addr && strcmp(f->fact, "snmp.public") == 0 && f->values.n)
			context_line(ctx,
			    context_hit_service(ctx, *o, f->addr, f->port, f->transport),
			    "community public: sysDescr \"%s\"", f->values.items[0]);
	}
}

/* Open is all that is known of a printing port: nothing is sent to it. */
void rules_exposure_printer(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_PORT) {
		const struct obs_port *p = (*o)->port;

		if (p->state == PORT_OPEN && p->transport == TRANSPORT_TCP &&
		    p->port >= PRINTER_FIRST && p->port <= PRINTER_LAST)
			context_line(ctx,
			    context_hit_service(ctx, *o, p->addr, p->port, p->transport),
			    "TCP %d: open", (int)p->port);
	}
}
