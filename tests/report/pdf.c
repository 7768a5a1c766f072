#include "report/pdf.h"
#include "../codec/pdf_reader.h"
#include "sample_doc.h"
#include "test.h"

static void render(struct arena *a, const char *lang, size_t findings, struct str *out)
{
	struct msg msg = {0};

	assert_int_equal(report_pdf(sample_doc(a, lang, findings), out, &msg), 0);
	assert_string_equal(msg.what, "");
}

static unsigned long pages_of(struct pdf_reader *r)
{
	const char *catalog = pdf_reader_object(r, pdf_reader_number(r->trailer, "/Root "));

	return pdf_reader_number(
	    pdf_reader_object(r, pdf_reader_number(catalog, "/Pages ")), "/Count ");
}

TEST(pdf_of_the_same_document_is_the_same)
{
	static const char *const langs[] = {"en", "fr", "nb"};

	for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
		struct arena *a = arena_new();
		STR_AUTO(one, 8 << 20);
		STR_AUTO(two, 8 << 20);

		render(a, langs[i], 3, &one);
		render(a, langs[i], 3, &two);
		assert_int_equal(one.n, two.n);
		assert_memory_equal(one.p, two.p, one.n);
		arena_free(a);
	}
}

TEST(pdf_has_the_pages_that_it_needs)
{
	struct arena *a = arena_new();
	struct pdf_reader r;
	STR_AUTO(few, 8 << 20);
	STR_AUTO(many, 8 << 20);
	unsigned long n;

	render(a, "en", 1, &few);
	pdf_reader_open(&r, a, str_bytes(&few));
	n = pages_of(&r);
	assert_in_range(n, 9, 12);
	render(a, "en", 61, &many);
	pdf_reader_open(&r, a, str_bytes(&many));
	assert_in_range(pages_of(&r), n + 20, n + 30); /* two or three findings a page */
	arena_free(a);
}

/* How often the words occur in the texts of all objects. */
static size_t count(struct pdf_reader *r, const char *words)
{
	size_t n = 0;

	for (unsigned long i = 1; i < r->n; i++)
		for (const char *p = pdf_reader_object(r, i); (p = strstr(p, words)) != NULL;
		     p++)
			n++;
	return n;
}

TEST(pdf_is_tagged)
{
	static const char *const types[] = {"Document", "Sect", "H1", "H2", "H3", "H4", "P",
	    "L", "LI", "Lbl", "LBody", "Table", "THead", "TBody", "TR", "TH", "TD", "Code",
	    "Figure", "Caption", "Link", "TOC", "TOCI", "Reference", "Div"};
	struct arena *a = arena_new();
	struct pdf_reader r;
	STR_AUTO(out, 8 << 20);

	render(a, "fr", 2, &out);
	pdf_reader_open(&r, a, str_bytes(&out));
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		assert_true(count(&r, arena_printf(a, "/S/%s/", types[i])) > 0);
	assert_int_equal(
	    count(&r, "/S/Table/"), 4); /* the cover's facts, two findings', services */
	assert_int_equal(count(&r, "/S/THead/"), 1); /* once, however many pages */
	assert_int_equal(count(&r, "/Scope/Column"), 5);
	assert_int_equal(count(&r, "/Scope/Row"), 5 + 2 * 2 + 120);
	assert_int_equal(count(&r, "/S/Figure/"), count(&r, "/BBox["));
	assert_int_equal(count(&r, "/S/Figure/"), 2);
	assert_int_equal(count(&r, "/Alt"), 2);
	assert_int_equal(
	    count(&r, "/S/URI/URI"), 3); /* one over two lines, mail; no script, no file */
	assert_int_equal(count(&r, "javascript:"), 0);
	arena_free(a);
}

TEST(pdf_survives_a_document_with_nothing_in_it)
{
	struct arena *a = arena_new();
	struct doc *doc = doc_new(a, "en");
	struct pdf_reader r;
	STR_AUTO(out, 1 << 20);

	assert_int_equal(report_pdf(doc, &out, NULL), 0);
	pdf_reader_open(&r, a, str_bytes(&out));
	assert_int_equal(pages_of(&r), 2);
	arena_free(a);
}

TEST(pdf_says_that_it_is_too_large)
{
	struct arena *a = arena_new();
	struct msg msg = {0};
	STR_AUTO(out, 20000);

	str_add(&out, "kept");
	assert_int_equal(report_pdf(sample_doc(a, "en", 1), &out, &msg), ERR_LIMIT);
	assert_string_equal(str_text(&out), "kept");
	assert_non_null(strstr(msg.what, "larger than"));
	arena_free(a);
}

/* How often the operator occurs on all pages. */
static size_t operators(struct pdf_reader *r, const char *name)
{
	size_t n = 0;

	for (unsigned long i = 1; i < r->n; i++) {
		struct span s;
		ptrdiff_t at;

		if (!strstr(pdf_reader_object(r, i), "/Length"))
			continue;
		s = pdf_reader_stream(r, i);
		while ((at = span_find(s, name)) >= 0) {
			s = span_sub(s, (size_t)at + strlen(name), s.n);
			n++;
		}
	}
	return n;
}

TEST(pdf_watermark_is_an_artifact_on_every_page)
{
	struct arena *a = arena_new();
	struct doc *doc = sample_doc(a, "en", 3);
	struct pdf_reader plain, marked;
	struct msg msg = {0};
	size_t shown;
	STR_AUTO(one, 8 << 20);
	STR_AUTO(two, 8 << 20);

	assert_int_equal(report_pdf(doc, &one, &msg), 0);
	doc->watermark = "mmmmm";
	assert_int_equal(report_pdf(doc, &two, &msg), 0);
	pdf_reader_open(&plain, a, str_bytes(&one));
	pdf_reader_open(&marked, a, str_bytes(&two));
	assert_int_equal(pages_of(&plain), pages_of(&marked));
	/* One word more on each page, the cover included, and nothing that is read aloud. */
	shown = operators(&marked, "]TJ") - operators(&plain, "]TJ");
	assert_int_equal(shown, pages_of(&plain));
	assert_int_equal(count(&plain, "/S /P"), count(&marked, "/S /P"));
	assert_int_equal(operators(&plain, "/MCID"), operators(&marked, "/MCID"));
	arena_free(a);
}
