#include "scan/web.h"

#include "engine.h"

#include <unistd.h>

#include "test.h"

/* Rows "PATH STATUS LOCATION-OR-BODY"; a path that is not there gets the row "*". */
struct route {
	const char *path;
	int status;
	const char *location, *body;
};

static void serve_site(int fd, struct peer_log *log, const void *arg)
{
	const struct route *r = arg;
	struct span rq = peer_read_until(fd, log, "\r\n\r\n"), method, path;
	STR_AUTO(out, 1 << 16);

	if (!span_split(&rq, ' ', &method) || !span_split(&rq, ' ', &path))
		return;
	while (strcmp(r->path, "*") != 0 && !span_eq(path, r->path))
		r++;
	str_addf(&out, "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n", r->status,
	    r->body ? strlen(r->body) : 0);
	if (r->location)
		str_addf(&out, "Location: %s\r\n", r->location);
	str_addf(&out, "\r\n%s", r->body ? r->body : "");
	peer_write(fd, out.p, out.n);
}

/* How often the peer was asked for the path. */
static size_t asked(const struct peer *p, const char *path)
{
	struct span rest = span_of(p->log->bytes, p->log->n), line;
	size_t n = 0;

	while (span_line(&rest, &line)) {
		struct span method, at;

		n += span_split(&line, ' ', &method) && span_split(&line, ' ', &at) &&
		     span_eq(at, path) && span_starts(line, "HTTP/1.1");
	}
	return n;
}

static const struct obs_coverage *scan_site(
    struct engine *e, struct peer *p, const struct route *routes)
{
	*p = peer_tcp("127.77.80.1", 8080, serve_site, routes);
	engine_init(e, "127.77.80.1", NULL);
	e->job.ports = engine_text(e, "%u", p->port);
	engine_run(e, 5);
	return engine_coverage(
	    e, engine_text(e, "web/http/127.77.80.1/%u/127.77.80.1", p->port));
}

static const struct obs_http *page(const struct engine *e, const char *probe)
{
	vec_foreach (o, &e->seen.all)
		if (o->kind == OBS_HTTP && strcmp(o->http->probe, probe) == 0)
			return o->http;
	return NULL;
}

TEST(web_a_site_that_has_everything)
{
	static const struct route routes[] = {
	    {"*", 200, NULL, "<html><title>Not found</title>Sorry!</html>"}};
	const struct obs_http *baseline, *git;
	struct engine e;
	struct peer p;

	assert_int_equal(scan_site(&e, &p, routes)->state, COVERAGE_SCANNED);
	baseline = page(&e, "baseline");
	git = page(&e, "git");
	assert_non_null(baseline);
	assert_int_equal(git->status, 200);
	assert_string_equal(git->body, baseline->body); /* by which the assessment knows */
	for (const struct web_row *row = web_rows; row->probe; row++)
		if (asked(&p, row->path) < 1 || asked(&p, row->path) > 3)
			fail_msg("%s: %zu times", row->path, asked(&p, row->path));
	assert_null(engine_find(&e, OBS_FACT, "127.77.80.1", p.port));
	engine_done(&e);
	peer_end(&p);
}

TEST(web_redirects_that_go_round)
{
	static const struct route routes[] = {{"/", 302, "/a", NULL}, {"/a", 302, "b", NULL},
	    {"/b", 301, "/a", NULL}, {"*", 404, NULL, "no"}};
	struct engine e;
	struct peer p;

	assert_int_equal(scan_site(&e, &p, routes)->state, COVERAGE_SCANNED);
	assert_in_range(asked(&p, "/a") + asked(&p, "/b"), 3, 5);
	engine_done(&e);
	peer_end(&p);
}

TEST(web_a_redirect_elsewhere_is_told_and_not_followed)
{
	struct peer other = peer_tcp("127.77.80.9", 0, peer_silent, NULL), p;
	struct route routes[] = {
	    {"/", 302, NULL, NULL}, {"/robots.txt", 200, NULL, NULL}, {"*", 404, NULL, "no"}};
	char location[64];
	struct engine e;

	(void)snprintf(location, sizeof(location), "http://127.77.80.9:%u/", other.port);
	routes[0].location = location;
	routes[1].body = "User-agent: *\nDisallow: //127.77.80.9/x/\n";
	assert_int_equal(scan_site(&e, &p, routes)->state, COVERAGE_SCANNED);
	assert_string_equal(page(&e, "root")->location, location);
	assert_int_equal(other.log->connections, 0);
	engine_done(&e);
	peer_end(&p);
	peer_end(&other);
}

