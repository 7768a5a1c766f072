#include "share/article_feed.h"

#include "base/time.h"
#include "codec/html.h"

static void element(struct str *out, const char *name, const char *text)
{
	str_addf(out, "<%s>", name);
	html_text(out, span_str(text ? text : ""));
	str_addf(out, "</%s>\n", name);
}

static void moment(struct str *out, const char *name, int64_t ms)
{
	char text[TIME_TEXT];

	element(out, name, time_text(ms, text));
}

static void put_link(struct str *out, const char *rel, const char *href)
{
	str_add(out, "<link");
	html_attr(out, "rel", rel);
	html_attr(out, "href", href);
	str_add(out, "/>\n");
}

static void category(struct str *out, const char *term)
{
	str_add(out, "<category");
	html_attr(out, "term", term);
	str_add(out, "/>\n");
}

static void put_entry(const struct article_feed *feed, const struct article_out *row,
    struct arena *arena, struct str *out)
{
	const char *page = arena_printf(arena, "%s/watch/%s", feed->url, row->article);

	str_add(out, "<entry");
	html_attr(out, "xml:lang", row->written);
	str_add(out, ">\n");
	element(out, "title", row->title);
	element(out, "id", page);
	put_link(out, "alternate", arena_printf(arena, "%s?lang=%s", page, row->written));
	moment(out, "published", row->published);
	moment(out, "updated", row->revised);
	category(out, article_kind_names[row->kind]);
	for (size_t i = 0; i < row->tags.n; i++)
		category(out, row->tags.items[i]);
	if (row->tlp != TLP_CLEAR)
		element(out, "rights", tlp_label((enum tlp)row->tlp));
	element(out, "summary", row->lead);
	str_add(out, "</entry>\n");
}

int article_feed_write(const struct article_feed *feed, const struct article_feed_rows *rows,
    struct arena *arena, struct str *out)
{
	const char *self = arena_printf(arena, "%s%s", feed->url, feed->self);

	str_add(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		     "<feed xmlns=\"http://www.w3.org/2005/Atom\"");
	html_attr(out, "xml:lang", feed->lang);
	str_add(out, ">\n");
	element(out, "title", feed->title);
	element(out, "id", self);
	put_link(out, "self", self);
	put_link(out, "alternate", arena_printf(arena, "%s/watch", feed->url));
	moment(out, "updated", feed->updated);
	str_add(out, "<author>");
	element(out, "name", feed->name);
	str_add(out, "</author>\n");
	vec_foreach (row, &rows->all)
		put_entry(feed, *row, arena, out);
	str_add(out, "</feed>\n");
	return str_ok(out);
}
