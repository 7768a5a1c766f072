#include "wire/pop3.h"

#include "wire/line.h"

enum { STATUS_MAX = 512 }; /* bytes of a status line with its end, RFC 1939 section 3 */

bool pop3_is_ok(struct span bytes)
{
	return span_starts(bytes, "+OK") && (bytes.n == 3 || bytes.p[3] <= ' ');
}

bool pop3_greets(struct span bytes)
{
	return pop3_is_ok(bytes) ||
	       (span_starts(bytes, "-ERR") && (bytes.n == 4 || bytes.p[4] <= ' '));
}

int pop3_status_size(struct span bytes, size_t *ret_size)
{
	struct span rest = bytes, line;

	if (bytes.n && bytes.p[0] != '+' && bytes.p[0] != '-')
		return ERR_SYNTAX;
	if (!line_take(&rest, &line))
		return bytes.n < STATUS_MAX ? ERR_TRUNCATED : ERR_SYNTAX;
	if (!pop3_greets(line) || bytes.n - rest.n > STATUS_MAX)
		return ERR_SYNTAX;
	*ret_size = bytes.n - rest.n;
	return 0;
}

int pop3_listing_size(struct span bytes, size_t *ret_size)
{
	struct span rest, line;
	size_t size;
	int r = pop3_status_size(bytes, &size);

	if (r < 0)
		return r;
	rest = span_sub(bytes, size, bytes.n);
	if (pop3_is_ok(bytes)) {
		do {
			if (!line_take(&rest, &line))
				return ERR_TRUNCATED;
		} while (!span_eq(line, "."));
	}
	*ret_size = bytes.n - rest.n;
	return 0;
}

bool pop3_item(struct span *rest, struct span *ret_item)
{
	struct span line;

	if (!line_take(rest, &line) || span_eq(line, "."))
		return false;
	*ret_item = span_starts(line, ".") ? span_sub(line, 1, line.n) : line;
	return true;
}
