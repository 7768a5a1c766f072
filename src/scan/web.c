#include "scan/web.h"

#include "base/limits.h"
#include "base/parse.h"
#include "base/rng.h"
#include "codec/utf8.h"
#include "scan/discover.h"
#include "scan/identify.h"
#include "scan/web_facts.h"
#include "scan/world.h"

enum { FOLDERS = 6, LINKS = 400 };

struct site {
	struct scan_unit *unit;
	struct http_url home;
	const char *addr;
	struct gate_call call;
	bool bare;     /* asked by its address alone */
	bool foreign;  /* authorised by name only: it belongs to somebody else */
	int err;       /* why the site was given up; 0 while it answers */
	int last;      /* why the last request had no answer */
	size_t silent; /* requests in a row without a whole answer */
	bool certs_told;
};

/* "NAME=(hidden); attributes": a session is proven without being kept. */
static char *hide_cookie(struct arena *arena, struct span value)
{
	ptrdiff_t equals = span_find(value, "="), end = span_find(value, ";");
	size_t name = equals < 0 || (end >= 0 && end < equals) ? 0 : (size_t)equals + 1;
	struct span rest = end < 0 ? span_of(NULL, 0) : span_sub(value, (size_t)end, value.n);

	return arena_printf(arena, "%.*s(hidden)%.*s", (int)name, (const char *)value.p,
	    (int)rest.n, rest.n ? (const char *)rest.p : "");
}

static void add_headers(
    struct scan_unit *unit, const struct http_head *head, struct obs_http *o)
{
	o->headers.items = ARENA_ARRAY(unit->arena, head->headers.n, const char *);
	vec_foreach (h, &head->headers) {
		const char *value = strcmp(h->name, "set-cookie") == 0
					? hide_cookie(unit->arena, span_str(h->value))
					: h->value;

		o->headers.items[o->headers.n++] = utf8_clean(unit->arena,
		    span_str(arena_printf(unit->arena, "%s: %s", h->name, value)), 2048);
	}
}

/* A foreign text in the length of its field; NULL stays. */
static const char *short_text(struct arena *arena, const char *text)
{
	return text ? utf8_clean(arena, span_str(text), 2048) : NULL;
}

/* Sends one request and records the answer; NULL when there was none. */
static const struct http_reply *fetch(
    struct site *s, const char *probe, const char *method, const struct http_url *url)
{
	struct arena *arena = s->unit->arena;
	struct http_request rq = {.method = method,
	    .host = url->host,
	    .port = url->port,
	    .tls = url->tls,
	    .path = url->path,
	    .contact = s->unit->scan->job->contact};
	struct obs_http o = {.url = short_text(arena, http_url_text(url, arena)),
	    .addr = s->addr,
	    .port = url->port,
	    .tls = url->tls,
	    .host = url->host,
	    .probe = probe,
	    .method = method};
	struct http_reply *reply = ARENA_NEW(arena, struct http_reply);
	int r;

	if (s->err)
		return NULL;
	s->call.port = url->port;
	r = http_fetch(s->unit->scan->gate, &s->call, &rq, arena, reply);
	if (r == ERR_CANCELLED || r == ERR_BLOCKED || r == ERR_DENIED) {
		s->err = r;
		return NULL;
	}
	unit_burst(s->unit, &s->call.ip, url->port, TRANSPORT_TCP, probe,
	    r == 0 ? reply->source : NULL);
	if (r == 0) {
		o.status = reply->head.status;
		o.location = short_text(arena, http_header(&reply->head, "location"));
		o.title = http_title(reply->body, arena);
		o.body = web_evidence(arena, probe, reply->body);
		o.body_bytes = (int64_t)reply->body.n;
		add_headers(s->unit, &reply->head, &o);
	}
	s->silent = r == 0 && !reply->cut ? 0 : s->silent + 1;
	if (s->silent >= 3)
		s->err = r < 0 ? r : ERR_TIMEOUT;
	unit_emit(s->unit, OBS_HTTP, &o);
	s->last = r;
	if (r < 0)
		return NULL;
	if (reply->ncerts && !s->certs_told)
		identify_cert(s->unit, s->addr, url->port, s->bare ? NULL : url->host,
		    reply->certs, reply->ncerts);
	s->certs_told = s->certs_told || reply->ncerts;
	return reply;
}

