#include "test.h"

#include "base/limits.h"
#include "report/build.h"
#include "report/html.h"
#include "sample_input.h"

static void render(struct str *out, const char *lang, size_t n, unsigned flags)
{
	struct arena *arena = arena_new();
	struct doc *doc;

	assert_int_equal(report_build(sample_input(arena, lang, n, flags), arena, &doc), 0);
	assert_int_equal(report_html(doc, out), 0);
	arena_free(arena);
}

/* Every element that is opened is closed, in order. Void elements of the writer: meta. */
static void check_nesting(const char *html)
{
	const char *open[64];
	size_t n = 0;

	for (const char *p = strchr(html, '<'); p; p = strchr(p + 1, '<')) {
		if (p[1] == '!' || strncmp(p, "<meta", 5) == 0)
			continue;
		if (p[1] == '/') {
			size_t len = strcspn(p + 2, ">");

			assert_true(n > 0);
			n--;
			assert_true(strncmp(open[n], p + 2, len) == 0);
		} else if (*(strchr(p, '>') - 1) != '/') {
			assert_true(n < ARRAY_LEN(open));
			open[n++] = p + 1;
		}
	}
	assert_int_equal(n, 0);
}

TEST(html_is_whole_and_nested)
{
	STR_AUTO(out, LIMIT_DOCUMENT);

	render(&out, "nb", 38, SAMPLE_COMPARED);
	check_nesting(str_text(&out));
	assert_non_null(strstr(str_text(&out), "<html lang=\"nb\">"));
	assert_non_null(
	    strstr(str_text(&out), "content=\"default-src 'none'; style-src 'sha256-"));
	assert_non_null(strstr(str_text(&out), "<main id=\"main\""));
	assert_non_null(strstr(str_text(&out), "<th scope=\"row\">"));
	assert_non_null(strstr(str_text(&out), "<th scope=\"col\">"));
}

TEST(html_fetches_and_runs_nothing)
{
	static const char *const bad[] = {"<script", "<img", "<link", "<iframe",
	    " style=", " src=", "@import", "url(", "javascript:", "<use"};
	STR_AUTO(out, LIMIT_DOCUMENT);

	render(&out, "en", 38, SAMPLE_COMPARED);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_null(strstr(str_text(&out), bad[i]));
}

TEST(html_hostile_texts_stay_text)
{
	static const char *const bad[] = {
	    "</script>", "<img", "onerror=alert(1)>", "\x1b", "\xe2\x80\xae"};
	STR_AUTO(out, LIMIT_DOCUMENT);

	render(&out, "en", 38, SAMPLE_HOSTILE | SAMPLE_COMPARED);
	check_nesting(str_text(&out));
	assert_non_null(
	    strstr(str_text(&out), "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"));
	assert_non_null(strstr(str_text(&out), "\\x1b[31mred"));
	assert_non_null(strstr(str_text(&out), "[U+202E]gnp.exe"));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_null(strstr(str_text(&out), bad[i]));
}

TEST(html_same_input_same_bytes)
{
	STR_AUTO(a, LIMIT_DOCUMENT);
	STR_AUTO(b, LIMIT_DOCUMENT);

	render(&a, "fr", 60, SAMPLE_COMPARED);
	render(&b, "fr", 60, SAMPLE_COMPARED);
	assert_string_equal(str_text(&a), str_text(&b));
}

TEST(html_unsafe_links_are_text)
{
	struct arena *arena = arena_new();
	struct doc *doc = doc_new(arena, "en");
	struct doc_node *p = doc_add(doc, doc->body, DOC_PARA);
	STR_AUTO(out, LIMIT_DOCUMENT);

	doc->title = doc->subtitle = doc->author = doc->subject = "t";
	doc->word_contents = doc->word_skip = doc->word_page_of = "w";
	doc_link(doc, p, "press me", "javascript:alert(1)");
	doc_link(doc, p, "fine", "https://example.org/?a=1&b=\"2");
	assert_int_equal(report_html(doc, &out), 0);
	assert_non_null(strstr(str_text(&out), "press me"));
	assert_null(strstr(str_text(&out), "javascript"));
	assert_non_null(
	    strstr(str_text(&out), "href=\"https://example.org/?a=1&amp;b=&quot;2\""));
	arena_free(arena);
}

TEST(html_too_large_is_said)
{
	struct arena *arena = arena_new();
	struct doc *doc;
	STR_AUTO(out, 4096);

	assert_int_equal(report_build(sample_input(arena, "en", 5, 0), arena, &doc), 0);
	assert_int_equal(report_html(doc, &out), ERR_LIMIT);
	arena_free(arena);
}

TEST(html_watermark_at_the_foot)
{
	struct arena *arena = arena_new();
	struct report_input *in = sample_input(arena, "en", 3, 0);
	struct doc *doc;
	const char *at;
	STR_AUTO(out, LIMIT_DOCUMENT);

	assert_int_equal(report_build(in, arena, &doc), 0);
	assert_int_equal(report_html(doc, &out), 0);
	assert_null(strstr(str_text(&out), "class=\"watermark\""));
	str_clear(&out);
	in->watermark = "for <b>Anna</b> & Co";
	assert_int_equal(report_build(in, arena, &doc), 0);
	assert_int_equal(report_html(doc, &out), 0);
	check_nesting(str_text(&out));
	at = strstr(str_text(&out), "<footer>");
	assert_non_null(at);
	assert_non_null(strstr(at, "<p class=\"watermark\">for &lt;b&gt;Anna&lt;/b&gt; &amp; "
				   "Co</p>"));
	arena_free(arena);
}
