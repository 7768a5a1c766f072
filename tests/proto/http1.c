#include "traffic.h"

#include <zlib.h>

enum { TCP = 6 };

static const char request[] = "POST /a%20b/c.php?q=%41+x HTTP/1.1\r\n"
			      "Host: Example.ORG:8080\r\n"
			      "User-Agent: tester\r\n"
			      "Cookie: id=1\r\n"
			      "Content-Length: 5\r\n\r\n"
			      "hello";
static const char response[] = "HTTP/1.1 200 Fine\r\n"
			       "Server: s\r\n"
			       "Set-Cookie: id=2\r\n"
			       "Content-Type: text/html; charset=utf-8\r\n"
			       "Transfer-Encoding: chunked\r\n\r\n"
			       "5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n";

TEST(http1_buffers_of_a_request_in_pieces_of_every_size)
{
	const struct traffic_talk talk[] = {
	    {FLOW_TO_SERVER, request, 0}, {FLOW_TO_CLIENT, response, 0}};
	static const char *const lines[] = {"http.method 0 POST", "http.uri 0 /a b/c.php?q=A+x",
	    "http.uri.raw 0 /a%20b/c.php?q=%41+x", "http.protocol 0 HTTP/1.1",
	    "http.host 0 example.org", "http.host.raw 0 Example.ORG:8080",
	    "http.user_agent 0 tester", "http.cookie 0 id=1", "http.content_len 0 5",
	    "http.request_body 0 hello",
	    "http.request_line 0 POST /a%20b/c.php?q=%41+x HTTP/1.1",
	    "http.header 0 Host: Example.ORG:8080\\x0d\\x0aUser-Agent: "
	    "tester\\x0d\\x0aContent-Length: 5\\x0d\\x0a",
	    "http.header_names 0 "
	    "\\x0d\\x0aHost\\x0d\\x0aUser-Agent\\x0d\\x0aCookie\\x0d\\x0aContent-Length"
	    "\\x0d\\x0a\\x0d\\x0a",
	    "http.request_header 0 User-Agent: tester", "http.stat_code 1 200",
	    "http.stat_msg 1 Fine", "http.server 1 s", "http.cookie 1 id=2",
	    "http.content_type 1 text/html; charset=utf-8", "http.response_body 1 firstsecond",
	    "file.data 1 firstsecond"};

	for (size_t size = 1; size < 300; size += size < 40 ? 1 : 37) {
		struct traffic t;

		traffic_init(&t);
		traffic_talk(&t, TCP, 8080, talk, 2, size);
		for (size_t i = 0; i < ARRAY_LEN(lines); i++)
			if (!traffic_line(&t.buffers, lines[i]))
				fail_msg("pieces of %zu: no %s", size, lines[i]);
		assert_int_equal(
		    traffic_count(&t.events,
			"\"http\":{\"hostname\":\"example.org\",\"http_port\":8080,"
			"\"url\":\"/a%20b/c.php?q=%41+x\",\"http_user_agent\":\"tester\","
			"\"http_content_type\":\"text/html\",\"http_method\":\"POST\","
			"\"protocol\":\"HTTP/1.1\",\"status\":200,"),
		    1);
		assert_int_equal(t.transactions, 1);
		traffic_done(&t);
	}
}

/* gzip by zlib, which has nothing to do with what inflates it here. */
static size_t packed(const char *text, int window, char *to, size_t room)
{
	z_stream z = {0};

	assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)text;
	z.avail_in = (uInt)strlen(text);
	z.next_out = (Bytef *)to;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	room -= z.avail_out;
	(void)deflateEnd(&z);
	return room;
}

TEST(http1_bodies_are_inflated)
{
	static const struct {
		const char *name;
		int window;
	} kinds[] = {{"gzip", 31}, {"deflate", 15}, {"deflate", -15}};

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		char body[256], reply[512];
		size_t n = packed("a body that is longer when it is unpacked, unpacked",
		    kinds[i].window, body, sizeof(body));
		int head = snprintf(reply, sizeof(reply),
		    "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %zu\r\n\r\n",
		    kinds[i].name, n);
		const struct traffic_talk talk[] = {
		    {FLOW_TO_SERVER, "GET /x.bin HTTP/1.1\r\nHost: a\r\n\r\n", 0},
		    {FLOW_TO_CLIENT, reply, (size_t)head + n}};

		memcpy(reply + head, body, n);
		for (size_t size = 1; size < 200; size += 13) {
			struct traffic t;

			traffic_init(&t);
			traffic_talk(&t, TCP, 80, talk, 2, size);
			assert_true(traffic_line(&t.buffers,
			    "http.response_body 1 a body that is longer when it is unpacked, "
			    "unpacked"));
			assert_true(traffic_line(&t.files, "1 1 /x.bin  51 0 1 0: "));
			traffic_done(&t);
		}
	}
}

