#include "wire/http.h"

#include "base/limits.h"
#include "test.h"

static const struct http_request get = {
    .method = "GET", .host = "www.test", .port = 80, .path = "/"};

TEST(http_request_bytes)
{
	STR_AUTO(out, 1024);

	assert_int_equal(http_build(&out, &get), 0);
	assert_int_equal(strncmp(str_text(&out),
			     "GET / HTTP/1.1\r\nHost: www.test\r\nUser-Agent: Varde/", 50),
	    0);
	assert_non_null(strstr(
	    str_text(&out), " (security audit)\r\nAccept: */*\r\nConnection: close\r\n\r\n"));
}

TEST(http_request_host_header)
{
	static const struct {
		const char *host;
		uint16_t port;
		bool tls;
		const char *line;
	} rows[] = {
	    {"www.test", 443, true, "\r\nHost: www.test\r\n"},
	    {"www.test", 443, false, "\r\nHost: www.test:443\r\n"},
	    {"www.test", 80, true, "\r\nHost: www.test:80\r\n"},
	    {"127.0.0.1", 8080, false, "\r\nHost: 127.0.0.1:8080\r\n"},
	    {"::1", 80, false, "\r\nHost: [::1]\r\n"},
	    {"2001:db8::1", 8443, true, "\r\nHost: [2001:db8::1]:8443\r\n"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_request rq = {"HEAD", rows[i].host, rows[i].port, rows[i].tls,
		    "/a?b", "cert@sector.test"};
		STR_AUTO(out, 1024);

		assert_int_equal(http_build(&out, &rq), 0);
		assert_non_null(strstr(str_text(&out), rows[i].line));
		assert_non_null(
		    strstr(str_text(&out), "(security audit; cert@sector.test)\r\n"));
		assert_int_equal(strncmp(str_text(&out), "HEAD /a?b HTTP/1.1\r\n", 20), 0);
	}
}

TEST(http_request_that_could_change_something_is_refused)
{
	static const char *const methods[] = {
	    "POST", "PUT", "DELETE", "PATCH", "TRACE", "get", "GET ", ""};
	static const char *const texts[] = {"/a b", "/a\r\nX: y", "/\x7f", ""};

	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		struct http_request rq = get;
		STR_AUTO(out, 1024);

		rq.method = methods[i];
		assert_int_equal(http_build(&out, &rq), ERR_DENIED);
		assert_int_equal(out.n, 0);
	}
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct http_request path = get, host = get, contact = get;
		STR_AUTO(out, 1024);

		path.path = texts[i];
		assert_int_equal(http_build(&out, &path), ERR_RANGE);
		host.host = *texts[i] ? texts[i] : "\n";
		assert_int_equal(http_build(&out, &host), ERR_RANGE);
		contact.contact = "me\r\nX-Evil: 1";
		assert_int_equal(http_build(&out, &contact), ERR_RANGE);
		assert_int_equal(out.n, 0);
	}
}

static int head(const char *text, struct arena *arena, struct http_head *ret)
{
	return http_parse_head(span_str(text), arena, ret);
}

TEST(http_head_of_a_usual_answer)
{
	static const char text[] = "HTTP/1.1 200 OK\r\nServer:  nginx/1.22 \r\nContent-Length: "
				   "5\r\nX-A: 1\r\nx-a: 2\r\n\r\nhello";
	struct arena *arena = arena_new();
	struct http_head h;

	assert_int_equal(head(text, arena, &h), 0);
	assert_int_equal(h.minor, 1);
	assert_int_equal(h.status, 200);
	assert_int_equal(h.length, 5);
	assert_false(h.chunked);
	assert_int_equal(h.bytes, sizeof(text) - 1 - 5);
	assert_int_equal(h.headers.n, 4);
	assert_string_equal(http_header(&h, "server"), "nginx/1.22");
	assert_string_equal(http_header(&h, "x-a"), "1");
	assert_null(http_header(&h, "date"));
	arena_free(arena);
}

