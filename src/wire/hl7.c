#include "wire/hl7.h"

#include "base/err.h"
#include "base/limits.h"

enum { BLOCK_START = 0x0b, BLOCK_END = 0x1c, CARRIAGE_RETURN = 0x0d };

int hl7_frame(struct span bytes, size_t *ret_size)
{
	const uint8_t *end;
	size_t n;

	if (!bytes.n)
		return ERR_TRUNCATED;
	if (bytes.p[0] != BLOCK_START)
		return ERR_SYNTAX;
	end = memchr(bytes.p, BLOCK_END, bytes.n);
	n = end ? (size_t)(end - bytes.p) + 1 : bytes.n;
	if (n >= LIMIT_FRAME)
		return ERR_LIMIT;
	if (!end)
		return ERR_TRUNCATED;
	if (n < bytes.n && bytes.p[n] == CARRIAGE_RETURN)
		n++;
	*ret_size = n;
	return 0;
}

int hl7_unframe(struct span frame, struct span *ret)
{
	size_t n;
	int r = hl7_frame(frame, &n);

	if (r < 0)
		return r;
	if (frame.p[n - 1] == CARRIAGE_RETURN)
		n--;
	*ret = span_sub(frame, 1, n - 2);
	return 0;
}

/* Takes a segment out of *rest. Carriage returns end segments; line feeds, alone or behind
 * them, are common mistakes. */
static bool next_segment(struct span *rest, struct span *ret)
{
	size_t n = 0;

	while (rest->n && (rest->p[0] == '\r' || rest->p[0] == '\n'))
		*rest = span_sub(*rest, 1, rest->n - 1);
	while (n < rest->n && rest->p[n] != '\r' && rest->p[n] != '\n')
		n++;
	*ret = span_sub(*rest, 0, n);
	*rest = span_sub(*rest, n, rest->n - n);
	return n > 0;
}

/* The field of that number, counted from the segment's name, which is 0; empty when there are
 * fewer. */
static struct span field(struct span segment, char separator, int number)
{
	struct span part = segment;

	for (int i = 0; i <= number; i++)
		if (!span_split(&segment, separator, &part))
			return span_of(NULL, 0);
	return part;
}

int hl7_parse(struct span message, struct hl7_message *ret)
{
	struct hl7_message m = {0};
	struct span segment;
	char separator;

	if (!next_segment(&message, &segment) || segment.n < 4 || !span_starts(segment, "MSH"))
		return ERR_SYNTAX;
	/* MSH-1 is the separator itself, so that MSH fields count one less than others. */
	separator = (char)segment.p[3];
	m.application = field(segment, separator, 2);
	m.facility = field(segment, separator, 3);
	m.type = field(segment, separator, 8);
	m.control = field(segment, separator, 9);
	m.version = field(segment, separator, 11);
	while (next_segment(&message, &segment))
		if (segment.n > 3 && span_starts(segment, "MSA") &&
		    (char)segment.p[3] == separator) {
			m.ack = field(segment, separator, 1);
			m.answered = field(segment, separator, 2);
			break;
		}
	*ret = m;
	return 0;
}

void hl7_query_put(
    struct str *to, const char *application, const char *facility, const char *control)
{
	str_addf(to, "%cMSH|^~\\&|%s|%s|||||NMQ^N01|%s|T|2.5\r%c\r", BLOCK_START, application,
	    facility, control, BLOCK_END);
}
