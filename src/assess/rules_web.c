#include "assess/page.h"
#include "assess/rules.h"

#include "base/parse.h"

/* What counts as the site's content: a page, or a demand for a password. */
static bool gives_content(const struct obs_http *h)
{
	return (h->status >= 200 && h->status < 300 && h->status != 204) || h->status == 401;
}

void rules_web_no_redirect(struct assess_ctx *ctx)
{
	context_each_page (o, ctx, "home") {
		const struct obs_http *h = (*o)->http;

		if (!h->tls && gives_content(h))
			context_line(ctx, context_hit_site(ctx, *o), "GET %s: %d", h->url,
			    (int)h->status);
	}
}

/* max-age=0 switches it off (RFC 6797 section 6.1.1). */
static bool has_hsts(const struct obs_http *h)
{
	struct span rest = span_str(page_header(h, "strict-transport-security")), part;
	int64_t age;

	while (span_split(&rest, ';', &part)) {
		part = span_trim(part);
		if (!span_istarts(part, "max-age="))
			continue;
		part = span_trim(span_sub(part, 8, part.n));
		if (span_starts(part, "\"") && part.n > 2)
			part = span_sub(part, 1, part.n - 2);
		return parse_int(part, 0, INT64_MAX, &age) == 0 && age > 0;
	}
	return false;
}

static bool same_site(const struct obs_http *a, const struct obs_http *b)
{
	return a->port == b->port && a->addr && b->addr && strcmp(a->addr, b->addr) == 0 &&
	       a->host && b->host && strcmp(a->host, b->host) == 0;
}

/* A browser learns it from any page of the site, so one that says it is enough. */
static bool site_has_hsts(const struct assess_ctx *ctx, const struct obs_http *site)
{
	context_each_page (o, ctx, "home") {
		const struct obs_http *h = (*o)->http;

		if (h->tls && same_site(h, site) && has_hsts(h))
			return true;
	}
	return false;
}

void rules_web_no_hsts(struct assess_ctx *ctx)
{
	context_each_page (o, ctx, "home") {
		const struct obs_http *h = (*o)->http;

		if (h->tls && h->status > 0 && h->status < 500 && !has_hsts(h) &&
		    !site_has_hsts(ctx, h))
			context_line(ctx, context_hit_site(ctx, *o),
			    "GET %s: %d, Strict-Transport-Security: %s", h->url, (int)h->status,
			    page_header(h, "strict-transport-security") ? "max-age=0" : "0");
	}
}

/* Pages that a browser shows: the header rules hold for HTML that is no redirect. */
static bool is_shown(const struct obs_http *h)
{
	return h->status == 200 && page_is_html(h);
}

static bool has_csp(const struct obs_http *h)
{
	return page_header(h, "content-security-policy") ||
	       page_has(h, "http-equiv=\"content-security-policy\"") ||
	       page_has(h, "http-equiv='content-security-policy'");
}

void rules_web_no_csp(struct assess_ctx *ctx)
{
	context_each_page (o, ctx, "home") {
		const struct obs_http *h = (*o)->http;

		if (is_shown(h) && !has_csp(h))
			context_line(ctx, context_hit_site(ctx, *o),
			    "GET %s: Content-Security-Policy: 0", h->url);
	}
}

/* frame-ancestors counts in the header alone (CSP Level 3, section 6.4.2). */
static bool has_frame_rule(const struct obs_http *h)
{
	size_t at = 0;
	const char *csp;

	while ((csp = page_next_header(h, "content-security-policy", &at)))
		if (span_ifind(span_str(csp), "frame-ancestors") >= 0)
			return true;
	return page_header(h, "x-frame-options") != NULL;
}

void rules_web_clickjacking(struct assess_ctx *ctx)
{
	context_each_page (o, ctx, "home") {
		const struct obs_http *h = (*o)->http;

		if (is_shown(h) && !has_frame_rule(h))
			context_line(ctx, context_hit_site(ctx, *o),
			    "GET %s: X-Frame-Options: 0, frame-ancestors: 0", h->url);
	}
}

void rules_web_no_nosniff(struct assess_ctx *ctx)
{
	context_each_page (o, ctx, "home") {
		const struct obs_http *h = (*o)->http;
		const char *value = page_header(h, "x-content-type-options");

		if (is_shown(h) && !(value && span_ifind(span_str(value), "nosniff") >= 0))
			context_line(ctx, context_hit_site(ctx, *o),
			    "GET %s: X-Content-Type-Options: 0", h->url);
	}
}