/* Redirects are followed on this site alone; elsewhere they only tell names. */
static const struct http_reply *follow(
    struct site *s, const struct http_reply *reply, struct http_url *at)
{
	for (int i = 0; reply && i < LIMIT_REDIRECTS && reply->head.status >= 300 &&
			reply->head.status < 400;
	     i++) {
		const char *location = http_header(&reply->head, "location");
		struct http_url to;

		if (!location || http_resolve(at, span_str(location), s->unit->arena, &to) < 0)
			break;
		discover_found(s->unit, to.host, at->host, "redirect");
		if (strcmp(to.host, s->home.host) != 0 || to.tls != s->home.tls ||
		    to.port != s->home.port)
			break;
		*at = to;
		reply = fetch(s, "page", "GET", at);
	}
	return reply;
}

/* Names in links, and folders on this site whose listing is asked for. */
static void look_at_links(struct site *s, const struct http_reply *reply,
    const struct http_url *at, struct text_list *folders)
{
	struct text_values links = {0};

	http_links(reply->body, s->unit->arena, LINKS, &links);
	vec_foreach (l, &links.v) {
		struct http_url to;
		char *slash;

		if (http_resolve(at, span_str(*l), s->unit->arena, &to) < 0)
			continue;
		discover_found(s->unit, to.host, at->host, "link");
		if (strcmp(to.host, s->home.host) != 0 || to.port != s->home.port ||
		    strchr(to.path, '?'))
			continue;
		slash = strrchr(to.path, '/');
		if (slash > to.path && folders->n < FOLDERS)
			text_list_add(folders, s->unit->arena,
			    arena_strndup(
				s->unit->arena, to.path, (size_t)(slash - to.path) + 1));
	}
}

/* A folder that robots.txt names, as it can stand in a request. */
static void add_folder(struct site *s, struct span path, struct text_list *folders)
{
	struct http_url u;

	if (http_resolve(&s->home, span_sub(path, 0, 512), s->unit->arena, &u) == 0 &&
	    strcmp(u.host, s->home.host) == 0)
		text_list_add(folders, s->unit->arena, u.path);
}

/* robots.txt and the sitemap name folders and hosts. */
static void look_at_text(
    struct site *s, const struct http_reply *reply, struct text_list *folders)
{
	struct span rest = reply->body, line;

	if (reply->head.status != 200)
		return;
	while (span_line(&rest, &line)) {
		ptrdiff_t at = span_find(line, "://");
		struct http_url to;

		if (span_istarts(line, "disallow:") || span_istarts(line, "allow:")) {
			struct span path =
			    span_trim(span_sub(line, (size_t)span_find(line, ":") + 1, line.n));

			if (path.n > 1 && path.p[0] == '/' && path.p[path.n - 1] == '/' &&
			    span_find(path, "*") < 0 && folders->n < FOLDERS)
				add_folder(s, path, folders);
		} else if (at > 3) {
			size_t from = (size_t)at -
				      (span_starts(span_sub(line, (size_t)at - 1, 1), "s") ? 5
											   : 4),
			       n = 0;
			struct span url = span_sub(line, from, line.n);

			while (
			    n < url.n && url.p[n] > ' ' && url.p[n] != '<' && url.p[n] != '"')
				n++;
			if (http_resolve(&s->home, span_sub(url, 0, n), s->unit->arena, &to) ==
			    0)
				discover_found(s->unit, to.host, s->home.host, "link");
		}
	}
}

static struct http_url at_path(const struct site *s, const char *path)
{
	struct http_url u = s->home;

	u.path = path;
	return u;
}

/* A site may tell the version that the listener's default site hides. */
static void tell_version(struct site *s, const struct http_reply *root)
{
	struct obs_service v = {
	    .addr = s->addr, .port = s->home.port, .tls = s->home.tls, .protocol = "http"};
	const char *server = http_header(&root->head, "server");
	const struct world_host *h = world_host(s->unit->scan, s->addr);
	const struct world_web *known = h ? world_web(h, s->home.port) : NULL;

	if (s->foreign || !server || (known && known->versioned) ||
	    !s->unit->scan->fingerprints ||
	    !fingerprint_match(s->unit->scan->fingerprints, "http.server", span_str(server),
		s->unit->arena, &v) ||
	    !v.version)
		return;
	v.banner = server;
	unit_emit(s->unit, OBS_SERVICE, &v);
}

