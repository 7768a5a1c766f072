#include "test.h"

#include "codec/csv.h"

#define BOM "\xef\xbb\xbf"

static void check(const char *cell, const char *expected)
{
	struct csv_writer w;
	STR_AUTO(out, 4096);

	csv_init(&w, &out, ',');
	csv_cell(&w, cell);
	assert_string_equal(str_text(&out) + strlen(BOM), expected);
}

TEST(csv_quotes_by_rfc_4180)
{
	check("plain", "plain");
	check("a,b", "\"a,b\"");
	check("say \"hi\"", "\"say \"\"hi\"\"\"");
	check("two\r\nlines", "\"two\r\nlines\"");
	check("a;b", "\"a;b\"");
	check(NULL, "");
}

TEST(csv_defuses_formulas)
{
	static const char *const formulas[] = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1",
	    "  =cmd|'/c calc'!A1", "\n=1", "\xc2\xa0=1", "\xe3\x80\x80@x", "\xe2\x80\x8b=1",
	    "\xef\xbb\xbf=1",
	    "\xef\xbc\x9d"
	    "1+1"};

	for (size_t i = 0; i < ARRAY_LEN(formulas); i++) {
		struct csv_writer w;
		STR_AUTO(out, 4096);

		assert_true(csv_is_formula(span_str(formulas[i])));
		csv_init(&w, &out, ';');
		csv_cell(&w, formulas[i]);
		assert_true(strncmp(str_text(&out), BOM "\"'", 5) == 0);
	}
	assert_false(csv_is_formula(span_str("a=1")));
	assert_false(csv_is_formula(span_str("198.51.100.1")));
	assert_false(csv_is_formula(span_str("")));
}

TEST(csv_numbers_stay_numbers)
{
	struct csv_writer w;
	STR_AUTO(out, 4096);

	csv_init(&w, &out, ',');
	csv_int(&w, -5);
	csv_int(&w, INT64_MAX);
	csv_end(&w);
	assert_string_equal(str_text(&out), BOM "-5,9223372036854775807\r\n");
}

TEST(csv_shows_what_steers)
{
	check("a\x1b[31mb", "a\xef\xbf\xbd[31mb");
	check("a\xe2\x80\xae"
	      "b",
	    "a[U+202E]b");
	check("a\xff"
	      "b",
	    "a\xef\xbf\xbd"
	    "b");
}

TEST(csv_reads_what_it_writes)
{
	static const char *const cells[] = {
	    "plain", "a,b", "\"", "", "line\r\nline", "\"\"", "end"};
	struct csv_writer w;
	struct span rest;
	STR_AUTO(out, 4096);

	csv_init(&w, &out, ',');
	for (size_t i = 0; i < ARRAY_LEN(cells); i++)
		csv_cell(&w, cells[i]);
	csv_end(&w);
	rest = span_sub(str_bytes(&out), strlen(BOM), out.n);
	for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
		bool ends = false;
		STR_AUTO(cell, 4096);

		assert_int_equal(csv_next(&rest, ',', &cell, &ends), 0);
		assert_string_equal(str_text(&cell), cells[i]);
		assert_int_equal(ends, i + 1 == ARRAY_LEN(cells));
	}
	assert_int_equal(rest.n, 0);
}

TEST(csv_refuses_what_is_no_csv)
{
	struct span open = span_str("\"abc"), after = span_str("\"a\"b"),
		    inside = span_str("a\"b");
	bool ends;
	STR_AUTO(cell, 64);

	assert_int_equal(csv_next(&open, ',', &cell, &ends), ERR_TRUNCATED);
	assert_int_equal(csv_next(&after, ',', &cell, &ends), ERR_SYNTAX);
	assert_int_equal(csv_next(&inside, ',', &cell, &ends), ERR_SYNTAX);
}
