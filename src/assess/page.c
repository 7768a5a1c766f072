#include "assess/page.h"

enum { SAME_BEGIN = 64, SAME_SLACK = 64 };

const char *page_next_header(const struct obs_http *h, const char *name, size_t *at)
{
	size_t n = strlen(name);

	while (*at < h->headers.n) {
		const char *line = h->headers.items[(*at)++];

		if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
			line += n + 1;
			while (*line == ' ')
				line++;
			return line;
		}
	}
	return NULL;
}

const char *page_header(const struct obs_http *h, const char *name)
{
	size_t at = 0;

	return page_next_header(h, name, &at);
}

bool page_is_html(const struct obs_http *h)
{
	const char *type = page_header(h, "content-type");
	struct span body = span_trim(span_str(h->body));

	if (type)
		return span_istarts(span_str(type), "text/html") ||
		       span_istarts(span_str(type), "application/xhtml+xml");
	return span_istarts(body, "<!doctype html") || span_istarts(body, "<html");
}

bool page_has(const struct obs_http *h, const char *text)
{
	return span_ifind(span_str(h->body), text) >= 0;
}

bool page_asks_password(const struct obs_http *h)
{
	struct span rest = span_str(h->body);
	ptrdiff_t at;

	while ((at = span_ifind(rest, "<input")) >= 0) {
		struct span tag;
		ptrdiff_t type;

		rest = span_sub(rest, (size_t)at + 6, rest.n);
		at = span_find(rest, ">");
		tag = span_sub(rest, 0, at < 0 ? rest.n : (size_t)at);
		type = span_ifind(tag, "type");
		if (type < 0)
			continue;
		tag = span_trim(span_sub(tag, (size_t)type + 4, tag.n));
		if (!span_starts(tag, "="))
			continue;
		tag = span_trim(span_sub(tag, 1, tag.n));
		if (span_starts(tag, "\"") || span_starts(tag, "'"))
			tag = span_sub(tag, 1, tag.n);
		if (span_istarts(tag, "password"))
			return true;
	}
	return false;
}

bool page_is(const struct obs_http *h, const char *probe)
{
	return strcmp(h->probe, probe) == 0;
}

bool page_is_home(const struct obs_http *h)
{
	return (page_is(h, "root") || page_is(h, "page")) && strcmp(h->method, "GET") == 0;
}

static bool same_text(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_headers(const struct obs_http *a, const struct obs_http *b)
{
	static const char *const judged[] = {"content-type", "server", "x-powered-by",
	    "strict-transport-security", "content-security-policy", "x-frame-options",
	    "x-content-type-options", "www-authenticate"};

	for (size_t i = 0; i < ARRAY_LEN(judged); i++)
		if (!same_text(page_header(a, judged[i]), page_header(b, judged[i])))
			return false;
	return true;
}

static bool same_body(const struct obs_http *a, const struct obs_http *b)
{
	int64_t more = a->body_bytes > b->body_bytes ? a->body_bytes : b->body_bytes;
	int64_t gap = 2 * more - a->body_bytes - b->body_bytes;

	if (gap == 0 && same_text(a->body, b->body))
		return true;
	return gap <= MAX(SAME_SLACK, more / 50) && same_text(a->title, b->title) &&
	       strncmp(a->body ? a->body : "", b->body ? b->body : "", SAME_BEGIN) == 0;
}

bool page_same(const struct obs_http *a, const struct obs_http *b)
{
	return a->status == b->status && same_text(a->location, b->location) &&
	       same_headers(a, b) && same_body(a, b);
}
