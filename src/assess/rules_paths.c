#include "assess/page.h"
#include "assess/rules.h"

/* A page that was found there, and not one that the site gives for every path. */
static bool is_found(const struct assess_ctx *ctx, const struct obs_http *h)
{
	return h->status == 200 && strcmp(h->method, "GET") == 0 &&
	       !context_is_catch_all(ctx, h);
}

static bool is_listing(const struct obs_http *h)
{
	struct span title = span_str(h->title);

	return span_istarts(title, "index of /") ||
	       span_istarts(title, "directory listing for /") ||
	       span_istarts(title, "listing of /") || span_istarts(title, "directory: /") ||
	       page_has(h, "[to parent directory]");
}

void rules_paths_listing(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_HTTP) {
		const struct obs_http *h = (*o)->http;

		if (h->status == 200 && (page_is_home(h) || page_is(h, "listing")) &&
		    is_listing(h))
			context_line(ctx, context_hit_site(ctx, *o), "GET %s: %s", h->url,
			    h->title ? h->title : "200");
	}
}

/* HEAD names a branch or is a commit; config begins with its core section
 * (gitrepository-layout(5)). */
static bool is_git(const struct obs_http *h)
{
	struct span body = span_trim(span_str(h->body));
	size_t hex = 0;

	if (page_is_html(h))
		return false;
	if (span_starts(body, "ref: refs/") || page_has(h, "[core]"))
		return true;
	while (hex < body.n && strchr("0123456789abcdef", body.p[hex]))
		hex++;
	return hex == body.n && (hex == 40 || hex == 64);
}

void rules_paths_git(struct assess_ctx *ctx)
{
	context_each_page (o, ctx, "git") {
		const struct obs_http *h = (*o)->http;
		struct span line, rest = span_str(h->body);

		if (is_found(ctx, h) && is_git(h) && span_line(&rest, &line))
			context_line(ctx, context_hit_site(ctx, *o), "GET %s: %.*s", h->url,
			    (int)MIN(line.n, 60), (const char *)line.p);
	}
}

