#include "codec/pdf.h"
#include "codec/pdf_page.h"
#include "codec/pdf_struct.h"
#include "pdf_reader.h"
#include "test.h"

static const struct pdf_meta meta = {.title = "A (small) \xc3\xa5",
    .author = "Varde <test> & more",
    .lang = "nb",
    .created = 1795255800000};

static int write_small(struct arena *a, struct str *out)
{
	struct pdf *pdf = pdf_new(a, out);
	struct span bytes = pdf_reader_font(a, FONT_TEXT);
	int font, face, err;

	assert_int_equal(pdf_font_add(pdf, bytes, &font), 0);
	face = pdf_font_face(pdf, font, font, true);
	for (int i = 0; i < 3; i++) {
		(void)pdf_page_begin(pdf, 200, 300);
		pdf_page_mark(pdf, pdf_struct_add(pdf, PDF_ROOT, "P"));
		(void)pdf_page_show(
		    pdf, pdf_font_shape(pdf, face, span_str("text")), 10, 20, 12, 0);
		pdf_page_end(pdf);
	}
	err = pdf_finish(pdf, &meta);
	pdf_free(pdf);
	return err;
}

TEST(pdf_writes_a_file_whose_parts_are_in_place)
{
	struct arena *a = arena_new();
	struct pdf_reader r;
	const char *catalog, *info;
	struct span xmp;
	STR_AUTO(out, 1 << 20);

	str_add(&out, "before"); /* offsets count from the file's begin */
	assert_int_equal(write_small(a, &out), 0);
	pdf_reader_open(&r, a, span_sub(str_bytes(&out), 6, out.n));
	catalog = pdf_reader_object(&r, pdf_reader_number(r.trailer, "/Root "));
	assert_non_null(strstr(catalog, "/MarkInfo<</Marked true>>"));
	assert_non_null(strstr(catalog, "/DisplayDocTitle true"));
	assert_non_null(strstr(catalog, "/Lang (nb)"));
	assert_non_null(
	    strstr(pdf_reader_object(&r, pdf_reader_number(catalog, "/Pages ")), "/Count 3/"));
	info = pdf_reader_object(&r, pdf_reader_number(r.trailer, "/Info "));
	assert_non_null(
	    strstr(info, "/Title <FEFF0041002000280073006D0061006C006C0029002000E5>"));
	assert_non_null(strstr(info, "(D:20261121101000Z)"));
	xmp = pdf_reader_stream(&r, pdf_reader_number(catalog, "/Metadata "));
	assert_true(span_find(xmp, "<pdfuaid:part>1</pdfuaid:part>") > 0);
	assert_true(span_find(xmp, "Varde &lt;test&gt; &amp; more") > 0);
	assert_true(span_find(xmp, "2026-11-21T10:10:00Z") > 0);
	arena_free(a);
}

TEST(pdf_is_the_same_for_the_same_calls)
{
	struct arena *a = arena_new();
	STR_AUTO(one, 1 << 20);
	STR_AUTO(two, 1 << 20);

	assert_int_equal(write_small(a, &one), 0);
	assert_int_equal(write_small(a, &two), 0);
	assert_int_equal(one.n, two.n);
	assert_memory_equal(one.p, two.p, one.n);
	arena_free(a);
}

TEST(pdf_says_when_there_is_no_room)
{
	struct arena *a = arena_new();
	STR_AUTO(out, 3000);

	assert_int_equal(write_small(a, &out), ERR_LIMIT);
	assert_null(pdf_free(NULL));
	arena_free(a);
}
