/* The ops of a section over the bytes of a buffer: in order, each from where the one before
 * ended, going back to later places when what follows is relative. */
#include "detect/detect_impl.h"

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

static bool same(const uint8_t *a, const uint8_t *b, size_t n, bool nocase)
{
	if (!nocase)
		return memcmp(a, b, n) == 0;
	for (size_t i = 0; i < n; i++)
		if (lower(a[i]) != lower(b[i]))
			return false;
	return true;
}

/* The first place at or behind from, whose match ends at or before to; -1: none. */
static ptrdiff_t find(struct span buf, size_t from, size_t to, struct span what, bool nocase)
{
	const uint8_t *p;

	if (to > buf.n)
		to = buf.n;
	if (from > to || to - from < what.n)
		return -1;
	if (!nocase) {
		p = memmem(buf.p + from, to - from, what.p, what.n);
		return p ? p - buf.p : -1;
	}
	for (size_t i = from; i + what.n <= to; i++)
		if (lower(buf.p[i]) == lower(what.p[0]) &&
		    same(buf.p + i, what.p, what.n, true))
			return (ptrdiff_t)i;
	return -1;
}

static bool spent(struct look *look)
{
	if (++look->steps <= DETECT_STEPS)
		return false;
	if (look->steps == DETECT_STEPS + 1)
		look->d->counts.cut++;
	return true;
}

static bool rest(
    struct look *look, const struct rule_op *op, uint32_t n, struct span buf, size_t at);

static int64_t value(
    const struct look *look, const struct rule_op *op, uint32_t flag, int32_t v)
{
	return op->flags & flag ? (int64_t)MIN(look->vars[v], INT32_MAX) : v;
}

/* Where a content may begin and must end. */
static void window(const struct look *look, const struct rule_op *op, struct span buf,
    size_t at, size_t *from, size_t *to)
{
	int64_t a = value(look, op, RULE_F_A_VAR, op->a),
		b = value(look, op, RULE_F_B_VAR, op->b);
	int64_t low, high = (int64_t)buf.n;

	if (op->flags & RULE_F_RELATIVE) {
		low = (int64_t)at + a;
		if (op->flags & RULE_F_DEPTH)
			high = low + b;
	} else {
		/* Places in a stream count from the stream's beginning. */
		int64_t base =
		    buf.p == look->payload.p ? (int64_t)MIN(look->base, INT64_MAX / 2) : 0;

		low = a - base;
		if (op->flags & RULE_F_DEPTH)
			high = a + b - base;
	}
	*from = low < 0 ? 0 : (size_t)low;
	*to = high < 0 ? 0 : (size_t)MIN(high, (int64_t)buf.n);
}

static bool content(
    struct look *look, const struct rule_op *op, uint32_t n, struct span buf, size_t at)
{
	struct span what = rule_image_bytes(look->d->image, op->data, op->n);
	bool nocase = op->flags & RULE_F_NOCASE, negated = op->flags & RULE_F_NEGATED;
	size_t from, to;

	window(look, op, buf, at, &from, &to);
	if (op->flags & RULE_F_ENDSWITH) {
		if (to < buf.n || buf.n < what.n || from > buf.n - what.n)
			return negated && rest(look, op + 1, n - 1, buf, at);
		from = buf.n - what.n;
	}
	for (;;) {
		ptrdiff_t found = find(buf, from, to, what, nocase);
		size_t end;

		if (negated)
			return found < 0 && rest(look, op + 1, n - 1, buf, at);
		if (found < 0 || spent(look))
			return false;
		end = (size_t)found + what.n;
		if (rest(look, op + 1, n - 1, buf, end)) {
			if (buf.p == look->payload.p && end > look->reach)
				look->reach = end;
			return true;
		}
		if (!(op->flags & RULE_F_RETRY))
			return false;
		from = (size_t)found + 1;
	}
}

static bool pcre(
    struct look *look, const struct rule_op *op, uint32_t n, struct span buf, size_t at)
{
	struct detect *d = look->d;
	size_t begin = op->flags & RULE_F_RELATIVE ? MIN(at, buf.n) : 0, from = 0;
	struct span subject = span_sub(buf, begin, buf.n);
	static const uint8_t nothing[1];

