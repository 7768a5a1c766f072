#include "wire/reply.h"

#include "wire/line.h"

enum { CODE = 3 }; /* digits */

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Whether s, or what there is of it so far, can begin a numbered line. */
static bool may_begin(struct span s)
{
	for (size_t i = 0; i < s.n && i < CODE; i++)
		if (!is_digit(s.p[i]) || (i == 0 && (s.p[0] < '1' || s.p[0] > '5')))
			return false;
	return s.n <= CODE || s.p[CODE] == ' ' || s.p[CODE] == '-' || s.p[CODE] == '\r' ||
	       s.p[CODE] == '\n';
}

/* Whether the line carries a code, and whether that ends a reply. */
static bool is_numbered(struct span line, bool *ret_last)
{
	if (line.n < CODE || !may_begin(line))
		return false;
	*ret_last = line.n == CODE || line.p[CODE] != '-';
	return true;
}

int reply_parse(struct span bytes, struct reply *ret)
{
	struct span rest = bytes, line;
	bool last = false;

	if (!may_begin(bytes))
		return ERR_SYNTAX;
	if (!line_take(&rest, &line))
		return ERR_TRUNCATED;
	if (!is_numbered(line, &last))
		return ERR_SYNTAX;
	while (!last) {
		bool numbered_last = false;

		if (!line_take(&rest, &line))
			return ERR_TRUNCATED;
		/* Lines in between may begin with anything, other numbers too (RFC 959
		 * section 4.2). */
		last = is_numbered(line, &numbered_last) && numbered_last &&
		       memcmp(line.p, bytes.p, CODE) == 0;
	}
	ret->code = (bytes.p[0] - '0') * 100 + (bytes.p[1] - '0') * 10 + (bytes.p[2] - '0');
	ret->lines = span_sub(bytes, 0, bytes.n - rest.n);
	return 0;
}

int reply_size(struct span bytes, size_t *ret_size)
{
	struct reply reply;
	int r = reply_parse(bytes, &reply);

	if (r < 0)
		return r;
	*ret_size = reply.lines.n;
	return 0;
}

bool reply_text(struct span *rest, struct span *ret_text)
{
	struct span line;
	bool last;

	if (!line_take(rest, &line))
		return false;
	if (is_numbered(line, &last))
		line = span_sub(line, CODE + 1, line.n);
	*ret_text = span_trim(line);
	return true;
}

bool reply_is_enhanced(const struct reply *reply)
{
	struct span rest = reply->lines, text;

	return reply_text(&rest, &text) && text.n >= 5 && is_digit(text.p[0]) &&
	       text.p[1] == '.' && is_digit(text.p[2]) &&
	       (text.p[3] == '.' || (is_digit(text.p[3]) && text.p[4] == '.'));
}
