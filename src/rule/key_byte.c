/* Numbers that stand in buffers: byte_test, byte_jump, byte_extract, byte_math; base64. */
#include "rule/key.h"

#include <ctype.h>

enum { BYTES_MAX = 8, TEXT_MAX = 23 };

/* Options that all of them have; true: it was one. value: what stands behind the word. */
static bool common(struct rule_op *op, struct span it, struct span rest, bool *string)
{
	static const struct {
		const char *name;
		uint32_t flag;
		uint8_t base;
	} rows[] = {{"relative", RULE_F_RELATIVE, 0}, {"little", RULE_F_LITTLE, 0},
	    {"big", 0, 0}, {"string", RULE_F_STRING, 0}, {"hex", RULE_F_STRING, 16},
	    {"dec", RULE_F_STRING, 10}, {"oct", RULE_F_STRING, 8}, {"dce", RULE_F_DCE, 0},
	    {"align", RULE_F_ALIGN, 0}, {"from_beginning", RULE_F_BEGIN, 0},
	    {"from_end", RULE_F_END, 0}};

	if (span_eq(it, "endian") || span_eq(it, "string")) {
		if (rest.n)
			return common(op, rest, span_of(NULL, 0), string);
	}
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_eq(it, rows[i].name)) {
			op->flags |= rows[i].flag;
			if (rows[i].base)
				op->aux = rows[i].base;
			if (rows[i].flag & RULE_F_STRING)
				*string = true;
			return true;
		}
	return false;
}

static int options(struct key_state *k, struct span value, struct rule_op *op)
{
	struct span it, rest;
	bool string = false;
	int64_t v;

	while (key_item(&value, &it)) {
		struct span word = key_word(it, &rest);

		if (common(op, word, rest, &string))
			continue;
		if (span_eq(word, "multiplier") && key_number(rest, 1, 65535, &v) == 0) {
			op->c = (int32_t)v;
		} else if (span_eq(word, "post_offset")) {
			if (key_number(rest, -65535, 65535, &v) < 0)
				return key_bad(k, it);
			op->d = (int32_t)v;
		} else if (span_eq(word, "bitmask") &&
			   key_number(rest, 1, UINT32_MAX, &v) == 0) {
			op->e = (uint32_t)v;
		} else {
			return key_bad(k, it);
		}
	}
	if (string && !op->aux)
		op->aux = 10;
	if (op->a > (op->flags & RULE_F_STRING ? TEXT_MAX : BYTES_MAX))
		return key_refuse(k, ERR_RANGE, "%s reads too many bytes", k->keyword);
	return 0;
}

static struct rule_step *made(struct key_state *k, struct rule_op *op)
{
	const struct rule_step *last = key_last(k);
	struct rule_step *s;

	if (op->flags & RULE_F_RELATIVE && last && last->modified &&
	    k->buffer == BUFFER_PAYLOAD)
		s = key_add(k->arena, &k->rule->parts.items[k->last_part].steps, op->kind);
	else
		s = key_step(k, op->kind);
	s->op = *op;
	return s;
}

static int byte_test(struct key_state *k, struct span value)
{
	static const struct {
		const char *sign;
		int mode;
	} signs[] = {{"<=", RULE_LE}, {">=", RULE_GE}, {"<", RULE_LT}, {">", RULE_GT},
	    {"=", RULE_EQ}, {"&", RULE_AND}, {"^", RULE_OR}};
	struct rule_op op = {.kind = OP_BYTE_TEST};
	struct span n = {0}, sign = {0}, v = {0}, at = {0};
	size_t i = 0;
	int64_t number;
	int r;

	if (!key_item(&value, &n) || !key_item(&value, &sign) || !key_item(&value, &v) ||
	    !key_item(&value, &at))
		return key_bad(k, n);
	if (sign.n && sign.p[0] == '!') {
		op.flags |= RULE_F_NEGATED;
		sign = span_trim(span_sub(sign, 1, sign.n));
		if (!sign.n)
			sign = span_str("=");
	}
	while (i < ARRAY_LEN(signs) && !span_eq(sign, signs[i].sign))
		i++;
	if (i == ARRAY_LEN(signs))
		return key_bad(k, sign);
	op.mode = (uint8_t)signs[i].mode;
	r = key_value(k, n, 0, TEXT_MAX, RULE_F_A_VAR, &op, &op.a);
	if (r == 0)
		r = key_value(k, at, -65535, 65535, RULE_F_B_VAR, &op, &op.b);
	if (r < 0)
		return r;
	if (key_var(k, v) >= 0) {
		op.c = key_var(k, v);
		op.flags |= RULE_F_C_VAR;
	} else if (v.n && isalpha(v.p[0])) {
		return key_refuse(
		    k, ERR_SYNTAX, "%s names a variable that is not there", k->keyword);
	} else if (key_number(v, -INT64_MAX, INT64_MAX, &number) < 0) {
		return key_bad(k, v);
	} else {
		op.c = (int32_t)(uint32_t)number;
		op.d = (int32_t)(uint32_t)((uint64_t)number >> 32);
	}
	{
		int32_t c = op.c, d = op.d;

		r = options(k, value, &op);
		op.c = c;
		op.d = d;
	}
	if (r == 0)
		(void)made(k, &op);
	return r;
}

