#include "net/perimeter.h"

#include "base/limits.h"
#include "test.h"

/* A perimeter from texts separated by spaces; "-x" excludes x. who: NULL for no authorisation.
 */
static struct perimeter perimeter(struct arena *arena, const char *who, const char *texts)
{
	struct job job = {.authorised_by = who};
	struct span rest = span_str(texts), part;
	struct perimeter p = {0};
	struct msg msg = {0};

	while (span_split(&rest, ' ', &part)) {
		bool out = part.p[0] == '-';

		text_list_add(out ? &job.exclude : &job.targets, arena,
		    arena_strndup(arena, part.p + out, part.n - out));
	}
	if (perimeter_of(&job, arena, &p, &msg) < 0)
		fail_msg("%s: %s: %s", texts, msg.what, msg.detail);
	return p;
}

static struct ip ip(const char *text)
{
	struct ip a = {0};

	assert_int_equal(ip_parse(span_str(text), &a), 0);
	return a;
}

TEST(target_kinds)
{
	static const struct {
		const char *in;
		enum target_kind kind;
		const char *text, *name, *net;
		uint16_t port;
	} rows[] = {
	    {"CHU.Example.", TARGET_DOMAIN, "chu.example", "chu.example", NULL, 0},
	    {" h\xc3\xb4pital.example ", TARGET_DOMAIN, "xn--hpital-ixa.example",
		"xn--hpital-ixa.example", NULL, 0},
	    {"192.0.2.7", TARGET_NET, "192.0.2.7/32", NULL, "192.0.2.7/32", 0},
	    {"192.0.2.0/24", TARGET_NET, "192.0.2.0/24", NULL, "192.0.2.0/24", 0},
	    {"2001:DB8::/120", TARGET_NET, "2001:db8::/120", NULL, "2001:db8::/120", 0},
	    {"::ffff:192.0.2.7", TARGET_NET, "192.0.2.7/32", NULL, "192.0.2.7/32", 0},
	    {"https://www.chu.example/portal?x", TARGET_URL, NULL, "www.chu.example", NULL,
		443},
	    {"HTTP://www.chu.example", TARGET_URL, NULL, "www.chu.example", NULL, 80},
	    {"http://www.chu.example:8080#x", TARGET_URL, NULL, "www.chu.example", NULL, 8080},
	    {"https://192.0.2.7:8443/", TARGET_URL, NULL, NULL, "192.0.2.7/32", 8443},
	    {"https://[2001:db8::1]:8443/", TARGET_URL, NULL, NULL, "2001:db8::1/128", 8443},
	    {"https://[::1]", TARGET_URL, NULL, NULL, "::1/128", 443},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char net[IP_NET_TEXT];
		struct msg msg = {0};
		struct target t;

		if (target_parse(span_str(rows[i].in), arena, &t, &msg) < 0)
			fail_msg("%s: %s", rows[i].in, msg.detail);
		assert_int_equal(t.kind, rows[i].kind);
		if (rows[i].text)
			assert_string_equal(t.text, rows[i].text);
		if (rows[i].name)
			assert_string_equal(t.name, rows[i].name);
		else
			assert_null(t.name);
		if (rows[i].net)
			assert_string_equal(ip_net_text(&t.net, net), rows[i].net);
		assert_int_equal(t.port, rows[i].port);
	}
	arena_free(arena);
}

