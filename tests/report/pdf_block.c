#include "../codec/pdf_reader.h"
#include "report/pdf.h"
#include "test.h"

static void render(struct doc *doc, struct str *out, struct pdf_reader *r)
{
	assert_int_equal(report_pdf(doc, out, NULL), 0);
	pdf_reader_open(r, doc->arena, str_bytes(out));
}

/* The page object of the element's first content. */
static unsigned long page_of(struct pdf_reader *r, unsigned long element)
{
	return pdf_reader_number(pdf_reader_object(r, element), "/Pg ");
}

/* The nth of an element's children, which are all elements; 0 when there are fewer. */
static unsigned long child(struct pdf_reader *r, unsigned long element, int nth)
{
	const char *p = strstr(pdf_reader_object(r, element), "/K[") + 3;
	char *end;

	for (unsigned long n; (n = strtoul(p, &end, 10)) != 0; p = end + strlen(" 0 R "))
		if (nth-- == 0)
			return n;
	return 0;
}

TEST(pdf_block_headings_stand_with_their_text)
{
	struct arena *a = arena_new();
	struct doc *doc = doc_new(a, "en");
	struct doc_node *chapter = doc_section(doc, doc->body, "Chapter", NULL);
	STR_AUTO(out, 8 << 20);
	STR_AUTO(words, 4096);
	struct pdf_reader r;
	size_t headings = 0, pages = 0;
	unsigned long last = 0;

	for (int i = 0; i < 90; i++) { /* headings at every height of a page */
		str_clear(&words);
		for (int k = 0; k < 5 + i * 7 % 60; k++)
			str_add(&words, "several words ");
		doc_para(doc, doc_section(doc, chapter, "Heading", NULL), str_dup(&words, a));
	}
	render(doc, &out, &r);
	for (unsigned long h = 0; (h = pdf_reader_find(&r, h + 1, "/S/H3/")) != 0; headings++) {
		unsigned long sect = pdf_reader_number(pdf_reader_object(&r, h), "/P ");

		assert_int_equal(child(&r, sect, 0), h);
		assert_int_equal(page_of(&r, h), page_of(&r, child(&r, sect, 1)));
		pages += page_of(&r, h) != last;
		last = page_of(&r, h);
	}
	assert_int_equal(headings, 90);
	assert_in_range(pages, 8, 25);
	arena_free(a);
}

TEST(pdf_block_small_boxes_stay_whole)
{
	struct arena *a = arena_new();
	struct doc *doc = doc_new(a, "en");
	STR_AUTO(out, 8 << 20);
	struct pdf_reader r;
	size_t boxes = 0;

	for (int i = 0; i < 60; i++) {
		struct doc_node *box = doc_add(doc, doc->body, DOC_CALLOUT);

		for (int k = 0; k < 1 + i % 5; k++)
			doc_para(doc, box, "A line in the box.");
	}
	render(doc, &out, &r);
	for (unsigned long d = 0; (d = pdf_reader_find(&r, d + 1, "/S/Div/")) != 0; boxes++)
		for (int k = 1; child(&r, d, k); k++)
			assert_int_equal(
			    page_of(&r, child(&r, d, 0)), page_of(&r, child(&r, d, k)));
	assert_int_equal(boxes, 60);
	arena_free(a);
}

/* Whatever the height of the page at which they begin. */
TEST(pdf_block_short_lists_stay_whole_and_long_ones_leave_no_item_alone)
{
	struct arena *a = arena_new();
	struct doc *doc = doc_new(a, "en");
	STR_AUTO(out, 8 << 20);
	struct pdf_reader r;
	size_t lists = 0, parted = 0;

	for (int i = 0; i < 120; i++) {
		struct doc_node *list = doc_add(doc, doc->body, DOC_LIST);

		for (int k = 0; k < 1 + i % 7; k++)
			doc_run(doc, doc_add(doc, list, DOC_ITEM), RUN_PLAIN, "An item.");
	}
	render(doc, &out, &r);
	for (unsigned long l = 0; (l = pdf_reader_find(&r, l + 1, "/S/L/")) != 0; lists++) {
		unsigned long pages[8];
		int n = 0;

		for (; child(&r, l, n); n++) {
			unsigned long label = child(&r, child(&r, l, n), 0);

			pages[n] = page_of(&r, label);
		}
		parted += pages[0] != pages[n - 1];
		if (n <= 3)
			assert_int_equal(pages[0], pages[n - 1]);
		if (n > 1) {
			assert_int_equal(pages[0], pages[1]);
			assert_int_equal(pages[n - 2], pages[n - 1]);
		}
	}
	assert_int_equal(lists, 120);
	assert_true(parted > 2);
	arena_free(a);
}