	for (;;) {
		const PCRE2_SIZE *o;
		size_t end;
		int r = pcre2_match(d->image->codes[op->data], subject.p ? subject.p : nothing,
		    subject.n, from, 0, d->match, d->limits);

		if (r == PCRE2_ERROR_MATCHLIMIT || r == PCRE2_ERROR_DEPTHLIMIT ||
		    r == PCRE2_ERROR_HEAPLIMIT || r == PCRE2_ERROR_JIT_STACKLIMIT)
			d->counts.expressions_cut++;
		if (op->flags & RULE_F_NEGATED)
			return r == PCRE2_ERROR_NOMATCH && rest(look, op + 1, n - 1, buf, at);
		if (r < 0 || spent(look))
			return false;
		o = pcre2_get_ovector_pointer(d->match);
		end = begin + o[1];
		from = o[0] + 1;
		if (rest(look, op + 1, n - 1, buf, end)) {
			if (buf.p == look->payload.p && end > look->reach)
				look->reach = end;
			return true;
		}
		if (!(op->flags & RULE_F_RETRY) || from > subject.n)
			return false;
	}
}

static bool data_at(
    const struct look *look, const struct rule_op *op, struct span buf, size_t at)
{
	int64_t a = value(look, op, RULE_F_A_VAR, op->a);
	bool there = op->flags & RULE_F_RELATIVE ? (int64_t)at + a <= (int64_t)buf.n
						 : a < (int64_t)buf.n;

	return there != (bool)(op->flags & RULE_F_NEGATED);
}

/* Whether the number at that place is in one of the ranges. */
static bool in_ranges(const struct look *look, const struct rule_op *op, struct span buf)
{
	struct span p = rule_image_bytes(look->d->image, op->data, op->n);
	size_t at = (size_t)op->a;
	unsigned v;

	if (buf.n < 2 || at > buf.n - 2)
		return false;
	v = (unsigned)buf.p[at] << 8 | buf.p[at + 1];
	for (size_t i = 0; i + 4 <= p.n; i += 4)
		if (v >= ((unsigned)p.p[i] << 8 | p.p[i + 1]) &&
		    v <= ((unsigned)p.p[i + 2] << 8 | p.p[i + 3]))
			return true;
	return false;
}

/* base64_decode and what is asked of its bytes behind base64_data. */
static bool base64(
    struct look *look, const struct rule_op *op, uint32_t n, struct span buf, size_t at)
{
	size_t begin = (op->flags & RULE_F_RELATIVE ? at : 0) + (size_t)op->b;
	struct span in = span_sub(buf, begin, op->a ? (size_t)op->a : buf.n);
	uint8_t *out;
	size_t made;

	if (!in.n)
		return false;
	out = arena_alloc(look->d->arena, in.n);
	made = change_base64(out, in, false);
	if (!made)
		return false;
	for (uint32_t i = 1; i < n; i++)
		if (op[i].kind == OP_BASE64_DATA)
			return rest(look, op + 1, i - 1, buf, at) &&
			       rest(look, op + i + 1, n - i - 1, span_of(out, made), 0);
	return rest(look, op + 1, n - 1, buf, at);
}

/* One op that has one answer; *at moves. */
static bool plain(struct look *look, const struct rule_op *op, struct span buf, size_t *at)
{
	switch (op->kind) {
	case OP_BSIZE:
		return number_compare(op, buf.n);
	case OP_ISDATAAT:
		return data_at(look, op, buf, *at);
	case OP_BYTE_TEST:
		return number_test(look, op, buf, *at);
	case OP_BYTE_JUMP:
		return number_jump(look, op, buf, at);
	case OP_BYTE_EXTRACT:
		return number_extract(look, op, buf, at);
	case OP_BYTE_MATH:
		return number_math(look, op, buf, at);
	case OP_RANGES:
		return in_ranges(look, op, buf);
	case OP_DATASET:
		return set_holds(look, op, buf);
	case OP_ABSENT:
		return op->mode == 1;
	default:
		return false;
	}
}

static bool rest(
    struct look *look, const struct rule_op *op, uint32_t n, struct span buf, size_t at)
{
	for (; n; op++, n--) {
		if (op->kind == OP_CONTENT)
			return content(look, op, n, buf, at);
		if (op->kind == OP_PCRE)
			return pcre(look, op, n, buf, at);
		if (op->kind == OP_BASE64)
			return base64(look, op, n, buf, at);
		if (!plain(look, op, buf, &at))
			return false;
	}
	return true;
}

bool run_section(struct look *look, const struct rule_op *ops, uint32_t n, struct span bytes)
{
	look->steps = 0;
	return rest(look, ops, n, bytes, 0);
}
