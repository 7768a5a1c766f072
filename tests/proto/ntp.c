#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 17, 123, talk, n, size);
}

static const char m_0[] =
    "#\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000";

static const char m_1[] =
    "$\001\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000";

static const char m_2[] = "\000";

static const struct traffic_talk packets[] = {
    {FLOW_TO_SERVER, m_0, sizeof(m_0) - 1},
    {FLOW_TO_CLIENT, m_1, sizeof(m_1) - 1},
    {FLOW_TO_SERVER, m_2, sizeof(m_2) - 1},
};

static void check_packets_are_counted_and_not_told(size_t size)
{
	struct traffic t;

	say(&t, packets, ARRAY_LEN(packets), size);
	assert_int_equal(t.counts.flows[PROTO_NTP], 1);
	assert_int_equal(t.counts.transactions[PROTO_NTP], 3);
	assert_int_equal(t.counts.events[PROTO_NTP], 1);
	assert_int_equal(t.events.n, 0);
	traffic_done(&t);
}

TEST(packets_are_counted_and_not_told)
{
	check_packets_are_counted_and_not_told(1 << 16);
}
