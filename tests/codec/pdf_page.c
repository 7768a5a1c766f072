#include "codec/pdf_impl.h"
#include "pdf_reader.h"
#include "test.h"

struct fixture {
	struct arena *arena;
	struct str out;
	struct pdf *pdf;
	int face;
};

static void begin(struct fixture *f)
{
	int font;

	f->arena = arena_new();
	str_init(&f->out, 1 << 20);
	f->pdf = pdf_new(f->arena, &f->out);
	assert_int_equal(pdf_font_add(f->pdf, pdf_reader_font(f->arena, FONT_TEXT), &font), 0);
	f->face = pdf_font_face(f->pdf, font, font, true);
	(void)pdf_page_begin(f->pdf, 100, 200);
}

static double show(struct fixture *f, const char *word, double x, double y)
{
	return pdf_page_show(
	    f->pdf, pdf_font_shape(f->pdf, f->face, span_str(word)), x, y, 10, 0x102030);
}

/* Finishes the file and gives the page's content streams, one after the other. */
static const char *finish(struct fixture *f, struct pdf_reader *r)
{
	const char *page, *p;
	STR_AUTO(all, 1 << 20);
	char *next;

	assert_int_equal(pdf_finish(f->pdf, &(struct pdf_meta){.title = "t", .lang = "en"}), 0);
	pdf_reader_open(r, f->arena, str_bytes(&f->out));
	page = pdf_reader_object(r, pdf_reader_find(r, 1, "/Type/Page/"));
	assert_non_null(strstr(page, "/Tabs/S"));
	assert_non_null(strstr(page, "/MediaBox[0 0 100 200 ]"));
	p = strstr(page, "/Contents[") + 10;
	for (unsigned long n; (n = strtoul(p, &next, 10)) != 0; p = next + 4)
		str_span(&all, pdf_reader_stream(r, n));
	return str_dup(&all, f->arena);
}

static void end(struct fixture *f)
{
	pdf_free(f->pdf);
	str_done(&f->out);
	arena_free(f->arena);
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return n;
}

TEST(pdf_page_marks_all_content_once)
{
	struct fixture f;
	struct pdf_reader r;
	const char *content;
	int para;

	begin(&f);
	para = pdf_struct_add(f.pdf, PDF_ROOT, "P");
	pdf_page_mark(f.pdf, para);
	(void)show(&f, "two", 10 + show(&f, "one", 10, 20), 20);
	pdf_page_mark(
	    f.pdf, pdf_struct_add(f.pdf, PDF_ROOT, "H1")); /* nothing follows: no content */
	pdf_page_mark(f.pdf, para);
	(void)show(&f, "three", 10, 40);
	pdf_page_rect(f.pdf, PDF_BACK, (struct pdf_area){0, 0, 50, 50}, 4,
	    (struct pdf_paint){0xff0000, 0, 1, 2});
	pdf_page_end(f.pdf);
	pdf_page_reopen(f.pdf, 0);
	pdf_page_mark(f.pdf, PDF_ARTIFACT);
	(void)show(&f, "foot", 10, 190);
	pdf_page_end(f.pdf);
	content = finish(&f, &r);

	assert_int_equal(count(content, "/P<</MCID 0>>BDC\n"), 1);
	assert_int_equal(count(content, "/P<</MCID 1>>BDC\n"), 1);
	assert_int_equal(count(content, "/Artifact BMC\n"), 2);
	assert_int_equal(count(content, "MCID"), 2);
	assert_int_equal(count(content, "EMC\n"), 4);
	assert_int_equal(count(content, "BT\n"), 3);
	assert_int_equal(count(content, "ET\n"), 3);
	assert_int_equal(count(content, "]TJ\n"), 3); /* "one" and "two" are one string */
	assert_true(strstr(content, "1 0 0 rg") < strstr(content, "/P<<")); /* painted below */
	assert_non_null(strstr(content, "10 180 Td")); /* y from the page's foot */
	assert_non_null(strstr(content, "[2 ]0 d"));
	end(&f);
}

TEST(pdf_page_paints_shapes_as_an_elements_content)
{
	struct fixture f;
	struct pdf_reader r;
	const char *content;

	begin(&f);
	pdf_page_mark(f.pdf, pdf_struct_add(f.pdf, PDF_ROOT, "Figure"));
	(void)show(&f, "text", 10, 20);
	pdf_page_path(f.pdf, PDF_TEXT, (struct pdf_paint){PDF_NO_COLOUR, 0x0000ff, 1, 0});
	pdf_page_move(f.pdf, PDF_TEXT, 10, 10);
	pdf_page_line(f.pdf, PDF_TEXT, 20, 10);
	pdf_page_curve(f.pdf, PDF_TEXT, (const double[]){1, 2, 3, 4, 5, 6});
	pdf_page_paint(f.pdf, PDF_TEXT, true);
	(void)show(&f, "more", 10, 40);
	pdf_page_end(f.pdf);
	content = finish(&f, &r);

	assert_int_equal(count(content, "MCID"), 1);
	assert_int_equal(count(content, "BT\n"), 2); /* no path within a text object */
	assert_non_null(strstr(content, "0 0 1 RG\n1 w\n[]0 d\n10 190 m\n20 190 l\n"
					"1 198 3 196 5 194 c\nh S\n"));
	end(&f);
}
