#include "codec/csv.h"

#include "base/err.h"
#include "codec/html.h"
#include "codec/utf8.h"

#include <inttypes.h>

void csv_init(struct csv_writer *w, struct str *out, char separator)
{
	*w = (struct csv_writer){.out = out, .separator = separator};
	str_add(out, "\xef\xbb\xbf");
}

/* Unicode's white space and invisible characters too, since spreadsheets trim more than ASCII.
 */
static bool is_blank(uint32_t code)
{
	return code == ' ' || code == '\n' || code == 0x0b || code == 0x0c || code == 0xa0 ||
	       code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x202f ||
	       code == 0x205f || code == 0x3000 || html_is_steering(code);
}

bool csv_is_formula(struct span cell)
{
	while (cell.n) {
		uint32_t code;
		size_t n = utf8_next(cell, &code);

		if (n == 0)
			return false;
		/* Full-width signs too: some spreadsheets fold them to ASCII. */
		if (code == '=' || code == '+' || code == '-' || code == '@' || code == '\t' ||
		    code == '\r' || code == 0xff1d || code == 0xff0b || code == 0xff0d ||
		    code == 0xff20)
			return true;
		if (!is_blank(code))
			return false;
		cell = span_sub(cell, n, cell.n);
	}
	return false;
}

static void put_text(struct str *out, struct span text)
{
	while (text.n) {
		uint32_t code;
		size_t n = utf8_next(text, &code);

		if (n == 0 || (code < 0x20 && code != '\t' && code != '\n' && code != '\r') ||
		    (code >= 0x7f && code < 0xa0))
			utf8_put(out, 0xfffd);
		else if (html_is_steering(code))
			str_addf(out, "[U+%04X]", code);
		else if (code == '"')
			str_add(out, "\"\"");
		else
			str_span(out, span_sub(text, 0, n));
		text = span_sub(text, MAX(n, (size_t)1), text.n);
	}
}

static bool needs_quotes(const struct csv_writer *w, struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (strchr("\",;\t\r\n '", text.p[i]) || text.p[i] == (uint8_t)w->separator)
			return true;
	return false;
}

static void begin_cell(struct csv_writer *w)
{
	if (w->begun)
		str_char(w->out, w->separator);
	w->begun = true;
}

void csv_cell(struct csv_writer *w, const char *text)
{
	struct span s = span_str(text);
	bool formula = csv_is_formula(s), quotes = formula || needs_quotes(w, s);

	begin_cell(w);
	if (quotes)
		str_char(w->out, '"');
	if (formula)
		str_char(w->out, '\'');
	put_text(w->out, s);
	if (quotes)
		str_char(w->out, '"');
}

void csv_int(struct csv_writer *w, int64_t v)
{
	begin_cell(w);
	str_addf(w->out, "%" PRId64, v);
}

void csv_end(struct csv_writer *w)
{
	str_add(w->out, "\r\n");
	w->begun = false;
}

/* Steps over what ends a cell. ERR_SYNTAX when it is something else. */
static int end_cell(struct span *rest, char separator, bool *ret_row_ends)
{
	size_t n = 1;

	*ret_row_ends = true;
	if (rest->n == 0)
		return 0;
	if (rest->p[0] == (uint8_t)separator)
		*ret_row_ends = false;
	else if (span_starts(*rest, "\r\n"))
		n = 2;
	else if (rest->p[0] != '\n')
		return ERR_SYNTAX;
	*rest = span_sub(*rest, n, rest->n);
	return 0;
}

static int next_quoted(struct span *rest, struct str *out)
{
	struct span at = span_sub(*rest, 1, rest->n);

	while (at.n) {
		size_t n = 1;

		if (at.p[0] == '"') {
			if (at.n == 1 || at.p[1] != '"') {
				*rest = span_sub(at, 1, at.n);
				return 0;
			}
			n = 2;
		}
		str_char(out, (char)at.p[0]);
		at = span_sub(at, n, at.n);
	}
	return ERR_TRUNCATED;
}

int csv_next(struct span *rest, char separator, struct str *out, bool *ret_row_ends)
{
	struct span at = *rest;
	bool ends;
	int r;

	if (at.n && at.p[0] == '"') {
		r = next_quoted(&at, out);
		if (r < 0)
			return r;
	} else {
		size_t n = 0;

		while (n < at.n && at.p[n] != (uint8_t)separator && at.p[n] != '\n' &&
		       at.p[n] != '"' && !span_starts(span_sub(at, n, 2), "\r\n"))
			n++;
		str_span(out, span_sub(at, 0, n));
		at = span_sub(at, n, at.n);
	}
	r = end_cell(&at, separator, &ends);
	if (r < 0)
		return r;
	*rest = at;
	*ret_row_ends = ends;
	return 0;
}