TEST(web_folders_of_links_and_robots)
{
	static const struct route routes[] = {
	    {"/", 200, NULL,
		"<a href=\"/files/list.html\">f</a><a href='/x/y/?q=1'>x</a><a "
		"href=mailto:a@b.test>m</a>"},
	    {"/robots.txt", 200, NULL,
		"Disallow: /my folder/\nDisallow: /a\33b/\nDisallow: /c d/\nDisallow: /e "
		"f/\nDisallow: /*.pdf\nAllow: /plain/\n"},
	    {"*", 404, NULL, "no"}};
	struct engine e;
	struct peer p;

	/* Odd folders are asked for in a form that can stand in a request, and do not end the
	 * site. */
	assert_int_equal(scan_site(&e, &p, routes)->state, COVERAGE_SCANNED);
	assert_int_equal(asked(&p, "/files/"), 1);
	assert_int_equal(asked(&p, "/my%20folder/"), 1);
	assert_int_equal(asked(&p, "/plain/"), 1);
	assert_int_equal(asked(&p, "/x/y/?q=1"), 0);
	engine_done(&e);
	peer_end(&p);
}

TEST(web_a_location_longer_than_its_field)
{
	static char location[3000];
	struct route routes[] = {{"/", 302, location, NULL}, {"*", 404, NULL, "no"}};
	struct engine e;
	struct peer p;

	memset(location, 'a', sizeof(location) - 1);
	location[0] = '/';
	assert_int_equal(scan_site(&e, &p, routes)->state, COVERAGE_SCANNED);
	assert_non_null(page(&e, "root"));
	assert_int_equal(strlen(page(&e, "root")->location), 2048);
	engine_done(&e);
	peer_end(&p);
}

/* Somebody else's site, reached by our name: a look, and security.txt. */
TEST(web_somebody_elses_site_gets_few_requests)
{
	static const struct route routes[] = {
	    {"/", 200, NULL, "<a href=/a/b>x</a><a href=/c/d>x</a>"}, {"*", 404, NULL, "no"}};
	struct peer p, port, names;
	struct engine e;

	if (geteuid() != 0)
		skip(); /* only root may serve port 80 */
	p = peer_tcp("127.77.81.2", 80, serve_site, routes);
	port = peer_tcp("127.77.81.2", 0, peer_silent, NULL);
	names = engine_names(
	    "127.77.81.99", "www.chu.test =chu.saas.test;chu.saas.test 127.77.81.2");
	engine_init(&e, "chu.test 127.77.81.1", NULL);
	e.job.ports = engine_text(&e, "%u", port.port);
	engine_resolver(&e, &names);
	engine_run(&e, 5);
	assert_int_equal(engine_coverage(&e, "web/http/www.chu.test/80/127.77.81.2")->state,
	    COVERAGE_SCANNED);
	assert_int_equal(asked(&p, "/"), 1);
	assert_int_equal(asked(&p, "/.well-known/security.txt"), 1);
	assert_int_equal(p.log->connections, 2);
	assert_int_equal(port.log->connections, 0); /* never swept */
	engine_done(&e);
	peer_end(&p);
	peer_end(&port);
	peer_end(&names);
}

TEST(web_over_ipv6)
{
	static const struct route routes[] = {
	    {"/", 200, NULL, "<title>Six</title>"}, {"*", 404, NULL, "no"}};
	struct engine e;
	struct peer p;

	if (access("/proc/net/if_inet6", R_OK) < 0)
		skip();
	p = peer_tcp("::1", 8080, serve_site, routes);
	engine_init(&e, "::1", NULL);
	e.job.ports = engine_text(&e, "%u", p.port);
	engine_run(&e, 5);
	assert_int_equal(
	    engine_coverage(&e, engine_text(&e, "web/http/::1/%u/::1", p.port))->state,
	    COVERAGE_SCANNED);
	assert_string_equal(page(&e, "root")->url, engine_text(&e, "http://[::1]:%u/", p.port));
	assert_string_equal(page(&e, "root")->title, "Six");
	assert_true(span_find(span_of(p.log->bytes, p.log->n),
			engine_text(&e, "\r\nHost: [::1]:%u\r\n", p.port)) > 0);
	engine_done(&e);
	peer_end(&p);
}
