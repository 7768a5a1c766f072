#include "codec/pdf_impl.h"
#include "test.h"

static void number_is(double value, const char *text)
{
	STR_AUTO(s, 64);

	pdf_object_num(&s, value);
	assert_string_equal(str_text(&s), text);
}

TEST(pdf_object_numbers_are_short_and_without_exponent)
{
	number_is(0, "0 ");
	number_is(-0.001, "0 ");
	number_is(12, "12 ");
	number_is(12.5, "12.5 ");
	number_is(12.345, "12.35 ");
	number_is(-0.07, "-0.07 ");
	number_is(595.28, "595.28 ");
	number_is(1e300, "0 ");
	number_is(0.0 / 0.0, "0 ");
}

static void text_is(const char *utf8, const char *text)
{
	STR_AUTO(s, 256);

	pdf_object_text(&s, utf8);
	assert_string_equal(str_text(&s), text);
}

TEST(pdf_object_texts_are_literal_or_utf16)
{
	text_is(NULL, "()");
	text_is("a (b) \\", "(a \\(b\\) \\\\)");
	text_is("\xc3\xa6", "<FEFF00E6>");
	text_is("\xf0\x9f\x8f\xa5", "<FEFFD83CDFE5>");
	text_is("a\x1b\xff", "<FEFF0061FFFDFFFD>");
}

TEST(pdf_object_bytes_are_printable)
{
	STR_AUTO(s, 64);

	pdf_object_bytes(&s, span_of("(\x00\xff\n", 4));
	assert_string_equal(str_text(&s), "(\\(\\000\\377\\012)");
}
