#include "codec/cursor.h"

struct cursor cursor_of(struct span s)
{
	return (struct cursor){s.p, s.n, 0, 0};
}

void cursor_fail(struct cursor *c, int err)
{
	if (!c->err)
		c->err = err;
}

int cursor_err(const struct cursor *c)
{
	return c->err;
}

struct span cursor_bytes(struct cursor *c, size_t n)
{
	struct span s;

	if (c->err || n > c->n - c->at) {
		cursor_fail(c, ERR_TRUNCATED);
		return (struct span){NULL, 0};
	}
	s = n ? span_of(c->p + c->at, n) : span_of(NULL, 0);
	c->at += n;
	return s;
}

static uint64_t big(struct cursor *c, size_t n)
{
	struct span s = cursor_bytes(c, n);
	uint64_t v = 0;

	for (size_t i = 0; i < s.n; i++)
		v = v << 8 | s.p[i];
	return v;
}

static uint32_t little(struct cursor *c, size_t n)
{
	struct span s = cursor_bytes(c, n);
	uint32_t v = 0;

	for (size_t i = s.n; i > 0; i--)
		v = v << 8 | s.p[i - 1];
	return v;
}

uint8_t cursor_u8(struct cursor *c)
{
	return (uint8_t)big(c, 1);
}

uint16_t cursor_u16(struct cursor *c)
{
	return (uint16_t)big(c, 2);
}

uint32_t cursor_u24(struct cursor *c)
{
	return (uint32_t)big(c, 3);
}

uint32_t cursor_u32(struct cursor *c)
{
	return (uint32_t)big(c, 4);
}

uint64_t cursor_u64(struct cursor *c)
{
	return big(c, 8);
}

uint16_t cursor_u16_le(struct cursor *c)
{
	return (uint16_t)little(c, 2);
}

uint32_t cursor_u24_le(struct cursor *c)
{
	return little(c, 3);
}

uint32_t cursor_u32_le(struct cursor *c)
{
	return little(c, 4);
}

struct cursor cursor_sub(struct cursor *c, size_t n)
{
	struct cursor sub = cursor_of(cursor_bytes(c, n));

	sub.err = c->err;
	return sub;
}

struct span cursor_cstr(struct cursor *c)
{
	struct span rest = cursor_rest(c);
	const uint8_t *nul = rest.n ? (const uint8_t *)memchr(rest.p, 0, rest.n) : NULL;
	struct span s;

	if (!nul) {
		cursor_fail(c, ERR_TRUNCATED);
		return (struct span){NULL, 0};
	}
	s = cursor_bytes(c, (size_t)(nul - rest.p));
	cursor_skip(c, 1);
	return s;
}

void cursor_skip(struct cursor *c, size_t n)
{
	(void)cursor_bytes(c, n);
}

void cursor_seek(struct cursor *c, size_t at)
{
	if (c->err)
		return;
	if (at > c->n)
		cursor_fail(c, ERR_TRUNCATED);
	else
		c->at = at;
}

size_t cursor_left(const struct cursor *c)
{
	return c->err ? 0 : c->n - c->at;
}

struct span cursor_rest(const struct cursor *c)
{
	return c->err || c->at == c->n ? span_of(NULL, 0) : span_of(c->p + c->at, c->n - c->at);
}
