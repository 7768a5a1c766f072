#include "codec/html.h"

#include "codec/utf8.h"

bool html_is_steering(uint32_t code)
{
	return code == 0x061c || code == 0x180e || (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) ||
	       code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb) ||
	       (code >= 0xe0000 && code <= 0xe007f);
}

static bool is_control(uint32_t code)
{
	return (code < 0x20 && code != '\t' && code != '\n') || (code >= 0x7f && code < 0xa0);
}

static void put_code(struct str *out, uint32_t code, struct span bytes)
{
	switch (code) {
	case '&':
		str_add(out, "&amp;");
		return;
	case '<':
		str_add(out, "&lt;");
		return;
	case '>':
		str_add(out, "&gt;");
		return;
	case '"':
		str_add(out, "&quot;");
		return;
	case '\'':
		str_add(out, "&#39;");
		return;
	default:
		break;
	}
	if (is_control(code))
		utf8_put(out, 0xfffd);
	else if (html_is_steering(code))
		str_addf(out, "[U+%04X]", code);
	else
		str_span(out, bytes);
}

/* Length of the leading bytes that need no second look. */
static size_t plain(struct span text)
{
	size_t n = 0;

	while (n < text.n && text.p[n] >= 0x20 && text.p[n] < 0x7f && text.p[n] != '&' &&
	       text.p[n] != '<' && text.p[n] != '>' && text.p[n] != '"' && text.p[n] != '\'')
		n++;
	return n;
}

void html_text(struct str *out, struct span text)
{
	while (text.n) {
		size_t n = plain(text);
		uint32_t code;

		if (n == 0) {
			n = utf8_next(text, &code);
			put_code(out, n ? code : 0xfffd,
			    n ? span_sub(text, 0, n) : span_str("\xef\xbf\xbd"));
			n = MAX(n, (size_t)1);
		} else {
			str_span(out, span_sub(text, 0, n));
		}
		text = span_sub(text, n, text.n);
	}
}

void html_attr(struct str *out, const char *name, const char *value)
{
	if (!value)
		return;
	str_addf(out, " %s=\"", name);
	html_text(out, span_str(value));
	str_char(out, '"');
}

bool html_href_safe(const char *href)
{
	struct span s = span_str(href);

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= 0x20 || s.p[i] == 0x7f)
			return false;
	return s.p[0] == '#' || span_istarts(s, "https://") || span_istarts(s, "http://") ||
	       span_istarts(s, "mailto:");
}
