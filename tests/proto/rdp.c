#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 6, 3389, talk, n, size);
}

static const char m_0[] =
    "\003\000\000+&\340\000\000\000\000\000Cookie: mstshash=alice\015\012\001\000"
    "\010\000\003\000\000\000";

static const char m_1[] =
    "\003\000\000\023\016\320\000\000\000\000\000\002\000\010\000\000\000\000\000";

static const char m_2[] =
    "\003\000\000n\002\360\200\177e\202\001\001junkDuca\200X\001\300\070\000\004\000"
    "\010\000\000\004\000\003\001\312\003\252\024\004\000\000(\012\000\000W\000A\000"
    "R\000D\000-\000P\000C\000\000\000\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\003\300 \000\002\000\000\000rdpdr\000\000\000\000\000\000"
    "\000cliprdr\000\000\000\000\000";

static const struct traffic_talk session[] = {
    {FLOW_TO_SERVER, m_0, sizeof(m_0) - 1},
    {FLOW_TO_CLIENT, m_1, sizeof(m_1) - 1},
    {FLOW_TO_SERVER, m_2, sizeof(m_2) - 1},
};

static void check_the_cookie_the_client_and_its_channels(size_t size)
{
	struct traffic t;

	say(&t, session, ARRAY_LEN(session), size);
	assert_int_equal(t.transactions, 3);
	assert_int_equal(
	    traffic_count(&t.events, "\"event_type\":\"initial_request\",\"cookie\":\"alice\""),
	    1);
	assert_int_equal(traffic_count(&t.events,
			     "\"event_type\":\"initial_response\",\"protocol\":\"rdp\""),
	    1);
	assert_int_equal(
	    traffic_count(&t.events, "\"desktop_width\":1024,\"desktop_height\":768"), 1);
	assert_int_equal(traffic_count(&t.events, "\"client_name\":\"WARD-PC\""), 1);
	assert_int_equal(traffic_count(&t.events, "\"channels\":[\"rdpdr\",\"cliprdr\"]"), 1);
	traffic_done(&t);
}

TEST(the_cookie_the_client_and_its_channels)
{
	check_the_cookie_the_client_and_its_channels(1 << 16);
	check_the_cookie_the_client_and_its_channels(1);
}
