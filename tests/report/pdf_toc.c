#include "../codec/pdf_reader.h"
#include "report/pdf.h"
#include "test.h"

static size_t count(struct pdf_reader *r, const char *words)
{
	size_t n = 0;

	for (unsigned long i = 0; (i = pdf_reader_find(r, i + 1, words)) != 0;)
		n++;
	return n;
}

TEST(pdf_toc_leads_to_the_headings)
{
	struct arena *a = arena_new();
	struct doc *doc = doc_new(a, "en");
	STR_AUTO(out, 8 << 20);
	struct pdf_reader r;
	unsigned long heading = 0, link = 0;
	const char *text;

	doc->word_contents = "Contents";
	doc_add(doc, doc->body, DOC_TOC);
	for (int i = 0; i < 12; i++) {
		struct doc_node *chapter = doc_section(doc, doc->body, "Chapter", NULL);

		chapter->new_page = true;
		doc_para(doc, chapter, "text");
	}
	assert_int_equal(report_pdf(doc, &out, NULL), 0);
	pdf_reader_open(&r, a, str_bytes(&out));
	heading = pdf_reader_find(&r, 1, "/S/H2/"); /* the contents' own */
	for (int i = 0; i < 12; i++) {
		heading = pdf_reader_find(&r, heading + 1, "/S/H2/");
		link = pdf_reader_find(&r, link + 1, "/Subtype/Link");
		text = pdf_reader_object(&r, link);
		assert_int_equal(pdf_reader_number(text, "/Dest["),
		    pdf_reader_number(pdf_reader_object(&r, heading), "/Pg "));
		assert_non_null(strstr(text, "/Contents (Chapter)"));
	}
	/* A Link holds its text, its annotation and the page number, which is known last. */
	assert_int_equal(count(&r, "/S/Link/"), 12);
	link = pdf_reader_find(&r, 1, "/S/Link/");
	text = strstr(pdf_reader_object(&r, link), "<</Type/OBJR/Obj ");
	assert_non_null(text);
	assert_in_range(strstr(text, ">>")[2], '0', '9');
	arena_free(a);
}

TEST(pdf_toc_leaves_out_the_sections_of_crowded_chapters)
{
	struct arena *a = arena_new();
	struct doc *doc = doc_new(a, "en");
	STR_AUTO(out, 8 << 20);
	struct pdf_reader r;
	struct doc_node *chapter;

	doc_add(doc, doc->body, DOC_TOC);
	chapter = doc_section(doc, doc->body, "Few", NULL);
	for (int i = 0; i < 3; i++)
		doc_section(doc, doc_section(doc, chapter, "Section", NULL), "Too deep", NULL);
	chapter = doc_section(doc, doc->body, "Many", NULL);
	for (int i = 0; i < 100; i++)
		doc_section(doc, chapter, "Section", NULL);
	assert_int_equal(report_pdf(doc, &out, NULL), 0);
	pdf_reader_open(&r, a, str_bytes(&out));
	assert_int_equal(count(&r, "/S/TOCI/"), 2 + 3);
	assert_int_equal(count(&r, "/Title("), 2 + 3 + 3 + 100); /* bookmarks */
	arena_free(a);
}
