#include "share/article_feed.h"

#include "test.h"

TEST(articles_become_an_atom_feed)
{
	static const char *tags[] = {"backup"};
	static const struct article_out row = {.article = "a1",
	    .written = "nb",
	    .kind = ARTICLE_GUIDE,
	    .tlp = TLP_GREEN,
	    .title = "A <b>",
	    .lead = "S & T",
	    .tags = {tags, 1},
	    .published = 1795000000000,
	    .revised = 1795000001000};
	static const struct article_feed feed = {.url = "https://c.example",
	    .name = "CERT <&>",
	    .title = "CERT: guides",
	    .self = "/watch.atom?lang=nb&kind=guide",
	    .lang = "nb",
	    .updated = 1795000001000};
	struct arena *arena = arena_new();
	struct article_feed_rows rows = {0};
	STR_AUTO(out, 1 << 16);

	vec_push(arena, &rows.all, &row);
	assert_int_equal(article_feed_write(&feed, &rows, arena, &out), 0);
	assert_true(span_find(str_bytes(&out), "<title>A &lt;b&gt;</title>") > 0);
	assert_true(span_find(str_bytes(&out), "<name>CERT &lt;&amp;&gt;</name>") > 0);
	assert_true(span_find(str_bytes(&out), "<entry xml:lang=\"nb\">") > 0);
	assert_true(span_find(str_bytes(&out), "<id>https://c.example/watch/a1</id>") > 0);
	assert_true(span_find(str_bytes(&out), "/watch.atom?lang=nb&amp;kind=guide\"/>") > 0);
	assert_true(span_find(str_bytes(&out), "<category term=\"backup\"/>") > 0);
	assert_true(span_find(str_bytes(&out), "<rights>TLP:GREEN</rights>") > 0);
	assert_true(
	    span_find(str_bytes(&out), "<updated>2026-11-18T11:06:41.000Z</updated>") > 0);
	rows.all.n = 0;
	str_clear(&out);
	assert_int_equal(article_feed_write(&feed, &rows, arena, &out), 0);
	assert_int_equal(span_find(str_bytes(&out), "<entry"), -1);
	arena_free(arena);
}
