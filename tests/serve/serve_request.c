#include "rig.h"
#include "test.h"

#include <unistd.h>

#define END  "Host: x\r\nConnection: close\r\n\r\n"
#define LINE " HTTP/1.1\r\n"

struct ask {
	const char *bytes;
	size_t n;
	int status;
};

#define ASK(status, text)                      \
	{                                      \
		text, sizeof(text) - 1, status \
	}

static void ask_all(const struct ask *asks, size_t n)
{
	struct rig rig;
	int wrong = 0;

	rig_init(&rig);
	rig.o.header_ms = rig.o.body_ms = rig.o.idle_ms = 1000;
	rig_start(&rig);
	for (size_t i = 0; i < n; i++) {
		int status = rig_ask(&rig, asks[i].bytes, asks[i].n);

		if (status != asks[i].status) {
			print_message(
			    "# %d, not %d: %s", status, asks[i].status, asks[i].bytes);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
	rig_done(&rig);
}

TEST(addresses_are_decoded_and_normalised)
{
	static const char *const cases[][2] = {
	    {"/", "/"},
	    {"/a/b/", "/a/b/"},
	    {"/a//b/./c/../d", "/a/b/d"},
	    {"/h%C3%B4pital%20x", "/h\xc3\xb4pital x"},
	    {"/a/%2e%2e/b", "/b"},
	    {"/a+b", "/a+b"},
	    {"/p?x=/../y", "/p"},
	    {"http://other.example/abs?x=1", "/abs"},
	    {"HTTPS://other.example", "/"},
	    {"http://other.example?x=1", "/"},
	};
	struct rig rig;

	rig_init(&rig);
	rig_start(&rig);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *text = arena_printf(rig.arena, "GET %s HTTP/1.1\r\n" END, cases[i][0]);
		char *want =
		    arena_printf(rig.arena, "\npath %s\ntarget %s\n", cases[i][1], cases[i][0]);

		assert_non_null(strstr(rig_talk(&rig, text), want));
	}
	rig_done(&rig);
}

TEST(addresses_that_are_wrong_are_refused)
{
	static const struct ask asks[] = {
	    ASK(400, "GET /%" LINE END),
	    ASK(400, "GET /%4" LINE END),
	    ASK(400, "GET /%zz" LINE END),
	    ASK(400, "GET /a%00b" LINE END),
	    ASK(400, "GET /%ff" LINE END),
	    ASK(400, "GET /%c0%af" LINE END),
	    ASK(400, "GET /%0a" LINE END),
	    ASK(400, "GET /?a=%00" LINE END),
	    ASK(400, "GET /?a=%ff" LINE END),
	    ASK(400, "GET /\xff" LINE END),
	    ASK(400, "GET /\x01" LINE END),
	    ASK(400, "GET /a\0b" LINE END),
	    ASK(0, "GET /a b" LINE END), /* MHD says nothing and closes */
	    ASK(400, "GET  /" LINE END),
	    ASK(400, "GET /#x" LINE END),
	    ASK(400, "GET x" LINE END),
	    ASK(400, "OPTIONS *" LINE END),
	    ASK(400, "CONNECT a:1" LINE END),
	    ASK(400, "G(T /" LINE END),
	};

	ask_all(asks, ARRAY_LEN(asks));
}

TEST(a_head_that_is_too_long_is_refused)
{
	STR_AUTO(text, 1 << 20);
	struct rig rig;

	rig_init(&rig);
	rig_start(&rig);
	str_add(&text, "GET /");
	for (int i = 0; i < 40000; i++)
		str_char(&text, 'a');
	str_add(&text, LINE END);
	assert_int_equal(rig_ask(&rig, text.p, text.n), 414);
	str_clear(&text);
	str_add(&text, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
	for (int i = 0; i < 40000; i++)
		str_char(&text, 'a');
	str_add(&text, "\r\n" END);
	assert_int_equal(rig_ask(&rig, text.p, text.n), 431);
	str_clear(&text);
	str_add(&text, "GET / HTTP/1.1\r\n");
	for (int i = 0; i < 101; i++)
		str_addf(&text, "X-%d: 1\r\n", i);
	str_add(&text, END);
	assert_int_equal(rig_ask(&rig, text.p, text.n), 431);
	rig_done(&rig);
}

TEST(headers_that_are_wrong_are_refused)
{
	static const struct ask asks[] = {
	    ASK(400, "GET / HTTP/1.1\r\n\r\n"),
	    ASK(400, "GET / HTTP/1.1\r\nHost: x\r\n" END),
	    ASK(400, "GET / HTTP/1.1\r\nX: \xff\r\n" END),
	    ASK(400, "GET / HTTP/1.1\r\nX: a\x01z\r\n" END),
	    ASK(400, "GET / HTTP/1.1\r\nX: a\0z\r\n" END),
	    ASK(400, "GET / HTTP/1.1\r\nX: a\0\r\n" END),
	    ASK(400, "GET / HTTP/1.1\r\nX: \0a\r\n" END),
	    ASK(400, "GET / HTTP/1.1\r\nHost: x\r\nX: a\0z\r\n\r\n"),
	    ASK(400, "GET / HTTP/1.1\0\r\n" END),
	    ASK(400, "GE\0T / HTTP/1.1\r\n" END),
	    ASK(400, "GET / HTTP/1.1\r\nX\0Y: a\r\n" END),
	    ASK(400, "GET / HTTP/1.1\r\nX(: a\r\n" END),
	    ASK(400, "GET / HTTP/1.1\r\nno colon\r\n" END),
	    ASK(505, "GET / HTTP/1.2\r\n" END),
	    ASK(0, "\x16\x03\x01\x02"),
	};

	ask_all(asks, ARRAY_LEN(asks));
}

/* What a proxy might read as one request and we as two, or the other way round. */
TEST(requests_whose_length_is_open_to_doubt_are_refused)
{
	static const struct ask asks[] = {
	    ASK(400,
		"POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n" END "abcd"),
	    ASK(400, "POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 3\r\n" END "abc"),
	    ASK(400, "POST / HTTP/1.1\r\nContent-Length: 3, 3\r\n" END "abc"),
	    ASK(400, "POST / HTTP/1.1\r\nContent-Length: +3\r\n" END "abc"),
	    ASK(400, "POST / HTTP/1.1\r\nContent-Length: -3\r\n" END "abc"),
	    ASK(400, "POST / HTTP/1.1\r\nContent-Length: 0x3\r\n" END "abc"),
	    ASK(400, "POST / HTTP/1.1\r\nContent-Length: \r\n" END "abc"),
	    ASK(400, "POST / HTTP/1.1\r\nContent-Length : 3\r\n" END "abc"),
	    ASK(400, "POST / HTTP/1.1\r\n Content-Length: 3\r\n" END "abc"),
	    ASK(400, "POST / HTTP/1.1\r\nContent-Length: 3\0\r\n" END "abc"),
	    ASK(400,
		"POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n" END
		"0\r\n\r\n"),
	    ASK(400,
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n" END
		"0\r\n\r\n"),
	    ASK(400, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n"
		     "Transfer-Encoding: chunked\r\n" END "0\r\n\r\n"),
	    ASK(501, "POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n" END "0\r\n\r\n"),
	    ASK(501, "POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n" END "0\r\n\r\n"),
	    ASK(400, "POST / HTTP/1.1\r\nTransfer-Encoding : chunked\r\n" END "0\r\n\r\n"),
	    ASK(400, "POST / HTTP/1.1\r\nTransfer-Encoding:\r\n chunked\r\n" END "0\r\n\r\n"),
	    ASK(400, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END "zz\r\n\r\n"),
	    ASK(400, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END "-1\r\n\r\n"),
	    ASK(400, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END
		     "0x1\r\na\r\n0\r\n\r\n"),
	    ASK(413, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END
		     "ffffffffffffffff1\r\na\r\n0\r\n\r\n"),
	    ASK(400, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END
		     "3\r\nabcd\r\n0\r\n\r\n"),
	};

	ask_all(asks, ARRAY_LEN(asks));
}

TEST(a_refused_request_hides_none_behind_it)
{
	struct rig rig;
	char *reply;

	rig_init(&rig);
	rig_start(&rig);
	reply = rig_talk(&rig, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: "
			       "0\r\nTransfer-Encoding: chunked\r\n\r\n"
			       "GET /hidden HTTP/1.1\r\n" END);
	assert_int_equal(rig_status(reply), 400);
	assert_null(strstr(reply, "hidden"));
	assert_null(strstr(reply + 1, "HTTP/1.1"));
	rig_done(&rig);
}

TEST(queries_cookies_and_headers_are_read)
{
	struct rig rig;
	char *reply;

	rig_init(&rig);
	rig_start(&rig);
	reply = rig_talk(&rig,
	    "GET /q?a=1&b=x+y%26&a=2 HTTP/1.1\r\nCookie: one=1; two=2\r\nX-Foo:  bar \r\n"
	    "Cookie: three=3\r\n" END);
	assert_non_null(strstr(reply, "query a=1\nquery b=x y&\nquery a=2\n"));
	assert_non_null(strstr(reply, "cookie one=1\ncookie two=2\ncookie three=3\n"));
	assert_non_null(strstr(reply, "header x-foo=bar\n"));
	rig_done(&rig);
}

TEST(the_last_of_a_name_counts)
{
	struct serve_pair items[] = {{"a", "1"}, {"b", "2"}, {"a", "3"}};
	struct serve_request rq = {.query = {items, 3}};

	assert_string_equal(serve_query(&rq, "a"), "3");
	assert_string_equal(serve_query(&rq, "b"), "2");
	assert_null(serve_query(&rq, "c"));
	assert_null(serve_form(&rq, "a"));
	assert_null(serve_cookie(&rq, "a"));
	assert_null(serve_header(&rq, "a"));
}

static char *post(struct rig *rig, const char *type, const char *body)
{
	return rig_talk(
	    rig, arena_printf(rig->arena,
		     "POST /f HTTP/1.1\r\nContent-Type: %s\r\nContent-Length: %zu\r\n" END "%s",
		     type, strlen(body), body));
}

TEST(forms_are_read)
{
	struct rig rig;
	char *reply;

	rig_init(&rig);
	rig_start(&rig);
	reply = post(&rig, "application/x-www-form-urlencoded; charset=utf-8", "a=1&b=%C3%A9");
	assert_non_null(strstr(reply, "form a=1\nform b=\xc3\xa9\n"));
	reply = post(&rig, "multipart/form-data; boundary=XX",
	    "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
	    "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x.csv\"\r\n"
	    "Content-Type: text/csv\r\n\r\n1,2,3\r\n--XX--\r\n");
	assert_non_null(strstr(reply, "form a=1\n"));
	assert_non_null(strstr(reply, "file f x.csv text/csv 5\n"));
	reply = post(&rig, "application/json", "a=1");
	assert_null(strstr(reply, "form a=1"));
	assert_non_null(strstr(reply, "body 3\n"));
	assert_int_equal(
	    rig_status(post(&rig, "application/x-www-form-urlencoded", "a=%00")), 400);
	assert_int_equal(rig_status(post(&rig, "multipart/form-data", "--XX")), 400);
	rig_done(&rig);
}

TEST(bodies_up_to_the_limit_are_taken)
{
	STR_AUTO(text, 1 << 20);
	struct rig rig;

	rig_init(&rig);
	rig.o.body_max = 100000;
	rig_start(&rig);
	str_add(&text, "POST / HTTP/1.1\r\nContent-Length: 100000\r\n" END);
	for (int i = 0; i < 100000; i++)
		str_char(&text, 'a');
	assert_non_null(strstr(rig_talk(&rig, str_text(&text)), "body 100000\n"));
	str_clear(&text);
	str_add(&text, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END);
	for (int i = 0; i < 10; i++)
		str_addf(&text, "2710;ext=1\r\n%10000d\r\n", i);
	str_add(&text, "0\r\nTrailer: x\r\n\r\n");
	assert_non_null(strstr(rig_talk(&rig, str_text(&text)), "body 100000\n"));
	rig_done(&rig);
}

TEST(bodies_over_the_limit_are_refused)
{
	STR_AUTO(text, 1 << 20);
	struct serve_figures f;
	struct rig rig;
	char *reply;

	rig_init(&rig);
	rig.o.body_max = 100000;
	rig_start(&rig);
	reply = rig_talk(&rig, "POST / HTTP/1.1\r\nContent-Length: 100001\r\n" END);
	assert_int_equal(rig_status(reply), 413);
	assert_non_null(
	    strstr(reply, "\r\n\r\n413: the request is larger than is allowed here\n"));
	assert_non_null(strstr(reply, "Content-Security-Policy: "));
	/* Told by its length alone, and by who waits to be asked. */
	reply = rig_talk(
	    &rig, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 999999\r\n" END);
	assert_int_equal(rig_status(reply), 413);
	str_add(&text, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END);
	for (int i = 0; i < 11; i++)
		str_addf(&text, "2710\r\n%10000d\r\n", i);
	str_add(&text, "0\r\n\r\n");
	assert_int_equal(rig_ask(&rig, text.p, text.n), 413);
	/* A client that never ends is cut. */
	str_cut(&text, text.n - 5);
	for (int i = 0; i < 20; i++)
		str_addf(&text, "2710\r\n%10000d\r\n", i);
	assert_int_equal(rig_ask(&rig, text.p, text.n), 0);
	serve_figures(rig.serve, &f);
	assert_int_equal(f.requests, 0);
	assert_int_equal(f.refused, 3);
	rig_done(&rig);
}

TEST(a_client_that_asks_first_is_told_to_go_on)
{
	static const char head[] = "POST / HTTP/1.1\r\nExpect: 100-continue\r\n"
				   "Content-Length: 3\r\n" END;
	struct rig rig;
	int fd;

	rig_init(&rig);
	rig_start(&rig);
	fd = rig_connect(&rig);
	assert_true(rig_send(fd, head, sizeof(head) - 1));
	assert_non_null(rig_read_until(&rig, fd, "100 Continue\r\n\r\n"));
	assert_true(rig_say(fd, "abc"));
	assert_non_null(rig_read_until(&rig, fd, "body 3\n"));
	(void)close(fd);
	rig_done(&rig);
}

#define FORWARDED                                                                            \
	"GET / HTTP/1.1\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-For: 1.2.3.4, 192.0.2.7 " \
	"\r\nX-Forwarded-Proto: https\r\n" END

TEST(only_the_proxy_says_who_the_client_is)
{
	static const struct {
		const char *proxy, *want;
	} cases[] = {
	    {NULL, "remote 127.0.0.1\ntls 0\n"},
	    {"192.0.2.1", "remote 127.0.0.1\ntls 0\n"},
	    {"unix", "remote 127.0.0.1\ntls 0\n"},
	    {"127.0.0.1", "remote 192.0.2.7\ntls 1\n"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct rig rig;
		char *reply;

		rig_init(&rig);
		rig.o.proxy = cases[i].proxy;
		rig_start(&rig);
		reply = rig_talk(&rig, FORWARDED);
		assert_non_null(strstr(reply, cases[i].want));
		assert_int_equal(strstr(reply, "Strict-Transport-Security") != NULL,
		    cases[i].want[8] == '9');
		rig_done(&rig);
	}
}

TEST(a_proxy_over_the_socket_is_believed)
{
	char folder[] = "/tmp/varde-serve-XXXXXX";
	struct rig rig;

	assert_non_null(mkdtemp(folder));
	rig_init(&rig);
	rig.o.listen = arena_printf(rig.arena, "unix:%s/s", folder);
	rig.o.proxy = "unix";
	rig_start(&rig);
	assert_non_null(strstr(rig_talk(&rig, FORWARDED), "remote 192.0.2.7\ntls 1\n"));
	/* What is no address is not passed on. */
	assert_non_null(
	    strstr(rig_talk(&rig, "GET / HTTP/1.1\r\nX-Forwarded-For: <script>\r\n" END),
		"remote unix\n"));
	rig_done(&rig);
	assert_int_equal(rmdir(folder), 0);
}
