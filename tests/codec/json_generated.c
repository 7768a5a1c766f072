/* JSON texts that are too big or too many to write down: repeated parts, and every text of a
 * kind. */
#include "base/limits.h"
#include "codec/utf8.h"
#include "json_check.h"
#include "test.h"

#include <float.h>
#include <regex.h>

/* Text made of repeated parts: head, open and close so often around middle, tail. */
struct monster {
	const char *name;
	const char *head, *open, *middle, *close, *tail;
	int times;
	int want;
};

static const struct monster monsters[] = {
    {"n_structure_100000_opening_arrays", "", "[", "", "", "", 100000, ERR_LIMIT},
    {"n_structure_open_array_object", "", "[{\"\":", "", "", "\n", 50000, ERR_LIMIT},
    {"i_structure_500_nested_arrays", "", "[", "", "]", "", 500, ERR_LIMIT},
    {"x_arrays_at_the_limit", "", "[", "", "]", "", LIMIT_JSON_DEPTH, 0},
    {"x_arrays_over_the_limit", "", "[", "", "]", "", LIMIT_JSON_DEPTH + 1, ERR_LIMIT},
    {"x_objects_at_the_limit", "", "{\"\":", "0", "}", "", LIMIT_JSON_DEPTH, 0},
    {"x_objects_over_the_limit", "", "{\"\":", "0", "}", "", LIMIT_JSON_DEPTH + 1, ERR_LIMIT},
    {"x_mixed_at_the_limit", "", "[{\"\":", "0", "}]", "", LIMIT_JSON_DEPTH / 2, 0},
    {"x_cut_at_the_limit", "", "[", "", "", "", LIMIT_JSON_DEPTH, ERR_SYNTAX},
    {"x_siblings_are_not_depth", "[{\"\":[]}", ",{\"\":[]}", "", "", "]", 100000, 0},
    {"x_closing_arrays", "", "]", "", "", "", 100000, ERR_SYNTAX},
    {"x_commas", "[", ",", "", "", "]", 100000, ERR_SYNTAX},
    {"x_white_space", "", " \n", "[]", "\t\r", "", 100000, 0},
    {"x_long_string", "\"", "\\u0000w", "", "", "\"", 100000, 0},
    {"x_long_string_unclosed", "\"", "\\\"", "", "", "", 100000, ERR_SYNTAX},
    {"x_strings_unclosed", "[\"\"", ",\"", "", "", "", 100001, ERR_SYNTAX},
    {"x_duplicate_keys", "{\"k\":0", ",\"k\":1", "", "", "}", 10000, 0},
    {"x_integer_at_the_limit", "", "9", "", "", "", LIMIT_JSON_NUMBER, 0},
    {"x_integer_over_the_limit", "", "9", "", "", "", LIMIT_JSON_NUMBER + 1, ERR_LIMIT},
    {"x_fraction_at_the_limit", "0.", "3", "", "", "", LIMIT_JSON_NUMBER - 2, 0},
    {"x_fraction_over_the_limit", "0.", "3", "", "", "", LIMIT_JSON_NUMBER - 1, ERR_LIMIT},
    {"x_leading_zeros", "", "0", "", "", "", 100000, ERR_SYNTAX},
    {"x_long_number_with_garbage", "[", "9", "x", "", "]", 100000, ERR_LIMIT},
};

TEST(json_withstands_monsters)
{
	int bad = 0;

	for (size_t i = 0; i < ARRAY_LEN(monsters); i++) {
		const struct monster *m = &monsters[i];
		STR_AUTO(text, 4 << 20);

		str_add(&text, m->head);
		for (int n = 0; n < m->times; n++)
			str_add(&text, m->open);
		str_add(&text, m->middle);
		for (int n = 0; n < m->times; n++)
			str_add(&text, m->close);
		str_add(&text, m->tail);
		assert_int_equal(str_ok(&text), 0);
		bad += json_check(&(struct json_case){m->name, text.p, text.n, m->want});
	}
	assert_int_equal(bad, 0);
}

/* RFC 8259 section 6: every text of up to six of the bytes that numbers are made of. */
TEST(json_numbers_follow_the_grammar)
{
	static const char alphabet[] = "01-+.eE";
	enum { LETTERS = sizeof(alphabet) - 1, LONGEST = 6 };
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int bad = 0, good = 0, all = 1;
	regex_t grammar;

	assert_int_equal(regcomp(&grammar, "^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)?$",
			     REG_EXTENDED | REG_NOSUB),
	    0);
	for (int n = 1; n <= LONGEST; n++) {
		all *= LETTERS;
		for (int number = 0; number < all; number++) {
			char text[LONGEST + 1] = "";
			struct json *v;
			bool want, got;

			for (int i = 0, rest = number; i < n; i++, rest /= LETTERS)
				text[i] = alphabet[rest % LETTERS];
			want = regexec(&grammar, text, 0, NULL, 0) == 0;
			got = json_check_parse(arena, text, (size_t)n, &v, NULL) == 0;
			if (got != want)
				print_error("%s: %s\n", text, got ? "accepted" : "refused");
			bad += got != want;
			good += got;
			arena_clear(arena);
		}
	}
	regfree(&grammar);
	assert_int_equal(bad, 0);
	assert_in_range(good, 1000, 100000);
}

