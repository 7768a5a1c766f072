/* Numbers in buffers: byte_test, byte_jump, byte_extract, byte_math; comparisons. */
#include "detect/detect_impl.h"

bool number_compare(const struct rule_op *op, uint64_t v)
{
	uint64_t x = (uint32_t)op->a | (uint64_t)(uint32_t)op->b << 32;
	uint64_t y = (uint32_t)op->c | (uint64_t)(uint32_t)op->d << 32;

	switch (op->mode) {
	case RULE_EQ:
		return v == x;
	case RULE_NE:
		return v != x;
	case RULE_LT:
		return v < x;
	case RULE_GT:
		return v > x;
	case RULE_LE:
		return v <= x;
	case RULE_GE:
		return v >= x;
	case RULE_BETWEEN:
		return v > x && v < y;
	case RULE_OUTSIDE:
		return v <= x || v >= y;
	case RULE_AND:
		return (v & x) != 0;
	default:
		return false;
	}
}

static int digit(uint8_t c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : 99;
}

/* Text as strtoull reads it: white space, a sign, digits; at least one digit. */
static bool text(struct span s, int base, uint64_t *ret, size_t *used)
{
	size_t i = 0, first;
	uint64_t v = 0;

	while (i < s.n && (s.p[i] == ' ' || (s.p[i] >= 9 && s.p[i] <= 13)))
		i++;
	if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
		i++;
	if (base == 16 && i + 2 < s.n && s.p[i] == '0' && (s.p[i + 1] | 32) == 'x')
		i += 2;
	for (first = i; i < s.n && digit(s.p[i]) < base; i++)
		v = v * (uint64_t)base + (uint64_t)digit(s.p[i]);
	*ret = v;
	*used = i;
	return i > first;
}

static uint64_t binary(const uint8_t *p, size_t n, bool little)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | p[little ? n - 1 - i : i];
	return v;
}

static int64_t value(
    const struct look *look, const struct rule_op *op, uint32_t flag, int32_t v)
{
	return op->flags & flag ? (int64_t)MIN(look->vars[v], INT32_MAX) : v;
}

/* Reads the op's number; *ret_end is where its bytes end. */
static bool take(const struct look *look, const struct rule_op *op, struct span buf, size_t at,
    uint64_t *ret, size_t *ret_end)
{
	int64_t begin = value(look, op, RULE_F_B_VAR, op->b),
		n = value(look, op, RULE_F_A_VAR, op->a);
	uint32_t mask = op->e;
	size_t used;

	if (op->flags & RULE_F_RELATIVE)
		begin += (int64_t)at;
	if (begin < 0 || n < 0 || n > 23 || begin + n > (int64_t)buf.n)
		return false;
	*ret = 0;
	*ret_end = (size_t)(begin + n);
	if (!n)
		return true;
	if (op->flags & RULE_F_STRING) {
		if (!text(span_sub(buf, (size_t)begin, (size_t)n), op->aux, ret, &used))
			return false;
		*ret_end = (size_t)begin + used;
		return true;
	}
	if (n > 8)
		return false;
	*ret = binary(buf.p + begin, (size_t)n, op->flags & RULE_F_LITTLE);
	if (mask)
		*ret = (*ret & mask) >> __builtin_ctz(mask);
	return true;
}

bool number_test(struct look *look, const struct rule_op *op, struct span buf, size_t at)
{
	uint64_t v, with;
	size_t end;
	bool yes = false;

	if (!take(look, op, buf, at, &v, &end))
		return false;
	with = op->flags & RULE_F_C_VAR ? look->vars[op->c]
					: ((uint32_t)op->c | (uint64_t)(uint32_t)op->d << 32);
	switch (op->mode) {
	case RULE_EQ:
		yes = v == with;
		break;
	case RULE_LT:
		yes = v < with;
		break;
	case RULE_GT:
		yes = v > with;
		break;
	case RULE_LE:
		yes = v <= with;
		break;
	case RULE_GE:
		yes = v >= with;
		break;
	case RULE_AND:
		yes = v & with;
		break;
	case RULE_OR:
		yes = v ^ with;
		break;
	default:
		break;
	}
	return yes != (bool)(op->flags & RULE_F_NEGATED);
}

bool number_jump(struct look *look, const struct rule_op *op, struct span buf, size_t *at)
{
	uint64_t v;
	size_t end;
	int64_t to;

	if (!take(look, op, buf, *at, &v, &end) || v > INT32_MAX)
		return false;
	to = (int64_t)v * op->c;
	if (op->flags & RULE_F_ALIGN)
		to = (to + 3) / 4 * 4;
	to += op->d;
	if (op->flags & RULE_F_END)
		to += (int64_t)buf.n;
	else if (!(op->flags & RULE_F_BEGIN))
		to += (int64_t)end;
	if (to > (int64_t)buf.n)
		return false;
	/* Before the beginning is the beginning. */
	*at = (size_t)MAX(to, 0);
	return true;
}

bool number_extract(struct look *look, const struct rule_op *op, struct span buf, size_t *at)
{
	uint64_t v;
	size_t end;

	if (!take(look, op, buf, *at, &v, &end))
		return false;
	v *= (uint64_t)(op->c ? op->c : 1);
	if (op->flags & RULE_F_ALIGN)
		v = (v + 3) / 4 * 4;
	look->vars[op->mode] = v;
	*at = end;
	return true;
}

bool number_math(struct look *look, const struct rule_op *op, struct span buf, size_t *at)
{
	uint64_t v, with;
	size_t end;

	if (!take(look, op, buf, *at, &v, &end))
		return false;
	with = op->flags & RULE_F_C_VAR ? look->vars[op->c] : (uint32_t)op->c;
	switch (op->d) {
	case RULE_MATH_ADD:
		v += with;
		break;
	case RULE_MATH_SUB:
		v -= with;
		break;
	case RULE_MATH_MUL:
		v *= with;
		break;
	case RULE_MATH_DIV:
		if (!with)
			return false;
		v /= with;
		break;
	case RULE_MATH_SHL:
		v = with < 64 ? v << with : 0;
		break;
	default:
		v = with < 64 ? v >> with : 0;
		break;
	}
	look->vars[op->mode] = v;
	*at = end;
	return true;
}
