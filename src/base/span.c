#include "base/span.h"

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool same(const uint8_t *a, const char *b, size_t n, bool fold)
{
	if (!fold)
		return n == 0 || memcmp(a, b, n) == 0;
	for (size_t i = 0; i < n; i++)
		if (lower(a[i]) != lower((uint8_t)b[i]))
			return false;
	return true;
}

bool span_eq(struct span a, const char *s)
{
	return a.n == strlen(s) && same(a.p, s, a.n, false);
}

bool span_ieq(struct span a, const char *s)
{
	return a.n == strlen(s) && same(a.p, s, a.n, true);
}

bool span_starts(struct span a, const char *s)
{
	size_t n = strlen(s);

	return a.n >= n && same(a.p, s, n, false);
}

bool span_istarts(struct span a, const char *s)
{
	size_t n = strlen(s);

	return a.n >= n && same(a.p, s, n, true);
}

static ptrdiff_t find(struct span a, const char *needle, bool fold)
{
	size_t n = strlen(needle);

	for (size_t i = 0; i + n <= a.n; i++)
		if (same(a.p + i, needle, n, fold))
			return (ptrdiff_t)i;
	return -1;
}

ptrdiff_t span_find(struct span a, const char *needle)
{
	const void *hit = a.n ? memmem(a.p, a.n, needle, strlen(needle)) : NULL;

	return hit ? (const uint8_t *)hit - a.p : -1;
}

ptrdiff_t span_ifind(struct span a, const char *needle)
{
	return find(a, needle, true);
}

struct span span_sub(struct span a, size_t from, size_t n)
{
	if (from >= a.n)
		return (struct span){NULL, 0};
	if (n > a.n - from)
		n = a.n - from;
	return (struct span){a.p + from, n};
}

static bool is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct span span_trim(struct span a)
{
	while (a.n && is_space(a.p[0])) {
		a.p++;
		a.n--;
	}
	while (a.n && is_space(a.p[a.n - 1]))
		a.n--;
	return a;
}

bool span_split(struct span *rest, char sep, struct span *ret_part)
{
	const uint8_t *hit;

	if (!rest->p)
		return false;
	hit = rest->n ? (const uint8_t *)memchr(rest->p, sep, rest->n) : NULL;
	if (!hit) {
		*ret_part = *rest;
		*rest = (struct span){NULL, 0};
		return true;
	}
	*ret_part = (struct span){rest->p, (size_t)(hit - rest->p)};
	rest->n -= ret_part->n + 1;
	rest->p = hit + 1;
	return true;
}

bool span_line(struct span *rest, struct span *ret_line)
{
	if (rest->n == 0 || !span_split(rest, '\n', ret_line))
		return false;
	if (ret_line->n && ret_line->p[ret_line->n - 1] == '\r')
		ret_line->n--;
	return true;
}
