#include "../codec/pdf_reader.h"
#include "report/pdf.h"
#include "test.h"

static const char *header[] = {"Name", "Text", "Number"};

static struct doc_node *table_of(struct doc *doc)
{
	return doc_table(doc, doc->body, "Caption", ARRAY_LEN(header), header, NULL);
}

static void add_row(struct doc *doc, struct doc_node *table, const char *text)
{
	struct doc_runs *row = doc_row(doc, table);

	doc_cell(doc, &row[0], RUN_BOLD, TONE_NONE, "name", NULL);
	doc_cell(doc, &row[1], RUN_PLAIN, TONE_NONE, text, NULL);
	doc_cell(doc, &row[2], RUN_PLAIN, TONE_NONE, "12", NULL);
}

static void render(struct doc *doc, struct str *out, struct pdf_reader *r)
{
	assert_int_equal(report_pdf(doc, out, NULL), 0);
	pdf_reader_open(r, doc->arena, str_bytes(out));
}

TEST(pdf_table_rows_stay_whole_and_headers_are_tagged_once)
{
	struct arena *a = arena_new();
	struct doc *doc = doc_new(a, "en");
	struct doc_node *table = table_of(doc);
	STR_AUTO(out, 8 << 20);
	struct pdf_reader r;
	size_t cells = 0, headers = 0;
	unsigned long last = 0, pages = 0;

	for (int i = 0; i < 100; i++)
		add_row(doc, table,
		    i % 3
			? "short"
			: "a text of several lines, since it is much longer than its column is "
			  "wide, however the widths are shared, and then some more words "
			  "follow");
	render(doc, &out, &r);
	for (unsigned long n = 0; (n = pdf_reader_find(&r, n + 1, "/S/TD/")) != 0; cells++) {
		const char *cell = pdf_reader_object(&r, n);

		assert_null(strstr(cell, "/MCR")); /* all on one page */
		pages += pdf_reader_number(cell, "/Pg ") != last;
		last = pdf_reader_number(cell, "/Pg ");
	}
	assert_int_equal(cells, 200); /* and 100 row headers */
	assert_true(pages > 2);
	for (unsigned long n = 0; (n = pdf_reader_find(&r, n + 1, "/Scope/Column")) != 0;)
		headers++;
	assert_int_equal(headers, 3);
	arena_free(a);
}

TEST(pdf_table_row_taller_than_a_page_goes_on)
{
	struct arena *a = arena_new();
	struct doc *doc = doc_new(a, "en");
	STR_AUTO(out, 8 << 20);
	STR_AUTO(words, 65536);
	struct pdf_reader r;
	const char *cell;
	size_t pages = 0;

	for (int i = 0; i < 3000; i++)
		str_addf(&words, "word%d ", i);
	add_row(doc, table_of(doc), str_dup(&words, a));
	render(doc, &out, &r);
	cell = pdf_reader_object(&r, pdf_reader_find(&r, 1, "/S/TD/"));
	for (; (cell = strstr(cell, "/MCR")) != NULL; cell++)
		pages++;
	assert_in_range(pages, 2, 20); /* besides the first */
	arena_free(a);
}