TEST(http_head_as_servers_really_send_it)
{
	struct arena *arena = arena_new();
	struct http_head h;

	/* line feeds alone, no reason, a line without colon, empty values, mixed case */
	assert_int_equal(
	    head("HTTP/1.0 404\nJUNK\nLocation:\nTransfer-Encoding: gzip, Chunked\n: x\n\n",
		arena, &h),
	    0);
	assert_int_equal(h.minor, 0);
	assert_int_equal(h.status, 404);
	assert_int_equal(h.length, -1);
	assert_true(h.chunked);
	assert_int_equal(h.headers.n, 2);
	assert_string_equal(http_header(&h, "location"), "");
	/* a length that is none, and escapes for a terminal */
	assert_int_equal(
	    head("HTTP/1.1 200 OK\r\nContent-Length: -5\r\nServer: \33[2Jx\xe9\r\n\r\n", arena,
		&h),
	    0);
	assert_int_equal(h.length, -1);
	assert_string_equal(http_header(&h, "server"), "\xef\xbf\xbd[2Jx\xc3\xa9");
	arena_free(arena);
}

TEST(http_head_that_is_none)
{
	static const char *const texts[] = {"SSH-2.0-x\r\n\r\n", "HTTP/2 200\r\n\r\n",
	    "HTTP/1.1 2000\r\n\r\n", "HTTP/1.1 099 x\r\n\r\n", "HTTP/1.1  200\r\n\r\n",
	    "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1\r\n\r\n", "\x15\x03\x01\x01\2\2\x46"};
	struct arena *arena = arena_new();
	struct http_head h;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		if (head(texts[i], arena, &h) != ERR_SYNTAX)
			fail_msg("\"%s\" is taken for HTTP", texts[i]);
	arena_free(arena);
}

TEST(http_head_cut_at_every_byte)
{
	static const char text[] =
	    "HTTP/1.1 301 Moved\r\nLocation: https://www.test/\r\nA: b\r\n\r\n";
	struct arena *arena = arena_new();

	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		struct http_head h = {.status = 4711};

		if (http_parse_head(span_of(text, n), arena, &h) != ERR_TRUNCATED)
			fail_msg("%zu bytes are taken for a head", n);
		assert_int_equal(h.status, 4711);
	}
	arena_free(arena);
}

/* A peer that sends one byte after the other makes the head be looked at for each: that must
 * not cost memory each time. */
TEST(http_head_unfinished_costs_no_memory)
{
	struct arena *arena = arena_new();
	STR_AUTO(text, LIMIT_HTTP_HEAD);
	struct http_head h;

	str_add(&text, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < 100; i++)
		str_addf(&text, "X-Header: %080d\r\n", i);
	for (size_t n = 0; n < text.n; n++)
		assert_int_equal(http_parse_head(span_of(text.p, n), arena, &h), ERR_TRUNCATED);
	assert_true(arena_used(arena) < 1024);
	arena_free(arena);
}

TEST(http_head_with_too_many_headers)
{
	struct arena *arena = arena_new();
	STR_AUTO(text, LIMIT_HTTP_HEAD);
	struct http_head h;

	str_add(&text, "HTTP/1.1 200 OK\r\n");
	for (int i = 0; i < LIMIT_HTTP_HEADERS; i++)
		str_add(&text, "A: b\r\n");
	assert_int_equal(head(arena_printf(arena, "%s\r\n", str_text(&text)), arena, &h), 0);
	assert_int_equal(h.headers.n, LIMIT_HTTP_HEADERS);
	assert_int_equal(
	    head(arena_printf(arena, "%sC: d\r\n\r\n", str_text(&text)), arena, &h), ERR_LIMIT);
	arena_free(arena);
}

