#include "proto/buffer.h"

#include "flow/flow.h"
#include "proto/event.h"
#include "test.h"

TEST(buffer_rows_are_whole)
{
	for (int id = 0; id < BUFFER_IDS; id++) {
		const struct buffer_row *row = &buffer_rows[id];

		assert_non_null(row->name);
		assert_true(row->dirs >= 1 && row->dirs <= 3);
		assert_int_equal(buffer_by_name(span_str(row->name)), id);
		if (row->old)
			assert_int_equal(buffer_by_name(span_str(row->old)), id);
		assert_true(!row->header || row->old);
	}
	assert_int_equal(buffer_by_name(span_str("http.nothing")), -1);
	assert_int_equal(buffer_by_name(span_str("dns_query")), BUFFER_DNS_QUERY);
}

TEST(event_rows_are_whole)
{
	for (unsigned e = 1; e < PROTO_EVENTS; e++)
		assert_non_null(proto_event_rows[e].name);
	assert_int_equal(proto_event_by_name(span_str("http.missing_host_header")),
	    PROTO_EVENT_HTTP_HOST_MISSING);
	assert_int_equal(
	    proto_event_by_name(span_str("dns.z_flag_set")), PROTO_EVENT_DNS_Z_FLAG);
	assert_int_equal(proto_event_by_name(span_str("dns.nothing")), 0);
}
