#include "base/str.h"

#include "base/err.h"

void str_init(struct str *s, size_t max)
{
	*s = (struct str){.max = max};
}

void str_done(struct str *s)
{
	s->p = mem_free(s->p);
	s->n = s->cap = 0;
}

void str_clear(struct str *s)
{
	s->n = 0;
	s->over = false;
	if (s->p)
		s->p[0] = '\0';
}

int str_ok(const struct str *s)
{
	return s->over ? ERR_LIMIT : 0;
}

/* Makes room for n more bytes and the NUL; false when the maximum forbids it. */
static bool reserve(struct str *s, size_t n)
{
	size_t cap;

	if (s->over || n > s->max - s->n) {
		s->over = true;
		return false;
	}
	if (s->n + n + 1 <= s->cap)
		return true;
	cap = MAX(s->cap * 2, (size_t)64);
	while (cap < s->n + n + 1)
		cap *= 2;
	s->p = mem_resize(s->p, cap);
	s->cap = cap;
	return true;
}

void str_put(struct str *s, const void *p, size_t n)
{
	if (!reserve(s, n))
		return;
	if (n)
		memcpy(s->p + s->n, p, n);
	s->n += n;
	s->p[s->n] = '\0';
}

void str_add(struct str *s, const char *text)
{
	if (text)
		str_put(s, text, strlen(text));
}

void str_span(struct str *s, struct span bytes)
{
	str_put(s, bytes.p, bytes.n);
}

void str_char(struct str *s, char c)
{
	str_put(s, &c, 1);
}

void str_vaddf(struct str *s, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0 || !reserve(s, (size_t)n))
		return;
	(void)vsnprintf(s->p + s->n, (size_t)n + 1, fmt, ap); /* the size was just measured */
	s->n += (size_t)n;
}

void str_addf(struct str *s, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	str_vaddf(s, fmt, ap);
	va_end(ap);
}

void str_u8(struct str *s, uint8_t v)
{
	str_put(s, &v, 1);
}

void str_u16(struct str *s, uint16_t v)
{
	uint8_t b[2] = {(uint8_t)(v >> 8), (uint8_t)v};

	str_put(s, b, 2);
}

void str_u24(struct str *s, uint32_t v)
{
	uint8_t b[3] = {(uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v};

	str_put(s, b, 3);
}

void str_u32(struct str *s, uint32_t v)
{
	uint8_t b[4] = {(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v};

	str_put(s, b, 4);
}

void str_u16_le(struct str *s, uint16_t v)
{
	uint8_t b[2] = {(uint8_t)v, (uint8_t)(v >> 8)};

	str_put(s, b, 2);
}

void str_u32_le(struct str *s, uint32_t v)
{
	uint8_t b[4] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)};

	str_put(s, b, 4);
}

void str_set_u16(struct str *s, size_t at, uint16_t v)
{
	if (at + 2 > s->n)
		return;
	s->p[at] = (char)(v >> 8);
	s->p[at + 1] = (char)v;
}

void str_set_u24(struct str *s, size_t at, uint32_t v)
{
	if (at + 3 > s->n)
		return;
	s->p[at] = (char)(v >> 16);
	s->p[at + 1] = (char)(v >> 8);
	s->p[at + 2] = (char)v;
}

void str_drop(struct str *s, size_t n)
{
	n = MIN(n, s->n);
	if (n == 0)
		return;
	memmove(s->p, s->p + n, s->n - n + 1);
	s->n -= n;
}

void str_cut(struct str *s, size_t n)
{
	if (n >= s->n)
		return;
	s->n = n;
	s->p[n] = '\0';
}

struct span str_bytes(const struct str *s)
{
	return span_of(s->p, s->n);
}

const char *str_text(const struct str *s)
{
	return s->p ? s->p : "";
}

char *str_dup(const struct str *s, struct arena *arena)
{
	return arena_strndup(arena, s->p, s->n);
}
