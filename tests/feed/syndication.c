#include "feed/syndication.h"

#include "taste.h"

static const char rss[] =
    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Vendor &amp; Co</title>"
    "<item><title>Flaw in the gateway (CVE-2026-1234)</title>"
    "<link>https://vendor.test/1</link><guid>V-1</guid>"
    "<description>&lt;p&gt;Update to &lt;b&gt;2.1&lt;/b&gt;.&lt;/p&gt; CVE-2026-1235, "
    "CVE-2026-1234</description><pubDate>Sat, 21 Nov 2026 10:20:30 +0100</pubDate></item>"
    "<item><description>no title</description></item></channel></rss>";
static const char atom[] =
    "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>News</title><id>urn:feed</id><entry>"
    "<id>urn:1</id><title>One</title><link rel=\"edit\" href=\"https://a.test/edit\"/>"
    "<link href=\"https://a.test/1\"/><published>2026-11-20T10:00:00Z</published>"
    "<updated>2026-11-21T10:00:00+02:00</updated><summary>S</summary>"
    "<content>longer</content></entry></feed>";

TEST(syndication_rss_entries_are_advisories)
{
	struct taste t;

	assert_true(syndication_sniff(span_str(rss), "x"));
	taste_text(&t, syndication_read, rss);
	assert_int_equal(t.r, 0);
	assert_string_equal(str_text(&t.out),
	    "advisory V-1 2026-11-21 {\"id\":\"V-1\",\"publisher\":\"Vendor & Co\","
	    "\"title\":\"Flaw in the gateway "
	    "(CVE-2026-1234)\",\"url\":\"https://vendor.test/1\","
	    "\"text\":\"Update to 2.1. CVE-2026-1235, CVE-2026-1234\",\"tlp\":\"CLEAR\","
	    "\"published\":\"2026-11-21T09:20:30.000Z\",\"modified\":\"2026-11-21T09:20:30."
	    "000Z\","
	    "\"cves\":[\"CVE-2026-1234\",\"CVE-2026-1235\"]}\n");
	assert_int_equal(t.rd.left, 1);
	taste_done(&t);
	taste_truncated(syndication_read, rss);
}

TEST(syndication_atom_entries_too)
{
	struct taste t;

	assert_true(syndication_sniff(span_str(atom), "x"));
	taste_text(&t, syndication_read, atom);
	assert_int_equal(t.r, 0);
	assert_string_equal(str_text(&t.out),
	    "advisory urn:1 2026-11-21 {\"id\":\"urn:1\",\"publisher\":\"News\","
	    "\"title\":\"One\",\"url\":\"https://a.test/1\",\"text\":\"S\",\"tlp\":\"CLEAR\","
	    "\"published\":\"2026-11-20T10:00:00.000Z\",\"modified\":\"2026-11-21T08:00:00."
	    "000Z\"}\n");
	taste_done(&t);
	taste_truncated(syndication_read, atom);
}

TEST(syndication_refuses_what_is_no_feed)
{
	static const char *const bad[] = {
	    "<html><body>Sign in</body></html>",
	    "<!DOCTYPE rss [<!ENTITY a \"b\">]><rss><channel/></rss>",
	    "<rss><channel><item></channel></rss>",
	    "{}",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct taste t;

		taste_text(&t, syndication_read, bad[i]);
		assert_true(t.r < 0);
		assert_true(*t.msg.what && *t.msg.detail && *t.msg.hint);
		taste_done(&t);
	}
	assert_false(syndication_sniff(span_str(bad[0]), "x"));
}
