#include "codec/pdf_impl.h"
#include "pdf_reader.h"
#include "test.h"

struct fixture {
	struct arena *arena;
	struct str out;
	struct pdf *pdf;
	struct pdf_reader reader;
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
}

static void finish(struct fixture *f)
{
	assert_int_equal(pdf_finish(f->pdf, &(struct pdf_meta){.title = "t", .lang = "en"}), 0);
	pdf_reader_open(&f->reader, f->arena, str_bytes(&f->out));
}

static void end(struct fixture *f)
{
	pdf_free(f->pdf);
	str_done(&f->out);
	arena_free(f->arena);
}

static void show(struct fixture *f, int element)
{
	pdf_page_mark(f->pdf, element);
	(void)pdf_page_show(
	    f->pdf, pdf_font_shape(f->pdf, f->face, span_str("x")), 10, 20, 10, 0);
}

static const char *find(struct fixture *f, const char *words)
{
	unsigned long n = pdf_reader_find(&f->reader, 1, words);

	if (!n)
		fail_msg("no object with %s", words);
	return pdf_reader_object(&f->reader, n);
}

TEST(pdf_struct_leads_from_elements_to_content_and_back)
{
	struct fixture f;
	struct pdf_reader *r = &f.reader;
	const char *root, *para, *parents, *page;
	int p;

	begin(&f);
	p = pdf_struct_add(f.pdf, PDF_ROOT, "P");
	pdf_struct_lang(f.pdf, p, "fr");
	pdf_struct_alt(f.pdf, p, "autre");
	pdf_struct_attr(f.pdf, p, "/O/Layout");
	for (int i = 0; i < 2; i++) { /* a paragraph over two pages */
		(void)pdf_page_begin(f.pdf, 100, 100);
		show(&f, p);
		pdf_page_end(f.pdf);
	}
	finish(&f);
	root = find(&f, "/Type/StructTreeRoot");
	assert_non_null(
	    strstr(pdf_reader_object(r, pdf_reader_number(root, "/K ")), "/S/Document"));
	para = find(&f, "/S/P/");
	assert_non_null(
	    strstr(para, "/Lang(fr)/Alt(autre)/A<</O/Layout>>/K[0 <</Type/MCR/MCID 0/Pg "));
	parents = pdf_reader_object(r, pdf_reader_number(root, "/ParentTree "));
	page = pdf_reader_object(r, pdf_reader_number(parents, "/Nums[0 "));
	assert_int_equal(pdf_reader_number(page, "["), pdf_reader_find(r, 1, "/S/P/"));
	page = pdf_reader_object(r, pdf_reader_number(parents, " R 1 "));
	assert_int_equal(pdf_reader_number(page, "["), pdf_reader_find(r, 1, "/S/P/"));
	end(&f);
}

TEST(pdf_struct_links_are_in_the_structure)
{
	struct fixture f;
	struct pdf_link link = {.x = 10,
	    .y = 20,
	    .w = 30,
	    .h = 5,
	    .uri = "https://a.test/(b)",
	    .contents = "b\xc3\xa5"};
	const char *web, *inner, *parents, *root;
	int dest;

	begin(&f);
	dest = pdf_struct_dest(f.pdf);
	(void)pdf_page_begin(f.pdf, 100, 100);
	link.element = pdf_struct_add(f.pdf, PDF_ROOT, "Link");
	show(&f, link.element);
	pdf_struct_link(f.pdf, &link);
	link.uri = NULL;
	link.dest = dest;
	pdf_struct_link(f.pdf, &link);
	pdf_page_end(f.pdf);
	(void)pdf_page_begin(f.pdf, 100, 100);
	assert_int_equal(pdf_struct_dest_page(f.pdf, dest), -1);
	pdf_struct_dest_here(f.pdf, dest, 30);
	assert_int_equal(pdf_struct_dest_page(f.pdf, dest), 1);
	pdf_page_end(f.pdf);
	finish(&f);

	web = find(&f, "/S/URI");
	assert_non_null(strstr(web, "/Rect[10 75 40 80 ]"));
	assert_non_null(strstr(web, "/URI(https://a.test/\\(b\\))"));
	assert_non_null(strstr(web, "/Contents <FEFF006200E5>"));
	assert_int_equal(pdf_reader_number(web, "/StructParent "), 2); /* after the two pages */
	inner = find(&f, "/XYZ 0 70 0]");
	assert_int_equal(pdf_reader_number(inner, "/StructParent "), 3);
	assert_int_equal(pdf_reader_number(inner, "/Dest["),
	    pdf_reader_find(
		&f.reader, pdf_reader_find(&f.reader, 1, "/Type/Page/") + 1, "/Type/Page/"));
	root = find(&f, "/Type/StructTreeRoot");
	parents = pdf_reader_object(&f.reader, pdf_reader_number(root, "/ParentTree "));
	assert_int_equal(
	    pdf_reader_number(parents, " R 2 "), pdf_reader_find(&f.reader, 1, "/S/Link/"));
	assert_non_null(strstr(find(&f, "/S/Link/"), "/K[0 <</Type/OBJR/Obj "));
	end(&f);
}
