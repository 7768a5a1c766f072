#include "codec/markdown.h"

#include "codec/html.h"

enum { LINK_MAX = 2000, HEADING_MAX = 6, AHEAD = 4000 /* bytes that a mark is looked for */ };

/* --- within a line --- */

static bool begins(struct span s, size_t at, const char *with)
{
	size_t n = strlen(with);

	return at + n <= s.n && memcmp(s.p + at, with, n) == 0;
}

/* Where the text stands again from `from` on; s.n: nowhere. */
static size_t next(struct span s, size_t from, const char *text)
{
	for (size_t i = from; i < s.n && i < from + AHEAD; i++)
		if (begins(s, i, text))
			return i;
	return s.n;
}

static void inline_html(struct span s, int depth, struct str *out);

/* What stands between two marks, in the element. Gives the bytes taken, 0: it is none. */
static size_t between(
    struct span s, size_t at, const char *mark, const char *element, int depth, struct str *out)
{
	size_t m = strlen(mark), end;
	struct span inner;

	if (!begins(s, at, mark))
		return 0;
	end = next(s, at + m, mark);
	if (end >= s.n || end == at + m || s.p[at + m] == ' ' || s.p[end - 1] == ' ')
		return 0;
	inner = span_sub(s, at + m, end - at - m);
	str_addf(out, "<%s>", element);
	if (*mark == '`')
		html_text(out, inner);
	else
		inline_html(inner, depth + 1, out);
	str_addf(out, "</%s>", element);
	return end + m - at;
}

/* A page of the house itself: from its root, and of no other host. */
static bool own_path(const char *to)
{
	for (const char *c = to; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == '\\' || *c == 127)
			return false;
	return to[0] == '/' && to[1] != '/';
}

/* [text](address). */
static size_t link_html(struct span s, size_t at, int depth, struct str *out)
{
	size_t middle, end;
	STR_AUTO(to, LINK_MAX);

	if (!begins(s, at, "["))
		return 0;
	middle = next(s, at, "](");
	end = middle < s.n ? next(s, middle, ")") : s.n;
	if (end >= s.n || middle == at + 1)
		return 0;
	str_span(&to, span_sub(s, middle + 2, end - middle - 2));
	if (str_ok(&to) < 0 || *str_text(&to) == '#' ||
	    (!html_href_safe(str_text(&to)) && !own_path(str_text(&to))))
		return 0;
	str_add(out, "<a");
	html_attr(out, "href", str_text(&to));
	str_add(out, " rel=\"noreferrer\">");
	inline_html(span_sub(s, at + 1, middle - at - 1), depth + 1, out);
	str_add(out, "</a>");
	return end + 1 - at;
}

static void inline_html(struct span s, int depth, struct str *out)
{
	size_t plain = 0, at = 0;

	while (at < s.n && depth < 4) {
		STR_AUTO(part, out->max);
		size_t n;

		if (s.p[at] != '`' && s.p[at] != '*' && s.p[at] != '[') {
			at++;
			continue;
		}
		n = between(s, at, "`", "code", depth, &part);
		if (!n)
			n = between(s, at, "**", "strong", depth, &part);
		if (!n)
			n = between(s, at, "*", "em", depth, &part);
		/* A link within a link is none in HTML. */
		if (!n && depth == 0)
			n = link_html(s, at, depth, &part);
		if (!n) {
			at++;
			continue;
		}
		html_text(out, span_sub(s, plain, at - plain));
		str_span(out, str_bytes(&part));
		at += n;
		plain = at;
	}
	html_text(out, span_sub(s, plain, s.n - plain));
}

/* --- lines --- */

enum block { NOTHING, PARAGRAPH, BULLETS, NUMBERS, QUOTE, CODE };

static const char *const opens[] = {
    "", "<p>", "<ul>", "<ol>", "<blockquote><p>", "<pre><code>"};
static const char *const closes[] = {
    "", "</p>\n", "</ul>\n", "</ol>\n", "</p></blockquote>\n", "</code></pre>\n"};

struct writing {
	struct str *out;
	int level;
	enum block in;
};

static void go_to(struct writing *w, enum block to)
{
	if (w->in == to)
		return;
	str_add(w->out, closes[w->in]);
	str_add(w->out, opens[to]);
	w->in = to;
}

/* Bytes of the list's mark and the blank after it: "- ", "12. "; 0: none. */
static size_t list_mark(struct span line, enum block *ret)
{
	size_t n = 0;

	if (begins(line, 0, "- ") || begins(line, 0, "* ")) {
		*ret = BULLETS;
		return 2;
	}
	while (n < line.n && n < 3 && line.p[n] >= '0' && line.p[n] <= '9')
		n++;
	if (!n || !begins(line, n, ". "))
		return 0;
	*ret = NUMBERS;
	return n + 2;
}

static bool heading(struct writing *w, struct span line)
{
	size_t n = 0;
	int level;

	while (n < line.n && line.p[n] == '#')
		n++;
	if (!n || n > 4 || !begins(line, n, " "))
		return false;
	level = MIN(w->level + (int)n - 1, HEADING_MAX);
	go_to(w, NOTHING);
	str_addf(w->out, "<h%d>", level);
	inline_html(span_trim(span_sub(line, n, line.n)), 0, w->out);
	str_addf(w->out, "</h%d>\n", level);
	return true;
}

static void text_line(struct writing *w, struct span line, enum block in)
{
	bool goes_on = w->in == in;

	go_to(w, in);
	if (goes_on)
		str_char(w->out, '\n');
	inline_html(line, 0, w->out);
}

static void one_line(struct writing *w, struct span raw)
{
	struct span line = span_trim(raw);
	enum block list = NOTHING;
	size_t mark;

	if (begins(line, 0, "```")) {
		go_to(w, w->in == CODE ? NOTHING : CODE);
		return;
	}
	if (w->in == CODE) {
		html_text(w->out, raw);
		str_char(w->out, '\n');
		return;
	}
	if (!line.n) {
		go_to(w, NOTHING);
		return;
	}
	if (heading(w, line))
		return;
	mark = list_mark(line, &list);
	if (mark) {
		go_to(w, list);
		str_add(w->out, "<li>");
		inline_html(span_sub(line, mark, line.n), 0, w->out);
		str_add(w->out, "</li>");
		return;
	}
	if (begins(line, 0, ">"))
		text_line(w, span_trim(span_sub(line, 1, line.n)), QUOTE);
	else
		text_line(w, line, PARAGRAPH);
}

void markdown_html(struct span text, int level, struct str *out)
{
	struct writing w = {.out = out, .level = level};
	struct span line;

	while (span_split(&text, '\n', &line)) {
		if (line.n && line.p[line.n - 1] == '\r')
			line.n--;
		one_line(&w, line);
	}
	go_to(&w, NOTHING);
}
