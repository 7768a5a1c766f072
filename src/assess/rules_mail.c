#include "assess/rules.h"

static bool is_fact(const struct obs_fact *f, const char *name)
{
	return strcmp(f->fact, name) == 0;
}

/* A null MX (RFC 7505) says that the domain takes no mail. */
static bool has_mail(struct assess_ctx *ctx, const char *domain)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (!is_fact(f, "mail.mx") || strcmp(f->subject, domain) != 0)
			continue;
		for (size_t i = 0; i < f->values.n; i++)
			if (strcmp(f->values.items[i], "0 .") != 0)
				return true;
	}
	return false;
}

/* Anybody may write in the name of the organisation's own domain, whether or not it takes mail.
 */
static bool is_seed(const struct assess_ctx *ctx, const char *domain)
{
	const struct asset *a = assets_find(&ctx->assets, domain);

	return a && a->type == ASSET_DOMAIN && text_list_has(&a->ways, "seed");
}

void rules_mail_spf_missing(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (is_fact(f, "mail.spf") && f->values.n == 0 &&
		    (has_mail(ctx, f->subject) || is_seed(ctx, f->subject)))
			context_line(ctx, context_hit_domain(ctx, *o, f->subject),
			    "%s: v=spf1: 0", f->evidence ? f->evidence : f->subject);
	}
}

/*
 * The mechanism "all" decides about everybody else (RFC 7208 section 5.1): +all and all let
 * everybody pass, ?all judges nobody; without "all" nobody else is judged either, unless
 * redirect= hands the question on (section 6.1).
 */
static bool is_permissive(const char *record)
{
	struct span rest = span_str(record), term;
	bool open = true;

	while (span_split(&rest, ' ', &term)) {
		if (span_ieq(term, "-all") || span_ieq(term, "~all"))
			return false;
		if (span_ieq(term, "+all") || span_ieq(term, "all") || span_ieq(term, "?all"))
			return true;
		if (span_istarts(term, "redirect="))
			open = false;
	}
	return open;
}

void rules_mail_spf_permissive(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (!is_fact(f, "mail.spf"))
			continue;
		for (size_t i = 0; i < f->values.n; i++)
			if (is_permissive(f->values.items[i]))
				context_line(ctx, context_hit_domain(ctx, *o, f->subject), "%s",
				    f->values.items[i]);
	}
}

/* Whether the policy was looked for at the subject itself, not inherited from the
 * organisation's domain (RFC 7489 section 6.6.3). */
static bool is_own_policy(const struct assess_ctx *ctx, const struct obs_fact *f)
{
	const char *own = arena_printf(ctx->arena, "_dmarc.%s", f->subject);
	const char *at = f->evidence ? strstr(f->evidence, "_dmarc.") : NULL;
	size_t n = strlen(own);

	return !at ||
	       (strncmp(at, own, n) == 0 && (at[n] == '\0' || at[n] == ' ' || at[n] == ':'));
}

void rules_mail_dmarc_missing(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (is_fact(f, "mail.dmarc") && f->values.n == 0 && is_own_policy(ctx, f) &&
		    (has_mail(ctx, f->subject) || is_seed(ctx, f->subject)))
			context_line(ctx, context_hit_domain(ctx, *o, f->subject),
			    "TXT _dmarc.%s: v=DMARC1: 0", f->subject);
	}
}

/* The tag's value in "v=DMARC1; p=none; ..." (RFC 7489 section 6.4); empty when it is absent.
 */
static struct span dmarc_tag(const char *record, const char *tag)
{
	struct span rest = span_str(record), part;

	while (span_split(&rest, ';', &part)) {
		struct span name = part;

		if (span_split(&part, '=', &name) && part.p && span_ieq(span_trim(name), tag))
			return span_trim(part);
	}
	return span_str("");
}

void rules_mail_dmarc_none(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (!is_fact(f, "mail.dmarc") || !is_own_policy(ctx, f))
			continue;
		for (size_t i = 0; i < f->values.n; i++)
			if (span_ieq(dmarc_tag(f->values.items[i], "p"), "none"))
				context_line(ctx, context_hit_domain(ctx, *o, f->subject), "%s",
				    f->values.items[i]);
	}
}

/* Whether the fact was seen on a connection that was encrypted from the first byte. */
static bool is_inside_tls(const struct assess_ctx *ctx, const struct obs_fact *f)
{
	const struct obs_service *s =
	    f->addr ? context_service(ctx, f->addr, f->port, f->transport) : NULL;

	return s && s->tls;
}

/* "AUTH PLAIN LOGIN" begins with the keyword "AUTH". */
static const char *keyword(const struct obs_fact *f, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i < f->values.n; i++) {
		const char *v = f->values.items[i];

		if (strncasecmp(v, word, n) == 0 &&
		    (v[n] == '\0' || v[n] == ' ' || v[n] == '='))
			return v;
	}
	return NULL;
}

void rules_mail_no_starttls(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;

		if (f->addr && is_fact(f, "smtp.extensions") && f->values.n &&
		    !is_inside_tls(ctx, f) && !keyword(f, "STARTTLS"))
			context_line(ctx,
			    context_hit_service(ctx, *o, f->addr, f->port, f->transport),
			    "EHLO: STARTTLS: 0");
	}
}

/* Challenge-response mechanisms do not show the password to whoever listens. */
static bool shows_password(const char *auth)
{
	struct span s = span_str(auth);

	return span_ifind(s, "PLAIN") >= 0 || span_ifind(s, "LOGIN") >= 0 ||
	       span_ifind(s, "OAUTH") >= 0 || s.n == 4;
}

void rules_mail_auth_cleartext(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;
		const char *auth;

		if (!f->addr || !is_fact(f, "smtp.extensions") || is_inside_tls(ctx, f))
			continue;
		auth = keyword(f, "AUTH");
		if (auth && shows_password(auth))
			context_line(ctx,
			    context_hit_service(ctx, *o, f->addr, f->port, f->transport),
			    "EHLO: 250 %s", auth);
	}
}

/* IMAP takes LOGIN unless LOGINDISABLED (RFC 9051 section 6.2.3); POP3 says USER or SASL PLAIN
 * (RFC 2449 section 6.3). */
static const char *login_offer(const struct obs_fact *f)
{
	const char *sasl;

	if (is_fact(f, "imap.capabilities"))
		return f->values.n && !keyword(f, "LOGINDISABLED")
			   ? "CAPABILITY: LOGINDISABLED: 0"
			   : NULL;
	if (!is_fact(f, "pop3.capabilities"))
		return NULL;
	sasl = keyword(f, "SASL");
	if (keyword(f, "USER"))
		return "CAPA: USER";
	return sasl && shows_password(sasl + 4) ? "CAPA: SASL PLAIN" : NULL;
}

void rules_mail_login_cleartext(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_FACT) {
		const struct obs_fact *f = (*o)->fact;
		const char *offer;

		if (!f->addr || is_inside_tls(ctx, f))
			continue;
		offer = login_offer(f);
		if (offer)
			context_line(ctx,
			    context_hit_service(ctx, *o, f->addr, f->port, f->transport), "%s",
			    offer);
	}
}