static bool is_name_byte(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* The name of "NAME=value", "export NAME=value"; empty for every other line. */
static struct span env_name(struct span line)
{
	size_t n = 0;

	line = span_trim(line);
	if (span_starts(line, "export "))
		line = span_trim(span_sub(line, 7, line.n));
	while (n < line.n && is_name_byte(line.p[n]))
		n++;
	return n && n < line.n && line.p[n] == '=' ? span_sub(line, 0, n) : span_str("");
}

/* The names of the settings; their values never leave here. */
static const char *env_names(struct assess_ctx *ctx, const struct obs_http *h)
{
	struct span rest = span_str(h->body), line;
	const char *names = NULL;
	size_t n = 0, others = 0;

	while (span_line(&rest, &line)) {
		struct span name = env_name(line);

		if (name.n && n++ < 8)
			names = arena_printf(ctx->arena, "%s%s%.*s", names ? names : "",
			    names ? ", " : "", (int)MIN(name.n, 40), (const char *)name.p);
		line = span_trim(line);
		others += name.n == 0 && line.n && line.p[0] != '#';
	}
	return n > others ? names : NULL;
}

void rules_paths_env(struct assess_ctx *ctx)
{
	context_each_page (o, ctx, "env") {
		const struct obs_http *h = (*o)->http;
		const char *names;

		if (!is_found(ctx, h) || page_is_html(h))
			continue;
		names = env_names(ctx, h);
		if (names)
			context_line(
			    ctx, context_hit_site(ctx, *o), "GET %s: %s", h->url, names);
	}
}

static const char *status_mark(const struct obs_http *h)
{
	static const char *const marks[] = {"Apache Server Status", "Server Status for",
	    "Apache Server Information",
	    "Active connections:", "process manager:", "Statistics Report for HAProxy",
	    "<title>Status</title>"};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (page_has(h, marks[i]))
			return marks[i];
	return NULL;
}

void rules_paths_status(struct assess_ctx *ctx)
{
	context_each_page (o, ctx, "status") {
		const struct obs_http *h = (*o)->http;
		const char *mark = is_found(ctx, h) ? status_mark(h) : NULL;

		if (mark)
			context_line(
			    ctx, context_hit_site(ctx, *o), "GET %s: \"%s\"", h->url, mark);
	}
}

/* Titles of tools that only administrators need, wherever their login page stands. */
static bool is_admin_title(const char *title)
{
	static const char *const begins[] = {"phpMyAdmin", "Adminer", "Login - Adminer",
	    "Login to Webmin", "iDRAC", "Integrated Dell Remote Access Controller", "iLO ",
	    "pfSense - Login", "Portainer", "Mirth Connect Administrator", "Plesk ",
	    "FortiGate", "WordPress &rsaquo;", "Keycloak Administration Console"};
	static const char *const ends[] = {"- Adminer", "- Proxmox Virtual Environment",
	    "| OPNsense", "[Jenkins]", "VMware ESXi"};
	size_t n = title ? strlen(title) : 0;

	for (size_t i = 0; n && i < ARRAY_LEN(begins); i++)
		if (strncmp(title, begins[i], strlen(begins[i])) == 0)
			return true;
	for (size_t i = 0; n && i < ARRAY_LEN(ends); i++)
		if (n >= strlen(ends[i]) && strcmp(title + n - strlen(ends[i]), ends[i]) == 0)
			return true;
	return false;
}

/* A tool's own demand for a password by HTTP. */
static const char *admin_realm(const struct obs_http *h)
{
	const char *auth = h->status == 401 ? page_header(h, "www-authenticate") : NULL;

	if (!auth || (!page_is(h, "admin") && !page_is_home(h)))
		return NULL;
	return span_ifind(span_str(auth), "Tomcat Manager") >= 0 ||
		       span_ifind(span_str(auth), "phpMyAdmin") >= 0
		   ? auth
		   : NULL;
}

static bool is_admin_page(const struct assess_ctx *ctx, const struct obs_http *h)
{
	if (h->status != 200)
		return false;
	if (page_is_home(h))
		return is_admin_title(h->title);
	return page_is(h, "admin") && is_found(ctx, h) &&
	       (is_admin_title(h->title) || page_asks_password(h));
}

void rules_paths_admin(struct assess_ctx *ctx)
{
	context_each (o, ctx, OBS_HTTP) {
		const struct obs_http *h = (*o)->http;
		const char *realm = admin_realm(h);

		if (realm)
			context_line(ctx, context_hit_site(ctx, *o),
			    "GET %s: 401, WWW-Authenticate: %s", h->url, realm);
		else if (is_admin_page(ctx, h))
			context_line(ctx, context_hit_site(ctx, *o), "GET %s: 200, \"%s\"",
			    h->url, h->title ? h->title : "");
	}
}

/* Whether host is the domain or its www. */
static bool is_main_site(const char *host, const char *domain)
{
	return strcmp(host, domain) == 0 ||
	       (strncmp(host, "www.", 4) == 0 && strcmp(host + 4, domain) == 0);
}

/* RFC 9116 section 2.5.3: Contact is what every such file has. */
static bool has_securitytxt(const struct assess_ctx *ctx, const char *domain)
{
	context_each_page (o, ctx, "securitytxt") {
		const struct obs_http *h = (*o)->http;

		if (h->status == 200 && !page_is_html(h) && page_has(h, "contact:") &&
		    h->host && is_main_site(h->host, domain))
			return true;
	}
	return false;
}

static bool is_redirect(const struct obs_http *h)
{
	return h->status >= 300 && h->status < 400;
}

/* Whether the main site said something definite. A redirect that nobody followed leaves the
 * question open. */
static bool has_answer(const struct assess_ctx *ctx, const char *domain)
{
	context_each_page (o, ctx, "securitytxt") {
		const struct obs_http *h = (*o)->http;

		if (h->host && is_main_site(h->host, domain) && h->status >= 200 &&
		    h->status < 500 && !is_redirect(h))
			return true;
	}
	return false;
}

/* Whether the site was asked over TLS and answered. */
static bool judge_site(struct assess_ctx *ctx, const char *domain, const char *host)
{
	bool asked = false;

	context_each_page (o, ctx, "securitytxt") {
		const struct obs_http *h = (*o)->http;

		if (!h->tls || h->status < 200 || h->status >= 500 || !h->host ||
		    strcmp(h->host, host) != 0)
			continue;
		asked = true;
		context_line(ctx, context_hit(ctx, *o, domain, h->addr, h->port, TRANSPORT_TCP),
		    "GET %s: %d%s%s", h->url, (int)h->status, h->location ? " " : "",
		    h->location ? h->location : "");
	}
	return asked;
}

static void judge_domain(struct assess_ctx *ctx, const char *domain)
{
	if (has_securitytxt(ctx, domain) || !has_answer(ctx, domain))
		return;
	if (!judge_site(ctx, domain, domain))
		(void)judge_site(ctx, domain, arena_printf(ctx->arena, "www.%s", domain));
}

/* One for each domain of the perimeter, at its main site. */
void rules_paths_securitytxt(struct assess_ctx *ctx)
{
	vec_foreach (a, &ctx->assets.all)
		if (a->type == ASSET_DOMAIN && text_list_has(&a->ways, "seed"))
			judge_domain(ctx, a->name);
}