TEST(target_malformed)
{
	static const struct {
		const char *in;
		int err;
	} rows[] = {
	    {"", ERR_SYNTAX},
	    {"   ", ERR_SYNTAX},
	    {"chu", ERR_RANGE},
	    {"a b.example", ERR_SYNTAX},
	    {"a..example", ERR_SYNTAX},
	    {"*.example.test", ERR_SYNTAX},
	    {"192.0.2.256", ERR_RANGE},
	    {"192.0.2", ERR_SYNTAX},
	    {"192.0.2.1/24", ERR_RANGE},
	    {"192.0.2.0/33", ERR_RANGE},
	    {"192.0.2.0/", ERR_SYNTAX},
	    {"2001:db8::1/64", ERR_RANGE},
	    {":::", ERR_SYNTAX},
	    {"ftp://chu.example", ERR_SYNTAX},
	    {"https://", ERR_SYNTAX},
	    {"https:///x", ERR_SYNTAX},
	    {"https://user@chu.example/", ERR_SYNTAX},
	    {"https://chu.example:0/", ERR_RANGE},
	    {"https://chu.example:65536/", ERR_RANGE},
	    {"https://chu.example:x/", ERR_RANGE},
	    {"https://[::1/", ERR_SYNTAX},
	    {"https://[::1]80/", ERR_SYNTAX},
	    {"https://[::1]x80/", ERR_SYNTAX},
	    {"https://[chu.example]/", ERR_SYNTAX},
	    {"192.0.2.1-9", ERR_SYNTAX},
	    {"https://192.0.2/", ERR_SYNTAX},
	    {"https://2130706433/", ERR_SYNTAX},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct target t = {.port = 4711};
		struct msg msg = {0};
		int r = target_parse(span_str(rows[i].in), arena, &t, &msg);

		if (r != rows[i].err)
			fail_msg("\"%s\" gives %d, not %d", rows[i].in, r, rows[i].err);
		assert_int_equal(t.port, 4711);
		assert_true(*msg.what && *msg.detail && *msg.hint);
	}
	arena_free(arena);
}

TEST(perimeter_has_a_maximum)
{
	static const char *const many[] = {"10.0.0.0/15", "2001:db8::/64", "::/0"};
	struct arena *arena = arena_new();
	struct perimeter p;
	struct msg msg;

	for (size_t i = 0; i < ARRAY_LEN(many); i++) {
		struct job job = {0};

		text_list_add(&job.targets, arena, many[i]);
		assert_int_equal(perimeter_of(&job, arena, &p, &msg), ERR_LIMIT);
	}
	struct job sum = {0};
	text_list_add(&sum.targets, arena, "10.0.0.0/16");
	assert_int_equal(perimeter_of(&sum, arena, &p, &msg), 0);
	text_list_add(&sum.targets, arena, "10.9.0.0/32");
	assert_int_equal(perimeter_of(&sum, arena, &p, &msg), ERR_LIMIT);
	/* what is excluded may be as large as it likes */
	struct job out = {0};
	text_list_add(&out.targets, arena, "10.0.0.0/24");
	text_list_add(&out.exclude, arena, "0.0.0.0/0");
	assert_int_equal(perimeter_of(&out, arena, &p, &msg), 0);
	assert_false(perimeter_addr(&p, &(struct ip){.family = 4, .b = {10, 0, 0, 1}}));
	arena_free(arena);
}

TEST(perimeter_names)
{
	struct arena *arena = arena_new();
	struct perimeter p = perimeter(arena, "me",
	    "chu.example https://portal.other.example/ -old.chu.example "
	    "-https://x.chu.example/");

	assert_true(perimeter_name(&p, "chu.example"));
	assert_true(perimeter_name(&p, "a.b.chu.example"));
	assert_true(perimeter_name(&p, "portal.other.example"));
	assert_false(
	    perimeter_name(&p, "a.portal.other.example")); /* a URL is that host alone */
	assert_false(perimeter_name(&p, "other.example"));
	assert_false(perimeter_name(&p, "evilchu.example"));
	assert_false(perimeter_name(&p, "chu.example.evil"));
	assert_false(
	    perimeter_name(&p, "old.chu.example")); /* exclusions win, with all below them */
	assert_false(perimeter_name(&p, "a.old.chu.example"));
	assert_false(perimeter_name(&p, "x.chu.example"));
	arena_free(arena);
}

