/* Borrowed bytes. Whatever comes from outside is a span until it is validated. */
#ifndef VARDE_BASE_SPAN_H
#define VARDE_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const uint8_t *p; /* borrowed; may be NULL when n is 0 */
	size_t n;         /* bytes */
};

/* A span over n bytes at p (borrows). */
static inline struct span span_of(const void *p, size_t n)
{
	return (struct span){(const uint8_t *)p, n};
}

/* A span over a string without its NUL (borrows); NULL gives an empty span. */
static inline struct span span_str(const char *s)
{
	return (struct span){(const uint8_t *)s, s ? strlen(s) : 0};
}

/* Whether the span's bytes equal the string's. */
bool span_eq(struct span a, const char *s);

/* The same without regard to ASCII letter case. */
bool span_ieq(struct span a, const char *s);

/* Whether the span begins with the string's bytes. */
bool span_starts(struct span a, const char *s);

/* The same without regard to ASCII letter case. */
bool span_istarts(struct span a, const char *s);

/* Offset of the first occurrence of the needle, or -1. */
ptrdiff_t span_find(struct span a, const char *needle);

/* The same without regard to ASCII letter case. */
ptrdiff_t span_ifind(struct span a, const char *needle);

/* The part of a from offset from, at most n bytes; clamped, never out of bounds. */
struct span span_sub(struct span a, size_t from, size_t n);

/* a without leading and trailing ASCII white space. */
struct span span_trim(struct span a);

/*
 * Takes the bytes up to the separator out of *rest (which then begins after it) and gives them;
 * the last part is what remains. Returns false when *rest was used up, which p == NULL marks.
 */
bool span_split(struct span *rest, char sep, struct span *ret_part);

/* Takes one line (ended by LF or CRLF, not included) out of *rest; false when used up. */
bool span_line(struct span *rest, struct span *ret_line);

#endif
