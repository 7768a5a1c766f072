#include "proto/part.h"

#include "base/macros.h"
#include "test.h"

static int64_t size_of(struct span head)
{
	if (head.n < 1)
		return 0;
	return head.p[0] == 'x' ? -1 : 1 + (head.p[0] - '0');
}

/* All messages of the text in pieces of that size, joined by slashes; "!" is a cut one. */
static const char *messages(struct part *p, const char *text, size_t size, struct str *to)
{
	size_t all = strlen(text);

	for (size_t at = 0; at < all; at += size) {
		struct span data = span_of(text + at, MIN(size, all - at)), m;

		while (part_message(p, size_of, &data, &m)) {
			str_span(to, m);
			str_add(to, p->cut ? "!/" : "/");
		}
	}
	return str_text(to);
}

TEST(messages_whole_and_in_pieces)
{
	for (size_t size = 1; size < 12; size++) {
		struct part p;
		STR_AUTO(to, 256);

		part_init(&p, 4);
		assert_string_equal(
		    messages(&p, "1a03abc5abcde1b", size, &to), "1a/0/3abc/5abc!/1b/");
		assert_false(p.lost);
		part_done(&p);
	}
}

TEST(what_is_no_message_is_the_end)
{
	struct part p;
	STR_AUTO(to, 256);

	part_init(&p, 4);
	assert_string_equal(messages(&p, "1axyz1a", 3, &to), "1a/");
	assert_true(p.lost);
	part_done(&p);
}

TEST(a_gap_inside_a_message_and_one_beyond)
{
	struct part p;
	STR_AUTO(to, 256);

	part_init(&p, 16);
	assert_string_equal(messages(&p, "5ab", 3, &to), "");
	part_gap(&p, size_of, 3);
	assert_string_equal(messages(&p, "1z", 2, &to), "1z/");
	assert_string_equal(messages(&p, "5ab", 3, &to), "1z/");
	part_gap(&p, size_of, 4);
	assert_true(p.lost);
	part_done(&p);
}

TEST(lines_whole_cut_and_torn)
{
	static const char text[] = "a\r\nbc\n\r\nlonger than that\nd\r\n";

	for (size_t size = 1; size < 20; size++) {
		struct part p;
		STR_AUTO(to, 256);

		part_init(&p, 6);
		for (size_t at = 0; at < sizeof(text) - 1; at += size) {
			struct span data = span_of(text + at, MIN(size, sizeof(text) - 1 - at));
			struct span line;

			while (part_line(&p, &data, &line)) {
				str_span(&to, line);
				str_add(&to, p.cut ? "!/" : "/");
			}
		}
		assert_string_equal(str_text(&to), "a/bc//longer!/d/");
		part_done(&p);
	}
}