struct cookie {
	struct span name;
	bool secure, http_only, deleted;
};

/* "NAME=VALUE; attributes" (RFC 6265 section 4.1). */
static struct cookie cookie_of(const char *line)
{
	struct span rest = span_str(line), part;
	struct cookie c = {0};

	if (!span_split(&rest, ';', &part))
		return c;
	(void)span_split(&part, '=', &c.name);
	c.name = span_trim(c.name);
	while (span_split(&rest, ';', &part)) {
		part = span_trim(part);
		c.secure |= span_ieq(part, "secure");
		c.http_only |= span_ieq(part, "httponly");
		c.deleted |= span_ieq(part, "max-age=0") ||
			     (span_istarts(part, "expires=") && span_find(part, "1970") >= 0);
	}
	return c;
}

/* Scripts must read these, that is what they are for. */
static bool is_for_scripts(struct span name)
{
	return span_ifind(name, "csrf") >= 0 || span_ifind(name, "xsrf") >= 0;
}

static void judge_cookie(struct assess_ctx *ctx, const struct observation *o, const char *line)
{
	const struct obs_http *h = o->http;
	struct cookie c = cookie_of(line);
	bool no_secure = h->tls && !c.secure,
	     no_http_only = !c.http_only && !is_for_scripts(c.name);

	if (c.name.n == 0 || c.deleted || (!no_secure && !no_http_only))
		return;
	context_line(ctx, context_hit_site(ctx, o), "GET %s: Set-Cookie: %.*s=***;%s%s", h->url,
	    (int)MIN(c.name.n, 64), (const char *)c.name.p, no_secure ? " Secure: 0" : "",
	    no_http_only ? " HttpOnly: 0" : "");
}

void rules_web_cookie(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_HTTP) {
		const char *line;
		size_t at = 0;

		while ((line = page_next_header((*o)->http, "set-cookie", &at)))
			judge_cookie(ctx, *o, line);
	}
}

static const char *basic_of(const struct obs_http *h)
{
	const char *line;
	size_t at = 0;

	while (!h->tls && h->status == 401 &&
	       (line = page_next_header(h, "www-authenticate", &at)))
		if (span_istarts(span_str(line), "basic"))
			return line;
	return NULL;
}

/* When the site itself demands it, its other paths say nothing more. */
void rules_web_basic_cleartext(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_HTTP) {
		const struct obs_http *h = (*o)->http, *root = context_root(ctx, h);
		const char *basic = basic_of(h);

		if (basic && (page_is_home(h) || !root || !basic_of(root)))
			context_line(ctx, context_hit_site(ctx, *o),
			    "GET %s: 401, WWW-Authenticate: %s", h->url, basic);
	}
}

void rules_web_login_cleartext(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_HTTP) {
		const struct obs_http *h = (*o)->http;

		if (!h->tls && h->status >= 200 && h->status < 300 && page_asks_password(h))
			context_line(ctx, context_hit_site(ctx, *o),
			    "GET %s: <input type=password>", h->url);
	}
}

/* "nginx/1.22.1", "PHP 8.2", "4.0.30319": a digit behind a slash or between dots. */
static bool tells_version(const char *value)
{
	for (const char *p = value; *p; p++) {
		bool digit = p[1] >= '0' && p[1] <= '9';

		if (digit &&
		    (*p == '/' || (*p == '.' && p > value && p[-1] >= '0' && p[-1] <= '9')))
			return true;
	}
	return false;
}

void rules_web_version(struct assess_ctx *ctx)
{
	static const char *const headers[] = {
	    "server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator"};

	context_each (o, ctx, OBS_HTTP) {
		for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
			const char *value = page_header((*o)->http, headers[i]);

			if (value && tells_version(value))
				context_line(ctx, context_hit_site(ctx, *o), "%s: %s",
				    headers[i], value);
		}
	}
}

static bool lists_trace(struct span methods)
{
	struct span part;

	while (span_split(&methods, ',', &part))
		if (span_ieq(span_trim(part), "TRACE"))
			return true;
	return false;
}

/* The answer to OPTIONS; nothing is traced. */
void rules_web_trace(struct assess_ctx *ctx)
{
	context_each_page (o, ctx, "options") {
		const struct obs_http *h = (*o)->http;
		const char *allow = page_header(h, "allow");

		if (allow && strcmp(h->method, "OPTIONS") == 0 && h->status < 400 &&
		    lists_trace(span_str(allow)))
			context_line(ctx, context_hit_site(ctx, *o), "OPTIONS %s: Allow: %s",
			    h->url, allow);
	}
}