TEST(http1_a_bomb_costs_no_more_than_is_allowed)
{
	enum { SIZE = 1 << 20 };
	char *zeros = test_calloc(SIZE + 1, 1), *reply = test_malloc(SIZE);
	struct traffic t;
	size_t n;
	int head;

	memset(zeros, 'A', SIZE);
	head = snprintf(reply, SIZE,
	    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n");
	n = packed(zeros, 31, reply + head, SIZE - (size_t)head);
	{
		const struct traffic_talk talk[] = {
		    {FLOW_TO_SERVER, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0},
		    {FLOW_TO_CLIENT, reply, (size_t)head + n}};

		traffic_init(&t);
		t.limits.inflate = 10000;
		t.limits.body = 100;
		traffic_talk(&t, TCP, 80, talk, 2, 512);
	}
	assert_int_equal(traffic_count(&t.events, "\"compression_bomb\""), 1);
	assert_int_equal(traffic_count(&t.files, " / "), 2);
	assert_true(traffic_line(&t.files, "1 1 /  10000 0 1 1: "));
	assert_true(t.counts.cut > 0);
	traffic_done(&t);
	test_free(zeros);
	test_free(reply);
}

TEST(http1_pipelined_requests_and_what_is_wrong_with_them)
{
	const struct traffic_talk talk[] = {
	    {FLOW_TO_SERVER,
		"GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\n\r\n"
		"GET /3 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
		0},
	    {FLOW_TO_CLIENT,
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 302 Moved\r\nLocation: "
		"/there\r\nContent-Length: 0\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: "
		"0\r\n\r\n",
		0}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, TCP, 80, talk, 2, 65535);
	assert_int_equal(t.transactions, 3);
	assert_int_equal(traffic_count(&t.events, "\"missing_host_header\""), 1);
	assert_int_equal(
	    traffic_count(&t.events, "\"status\":302,\"redirect\":\"/there\",\"length\":0"), 1);
	assert_int_equal(traffic_count(&t.events, "\"status\":404"), 1);
	traffic_done(&t);
}

TEST(http1_a_tunnel_is_looked_into)
{
	const struct traffic_talk talk[] = {
	    {FLOW_TO_SERVER, "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 0},
	    {FLOW_TO_CLIENT, "HTTP/1.1 200 OK\r\n\r\n", 0},
	    {FLOW_TO_SERVER, "GET /inside HTTP/1.1\r\nHost: b\r\n\r\n", 0},
	    {FLOW_TO_CLIENT, "HTTP/1.1 204 OK\r\n\r\n", 0}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, TCP, 3128, talk, 4, 65535);
	assert_true(traffic_line(&t.buffers, "http.uri 0 /inside"));
	assert_int_equal(t.transactions, 2);
	traffic_done(&t);
}

TEST(http1_fhir_is_a_label)
{
	const struct traffic_talk talk[] = {
	    {FLOW_TO_SERVER,
		"GET /r4/Patient/17/Observation?code=1 HTTP/1.1\r\nHost: a\r\n"
		"Accept: application/fhir+json\r\n\r\n",
		0},
	    {FLOW_TO_CLIENT,
		"HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: "
		"2\r\n\r\n{}",
		0},
	    {FLOW_TO_SERVER, "GET /Patient HTTP/1.1\r\nHost: a\r\n\r\n", 0},
	    {FLOW_TO_CLIENT, "HTTP/1.1 204 No\r\n\r\n", 0}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, TCP, 80, talk, 4, 65535);
	assert_int_equal(
	    traffic_count(&t.events, "\"fhir\":{\"resource\":\"Observation\"}"), 1);
	assert_int_equal(traffic_count(&t.events, "fhir\":{"), 1);
	traffic_done(&t);
}

TEST(http1_is_told_from_its_likes)
{
	static const char *const others[] = {"OPTIONS sip:a SIP/2.0\r\n\r\n",
	    "DESCRIBE rtsp://a RTSP/1.0\r\n\r\n", "USER anonymous\r\n", "EHLO me\r\n"};

	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		const struct traffic_talk talk = {FLOW_TO_SERVER, others[i], 0};
		struct traffic t;

		traffic_init(&t);
		traffic_talk(&t, TCP, 80, &talk, 1, 65535);
		assert_false(traffic_line(&t.known, "http"));
		traffic_done(&t);
	}
}

static const char get[] = "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n";
static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n";

/* Two bytes more than the body has are missing: nobody knows whose they were. */
TEST(http1_a_hole_that_is_a_whole_body_and_more)
{
	const struct traffic_talk talk[] = {{FLOW_TO_SERVER, get, 0}, {FLOW_TO_CLIENT, ok, 0},
	    {FLOW_TO_CLIENT, NULL, 14}, {FLOW_TO_SERVER, get, 0}, {FLOW_TO_CLIENT, ok, 0},
	    {FLOW_TO_CLIENT, "Hello People", 0}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, TCP, 80, talk, 6, 1000);
	assert_int_equal(t.transactions, 2);
	assert_int_equal(traffic_count(&t.events, "\"status\":200"), 2);
	assert_true(traffic_line(&t.files, "1 1 /1  12 12 1 0: "));
	assert_true(traffic_line(&t.files, "1 1 /1  12 0 1 0: "));
	traffic_done(&t);
}

TEST(http1_an_answer_without_its_question_is_told)
{
	const struct traffic_talk talk[] = {
	    {FLOW_TO_CLIENT, ok, 0}, {FLOW_TO_CLIENT, "Hello People", 0}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, TCP, 80, talk, 2, 1000);
	assert_int_equal(
	    traffic_count(&t.events, "\"wrong\":[\"unable_to_match_response_to_request\""), 1);
	traffic_done(&t);
}
