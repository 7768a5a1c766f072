#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 6, 49152, talk, n, size);
}

static const char m_0[] =
    "\005\000\013\003\020\000\000\000H\000\000\000\001\000\000\000\270\020\270\020"
    "\000\000\000\000\001\000\000\000\000\000\001\000\201\273z\066D\230\361\065\255"
    "\062\230\360\070\000\020\003\002\000\000\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000\000\000\000";

static const char m_1[] =
    "\005\000\014\003\020\000\000\000\070\000\000\000\001\000\000\000\270\020\270"
    "\020\000\000\000\000\001\000\000\000\001\000\000\000\000\000\000\000\000\000"
    "\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000";

static const char m_2[] =
    "\005\000\000\003\020\000\000\000\034\000\000\000\002\000\000\000\004\000\000"
    "\000\000\000\014\000stub";

static const char m_3[] =
    "\005\000\002\003\020\000\000\000\036\000\000\000\002\000\000\000\004\000\000"
    "\000\000\000\000\000answer";

static const struct traffic_talk calls[] = {
    {FLOW_TO_SERVER, m_0, sizeof(m_0) - 1},
    {FLOW_TO_CLIENT, m_1, sizeof(m_1) - 1},
    {FLOW_TO_SERVER, m_2, sizeof(m_2) - 1},
    {FLOW_TO_CLIENT, m_3, sizeof(m_3) - 1},
};

static void check_a_bind_and_a_call(size_t size)
{
	struct traffic t;

	say(&t, calls, ARRAY_LEN(calls), size);
	assert_int_equal(t.transactions, 2);
	assert_int_equal(
	    traffic_count(&t.events,
		"\"dcerpc\":{\"request\":\"BIND\",\"interfaces\":[{\"uuid\":\"367abb81-9844-"
		"35f1-ad32-98f038001003\",\"version\":\"2.0\",\"service\":\"svcctl\",\"ack_"
		"result\":0}],\"response\":\"BINDACK\",\"call_id\":1,\"rpc_version\":\"5.0\"}"),
	    1);
	assert_int_equal(traffic_count(&t.events, "\"request\":\"REQUEST\",\"req\":{\"opnum\":"
						  "12,\"frag_cnt\":1,\"stub_data_size\":4}"),
	    1);
	assert_int_equal(
	    traffic_count(&t.events,
		"\"response\":\"RESPONSE\",\"res\":{\"frag_cnt\":1,\"stub_data_size\":6}"),
	    1);
	assert_true(traffic_line(&t.buffers, "dcerpc.stub_data 1 answer"));
	traffic_done(&t);
}

TEST(a_bind_and_a_call)
{
	check_a_bind_and_a_call(1 << 16);
	check_a_bind_and_a_call(1);
}