/* A page that cannot exist: what a site answers to it is no evidence for anything. */
static void ask_baseline(struct site *s)
{
	char label[17];
	struct http_url u;
	struct rng rng;

	rng_seed(&rng, (uint64_t)s->unit->scan->job->seed + 1);
	rng_label(&rng, label, sizeof(label) - 1);
	u = at_path(s, arena_printf(s->unit->arena, "/varde-%s", label));
	(void)fetch(s, "baseline", "GET", &u);
}

/* Somebody else's service is looked at, not searched: of the rows security.txt alone, and no
 * folders. */
static void ask_rows(struct site *s, struct text_list *folders)
{
	for (const struct web_row *row = web_rows; row->probe; row++) {
		struct http_url u = at_path(s, row->path);
		const struct http_reply *reply;

		if (s->foreign && strcmp(row->probe, "securitytxt") != 0)
			continue;
		if (row->home_only && !s->bare)
			continue;
		reply = fetch(s, row->probe, row->method, &u);
		if (!reply)
			continue;
		if (strcmp(row->probe, "robots") == 0 || strcmp(row->probe, "sitemap") == 0)
			look_at_text(s, reply, folders);
		web_facts(s->unit, s->addr, &u, row, reply);
	}
	for (size_t i = 0; i < folders->n && !s->foreign; i++) {
		struct http_url u = at_path(s, folders->items[i]);

		(void)fetch(s, "listing", "GET", &u);
	}
}

/* Splits "SCHEME/NAME/PORT/ADDR". */
static int parse_key(struct scan_unit *unit, struct site *s)
{
	struct span rest = span_str(unit->arg), scheme, name, port, addr;
	int64_t number;

	if (!span_split(&rest, '/', &scheme) || !span_split(&rest, '/', &name) ||
	    !span_split(&rest, '/', &port) || !span_split(&rest, '/', &addr) ||
	    parse_int(port, 1, 65535, &number) < 0)
		return ERR_SYNTAX;
	s->unit = unit;
	s->addr = arena_strndup(unit->arena, addr.p, addr.n);
	s->home = (struct http_url){.tls = span_eq(scheme, "https"),
	    .host = arena_strndup(unit->arena, name.p, name.n),
	    .port = (uint16_t)number,
	    .path = "/"};
	s->bare = strcmp(s->home.host, s->addr) == 0;
	return 0;
}

static int set_call(struct site *s)
{
	const struct world_name *n = world_name(s->unit->scan, s->addr, s->home.host);

	s->call = world_call(s->unit->scan, s->addr, s->home.port, GATE_HTTP);
	if (!s->call.ip.family)
		return ERR_SYNTAX;
	if (n && !s->call.name &&
	    !perimeter_addr(gate_perimeter(s->unit->scan->gate), &s->call.ip)) {
		s->call.name = n->name;
		s->call.direct = n->direct;
	}
	s->foreign = gate_reach(s->unit->scan->gate, &s->call.ip, s->call.name,
			 s->call.direct) != REACH_FULL &&
		     !perimeter_url(gate_perimeter(s->unit->scan->gate), &s->call.ip,
			 s->call.name, s->home.port);
	return 0;
}

int web_site(struct scan_unit *unit)
{
	struct site s = {0};
	struct text_list folders = {0};
	const struct http_reply *root, *page;
	struct http_url at;
	int r = parse_key(unit, &s);

	if (r == 0)
		r = set_call(&s);
	if (r < 0)
		return r;
	at = s.home;
	root = fetch(&s, "root", "GET", &at);
	page = follow(&s, root, &at);
	if (page)
		look_at_links(&s, page, &at, &folders);
	if (root) {
		tell_version(&s, root);
		if (!s.foreign)
			ask_baseline(&s);
		ask_rows(&s, &folders);
	}
	if (s.err == ERR_CANCELLED)
		return s.err;
	if (s.err || !root)
		unit_coverage_error(
		    unit, s.home.host, s.addr, s.home.port, s.err ? s.err : s.last);
	else
		unit_coverage(unit, s.home.host, s.addr, s.home.port, COVERAGE_SCANNED, NULL);
	return 0;
}
