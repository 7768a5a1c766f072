#include "proto/env.h"
#include "test.h"
TEST(nothing)
{
	assert_int_equal(buffer_by_name(span_str("dns_query")), BUFFER_DNS_QUERY);
}
