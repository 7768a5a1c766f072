#include "codec/markdown.h"

#include "test.h"

static void check(const char *text, const char *html)
{
	STR_AUTO(out, 1 << 16);

	markdown_html(span_str(text), 2, &out);
	assert_string_equal(str_text(&out), html);
}

TEST(blocks_become_elements)
{
	check("One\ntwo\n\nthree", "<p>One\ntwo</p>\n<p>three</p>\n");
	check("# Top\n### Deep", "<h2>Top</h2>\n<h4>Deep</h4>\n");
	check("#### a", "<h5>a</h5>\n");
	check("##### a", "<p>##### a</p>\n");
	check("- a\n- b\n\n1. c\n2. d",
	    "<ul><li>a</li><li>b</li></ul>\n<ol><li>c</li><li>d</li></ol>\n");
	check("> said\n> twice", "<blockquote><p>said\ntwice</p></blockquote>\n");
	check("```\na < *b*\n  c\n```\nd",
	    "<pre><code>a &lt; *b*\n  c\n</code></pre>\n<p>d</p>\n");
	check("```\nleft open", "<pre><code>left open\n</code></pre>\n");
	check("", "");
	check("a\r\nb\r\n", "<p>a\nb</p>\n");
}

TEST(marks_within_a_line)
{
	check(
	    "a **b** *c* `d*e*`", "<p>a <strong>b</strong> <em>c</em> <code>d*e*</code></p>\n");
	check("**a *b* c**", "<p><strong>a <em>b</em> c</strong></p>\n");
	check("2 * 3 * 4", "<p>2 * 3 * 4</p>\n");
	check("open *end", "<p>open *end</p>\n");
	check("[the *page*](https://a.example/?a=1&b=2)",
	    "<p><a href=\"https://a.example/?a=1&amp;b=2\" rel=\"noreferrer\">the "
	    "<em>page</em></a></p>\n");
}

TEST(links_lead_into_the_house)
{
	check("[a](/watch?kind=guide)",
	    "<p><a href=\"/watch?kind=guide\" rel=\"noreferrer\">a</a></p>\n");
	check("[a](//evil.example/)", "<p>[a](//evil.example/)</p>\n");
	check("[a](/\\evil.example/)", "<p>[a](/\\evil.example/)</p>\n");
	check("[a](watch)", "<p>[a](watch)</p>\n");
}

TEST(nothing_foreign_becomes_markup)
{
	check("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
	check("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n");
	check("[x](#here)", "<p>[x](#here)</p>\n");
	check("![x](data:text/html,1)", "<p>![x](data:text/html,1)</p>\n");
	check("[x](https://a.example/\" onclick=\"1)",
	    "<p>[x](https://a.example/&quot; onclick=&quot;1)</p>\n");
}
