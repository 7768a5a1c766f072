#include "assess/rules.h"

static bool is_fact(const struct obs_fact *f, const char *name)
{
	return strcmp(f->fact, name) == 0;
}

static const char *join(struct assess_ctx *ctx, const struct text_list *list)
{
	const char *text = "";

	for (size_t i = 0; i < list->n && i < 8; i++)
		text = arena_printf(ctx->arena, "%s%s%s", text, i ? ", " : "", list->items[i]);
	return text;
}

/* A fact about a web service carries the virtual host as its subject. */
static struct context_hit *hit_fact(struct assess_ctx *ctx, const struct observation *o)
{
	const struct obs_fact *f = o->fact;
	struct obs_http site = {.host = f->subject, .addr = f->addr, .port = f->port};

	return context_hit(ctx, o, f->addr ? context_site(ctx, &site) : f->subject, f->addr,
	    f->port, f->transport);
}

/* The acknowledgement, when there is one, is better evidence than the port. */
void rules_health_hl7(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_SERVICE) {
		const struct obs_service *s = (*o)->service;

		if (strcmp(s->protocol, "hl7") == 0)
			context_line(ctx,
			    context_hit_service(ctx, *o, s->addr, s->port, s->transport),
			    "TCP %d: MLLP%s", (int)s->port, s->tls ? "/TLS" : "");
	}
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (f->addr && is_fact(f, "hl7.ack"))
			context_line(ctx,
			    context_hit_service(ctx, *o, f->addr, f->port, f->transport),
			    "MSA: %s", join(ctx, &f->values));
	}
}

/* "security: none" says that the statement was read and names no service. */
void rules_health_fhir(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (f->addr && is_fact(f, "fhir.capability") &&
		    text_list_has(&f->values, "security: none"))
			context_line(ctx, hit_fact(ctx, *o), "%s; %s",
			    f->evidence ? f->evidence : "CapabilityStatement",
			    join(ctx, &f->values));
	}
}

void rules_health_orthanc(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (f->addr && is_fact(f, "orthanc.system") && f->values.n)
			context_line(ctx, hit_fact(ctx, *o), "%s; %s",
			    f->evidence ? f->evidence : "/system", join(ctx, &f->values));
	}
}

void rules_health_dicomweb(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (f->addr && is_fact(f, "dicomweb.root"))
			context_line(ctx, hit_fact(ctx, *o), "%s%s%s",
			    f->evidence ? f->evidence : "DICOMweb", f->values.n ? "; " : "",
			    join(ctx, &f->values));
	}
}
