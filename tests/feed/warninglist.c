#include "taste.h"

static const char text[] =
    "{\"name\":\"Public resolvers\",\"version\":20260801,\"description\":"
    "\"d\",\"type\":\"cidr\",\"matching_attributes\":[\"ip-dst\"],"
    "\"list\":[\"192.0.2.1/32\",\"2001:db8::/32\"]}";

TEST(warninglist_is_checked)
{
	static const char *const wrong[] = {"{\"name\":\"x\",\"type\":\"cidr\",\"list\":[]}",
	    "{\"name\":\"x\",\"type\":\"colour\",\"list\":[\"a\"]}",
	    "{\"name\":\"x\",\"type\":\"cidr\",\"list\":[1]}",
	    "{\"type\":\"cidr\",\"list\":[\"a\"]}"};
	struct taste t;

	assert_true(warninglist_sniff(span_str(text), "x"));
	taste_text(&t, warninglist_read, text);
	assert_int_equal(t.r, 0);
	assert_int_equal(t.rd.records, 2);
	taste_done(&t);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		taste_text(&t, warninglist_read, wrong[i]);
		assert_int_equal(t.r, ERR_SYNTAX);
		assert_true(t.msg.what[0] && t.msg.detail[0] && t.msg.hint[0]);
		taste_done(&t);
	}
	taste_truncated(warninglist_read, text);
}
