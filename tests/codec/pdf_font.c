#include "codec/pdf_impl.h"
#include "pdf_reader.h"
#include "test.h"

TEST(pdf_font_refuses_what_is_no_font)
{
	static const char *const junk[] = {"", "x", "%!PS-AdobeFont-1.0", "OTTO\0\0\0\0"};
	struct arena *a = arena_new();
	STR_AUTO(out, 1 << 20);
	struct pdf *pdf = pdf_new(a, &out);
	struct span half = pdf_reader_font(a, FONT_TEXT);
	int font = 77;

	for (size_t i = 0; i < ARRAY_LEN(junk); i++)
		assert_int_equal(pdf_font_add(pdf, span_str(junk[i]), &font), ERR_SYNTAX);
	half.n = 1000; /* the directory without its tables */
	assert_int_equal(pdf_font_add(pdf, half, &font), ERR_SYNTAX);
	assert_int_equal(font, 77);
	pdf_free(pdf);
	arena_free(a);
}

TEST(pdf_font_embeds_used_glyphs_with_their_text)
{
	struct arena *a = arena_new();
	STR_AUTO(out, 1 << 20);
	struct pdf *pdf = pdf_new(a, &out);
	struct pdf_reader r;
	const char *type0, *cid, *descriptor;
	struct span map, file;
	int font, other, face;

	assert_int_equal(pdf_font_add(pdf, pdf_reader_font(a, FONT_TEXT), &font), 0);
	assert_int_equal(pdf_font_add(pdf, pdf_reader_font(a, FONT_MORE), &other), 0);
	face = pdf_font_face(pdf, font, other, true);
	(void)pdf_page_begin(pdf, 100, 100);
	(void)pdf_page_show(
	    pdf, pdf_font_shape(pdf, face, span_str("AV\xc3\xb8")), 0, 10, 10, 0);
	pdf_page_end(pdf);
	assert_int_equal(pdf_finish(pdf, &(struct pdf_meta){.title = "t", .lang = "en"}), 0);

	pdf_reader_open(&r, a, str_bytes(&out));
	type0 = pdf_reader_object(&r, pdf_reader_find(&r, 1, "/Subtype/Type0"));
	assert_non_null(strstr(type0, "+OpenSans/Encoding/Identity-H"));
	assert_int_equal(pdf_reader_find(&r, 1, "DejaVu"), 0); /* not used: not embedded */
	map = pdf_reader_stream(&r, pdf_reader_number(type0, "/ToUnicode "));
	assert_true(
	    span_find(map, "3 beginbfchar\n<0001><0041>\n<0002><0056>\n<0003><00F8>") > 0);
	cid = pdf_reader_object(&r, pdf_reader_number(type0, "/DescendantFonts["));
	assert_non_null(strstr(cid, "/W[1[633 "));
	map = pdf_reader_stream(&r, pdf_reader_number(cid, "/CIDToGIDMap "));
	assert_int_equal(map.n, 8);
	assert_true(map.p[3] && map.p[5] && map.p[7]); /* none of the three is .notdef */
	descriptor = pdf_reader_object(&r, pdf_reader_number(cid, "/FontDescriptor "));
	file = pdf_reader_stream(&r, pdf_reader_number(descriptor, "/FontFile2 "));
	assert_true(file.n > 200 && file.n < 10000);
	assert_memory_equal(file.p, "\0\1\0\0", 4);
	pdf_free(pdf);
	arena_free(a);
}
