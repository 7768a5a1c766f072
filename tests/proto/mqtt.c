#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 6, 1883, talk, n, size);
}

static const char m_0[] =
    "\020.\000\004MQTT\005\316\000<\003!\000\024\000\004dev\061\005\030\000\000\000"
    "\310\000\002wt\000\002wm\000\004user\000\004pass";

static const char m_1[] = " \006\000\000\003\042\000\012";

static const char m_2[] = "\202\011\000\001\000\000\003a/b\001";

static const char m_3[] = "\220\004\000\001\000\001";

static const char m_4[] = "\062\020\000\003a/b\000\002\000pulse \066\061";

static const char m_5[] = "@\002\000\002";

static const char m_6[] = "\340\001\004";

static const struct traffic_talk session[] = {
    {FLOW_TO_SERVER, m_0, sizeof(m_0) - 1},
    {FLOW_TO_CLIENT, m_1, sizeof(m_1) - 1},
    {FLOW_TO_SERVER, m_2, sizeof(m_2) - 1},
    {FLOW_TO_CLIENT, m_3, sizeof(m_3) - 1},
    {FLOW_TO_SERVER, m_4, sizeof(m_4) - 1},
    {FLOW_TO_CLIENT, m_5, sizeof(m_5) - 1},
    {FLOW_TO_SERVER, m_6, sizeof(m_6) - 1},
};

static void check_messages_with_what_confirms_them(size_t size)
{
	struct traffic t;

	say(&t, session, ARRAY_LEN(session), size);
	assert_int_equal(t.transactions, 4);
	assert_int_equal(
	    traffic_count(&t.events, "\"protocol_string\":\"MQTT\",\"protocol_version\":5"), 1);
	assert_int_equal(
	    traffic_count(&t.events, "\"client_id\":\"dev1\",\"username\":\"user\""), 1);
	assert_int_equal(traffic_count(&t.events, "\"will\":{\"topic\":\"wt\""), 1);
	assert_int_equal(
	    traffic_count(&t.events,
		"\"connack\":{\"qos\":0,\"retain\":false,\"dup\":false,\"session_present\":"
		"false,\"return_code\":0,\"properties\":{\"topic_alias_maximum\":10}}"),
	    1);
	assert_int_equal(
	    traffic_count(&t.events, "\"topics\":[{\"topic\":\"a/b\",\"qos\":1}]"), 1);
	assert_int_equal(traffic_count(&t.events, "\"qos_granted\":[1]"), 1);
	assert_int_equal(
	    traffic_count(&t.events,
		"\"disconnect\":{\"qos\":0,\"retain\":false,\"dup\":false,\"reason_code\":4}"),
	    1);
	assert_int_equal(traffic_count(&t.events, "pulse 61"), 0);
	assert_int_equal(traffic_count(&t.events, "\"pass\""), 0);
	assert_true(traffic_line(&t.buffers, "mqtt.publish.message 0 pulse 61"));
	assert_true(traffic_line(&t.buffers, "mqtt.connect.clientid 0 dev1"));
	traffic_done(&t);
}

TEST(messages_with_what_confirms_them)
{
	check_messages_with_what_confirms_them(1 << 16);
	check_messages_with_what_confirms_them(1);
}
