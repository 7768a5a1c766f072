#include "report/html.h"

#include "codec/base64.h"
#include "codec/html.h"
#include "codec/svg.h"

/* Made by the build from web/report.css (tools/embed): the style sheet and its SHA-256 in
 * hexadecimal. */
extern const uint8_t embed_report_css[], embed_report_css_end[];
extern const char embed_report_css_sha256[];

struct page {
	const struct doc *doc;
	struct str *out;
	unsigned figures, tables; /* counted for their anchors */
};

static void put(struct page *p, const char *markup)
{
	str_add(p->out, markup);
}

static void text(struct page *p, const char *s)
{
	html_text(p->out, span_str(s));
}

static const char *tone_class(enum doc_tone tone)
{
	static const char *const names[] = {
	    "none", "critical", "high", "medium", "low", "info", "good", "accent"};

	return (size_t)tone < ARRAY_LEN(names) ? names[tone] : names[0];
}

static void write_link(struct page *p, const struct doc_run *run)
{
	if (!html_href_safe(run->href)) {
		text(p, run->text);
		return;
	}
	put(p, "<a");
	html_attr(p->out, "href", run->href);
	if (run->href[0] != '#')
		html_attr(p->out, "rel", "noreferrer noopener");
	put(p, ">");
	text(p, run->text);
	put(p, "</a>");
}

static void write_run(struct page *p, const struct doc_run *run)
{
	switch (run->style) {
	case RUN_PLAIN:
		text(p, run->text);
		break;
	case RUN_BOLD:
		put(p, "<strong>");
		text(p, run->text);
		put(p, "</strong>");
		break;
	case RUN_CODE:
		put(p, "<code>");
		text(p, run->text);
		put(p, "</code>");
		break;
	case RUN_LINK:
		write_link(p, run);
		break;
	case RUN_BADGE:
		str_addf(p->out, "<span class=\"badge %s\">", tone_class(run->tone));
		text(p, run->text);
		put(p, "</span>");
		break;
	case RUN_MUTED:
		put(p, "<span class=\"muted\">");
		text(p, run->text);
		put(p, "</span>");
		break;
	}
}

static void write_runs(struct page *p, const struct doc_runs *runs)
{
	vec_foreach (r, &runs->v)
		write_run(p, r);
}

static void write_cells(struct page *p, const struct doc_table *t, const struct doc_runs *cells)
{
	put(p, "<tr>");
	for (size_t i = 0; i < t->columns; i++) {
		put(p, i ? "<td>" : "<th scope=\"row\">");
		write_runs(p, &cells[i]);
		put(p, i ? "</td>" : "</th>");
	}
	put(p, "</tr>\n");
}

/* A table in a box of its own that scrolls when the screen is narrow, and that the keyboard
 * reaches for that. */
static void write_table(struct page *p, const struct doc_table *t)
{
	unsigned number = ++p->tables;

	str_addf(p->out,
	    "<div class=\"table\" role=\"region\" aria-labelledby=\"table%u\" "
	    "tabindex=\"0\">\n<table>"
	    "<caption id=\"table%u\">",
	    number, number);
	text(p, t->caption);
	put(p, "</caption>\n<thead><tr>");
	for (size_t i = 0; i < t->columns; i++) {
		put(p, "<th scope=\"col\">");
		text(p, t->header[i]);
		put(p, "</th>");
	}
	put(p, "</tr></thead>\n<tbody>\n");
	vec_foreach (row, &t->rows)
		write_cells(p, t, *row);
	put(p, "</tbody></table></div>\n");
}

static void write_figure(struct page *p, const struct doc_node *n)
{
	unsigned number = ++p->figures;
	/* Wide drawings scroll on a narrow screen instead of shrinking until nobody can read
	 * them. */
	bool wide = n->canvas->w > 400;

	str_addf(p->out, "<figure%s>", wide ? " class=\"wide\"" : "");
	if (wide) {
		str_addf(p->out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\"");
		html_attr(p->out, "aria-label", n->caption);
		put(p, ">");
	}
	svg_write(n->canvas, n->caption, n->alt, number, p->out);
	put(p, wide ? "</div><figcaption>" : "<figcaption>");
	text(p, n->caption);
	put(p, "</figcaption></figure>\n");
}

