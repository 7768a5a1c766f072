#include "codec/pdf_impl.h"
#include "pdf_reader.h"
#include "test.h"

TEST(pdf_outline_nests_bookmarks)
{
	static const struct {
		const char *title;
		int level;
	} rows[] = {
	    {"One", 1}, {"OneA", 2}, {"OneAx", 3}, {"OneB", 2}, {"Two", 1}, {"TwoA", 3}};
	struct arena *a = arena_new();
	STR_AUTO(out, 1 << 20);
	struct pdf *pdf = pdf_new(a, &out);
	struct pdf_reader r;
	unsigned long number[ARRAY_LEN(rows)], root;
	const char *text;

	(void)pdf_page_begin(pdf, 100, 100);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int dest = pdf_struct_dest(pdf);

		pdf_struct_dest_here(pdf, dest, 10 * (double)i);
		pdf_struct_bookmark(pdf, rows[i].level, rows[i].title, dest);
	}
	pdf_page_end(pdf);
	assert_int_equal(pdf_finish(pdf, &(struct pdf_meta){.title = "t", .lang = "en"}), 0);
	pdf_reader_open(&r, a, str_bytes(&out));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		number[i] =
		    pdf_reader_find(&r, 1, arena_printf(a, "/Title(%s)", rows[i].title));
		assert_true(number[i] > 0);
	}
	root = pdf_reader_find(&r, 1, "/Type/Outlines");
	text = pdf_reader_object(&r, root);
	assert_int_equal(pdf_reader_number(text, "/First "), number[0]);
	assert_int_equal(pdf_reader_number(text, "/Last "), number[4]);
	assert_int_equal(pdf_reader_number(text, "/Count "), 2);
	text = pdf_reader_object(&r, number[0]);
	assert_int_equal(pdf_reader_number(text, "/Parent "), root);
	assert_int_equal(pdf_reader_number(text, "/First "), number[1]);
	assert_int_equal(pdf_reader_number(text, "/Last "), number[3]);
	assert_int_equal(pdf_reader_number(text, "/Next "), number[4]);
	assert_int_equal(pdf_reader_number(text, "/Count -"), 2); /* closed */
	assert_null(strstr(text, "/Prev"));
	text = pdf_reader_object(&r, number[5]); /* a level is left out: under the nearest */
	assert_int_equal(pdf_reader_number(text, "/Parent "), number[4]);
	pdf_free(pdf);
	arena_free(a);
}

TEST(pdf_outline_is_left_out_when_empty)
{
	struct arena *a = arena_new();
	STR_AUTO(out, 1 << 20);
	struct pdf *pdf = pdf_new(a, &out);
	struct pdf_reader r;

	(void)pdf_page_begin(pdf, 100, 100);
	pdf_page_end(pdf);
	assert_int_equal(pdf_finish(pdf, &(struct pdf_meta){.title = "t", .lang = "en"}), 0);
	pdf_reader_open(&r, a, str_bytes(&out));
	assert_int_equal(pdf_reader_find(&r, 1, "/Outlines"), 0);
	pdf_free(pdf);
	arena_free(a);
}
