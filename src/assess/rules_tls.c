#include "base/time.h"

#include "assess/rules.h"

enum { SOON_DAYS = 30, RSA_BITS = 2048 };

static const int64_t day = (int64_t)24 * 3600 * 1000;

static struct context_hit *hit_cert(struct assess_ctx *ctx, const struct observation *o)
{
	const struct obs_cert *c = o->cert;

	return context_hit(ctx, o, context_holder(ctx, c), c->addr, c->port, TRANSPORT_TCP);
}

static void line_validity(
    struct assess_ctx *ctx, struct context_hit *hit, const struct obs_cert *c)
{
	char text[TIME_TEXT];

	context_line(ctx, hit, "%s: notAfter %s", c->subject ? c->subject : "",
	    time_minute(c->not_after, text));
}

void rules_tls_expired(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_CERT) {
		const struct obs_cert *c = (*o)->cert;

		if (c->not_after && c->not_after <= ctx->now)
			line_validity(ctx, hit_cert(ctx, *o), c);
	}
}

void rules_tls_expires_soon(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_CERT) {
		const struct obs_cert *c = (*o)->cert;

		if (c->not_after > ctx->now && c->not_after < ctx->now + SOON_DAYS * day)
			line_validity(ctx, hit_cert(ctx, *o), c);
	}
}

void rules_tls_self_signed(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_CERT) {
		const struct obs_cert *c = (*o)->cert;

		if (c->self_signed)
			context_line(ctx, hit_cert(ctx, *o), "subject = issuer = %s",
			    c->subject ? c->subject : "");
	}
}

/* "a, b, c" of a list's first items. */
static const char *join(struct assess_ctx *ctx, const struct text_list *list, size_t max)
{
	const char *text = "";

	for (size_t i = 0; i < list->n && i < max; i++)
		text = arena_printf(ctx->arena, "%s%s%s", text, i ? ", " : "", list->items[i]);
	return list->n > max ? arena_printf(ctx->arena, "%s, ...", text) : text;
}

/* A name that was not asked for cannot be missing. */
void rules_tls_name_mismatch(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_CERT) {
		const struct obs_cert *c = (*o)->cert;

		if (c->name && !c->name_matches)
			context_line(ctx,
			    context_hit(ctx, *o, c->name, c->addr, c->port, TRANSPORT_TCP),
			    "SNI %s: subjectAltName %s", c->name,
			    c->names.n ? join(ctx, &c->names, 6) : "-");
	}
}

void rules_tls_weak_key(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_CERT) {
		const struct obs_cert *c = (*o)->cert;

		if (c->key && c->key_bits && c->key_bits < RSA_BITS &&
		    (strcasecmp(c->key, "RSA") == 0 || strcasecmp(c->key, "DSA") == 0))
			context_line(
			    ctx, hit_cert(ctx, *o), "%s %d bit", c->key, (int)c->key_bits);
	}
}

void rules_tls_weak_signature(struct assess_ctx *ctx)
{
	static const char *const weak[] = {"sha1", "sha-1", "md5", "md4", "md2"};

	context_each (o, ctx, OBS_CERT) {
		const struct obs_cert *c = (*o)->cert;

		for (size_t i = 0; c->signature && i < ARRAY_LEN(weak); i++)
			if (span_ifind(span_str(c->signature), weak[i]) >= 0)
				context_line(ctx, hit_cert(ctx, *o), "%s", c->signature);
	}
}

static struct context_hit *hit_tls(struct assess_ctx *ctx, const struct observation *o)
{
	const struct obs_tls *t = o->tls;

	return context_hit(
	    ctx, o, t->name ? t->name : t->addr, t->addr, t->port, TRANSPORT_TCP);
}

void rules_tls_version(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_TLS) {
		struct span rest = span_str(ctx->rule->arg), version;

		while (span_split(&rest, ',', &version)) {
			const char *name = arena_strndup(ctx->arena, version.p, version.n);

			if (text_list_has(&(*o)->tls->versions, name))
				context_line(ctx, hit_tls(ctx, *o), "%s", name);
		}
	}
}

/* The suite without its version: "TLSv1.2 TLS_RSA_WITH_NULL_SHA". */
static struct span suite_name(const char *suite, struct span *ret_version)
{
	struct span rest = span_str(suite), version = rest;

	(void)span_split(&rest, ' ', &version);
	*ret_version = rest.p ? version : span_str("");
	return rest.p ? rest : version;
}

/* By IANA's and by OpenSSL's names. */
static bool is_weak(struct span name)
{
	static const char *const parts[] = {
	    "NULL", "anon", "EXPORT", "EXP-", "RC4", "RC2", "DES", "ADH-", "AECDH-", "IDEA"};

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (span_find(name, parts[i]) >= 0)
			return true;
	return false;
}

/* An anonymous exchange is weak for another reason; TLS 1.3 has only ephemeral ones (RFC 8446
 * section 1.2). */
static bool lacks_forward_secrecy(struct span name, struct span version)
{
	if (span_eq(version, "TLSv1.3") || span_starts(name, "TLS_AES_") ||
	    span_starts(name, "TLS_CHACHA20_"))
		return false;
	return span_find(name, "DHE") < 0 && span_find(name, "EDH") < 0 &&
	       span_find(name, "anon") < 0 && !span_starts(name, "ADH-") &&
	       !span_starts(name, "AECDH-");
}

/* One line of evidence with all suites that the test picks, in the server's order. */
static void judge_suites(
    struct assess_ctx *ctx, bool (*picks)(struct span name, struct span version))
{
	context_each (o, ctx, OBS_TLS) {
		const struct text_list *suites = &(*o)->tls->suites;
		struct text_list found = {0};

		for (size_t i = 0; i < suites->n; i++) {
			struct span version, name = suite_name(suites->items[i], &version);

			if (picks(name, version))
				text_list_add(&found, ctx->arena, suites->items[i]);
		}
		if (found.n)
			context_line(ctx, hit_tls(ctx, *o), "%s", join(ctx, &found, found.n));
	}
}

static bool picks_weak(struct span name, struct span version)
{
	(void)version;
	return is_weak(name);
}

void rules_tls_weak_suite(struct assess_ctx *ctx)
{
	judge_suites(ctx, picks_weak);
}

void rules_tls_no_forward_secrecy(struct assess_ctx *ctx)
{
	judge_suites(ctx, lacks_forward_secrecy);
}