static void write_nodes(struct page *p, const struct doc_node *parent, int level);

static void write_facts(struct page *p, const struct doc_node *n)
{
	put(p, "<dl>\n");
	vec_foreach (c, &n->children) {
		put(p, "<div><dt>");
		text(p, (*c)->text);
		put(p, "</dt><dd>");
		write_runs(p, &(*c)->runs);
		put(p, "</dd></div>\n");
	}
	put(p, "</dl>\n");
}

static void write_tiles(struct page *p, const struct doc_node *n)
{
	put(p, "<dl class=\"tiles\">\n");
	vec_foreach (c, &n->children) {
		str_addf(p->out, "<div class=\"tile %s\"><dt>", tone_class((*c)->tone));
		text(p, (*c)->text);
		put(p, "</dt><dd>");
		write_runs(p, &(*c)->runs);
		put(p, "</dd></div>\n");
	}
	put(p, "</dl>\n");
}

static void write_list(struct page *p, const struct doc_node *n, int level)
{
	put(p, n->ordered ? "<ol>\n" : "<ul>\n");
	vec_foreach (c, &n->children) {
		put(p, "<li>");
		write_runs(p, &(*c)->runs);
		write_nodes(p, *c, level);
		put(p, "</li>\n");
	}
	put(p, n->ordered ? "</ol>\n" : "</ul>\n");
}

static void write_toc_level(struct page *p, const struct doc_node *parent, int depth)
{
	bool open = false;

	vec_foreach (c, &parent->children) {
		const struct doc_node *n = *c;

		if (n->kind != DOC_SECTION || !n->text || !n->id)
			continue;
		put(p, open ? "" : "<ol>\n");
		open = true;
		str_addf(p->out, "<li><a href=\"#%s\">", n->id);
		text(p, n->text);
		put(p, "</a>");
		if (depth > 1)
			write_toc_level(p, n, depth - 1);
		put(p, "</li>\n");
	}
	put(p, open ? "</ol>\n" : "");
}

static void write_section(struct page *p, const struct doc_node *n, int level)
{
	int heading = MIN(level, 6);

	put(p, "<section");
	html_attr(p->out, "id", n->id);
	html_attr(p->out, "lang", n->lang);
	str_addf(p->out, "><h%d>", heading);
	text(p, n->text);
	str_addf(p->out, "</h%d>\n", heading);
	write_nodes(p, n, level + 1);
	put(p, "</section>\n");
}

static void write_callout(struct page *p, const struct doc_node *n, int level)
{
	str_addf(p->out, "<div class=\"callout %s\">\n", tone_class(n->tone));
	write_nodes(p, n, level);
	put(p, "</div>\n");
}

static void write_node(struct page *p, const struct doc_node *n, int level)
{
	switch (n->kind) {
	case DOC_SECTION:
		write_section(p, n, level);
		break;
	case DOC_PARA:
		put(p, "<p>");
		write_runs(p, &n->runs);
		put(p, "</p>\n");
		break;
	case DOC_LIST:
		write_list(p, n, level);
		break;
	case DOC_TABLE:
		write_table(p, n->table);
		break;
	case DOC_CODE:
		put(p, "<pre tabindex=\"0\"><code>");
		text(p, n->text);
		put(p, "</code></pre>\n");
		break;
	case DOC_FIGURE:
		write_figure(p, n);
		break;
	case DOC_FACTS:
		write_facts(p, n);
		break;
	case DOC_CALLOUT:
		write_callout(p, n, level);
		break;
	case DOC_TILES:
		write_tiles(p, n);
		break;
	case DOC_ITEM: /* inside their parents only */
	case DOC_FACT:
	case DOC_TILE:
	case DOC_TOC: /* stands beside the text */
	case DOC_PAGE_BREAK:
		break;
	}
}

