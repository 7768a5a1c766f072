#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 6, 502, talk, n, size);
}

static const char m_0[] = "\000\001\000\000\000\006\011\001\000\000\000\020";

static const char m_1[] = "\000\001\000\000\000\005\011\001\002\000\000";

static const char m_2[] = "\000\002\000\000\000\006\011\005\000\001\377\000";

static const char m_3[] = "\000\002\000\000\000\003\011\205\002";

static const char m_4[] = "\000\003\000\000\377\377";

static const struct traffic_talk session[] = {
    {FLOW_TO_SERVER, m_0, sizeof(m_0) - 1},
    {FLOW_TO_CLIENT, m_1, sizeof(m_1) - 1},
    {FLOW_TO_SERVER, m_2, sizeof(m_2) - 1},
    {FLOW_TO_CLIENT, m_3, sizeof(m_3) - 1},
    {FLOW_TO_SERVER, m_4, sizeof(m_4) - 1},
};

static void check_functions_refusals_and_nonsense(size_t size)
{
	struct traffic t;

	say(&t, session, ARRAY_LEN(session), size);
	assert_int_equal(t.transactions, 3);
	assert_int_equal(traffic_count(&t.events,
			     "\"request\":{\"transaction_id\":1,\"protocol_id\":0,\"unit_id\":"
			     "9,\"function_raw\":1,\"function_code\":\"RdCoils\"}"),
	    1);
	assert_int_equal(traffic_count(&t.events,
			     "\"function_code\":\"WrSingleCoil\",\"exception\":{\"raw\":2}"),
	    1);
	assert_int_equal(t.counts.events[PROTO_MODBUS], 1);
	traffic_done(&t);
}

TEST(functions_refusals_and_nonsense)
{
	check_functions_refusals_and_nonsense(1 << 16);
	check_functions_refusals_and_nonsense(1);
}
