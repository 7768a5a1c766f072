#include "traffic.h"

enum { UDP = 17, TCP = 6 };

/* A query for www.example.org, type A, with the length that TCP puts before it. */
static const char query[] = "\x00\x21\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
			    "\x03www\x07"
			    "example\x03org\x00\x00\x01\x00\x01";
enum { QUERY = sizeof(query) - 1 };

/* Its answer: a CNAME and an address. */
static const char answer[] =
    "\x00\x47\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00"
    "\x03www\x07"
    "example\x03org\x00\x00\x01\x00\x01"
    "\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x06\x03web\xc0\x10"
    "\x03web\xc0\x10\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\xc0\x00\x02\x01";
enum { ANSWER = sizeof(answer) - 1 };

static const char said[] =
    "\"dns\":{\"version\":3,\"type\":\"response\",\"tx_id\":1,\"id\":4660,\"flags\":\"8180\","
    "\"qr\":true,\"rd\":true,\"ra\":true,\"opcode\":0,\"rcode\":\"NOERROR\","
    "\"queries\":[{\"rrname\":\"www.example.org\",\"rrtype\":\"A\"}],"
    "\"answers\":[{\"rrname\":\"www.example.org\",\"rrtype\":\"CNAME\",\"ttl\":60,"
    "\"rdata\":\"web.example.org\"},{\"rrname\":\"web.example.org\",\"rrtype\":\"A\","
    "\"ttl\":60,\"rdata\":\"192.0.2.1\"}],"
    "\"grouped\":{\"CNAME\":[\"web.example.org\"],\"A\":[\"192.0.2.1\"]}}";

TEST(dns_over_udp_on_any_port)
{
	const struct traffic_talk talk[] = {
	    {FLOW_TO_SERVER, query + 2, QUERY - 2}, {FLOW_TO_CLIENT, answer + 2, ANSWER - 2}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, UDP, 8053, talk, 2, 65535);
	assert_int_equal(t.transactions, 2);
	assert_true(traffic_line(&t.buffers, "dns.query 0 www.example.org"));
	assert_true(traffic_line(&t.buffers, "dns.answers.rrname 1 web.example.org"));
	assert_int_equal(traffic_count(&t.events, "\"type\":\"request\""), 1);
	assert_int_equal(traffic_count(&t.events, said), 1);
	traffic_done(&t);
}

TEST(dns_over_tcp_in_pieces_of_every_size)
{
	const struct traffic_talk talk[] = {{FLOW_TO_SERVER, query, QUERY},
	    {FLOW_TO_CLIENT, answer, ANSWER}, {FLOW_TO_SERVER, query, QUERY}};

	for (size_t size = 1; size < 90; size++) {
		struct traffic t;

		traffic_init(&t);
		traffic_talk(&t, TCP, 53, talk, 3, size);
		assert_int_equal(t.transactions, 3);
		assert_int_equal(traffic_count(&t.events, said), 1);
		traffic_done(&t);
	}
}

TEST(dns_object_of_version_2)
{
	const struct traffic_talk talk[] = {
	    {FLOW_TO_SERVER, query + 2, QUERY - 2}, {FLOW_TO_CLIENT, answer + 2, ANSWER - 2}};
	struct traffic t;

	traffic_init(&t);
	t.limits.dns_version = 2;
	traffic_talk(&t, UDP, 53, talk, 2, 65535);
	assert_int_equal(
	    traffic_count(&t.events,
		"\"dns\":{\"version\":2,\"type\":\"query\",\"tx_id\":0,\"id\":4660,"
		"\"opcode\":0,\"rrname\":\"www.example.org\",\"rrtype\":\"A\"}"),
	    1);
	assert_int_equal(traffic_count(&t.events, "\"type\":\"answer\""), 1);
	traffic_done(&t);
}

TEST(dns_names_that_loop_or_are_cut_are_told)
{
	static const char loop[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
				   "\x01"
				   "a\xc0\x0c\x00\x01\x00\x01";
	static const char cut[] = "\x12\x34\x01\x00\x00\x02\x00\x00\x00\x00\x00\x00"
				  "\x01"
				  "a\x00\x00\x01\x00\x01\x09"
				  "b";
	const struct traffic_talk talk[] = {
	    {FLOW_TO_SERVER, loop, sizeof(loop) - 1}, {FLOW_TO_SERVER, cut, sizeof(cut) - 1}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, UDP, 53, talk, 2, 65535);
	assert_int_equal(traffic_count(&t.events, "infinite_loop"), 1);
	assert_int_equal(traffic_count(&t.events, "malformed_data"), 1);
	traffic_done(&t);
}

/* NetBIOS names and multicast DNS look alike but are other protocols. */
TEST(dns_is_told_from_its_likes)
{
	const struct traffic_talk talk[] = {{FLOW_TO_SERVER, query + 2, QUERY - 2}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, UDP, 137, talk, 1, 65535);
	traffic_talk(&t, UDP, 5353, talk, 1, 65535);
	assert_int_equal(t.transactions, 0);
	traffic_done(&t);
}

/* Values of several parts have a member of their own; bytes that are no text are spelled. */
TEST(dns_values_that_are_no_text)
{
	static const char srv[] = "\x12\x34\x81\x80\x00\x01\x00\x02\x00\x00\x00\x00"
				  "\x01"
				  "a\x00\x00\x21\x00\x01"
				  "\xc0\x0c\x00\x21\x00\x01\x00\x00\x00\x3c\x00\x09"
				  "\x00\x05\x00\x06\x00\x35\x01"
				  "b\x00"
				  "\xc0\x0c\x00\x0a\x00\x01\x00\x00\x00\x3c\x00\x03V\xc5\x01";
	const struct traffic_talk talk[] = {{FLOW_TO_CLIENT, srv, sizeof(srv) - 1}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, UDP, 53, talk, 1, 65535);
	assert_int_equal(
	    traffic_count(
		&t.events, "\"srv\":{\"priority\":5,\"weight\":6,\"port\":53,\"name\":\"b\"}"),
	    1);
	assert_int_equal(traffic_count(&t.events, "\"rdata\":\"V\\\\xc5\\u0001\""), 1);
	traffic_done(&t);
}

TEST(dns_over_tcp_finds_its_place_again_behind_a_hole)
{
	const struct traffic_talk talk[] = {{FLOW_TO_SERVER, query, QUERY},
	    {FLOW_TO_SERVER, NULL, QUERY}, {FLOW_TO_SERVER, "\0", 1},
	    {FLOW_TO_SERVER, query, QUERY}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, TCP, 53, talk, 4, 1000);
	assert_int_equal(t.transactions, 2);
	traffic_done(&t);
}
