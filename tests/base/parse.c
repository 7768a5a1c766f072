#include "base/parse.h"
#include "test.h"

static int parse(const char *s, int64_t *ret)
{
	return parse_int(span_str(s), INT64_MIN, INT64_MAX, ret);
}

TEST(parse_int_takes_whole_numbers_only)
{
	int64_t v = 42;

	assert_int_equal(parse("", &v), ERR_SYNTAX);
	assert_int_equal(parse("-", &v), ERR_SYNTAX);
	assert_int_equal(parse("12x", &v), ERR_SYNTAX);
	assert_int_equal(parse(" 1", &v), ERR_SYNTAX);
	assert_int_equal(parse("9223372036854775808", &v), ERR_RANGE);
	assert_int_equal(v, 42);
	assert_int_equal(parse("-9223372036854775808", &v), 0);
	assert_int_equal(v, INT64_MIN);
	assert_int_equal(parse("9223372036854775807", &v), 0);
	assert_int_equal(v, INT64_MAX);
	assert_int_equal(parse_int(span_str("70000"), 0, 65535, &v), ERR_RANGE);
}
