#include "traffic.h"

/* Each conversation whole and byte by byte: what comes out is the same. */
static void say(struct traffic *t, const struct traffic_talk *talk, size_t n, size_t size)
{
	traffic_init(t);
	traffic_talk(t, 6, 2575, talk, n, size);
}

static const char m_0[] =
    "\013MSH|^~\134&|EPIC|WARD|LAB|CLINIC|\062\060\062\066||ADT^A\060\061|\061|P|"
    "\062.\065\015PID|\061||\067||DOE^JANE\015\034\015";

static const char m_1[] =
    "\013MSH|^~\134&|LAB|CLINIC|EPIC|WARD|\062\060\062\066||ACK|\061|P|\062.\065\015"
    "MSA|AA|\061\015\034\015";

static const char m_2[] =
    "\013MSH|^~\134&|EPIC|WARD|LAB|CLINIC|\062\060\062\066||ADT^A\060\061|\061|P|"
    "\062.\065\015PID|\061||\067||DOE^JANE\015\034\015";

static const struct traffic_talk session[] = {
    {FLOW_TO_SERVER, m_0, sizeof(m_0) - 1},
    {FLOW_TO_CLIENT, m_1, sizeof(m_1) - 1},
    {FLOW_TO_SERVER, m_2, sizeof(m_2) - 1},
};

static void check_a_message_and_its_answer_without_the_patient(size_t size)
{
	struct traffic t;

	say(&t, session, ARRAY_LEN(session), size);
	assert_int_equal(t.transactions, 2);
	assert_int_equal(
	    traffic_count(&t.events,
		"\"hl7\":{\"type\":\"ADT^A01\",\"sending_application\":\"EPIC\",\"sending_"
		"facility\":\"WARD\",\"receiving_application\":\"LAB\",\"receiving_facility\":"
		"\"CLINIC\",\"version\":\"2.5\",\"processing\":\"P\",\"answer_type\":\"ACK\","
		"\"answer_code\":\"AA\"}"),
	    1);
	assert_int_equal(traffic_count(&t.events, "DOE"), 0);
	assert_int_equal(traffic_count(&t.buffers, "DOE"), 0);
	assert_true(traffic_line(&t.buffers, "hl7.type 0 ADT^A01"));
	assert_true(traffic_line(&t.buffers, "hl7.application 0 EPIC"));
	traffic_done(&t);
}

TEST(a_message_and_its_answer_without_the_patient)
{
	check_a_message_and_its_answer_without_the_patient(1 << 16);
	check_a_message_and_its_answer_without_the_patient(1);
}