/* Every sentence of the rule in perimeter.h. */
TEST(perimeter_reach_of_addresses)
{
	static const struct {
		const char *who, *perimeter, *addr, *name;
		bool direct;
		enum asset_reach reach;
	} rows[] = {
	    /* in a target network, or a target address */
	    {"me", "192.0.2.0/24", "192.0.2.9", NULL, false, REACH_FULL},
	    {"me", "192.0.2.9", "192.0.2.9", "www.elsewhere.example", false, REACH_FULL},
	    {"me", "192.0.2.9", "192.0.2.10", NULL, true, REACH_NONE},
	    {"me", "2001:db8::/120", "2001:db8::7", NULL, false, REACH_FULL},
	    {"me", "::ffff:192.0.2.0/120", "192.0.2.9", NULL, false, REACH_FULL},
	    /* and is not excluded */
	    {"me", "192.0.2.0/24 -192.0.2.9", "192.0.2.9", NULL, false, REACH_NONE},
	    {"me", "192.0.2.0/24 -192.0.2.8/30", "192.0.2.9", NULL, false, REACH_NONE},
	    {"me", "192.0.2.0/24 -::ffff:192.0.2.9", "192.0.2.9", NULL, false, REACH_NONE},
	    {"me", "192.0.2.0/24 -https://192.0.2.9/", "192.0.2.9", NULL, false, REACH_NONE},
	    {"me", "chu.example -192.0.2.9", "192.0.2.9", "www.chu.example", true, REACH_NONE},
	    {"me", "https://192.0.2.9/ -192.0.2.9", "192.0.2.9", NULL, false, REACH_NONE},
	    /* known through a name: full when direct and no networks are named */
	    {"me", "chu.example", "192.0.2.9", "www.chu.example", true, REACH_FULL},
	    {"me", "chu.example", "192.0.2.9", "www.chu.example", false, REACH_NAME},
	    {"me", "chu.example 198.51.100.0/24", "192.0.2.9", "www.chu.example", true,
		REACH_NAME},
	    {"me", "chu.example 198.51.100.0/24", "198.51.100.9", "www.chu.example", false,
		REACH_FULL},
	    {"me", "chu.example", "192.0.2.9", "www.elsewhere.example", true, REACH_NONE},
	    {"me", "chu.example", "192.0.2.9", NULL, true, REACH_NONE},
	    {"me", "chu.example -www.chu.example", "192.0.2.9", "www.chu.example", true,
		REACH_NONE},
	    /* a URL carries the web by that name, and no more */
	    {"me", "https://www.chu.example/", "192.0.2.9", "www.chu.example", true,
		REACH_NAME},
	    {"me", "https://www.chu.example/", "192.0.2.9", "a.www.chu.example", true,
		REACH_NONE},
	    {"me", "https://192.0.2.9/", "192.0.2.9", NULL, false, REACH_NAME},
	    {"me", "https://192.0.2.9/", "192.0.2.10", NULL, false, REACH_NONE},
	    {"me", "https://www.chu.example/ chu.example", "192.0.2.9", "www.chu.example", true,
		REACH_FULL},
	    /* nobody authorised it: loopback alone */
	    {NULL, "192.0.2.0/24", "192.0.2.9", NULL, false, REACH_NONE},
	    {"", "192.0.2.0/24", "192.0.2.9", NULL, false, REACH_NONE},
	    {NULL, "chu.example", "192.0.2.9", "www.chu.example", true, REACH_NONE},
	    {NULL, "chu.example", "127.0.0.9", "www.chu.example", true, REACH_FULL},
	    {NULL, "127.0.0.0/24", "127.0.0.9", NULL, false, REACH_FULL},
	    {NULL, "::1", "::1", NULL, false, REACH_FULL},
	    {NULL, "https://192.0.2.9/", "192.0.2.9", NULL, false, REACH_NONE},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct perimeter p = perimeter(arena, rows[i].who, rows[i].perimeter);
		struct ip a = ip(rows[i].addr);
		int reach = perimeter_reach(&p, &a, rows[i].name, rows[i].direct);

		if (reach != (int)rows[i].reach)
			fail_msg("row %zu: %s by %s in \"%s\" gives %d", i, rows[i].addr,
			    rows[i].name, rows[i].perimeter, reach);
	}
	arena_free(arena);
}

TEST(perimeter_urls)
{
	struct arena *arena = arena_new();
	struct perimeter p =
	    perimeter(arena, "me", "https://www.chu.example:8443/ http://192.0.2.9:81/");
	struct ip nine = ip("192.0.2.9"), ten = ip("192.0.2.10");

	assert_true(perimeter_url(&p, &ten, "www.chu.example", 8443));
	assert_false(perimeter_url(&p, &ten, "www.chu.example", 443));
	assert_false(perimeter_url(&p, &ten, "a.www.chu.example", 8443));
	assert_false(perimeter_url(&p, &ten, NULL, 8443));
	assert_true(perimeter_url(&p, &nine, NULL, 81));
	assert_false(perimeter_url(&p, &ten, NULL, 81));
	arena_free(arena);
}
