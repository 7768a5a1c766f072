#include "wire/line.h"

bool line_take(struct span *rest, struct span *ret_line)
{
	if (rest->n == 0 || !memchr(rest->p, '\n', rest->n))
		return false;
	return span_line(rest, ret_line);
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

bool line_word(struct span *rest, struct span *ret_word)
{
	size_t from = 0, to;

	while (from < rest->n && is_blank(rest->p[from]))
		from++;
	to = from;
	while (to < rest->n && !is_blank(rest->p[to]))
		to++;
	if (from == to)
		return false;
	*ret_word = span_sub(*rest, from, to - from);
	*rest = span_sub(*rest, to, rest->n);
	return true;
}
