#include "proto/proto.h"

#include "traffic.h"

enum { TCP = 6, UDP = 17 };

/* Nothing that we know: both directions are given up, and the flow says so once. */
TEST(proto_that_nobody_knows)
{
	const struct traffic_talk talk[] = {{FLOW_TO_SERVER, "\xff\2 what is this", 0},
	    {FLOW_TO_CLIENT, "\xff\2 no idea", 0},
	    {FLOW_TO_SERVER, "GET / HTTP/1.1\r\n\r\n", 0}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, TCP, 80, talk, 3, 65535);
	assert_string_equal(str_text(&t.known), "failed\n");
	assert_int_equal(t.transactions, 0);
	assert_int_equal(t.counts.flows[PROTO_FAILED], 1);
	traffic_done(&t);
}

/* One direction is not recognised, the other is: the first one's bytes are not lost. */
TEST(proto_is_told_by_either_direction)
{
	const struct traffic_talk talk[] = {{FLOW_TO_CLIENT, "\1\2 banner\r\n", 0},
	    {FLOW_TO_SERVER, "GET /late HTTP/1.1\r\nHost: a\r\n\r\n", 0}};
	struct traffic t;

	traffic_init(&t);
	traffic_talk(&t, TCP, 80, talk, 2, 65535);
	assert_true(traffic_count(&t.known, "http") == 1);
	assert_true(traffic_line(&t.buffers, "http.uri 0 /late"));
	traffic_done(&t);
}

TEST(proto_behind_socks)
{
	const struct traffic_talk talk[] = {{FLOW_TO_SERVER, "\5\1\0", 3},
	    {FLOW_TO_CLIENT, "\5\0", 2}, {FLOW_TO_SERVER, "\5\1\0\3\4test\0\x50", 11},
	    {FLOW_TO_CLIENT, "\5\0\0\1\0\0\0\0\0\0", 10},
	    {FLOW_TO_SERVER, "GET /inside HTTP/1.1\r\nHost: test\r\n\r\n", 0}};
	struct traffic t;

	for (size_t size = 1; size < 40; size++) {
		traffic_init(&t);
		traffic_talk(&t, TCP, 1080, talk, 5, size);
		assert_string_equal(str_text(&t.known), "socks\nhttp\n");
		assert_true(traffic_line(&t.buffers, "http.uri 0 /inside"));
		traffic_done(&t);
	}
}

/* More open transactions than are allowed are refused and counted. */
TEST(proto_transactions_are_bounded)
{
	STR_AUTO(many, 1 << 20);
	struct traffic_talk talk;
	struct traffic t;

	for (int i = 0; i < 1000; i++)
		str_addf(&many, "GET /%d HTTP/1.1\r\nHost: a\r\n\r\n", i);
	talk = (struct traffic_talk){FLOW_TO_SERVER, many.p, many.n};
	traffic_init(&t);
	traffic_talk(&t, TCP, 80, &talk, 1, 1400);
	assert_int_equal(t.transactions, t.limits.transactions);
	assert_true(t.counts.refused > 0);
	traffic_done(&t);
}
