#include "traffic.h"

enum { TCP = 6, ROOM = 4096 };

static void frame(
    struct str *to, unsigned type, unsigned flags, unsigned id, const char *p, size_t n)
{
	str_u24(to, (uint32_t)n);
	str_u8(to, (uint8_t)type);
	str_u8(to, (uint8_t)flags);
	str_u32(to, id);
	str_put(to, p, n);
}

/* A request of RFC 7541 C.4.1 in two frames, and an answer whose DATA is padded. */
static void make(struct str *client, struct str *server)
{
	static const char head[] =
	    "\x82\x86\x84\x41\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff";

	str_add(client, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
	frame(client, 4, 0, 0, "\0\3\0\0\0\x64", 6);
	frame(client, 1, 1, 1, head, 5);
	frame(client, 9, 4, 1, head + 5, 12);
	frame(server, 4, 1, 0, "", 0);
	frame(server, 1, 4, 1, "\x88", 1);
	frame(server, 0, 8, 1, "\2hello\0\0", 8);
	frame(server, 0, 1, 1, " you", 4);
	frame(server, 7, 0, 0, "\0\0\0\1\0\0\0\2", 8);
}

TEST(http2_in_pieces_of_every_size)
{
	STR_AUTO(client, ROOM);
	STR_AUTO(server, ROOM);

	make(&client, &server);
	for (size_t size = 1; size < 120; size++) {
		const struct traffic_talk talk[] = {
		    {FLOW_TO_SERVER, client.p, client.n}, {FLOW_TO_CLIENT, server.p, server.n}};
		struct traffic t;

		traffic_init(&t);
		traffic_talk(&t, TCP, 8080, talk, 2, size);
		assert_true(traffic_line(&t.buffers, "http.host 0 www.example.com"));
		assert_true(traffic_line(&t.buffers, "http.stat_code 1 200"));
		assert_true(traffic_line(&t.buffers, "http.response_body 1 hello you"));
		assert_int_equal(
		    traffic_count(&t.events, "\"url\":\"/\",\"http_method\":\"GET\","
					     "\"status\":200,\"length\":9"),
		    1);
		assert_int_equal(
		    traffic_count(&t.events, "\"settings_id\":\"SETTINGSMAXCONCURRENTSTREAMS\","
					     "\"settings_value\":100"),
		    1);
		assert_int_equal(
		    traffic_count(&t.events, "\"error_code\":\"INTERNALERROR\""), 1);
		assert_int_equal(t.transactions, 3);
		traffic_done(&t);
	}
}

/* A peer that opens streams without end is no more than counted. */
TEST(http2_streams_are_bounded)
{
	STR_AUTO(client, 1 << 20);
	struct traffic_talk talk;
	struct traffic t;

	str_add(&client, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
	for (unsigned i = 0; i < 1000; i++)
		frame(&client, 1, 4, 2 * i + 1, "\x82\x86\x84", 3);
	traffic_init(&t);
	talk = (struct traffic_talk){FLOW_TO_SERVER, client.p, client.n};
	traffic_talk(&t, TCP, 80, &talk, 1, 65535);
	assert_int_equal(t.transactions, t.limits.transactions);
	assert_int_equal(t.counts.refused, 1000 - t.limits.transactions);
	traffic_done(&t);
}
