#include "packet/event.h"

#include "test.h"

TEST(event_names_are_found_again)
{
	int n = 0;

	for (int i = 0; i < PACKET_EVENT_END; i++) {
		const char *name = event_name(i);

		if (!name)
			continue;
		n++;
		if (i < PACKET_EVENT_STREAM)
			assert_int_equal(event_decode(span_str(name)), i);
		else
			assert_int_equal(event_stream(span_str(name)), i);
	}
	assert_int_equal(n, PACKET_EVENT_DECODE_END + PACKET_EVENT_END - PACKET_EVENT_STREAM);
	assert_int_equal(event_decode(span_str("ipv4.pkt_too_smal")), -1);
	assert_int_equal(event_stream(span_str("")), -1);
	assert_null(event_name(PACKET_EVENT_END));
	assert_null(event_name(-1));
}
