#include "test.h"

TEST(span_compares_and_finds)
{
	struct span s = span_str("Server: NGINX/1.22");

	assert_true(span_eq(span_str("a"), "a"));
	assert_false(span_eq(span_str("a"), "ab"));
	assert_true(span_istarts(s, "server:"));
	assert_false(span_starts(s, "server:"));
	assert_int_equal(span_find(s, "NGINX"), 8);
	assert_int_equal(span_find(s, "nginx"), -1);
	assert_int_equal(span_ifind(s, "nginx"), 8);
	assert_int_equal(span_find(span_of(NULL, 0), "x"), -1);
	assert_int_equal(span_sub(s, 100, 5).n, 0);
	assert_int_equal(span_sub(s, 16, 50).n, 2);
	assert_true(span_eq(span_trim(span_str(" \t x \r\n")), "x"));
}

TEST(span_splits_and_reads_lines)
{
	struct span rest = span_str("a,,b"), part;
	struct span text = span_str("one\r\ntwo\n\nlast");

	assert_true(span_split(&rest, ',', &part) && span_eq(part, "a"));
	assert_true(span_split(&rest, ',', &part) && span_eq(part, ""));
	assert_true(span_split(&rest, ',', &part) && span_eq(part, "b"));
	assert_false(span_split(&rest, ',', &part));
	assert_true(span_line(&text, &part) && span_eq(part, "one"));
	assert_true(span_line(&text, &part) && span_eq(part, "two"));
	assert_true(span_line(&text, &part) && span_eq(part, ""));
	assert_true(span_line(&text, &part) && span_eq(part, "last"));
	assert_false(span_line(&text, &part));
}
