#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 17, 161, talk, n, size);
}

static const char m_0[] =
    "\060&\002\001\001\004\006public\240\031\002\001\007\002\001\000\002\001\000\060"
    "\016\060\014\006\010+\006\001\002\001\001\001\000\005\000";

static const char m_1[] =
    "\060K\002\001\003\060\014\002\001\001\002\001\020\004\001\004\002\001\003\004"
    "\026\060\024\004\001e\002\001\000\002\001\000\004\005alice\004\000\004\000\060"
    " \004\001e\004\000\241\031\002\001\007\002\001\000\002\001\000\060\016\060\014"
    "\006\010+\006\001\002\001\001\001\000\005\000";

static const char m_2[] = "\060&\002\001\001\004\006public\240\031\002\001\007\002\001";

static const struct traffic_talk requests[] = {
    {FLOW_TO_SERVER, m_0, sizeof(m_0) - 1},
    {FLOW_TO_SERVER, m_1, sizeof(m_1) - 1},
    {FLOW_TO_SERVER, m_2, sizeof(m_2) - 1},
};

static void check_community_user_and_names(size_t size)
{
	struct traffic t;

	say(&t, requests, ARRAY_LEN(requests), size);
	assert_int_equal(t.transactions, 3);
	assert_int_equal(traffic_count(&t.events,
			     "\"snmp\":{\"version\":2,\"pdu_type\":\"get_request\","
			     "\"community\":\"public\",\"vars\":[\"1.3.6.1.2.1.1.1.0\"]}"),
	    1);
	assert_int_equal(traffic_count(&t.events,
			     "\"snmp\":{\"version\":3,\"pdu_type\":\"get_next_request\","
			     "\"usm\":\"alice\",\"vars\":[\"1.3.6.1.2.1.1.1.0\"]}"),
	    1);
	assert_true(traffic_line(&t.buffers, "snmp.community 0 public"));
	assert_true(traffic_line(&t.buffers, "snmp.usm 0 alice"));
	traffic_done(&t);
}

TEST(community_user_and_names)
{
	check_community_user_and_names(1 << 16);
}
