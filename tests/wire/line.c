#include "wire/line.h"

#include "test.h"

TEST(line_take_wants_the_line_feed)
{
	struct span rest = span_str("one\r\ntwo\n\nthree"), line;

	assert_true(line_take(&rest, &line));
	assert_true(span_eq(line, "one"));
	assert_true(line_take(&rest, &line));
	assert_true(span_eq(line, "two"));
	assert_true(line_take(&rest, &line));
	assert_int_equal(line.n, 0);
	assert_false(line_take(&rest, &line));
	assert_true(span_eq(rest, "three"));
	rest = span_of(NULL, 0);
	assert_false(line_take(&rest, &line));
}

TEST(line_word_parts_at_blanks)
{
	struct span rest = span_str(" \tAUTH  PLAIN\tLOGIN "), word;

	assert_true(line_word(&rest, &word));
	assert_true(span_eq(word, "AUTH"));
	assert_true(line_word(&rest, &word));
	assert_true(span_eq(word, "PLAIN"));
	assert_true(line_word(&rest, &word));
	assert_true(span_eq(word, "LOGIN"));
	assert_false(line_word(&rest, &word));
	rest = span_of(NULL, 0);
	assert_false(line_word(&rest, &word));
}
