#include "codec/ber.h"

enum { TAG_LONG = 0x1f, LENGTH_LONG = 0x80, MORE = 0x80 };

/* X.690 section 8.1.3. Lengths need not be in the shortest form: agents keep room for them. */
static size_t length(struct cursor *c)
{
	uint8_t first = cursor_u8(c);
	size_t n = 0;

	if (first < LENGTH_LONG)
		return first;
	if (first == LENGTH_LONG || first > LENGTH_LONG + 4)
		cursor_fail(c, ERR_SYNTAX);
	for (int i = first - LENGTH_LONG; i > 0 && !cursor_err(c); i--)
		n = n << 8 | cursor_u8(c);
	return n;
}

struct ber ber_any(struct cursor *c)
{
	struct ber e = {.tag = cursor_u8(c)};

	if ((e.tag & TAG_LONG) == TAG_LONG)
		cursor_fail(c, ERR_SYNTAX);
	e.value = cursor_bytes(c, length(c));
	if (cursor_err(c))
		e = (struct ber){0};
	return e;
}

struct span ber_take(struct cursor *c, uint8_t tag)
{
	struct ber e = ber_any(c);

	if (!cursor_err(c) && e.tag != tag)
		cursor_fail(c, ERR_SYNTAX);
	return cursor_err(c) ? span_of(NULL, 0) : e.value;
}

struct cursor ber_open(struct cursor *c, uint8_t tag)
{
	struct cursor sub = cursor_of(ber_take(c, tag));

	sub.err = cursor_err(c);
	return sub;
}

int64_t ber_int(struct cursor *c, uint8_t tag)
{
	struct span s = ber_take(c, tag);
	uint64_t v;

	if (cursor_err(c))
		return 0;
	if (s.n < 1 || s.n > 8) {
		cursor_fail(c, ERR_RANGE);
		return 0;
	}
	v = s.p[0] & 0x80 ? UINT64_MAX : 0;
	for (size_t i = 0; i < s.n; i++)
		v = v << 8 | s.p[i];
	return (int64_t)v;
}

/* One base-128 number, X.690 section 8.19.2. */
static int subidentifier(struct cursor *c, uint64_t *ret)
{
	uint64_t v = 0;
	uint8_t b;

	do {
		b = cursor_u8(c);
		if (v == 0 && b == MORE)
			return ERR_SYNTAX; /* a leading zero */
		if (v >> 57)
			return ERR_RANGE;
		v = v << 7 | (b & 0x7f);
	} while (b & MORE);
	if (cursor_err(c))
		return ERR_SYNTAX;
	*ret = v;
	return 0;
}

int ber_oid_text(struct span contents, struct str *to)
{
	struct cursor c = cursor_of(contents);
	uint64_t v, root;
	int r = subidentifier(&c, &v);

	if (r < 0)
		return r;
	/* The first number holds two arcs; the first arc is 0, 1 or 2, X.690 section 8.19.4. */
	root = v < 80 ? v / 40 : 2;
	str_addf(to, "%d.%llu", (int)root, (unsigned long long)(v - root * 40));
	while (cursor_left(&c)) {
		r = subidentifier(&c, &v);
		if (r < 0)
			return r;
		str_addf(to, ".%llu", (unsigned long long)v);
	}
	return 0;
}

void ber_put(struct str *to, uint8_t tag, struct span contents)
{
	str_u8(to, tag);
	if (contents.n > 0xffff) {
		to->over = true;
		return;
	}
	if (contents.n > 0xff)
		str_u8(to, LENGTH_LONG + 2);
	else if (contents.n >= LENGTH_LONG)
		str_u8(to, LENGTH_LONG + 1);
	if (contents.n > 0xff)
		str_u16(to, (uint16_t)contents.n);
	else
		str_u8(to, (uint8_t)contents.n);
	str_span(to, contents);
}

void ber_put_int(struct str *to, uint8_t tag, int64_t value)
{
	uint8_t b[8];
	size_t from = 0;

	for (int i = 0; i < 8; i++)
		b[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
	/* Leading bytes that only repeat the sign are left out, X.690 section 8.3.2. */
	while (from < 7 && ((b[from] == 0 && !(b[from + 1] & 0x80)) ||
			       (b[from] == 0xff && b[from + 1] & 0x80)))
		from++;
	ber_put(to, tag, span_of(b + from, 8 - from));
}
