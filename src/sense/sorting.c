#include "sense/sorting.h"

enum { HEAD = 512 /* bytes within which event_type stands */, MINOR = 3 };

/* What follows the key. Keys are ours; within a value every quote has a backslash before it, so
 * that nothing from the wire looks like one. */
static struct span after(struct span line, const char *key)
{
	ptrdiff_t at = span_find(line, key);

	if (at < 0)
		return (struct span){0};
	return span_sub(line, (size_t)at + strlen(key), line.n);
}

static bool minor(struct span line)
{
	struct span severity = after(after(line, "\"alert\":{"), "\"severity\":");

	return severity.n && severity.p[0] >= '0' + MINOR && severity.p[0] <= '9';
}

struct sorting sorting_of(struct span line)
{
	static const char *const flows[] = {"flow\"", "netflow\"", "anomaly\""};
	struct span type = after(span_sub(line, 0, HEAD), "\"event_type\":\"");
	struct sorting s = {.kept = true, .class = SHIP_META};

	for (size_t i = 0; i < ARRAY_LEN(flows); i++)
		if (span_starts(type, flows[i]))
			s.class = SHIP_FLOW;
	if (span_starts(type, "alert\""))
		s.class = SHIP_ALERT;
	s.kept = !span_starts(type, "stats\"");
	s.priority = ship_priority(s.class);
	if (s.class == SHIP_ALERT && minor(line))
		s.priority = ship_priority(SHIP_META);
	return s;
}
