#include "wire/reply.h"

#include "test.h"

static const char feat[] = "211-Features:\r\n EPRT\r\n 215 is data\r\n211-more\r\n211 End\r\n";

TEST(reply_of_one_line)
{
	struct reply r;

	assert_int_equal(reply_parse(span_str("220 ready\r\nrest"), &r), 0);
	assert_int_equal(r.code, 220);
	assert_int_equal(r.lines.n, 11);
	assert_int_equal(reply_parse(span_str("599\n"), &r), 0);
	assert_int_equal(r.code, 599);
}

TEST(reply_of_many_lines)
{
	static const char *const texts[] = {"Features:", "EPRT", "215 is data", "more", "End"};
	struct span rest, text;
	struct reply r;
	size_t n = 0, size = 0;

	assert_int_equal(reply_parse(span_str(feat), &r), 0);
	assert_int_equal(r.code, 211);
	assert_int_equal(r.lines.n, strlen(feat));
	rest = r.lines;
	while (reply_text(&rest, &text)) {
		assert_true(n < ARRAY_LEN(texts));
		assert_true(span_eq(text, texts[n++]));
	}
	assert_int_equal(n, ARRAY_LEN(texts));
	assert_int_equal(reply_size(span_str(feat), &size), 0);
	assert_int_equal(size, strlen(feat));
}

TEST(reply_ends_with_its_own_code_only)
{
	static const char text[] = "211-a\r\n215 b\r\n211-c\r\n211 d\r\n";
	struct reply r;

	assert_int_equal(reply_parse(span_str(text), &r), 0);
	assert_int_equal(r.lines.n, strlen(text));
}

TEST(reply_truncated_at_every_length)
{
	struct reply r = {.code = -1};

	for (size_t n = 0; n < strlen(feat); n++)
		assert_int_equal(reply_parse(span_of(feat, n), &r), ERR_TRUNCATED);
	assert_int_equal(r.code, -1);
}

TEST(reply_refuses_what_cannot_become_one)
{
	static const char *const no[] = {"SSH-2.0-x\r\n", "22x", "620 hm\r\n", "020 hm\r\n",
	    "220x\r\n", "2\n", "22\r\n", "+OK\r\n", "\r\n"};
	struct reply r;

	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		assert_int_equal(reply_parse(span_str(no[i]), &r), ERR_SYNTAX);
}

TEST(reply_enhanced_status)
{
	static const struct {
		const char *reply;
		bool enhanced;
	} cases[] = {{"502 5.5.2 Error: command not recognized\r\n", true},
	    {"550 5.71.1 no\r\n", true}, {"530 Please login\r\n", false},
	    {"220 5.1\r\n", false}, {"500 1.2x3\r\n", false}};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct reply r;

		assert_int_equal(reply_parse(span_str(cases[i].reply), &r), 0);
		assert_int_equal(reply_is_enhanced(&r), cases[i].enhanced);
	}
}
