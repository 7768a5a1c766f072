#include "test.h"

#include "codec/html.h"

static void check(const char *text, const char *expected)
{
	STR_AUTO(out, 4096);

	html_text(&out, span_str(text));
	assert_string_equal(str_text(&out), expected);
}

TEST(html_escapes_markup)
{
	check("</script><b a='1' c=\"2\">&amp;",
	    "&lt;/script&gt;&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
	check("Santé – blåbær €", "Santé – blåbær €");
	check("a\tb\nc", "a\tb\nc");
}

TEST(html_shows_what_steers)
{
	check("\x1b[31m", "\xef\xbf\xbd[31m");
	check("a\xe2\x80\xae"
	      "b",
	    "a[U+202E]b");
	check("a\xe2\x81\xa6"
	      "b",
	    "a[U+2066]b");
	check("a\xc2\x85"
	      "b",
	    "a\xef\xbf\xbd"
	    "b");
	check("\xef\xbb\xbf", "[U+FEFF]");
	check("\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(html_attributes_are_quoted)
{
	STR_AUTO(out, 4096);

	html_attr(&out, "title", "\" onload=\"x");
	html_attr(&out, "lang", NULL);
	assert_string_equal(str_text(&out), " title=\"&quot; onload=&quot;x\"");
}

TEST(html_links_cannot_run)
{
	assert_true(html_href_safe("https://cwe.mitre.org/"));
	assert_true(html_href_safe("#finding-tls-ssl3"));
	assert_true(html_href_safe("mailto:cert@example.org"));
	assert_false(html_href_safe("javascript:alert(1)"));
	assert_false(html_href_safe(" javascript:alert(1)"));
	assert_false(html_href_safe("java\tscript:alert(1)"));
	assert_false(html_href_safe("data:text/html,x"));
	assert_false(html_href_safe("https://a b"));
	assert_false(html_href_safe("//evil.example/"));
	assert_false(html_href_safe(NULL));
}
