#include "codec/utf8.h"
#include "test.h"

TEST(utf8_refuses_overlong_surrogates_and_too_large)
{
	static const char *const good[] = {
	    "", "abc", "h\xc3\xb8yre", "\xe2\x82\xac", "\xf0\x9f\x8f\xa5"};
	static const char *const bad[] = {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80",
	    "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xc3"};

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_true(utf8_valid(span_str(good[i])));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(utf8_valid(span_str(bad[i])));
}

TEST(utf8_clean_makes_text_of_anything)
{
	struct arena *a = arena_new();

	assert_string_equal(
	    utf8_clean(a, span_str("a\x1b[31mb\n"), 100), "a\xef\xbf\xbd[31mb\n");
	assert_string_equal(utf8_clean(a, span_str("caf\xe9"), 100), "caf\xc3\xa9");
	assert_string_equal(utf8_clean(a, span_str("\xc2\x9b"), 100), "\xef\xbf\xbd");
	assert_string_equal(utf8_clean(a, span_str("\xc3\xb8\xc3\xb8"), 3), "\xc3\xb8");
	arena_free(a);
}