TEST(json_numbers_have_their_value)
{
	static const struct {
		const char *text;
		double want;
	} rows[] = {
	    {"1e400", DBL_MAX},
	    {"-1e400", -DBL_MAX},
	    {"0.3e0077777777777777777777777777777777777777777777777777777777", DBL_MAX},
	    {"1.7976931348623157e308", DBL_MAX},
	    {"1e-400", 0},
	    {"-1e-400", -0.0},
	    {"5e-324", 0x1p-1074},
	    {"-0", -0.0},
	    {"0.0", 0},
	    {"0e1", 0},
	    {"9223372036854775808", 0x1p63},
	    {"-9223372036854775809", -0x1p63},
	    {"200000000000000000000", 2e20},
	    {"0.1", 0.1},
	    {"25e-2", 0.25},
	    {"1E2", 100},
	};
	struct arena *arena CLEANUP(arena_freep) = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct json want = {.type = JSON_REAL, .real = rows[i].want}, *v;

		assert_int_equal(json_parse(span_str(rows[i].text), arena, &v, NULL), 0);
		if (!json_check_same(v, &want))
			fail_msg("%s: read as type %d, %.17g", rows[i].text, v->type, v->real);
	}
}

/* RFC 8259 section 7: each byte after a backslash, and each byte that stands for itself. */
TEST(json_strings_know_every_byte)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	struct arena *arena CLEANUP(arena_freep) = arena_new();

	for (int byte = 0; byte < 256; byte++) {
		const char escaped[] = {'"', '\\', (char)byte, '"'};
		const char plain[] = {'"', (char)byte, '"'};
		const char *hit = memchr(from, byte, sizeof(from) - 1);
		struct json *v = NULL;

		if ((json_check_parse(arena, escaped, 4, &v, NULL) == 0) != !!hit)
			fail_msg("an escaped byte 0x%02x is not judged right", (unsigned)byte);
		if (hit) {
			assert_int_equal(v->string.n, 1);
			assert_int_equal(v->string.text[0], into[hit - from]);
		}
		if ((json_check_parse(arena, plain, 3, &v, NULL) == 0) !=
		    (byte >= 32 && byte < 128 && byte != '"' && byte != '\\'))
			fail_msg("a plain byte 0x%02x is not judged right", (unsigned)byte);
	}
}

/* Every \uXXXX alone: a character unless half of a surrogate pair, in either letter case. */
TEST(json_strings_know_every_escaped_unit)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();

	for (uint32_t unit = 0; unit < 0x10000; unit++) {
		char text[16];
		struct json *v;
		bool half = unit >= 0xd800 && unit < 0xe000;
		STR_AUTO(want, 8);

		if (unit % 2)
			snprintf(text, sizeof(text), "\"\\u%04x\"", unit);
		else
			snprintf(text, sizeof(text), "\"\\u%04X\"", unit);
		arena_clear(arena);
		if ((json_check_parse(arena, text, 8, &v, NULL) < 0) != half)
			fail_msg("%s is not judged right", text);
		if (half)
			continue;
		utf8_put(&want, unit);
		assert_int_equal(v->string.n, want.n);
		assert_memory_equal(v->string.text, want.p, want.n);
	}
}

/* Pairs of units around the bounds of the surrogates: only high then low is a character. */
TEST(json_strings_know_surrogate_pairs)
{
	static const uint32_t units[] = {0, 0x7fff, 0xd7ff, 0xd800, 0xd801, 0xd83c, 0xdbff,
	    0xdc00, 0xdc01, 0xdfe5, 0xdfff, 0xe000, 0xffff};
	struct arena *arena CLEANUP(arena_freep) = arena_new();

	for (size_t i = 0; i < ARRAY_LEN(units) * ARRAY_LEN(units); i++) {
		uint32_t a = units[i / ARRAY_LEN(units)], b = units[i % ARRAY_LEN(units)];
		bool high = a >= 0xd800 && a < 0xdc00, low = b >= 0xdc00 && b < 0xe000;
		bool plain = (a < 0xd800 || a >= 0xe000) && (b < 0xd800 || b >= 0xe000);
		STR_AUTO(want, 8);
		char text[16];
		struct json *v;

		snprintf(text, sizeof(text), "\"\\u%04x\\u%04x\"", a, b);
		if ((json_check_parse(arena, text, 14, &v, NULL) == 0) !=
		    (plain || (high && low)))
			fail_msg("%s is not judged right", text);
		if (!plain && !(high && low))
			continue;
		if (!plain) {
			utf8_put(&want, 0x10000 + (a - 0xd800) * 0x400 + (b - 0xdc00));
		} else {
			utf8_put(&want, a);
			utf8_put(&want, b);
		}
		assert_int_equal(v->string.n, want.n);
		assert_memory_equal(v->string.text, want.p, want.n);
	}
}

/* Each single byte between brackets: white space and digits are all that may stand there. */
TEST(json_structure_knows_every_byte)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();

	for (int byte = 0; byte < 256; byte++) {
		const char text[] = {'[', (char)byte, ']'};
		bool want = memchr(" \t\r\n0123456789", byte, 14);
		struct json *v;

		if ((json_check_parse(arena, text, 3, &v, NULL) == 0) != want)
			fail_msg("[byte 0x%02x] is not judged right", (unsigned)byte);
	}
}