static void write_nodes(struct page *p, const struct doc_node *parent, int level)
{
	vec_foreach (c, &parent->children)
		write_node(p, *c, level);
}

/* The style sheet's hash as a source of the content security policy: 'sha256-BASE64'. */
static void write_policy(struct page *p)
{
	STR_AUTO(hash, 64);

	for (const char *hex = embed_report_css_sha256; hex[0] && hex[1]; hex += 2) {
		const char byte[] = {hex[0], hex[1], 0};

		str_u8(&hash, (uint8_t)strtoul(byte, NULL, 16));
	}
	put(p, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
	       "style-src 'sha256-");
	base64_encode(str_bytes(&hash), p->out);
	put(p, "'; base-uri 'none'; form-action 'none'\">\n");
}

static void write_head(struct page *p)
{
	const struct doc *doc = p->doc;

	put(p, "<!DOCTYPE html>\n<html");
	html_attr(p->out, "lang", doc->lang);
	put(p, ">\n<head>\n<meta charset=\"utf-8\">\n");
	write_policy(p);
	put(p, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	       "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" "
	       "content=\"noindex\">\n"
	       "<meta name=\"generator\"");
	html_attr(p->out, "content", doc->author);
	put(p, ">\n<meta name=\"description\"");
	html_attr(p->out, "content", doc->subject);
	put(p, ">\n<title>");
	text(p, doc->title);
	put(p, " \xe2\x80\x93 ");
	text(p, doc->subtitle);
	put(p, "</title>\n<style>");
	str_put(p->out, embed_report_css, (size_t)(embed_report_css_end - embed_report_css));
	put(p, "</style>\n</head>\n");
}

static void write_marking(struct page *p, const char *label)
{
	const char *colour = "white";

	if (!label)
		return;
	if (span_starts(span_str(label), "TLP:RED"))
		colour = "red";
	else if (span_starts(span_str(label), "TLP:AMBER"))
		colour = "amber";
	else if (span_starts(span_str(label), "TLP:GREEN"))
		colour = "green";
	str_addf(p->out, "<p class=\"marking %s\">", colour);
	text(p, label);
	put(p, "</p>\n");
}

static void write_body(struct page *p)
{
	const struct doc *doc = p->doc;

	put(p, "<body>\n<a class=\"skip\" href=\"#main\">");
	text(p, doc->word_skip);
	put(p, "</a>\n<header>\n");
	write_marking(p, doc->label);
	put(p, "<h1>");
	text(p, doc->title);
	put(p, "</h1>\n<p class=\"subtitle\">");
	text(p, doc->subtitle);
	put(p, "</p>\n");
	write_nodes(p, doc->cover, 2);
	put(p, "</header>\n<div class=\"columns\">\n<nav");
	html_attr(p->out, "aria-label", doc->word_contents);
	put(p, ">\n<p class=\"nav-title\">");
	text(p, doc->word_contents);
	put(p, "</p>\n");
	write_toc_level(p, doc->body, 2);
	put(p, "</nav>\n<main id=\"main\" tabindex=\"-1\">\n");
	write_nodes(p, doc->body, 2);
	put(p, "</main>\n</div>\n<footer>\n<p>");
	text(p, doc->author);
	put(p, "</p>\n");
	if (doc->watermark) {
		put(p, "<p class=\"watermark\">");
		text(p, doc->watermark);
		put(p, "</p>\n");
	}
	write_marking(p, doc->label);
	put(p, "</footer>\n</body>\n</html>\n");
}

int report_html(const struct doc *doc, struct str *out)
{
	struct page p = {.doc = doc, .out = out};

	write_head(&p);
	write_body(&p);
	return str_ok(out);
}