TEST(http_chunks)
{
	static const struct {
		const char *in, *out;
		bool whole;
	} rows[] = {
	    {"5\r\nhello\r\n0\r\n\r\n", "hello", true},
	    {"5;name=v\r\nhello\r\n6\r\n world\r\n0\r\n", "hello world", true},
	    {"A\n0123456789\n0\n", "0123456789", true}, /* line feeds alone */
	    {"00a\r\n0123456789\r\n", "0123456789", false},
	    {"5\r\nhel", "hel", false},
	    {"5\r\nhello\r", "hello", false},
	    {"5", "", false},
	    {"", "", false},
	    {"hello\r\n", "", true}, /* broken framing: nothing more is needed */
	    {"5\r\nhelloX\r\n0\r\n", "hello", true}, /* a chunk longer than it says */
	    {"ffffffffffffffffff\r\nx", "", true},
	    {"ffffffffffffffff\r\nabc", "", true},
	    {"7fffffffffffff\r\nabc", "abc", false},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		STR_AUTO(out, 64);
		size_t at = 0;

		if (http_unchunk(span_str(rows[i].in), &out) != rows[i].whole)
			fail_msg("row %zu ends otherwise", i);
		assert_string_equal(str_text(&out), rows[i].out);
		/* the same question, asked while the bytes come in */
		for (size_t n = 0; n < strlen(rows[i].in); n++)
			if (http_chunks_end(span_of(rows[i].in, n), &at))
				break;
		assert_int_equal(http_chunks_end(span_str(rows[i].in), &at), rows[i].whole);
	}
}

TEST(http_chunks_stop_at_the_maximum)
{
	STR_AUTO(out, 4);

	assert_true(http_unchunk(span_str("3\r\nabc\r\n3\r\ndef\r\n"), &out));
	assert_string_equal(str_text(&out), "abcd");
	assert_int_equal(str_ok(&out), 0);
}

TEST(http_resolve_table)
{
	static const struct http_url base = {true, "www.test", 8443, "/a/b?c=/d/"};
	static const struct {
		const char *ref, *url;
	} rows[] = {
	    {"https://Other.Test/x", "https://other.test/x"},
	    {"http://other.test", "http://other.test/"},
	    {"http://other.test:8080?x=1#f", "http://other.test:8080/?x=1"},
	    {"//other.test/x", "https://other.test/x"},
	    {"HTTPS://other.test:443/", "https://other.test/"},
	    {"/x/y#z", "https://www.test:8443/x/y"},
	    {"x", "https://www.test:8443/a/x"},
	    {"./x", "https://www.test:8443/a/./x"},
	    {"?x=1", "https://www.test:8443/a/b?x=1"},
	    {"", "https://www.test:8443/a/b?c=/d/"},
	    {"#top", "https://www.test:8443/a/b?c=/d/"},
	    {"  /x \n", "https://www.test:8443/x"},
	    {"/a b\xc3\xa9", "https://www.test:8443/a%20b%C3%A9"},
	    {"http://[2001:DB8:0::1]:81/", "http://[2001:db8::1]:81/"},
	    {"http://[::1]/", "http://[::1]/"},
	    {"http://sykehus-\xc3\xb8.test/", "http://xn--sykehus--d5a.test/"},
	    {"x:8080/y?", NULL},
	    {"mailto:a@b.test", NULL},
	    {"javascript:alert(1)", NULL},
	    {"data:text/html,x", NULL},
	    {"http://", NULL},
	    {"http:///x", NULL},
	    {"http://user@other.test/", NULL},
	    {"http://other.test:0/", NULL},
	    {"http://other.test:65536/", NULL},
	    {"http://other.test:80x/", NULL},
	    {"http://[::1", NULL},
	    {"http://[::1]x80/", NULL},
	    {"http://[not an address]/", NULL},
	    {"http://a b/", NULL},
	    {"http://a\nb/", NULL},
	};
	struct arena *arena = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct http_url u = {.port = 4711};
		int r = http_resolve(&base, span_str(rows[i].ref), arena, &u);

		if (r != (rows[i].url ? 0 : ERR_SYNTAX))
			fail_msg("\"%s\" gives %d", rows[i].ref, r);
		if (r < 0)
			assert_int_equal(u.port, 4711);
		else
			assert_string_equal(http_url_text(&u, arena), rows[i].url);
	}
	arena_free(arena);
}