static int byte_jump(struct key_state *k, struct span value)
{
	struct rule_op op = {.kind = OP_BYTE_JUMP, .c = 1};
	struct span n = {0}, at = {0};
	int r;

	if (!key_item(&value, &n) || !key_item(&value, &at))
		return key_bad(k, n);
	r = key_value(k, n, 0, TEXT_MAX, RULE_F_A_VAR, &op, &op.a);
	if (r == 0)
		r = key_value(k, at, -65535, 65535, RULE_F_B_VAR, &op, &op.b);
	if (r == 0)
		r = options(k, value, &op);
	if (r == 0)
		(void)made(k, &op);
	return r;
}

static int byte_extract(struct key_state *k, struct span value)
{
	struct rule_op op = {.kind = OP_BYTE_EXTRACT, .c = 1};
	struct span n = {0}, at = {0}, name = {0};
	int r, var = 0;

	if (!key_item(&value, &n) || !key_item(&value, &at) || !key_item(&value, &name))
		return key_bad(k, n);
	r = key_value(k, n, 1, TEXT_MAX, RULE_F_A_VAR, &op, &op.a);
	if (r == 0)
		r = key_value(k, at, -65535, 65535, RULE_F_B_VAR, &op, &op.b);
	if (r == 0)
		r = options(k, value, &op);
	if (r == 0)
		r = key_var_new(k, name, &var);
	op.mode = (uint8_t)var;
	if (r == 0)
		(void)made(k, &op);
	return r;
}

static int math_part(struct key_state *k, struct span word, struct span rest,
    struct rule_op *op, struct span *result)
{
	static const struct {
		const char *sign;
		int mode;
	} signs[] = {{"+", RULE_MATH_ADD}, {"-", RULE_MATH_SUB}, {"*", RULE_MATH_MUL},
	    {"/", RULE_MATH_DIV}, {"<<", RULE_MATH_SHL}, {">>", RULE_MATH_SHR}};
	bool string = false;
	int64_t v;

	if (span_eq(word, "bytes"))
		return key_value(k, rest, 0, TEXT_MAX, RULE_F_A_VAR, op, &op->a);
	if (span_eq(word, "offset"))
		return key_value(k, rest, -65535, 65535, RULE_F_B_VAR, op, &op->b);
	if (span_eq(word, "rvalue")) {
		if (key_var(k, rest) >= 0)
			return key_value(k, rest, 0, 0, RULE_F_C_VAR, op, &op->c);
		if (key_number(rest, 0, UINT32_MAX, &v) < 0)
			return key_bad(k, rest);
		op->c = (int32_t)(uint32_t)v;
		return 0;
	}
	if (span_eq(word, "oper"))
		for (size_t i = 0; i < ARRAY_LEN(signs); i++)
			if (span_eq(rest, signs[i].sign)) {
				op->d = signs[i].mode;
				return 0;
			}
	if (span_eq(word, "result")) {
		*result = rest;
		return 0;
	}
	if (span_eq(word, "bitmask") && key_number(rest, 1, UINT32_MAX, &v) == 0) {
		op->e = (uint32_t)v;
		return 0;
	}
	return common(op, word, rest, &string) ? 0 : key_bad(k, word);
}

static int byte_math(struct key_state *k, struct span value)
{
	struct rule_op op = {.kind = OP_BYTE_MATH};
	struct span it, rest, result = {0};
	int r = 0, var = 0;

	while (r == 0 && key_item(&value, &it)) {
		struct span word = key_word(it, &rest);

		r = math_part(k, word, rest, &op, &result);
	}
	if (r == 0 && op.flags & RULE_F_STRING && !op.aux)
		op.aux = 10;
	if (r == 0 && (!result.n || op.a > (op.flags & RULE_F_STRING ? TEXT_MAX : BYTES_MAX)))
		return key_bad(k, result);
	if (r == 0)
		r = key_var_new(k, result, &var);
	op.mode = (uint8_t)var;
	if (r == 0)
		(void)made(k, &op);
	return r;
}

static int base64_decode_key(struct key_state *k, struct span value)
{
	struct rule_op op = {.kind = OP_BASE64};
	struct span it, rest;

	while (key_item(&value, &it)) {
		struct span word = key_word(it, &rest);
		int64_t v;

		if (!it.n)
			continue;
		if (span_eq(word, "relative"))
			op.flags |= RULE_F_RELATIVE;
		else if (span_eq(word, "bytes") && key_number(rest, 1, 65535, &v) == 0)
			op.a = (int32_t)v;
		else if (span_eq(word, "offset") && key_number(rest, 0, 65535, &v) == 0)
			op.b = (int32_t)v;
		else
			return key_bad(k, it);
	}
	(void)made(k, &op);
	return 0;
}

/* The decoded bytes are what the rest of this part looks at. */
static int base64_data(struct key_state *k, struct span value)
{
	bool there = false;

	(void)value;
	if (k->part < 0 && key_last(k) && key_last(k)->modified)
		k->part = k->last_part;
	if (k->part >= 0)
		vec_foreach (s, &k->rule->parts.items[k->part].steps.v)
			there |= s->op.kind == OP_BASE64;
	if (!there)
		return key_refuse(k, ERR_SYNTAX, "base64_data stands before base64_decode");
	(void)key_step(k, OP_BASE64_DATA);
	k->base64 = true;
	k->last_part = k->last_step = -1;
	return 0;
}

const struct key_row key_byte_rows[] = {
    {"byte_test", byte_test, 0},
    {"byte_jump", byte_jump, 0},
    {"byte_extract", byte_extract, 0},
    {"byte_math", byte_math, 0},
    {"base64_decode", base64_decode_key, KEY_OPTIONAL},
    {"base64_data", base64_data, KEY_NONE},
    {NULL, NULL, 0},
};
