#include "codec/json.h"

#include "base/limits.h"
#include "codec/utf8.h"

#include <float.h>

/* Children are gathered on one growing stack and copied into the arena when their container
 * closes. */
struct parser {
	const uint8_t *p;
	const uint8_t *end;
	const uint8_t *start;
	struct arena *arena;
	struct json_member *stack;
	size_t n, cap;
	int depth;
};

static int parse_value(struct parser *ps, struct json *ret);

static void skip_space(struct parser *ps)
{
	while (ps->p < ps->end &&
	       (*ps->p == ' ' || *ps->p == '\n' || *ps->p == '\t' || *ps->p == '\r'))
		ps->p++;
}

static void push(struct parser *ps, struct json_member m)
{
	if (ps->n == ps->cap) {
		ps->cap = ps->cap ? ps->cap * 2 : 64;
		ps->stack = mem_resize(ps->stack, ps->cap * sizeof(*ps->stack));
	}
	ps->stack[ps->n++] = m;
}

static int hex4(struct parser *ps, uint32_t *ret)
{
	uint32_t v = 0;

	if (ps->end - ps->p < 4)
		return ERR_SYNTAX;
	for (int i = 0; i < 4; i++) {
		uint8_t c = *ps->p++;

		if (c >= '0' && c <= '9')
			v = v << 4 | (c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v = v << 4 | (uint32_t)((c | 32) - 'a' + 10);
		else
			return ERR_SYNTAX;
	}
	*ret = v;
	return 0;
}

/* The code point after "\u"; a high surrogate must be followed by an escaped low one. */
static int unicode_escape(struct parser *ps, uint32_t *ret)
{
	uint32_t high, low;

	if (hex4(ps, &high) < 0)
		return ERR_SYNTAX;
	if (high >= 0xdc00 && high < 0xe000)
		return ERR_SYNTAX;
	if (high >= 0xd800 && high < 0xdc00) {
		if (ps->end - ps->p < 6 || ps->p[0] != '\\' || ps->p[1] != 'u')
			return ERR_SYNTAX;
		ps->p += 2;
		if (hex4(ps, &low) < 0 || low < 0xdc00 || low >= 0xe000)
			return ERR_SYNTAX;
		high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
	}
	*ret = high;
	return 0;
}

static size_t encode(uint8_t *to, uint32_t code)
{
	if (code < 0x80) {
		to[0] = (uint8_t)code;
		return 1;
	}
	if (code < 0x800) {
		to[0] = (uint8_t)(0xc0 | code >> 6);
		to[1] = (uint8_t)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		to[0] = (uint8_t)(0xe0 | code >> 12);
		to[1] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
		to[2] = (uint8_t)(0x80 | (code & 0x3f));
		return 3;
	}
	to[0] = (uint8_t)(0xf0 | code >> 18);
	to[1] = (uint8_t)(0x80 | (code >> 12 & 0x3f));
	to[2] = (uint8_t)(0x80 | (code >> 6 & 0x3f));
	to[3] = (uint8_t)(0x80 | (code & 0x3f));
	return 4;
}

static int escape(struct parser *ps, uint8_t **to)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	const char *hit;
	uint32_t code;

	if (++ps->p >= ps->end)
		return ERR_SYNTAX;
	if (*ps->p == 'u') {
		ps->p++;
		if (unicode_escape(ps, &code) < 0)
			return ERR_SYNTAX;
		*to += encode(*to, code);
		return 0;
	}
	hit = *ps->p ? strchr(from, *ps->p) : NULL;
	if (!hit)
		return ERR_SYNTAX;
	*(*to)++ = (uint8_t)into[hit - from];
	ps->p++;
	return 0;
}

/* Offset of the closing quote from ps->p, or -1. Fast path for the usual short, plain string.
 */
static ptrdiff_t string_extent(const struct parser *ps)
{
	for (const uint8_t *q = ps->p; q < ps->end; q++) {
		if (*q == '"')
			return q - ps->p;
		if (*q == '\\' && ++q == ps->end)
			break;
	}
	return -1;
}

static int parse_string(struct parser *ps, const char **ret, size_t *ret_n)
{
	ptrdiff_t extent;
	uint8_t *start, *to;

	ps->p++;
	extent = string_extent(ps);
	if (extent < 0) {
		ps->p = ps->end;
		return ERR_SYNTAX;
	}
	start = to = arena_alloc(ps->arena, (size_t)extent + 1); /* unescaping never grows */
	while (*ps->p != '"') {
		uint32_t code;
		size_t n;

		if (*ps->p == '\\') {
			if (escape(ps, &to) < 0)
				return ERR_SYNTAX;
			continue;
		}
		n = *ps->p < 32 ? 0
				: utf8_next(span_of(ps->p, (size_t)(ps->end - ps->p)), &code);
		if (n == 0)
			return ERR_SYNTAX;
		for (size_t i = 0; i < n; i++)
			*to++ = *ps->p++;
	}
	ps->p++;
	*ret = (const char *)start;
	*ret_n = (size_t)(to - start);
	return 0;
}

static size_t count_digits(struct parser *ps)
{
	const uint8_t *from = ps->p;

	while (ps->p < ps->end && *ps->p >= '0' && *ps->p <= '9')
		ps->p++;
	return (size_t)(ps->p - from);
}

/*
 * A number beyond the range becomes the nearest finite one: JSON has no infinity, so none could
 * be written again (RFC 8259 section 6).
 */
static int parse_real(struct parser *ps, const uint8_t *from, struct json *ret)
{
	char text[LIMIT_JSON_NUMBER + 1];
	size_t n = (size_t)(ps->p - from);
	double v;

	if (n > LIMIT_JSON_NUMBER)
		return ERR_LIMIT;
	memcpy(text, from, n);
	text[n] = '\0';
	v = strtod(text, NULL); /* the grammar was checked; the C locale is never changed */
	ret->type = JSON_REAL;
	ret->real = MAX(-DBL_MAX, MIN(v, DBL_MAX));
	return 0;
}

static int parse_number(struct parser *ps, struct json *ret)
{
	const uint8_t *from = ps->p, *first;
	bool negative = *ps->p == '-', whole = true, fits = true;
	int64_t v = 0;

	ps->p += negative;
	first = ps->p;
	if (count_digits(ps) == 0 || (*first == '0' && ps->p - first > 1))
		return ERR_SYNTAX;
	for (const uint8_t *q = first; fits && q < ps->p; q++)
		fits = !__builtin_mul_overflow(v, 10, &v) &&
		       !__builtin_sub_overflow(v, *q - '0', &v);
	if (ps->p < ps->end && *ps->p == '.') {
		ps->p++;
		whole = false;
		if (count_digits(ps) == 0)
			return ERR_SYNTAX;
	}
	if (ps->p < ps->end && (*ps->p | 32) == 'e') {
		ps->p++;
		whole = false;
		if (ps->p < ps->end && (*ps->p == '+' || *ps->p == '-'))
			ps->p++;
		if (count_digits(ps) == 0)
			return ERR_SYNTAX;
	}
	if (!whole || !fits || (!negative && v == INT64_MIN) || (negative && v == 0))
		return parse_real(ps, from, ret);
	ret->type = JSON_INT;
	ret->integer = negative ? v : -v;
	return 0;
}

static int parse_word(struct parser *ps, const char *word, struct json *ret, struct json value)
{
	size_t n = strlen(word);

	if ((size_t)(ps->end - ps->p) < n || memcmp(ps->p, word, n) != 0)
		return ERR_SYNTAX;
	ps->p += n;
	*ret = value;
	return 0;
}

static int parse_array(struct parser *ps, struct json *ret)
{
	size_t base = ps->n;

	ps->p++;
	skip_space(ps);
	if (ps->p < ps->end && *ps->p == ']') {
		ps->p++;
		*ret = (struct json){.type = JSON_ARRAY};
		return 0;
	}
	for (;;) {
		struct json_member m = {0};
		int r = parse_value(ps, &m.value);

		if (r < 0)
			return r;
		push(ps, m);
		if (ps->p >= ps->end || (*ps->p != ',' && *ps->p != ']'))
			return ERR_SYNTAX;
		if (*ps->p++ == ']')
			break;
	}
	*ret = (struct json){.type = JSON_ARRAY, .array.n = ps->n - base};
	ret->array.items = ARENA_ARRAY(ps->arena, ret->array.n, struct json);
	for (size_t i = 0; i < ret->array.n; i++)
		ret->array.items[i] = ps->stack[base + i].value;
	ps->n = base;
	return 0;
}

static int parse_member(struct parser *ps, struct json_member *m)
{
	int r;

	skip_space(ps);
	if (ps->p >= ps->end || *ps->p != '"')
		return ERR_SYNTAX;
	r = parse_string(ps, &m->key, &m->key_n);
	if (r < 0)
		return r;
	skip_space(ps);
	if (ps->p >= ps->end || *ps->p++ != ':')
		return ERR_SYNTAX;
	return parse_value(ps, &m->value);
}

static int parse_object(struct parser *ps, struct json *ret)
{
	size_t base = ps->n;

	ps->p++;
	skip_space(ps);
	if (ps->p < ps->end && *ps->p == '}') {
		ps->p++;
		*ret = (struct json){.type = JSON_OBJECT};
		return 0;
	}
	for (;;) {
		struct json_member m = {0};
		int r = parse_member(ps, &m);

		if (r < 0)
			return r;
		push(ps, m);
		if (ps->p >= ps->end || (*ps->p != ',' && *ps->p != '}'))
			return ERR_SYNTAX;
		if (*ps->p++ == '}')
			break;
	}
	*ret = (struct json){.type = JSON_OBJECT, .object.n = ps->n - base};
	ret->object.members = ARENA_ARRAY(ps->arena, ret->object.n, struct json_member);
	memcpy(
	    ret->object.members, ps->stack + base, ret->object.n * sizeof(struct json_member));
	ps->n = base;
	return 0;
}

static int parse_container(struct parser *ps, struct json *ret)
{
	int r;

	if (++ps->depth > LIMIT_JSON_DEPTH)
		return ERR_LIMIT;
	r = *ps->p == '[' ? parse_array(ps, ret) : parse_object(ps, ret);
	ps->depth--;
	return r;
}

static int parse_scalar(struct parser *ps, struct json *ret)
{
	switch (*ps->p) {
	case '"':
		ret->type = JSON_STRING;
		return parse_string(ps, &ret->string.text, &ret->string.n);
	case 't':
		return parse_word(
		    ps, "true", ret, (struct json){.type = JSON_BOOL, .boolean = true});
	case 'f':
		return parse_word(ps, "false", ret, (struct json){.type = JSON_BOOL});
	case 'n':
		return parse_word(ps, "null", ret, (struct json){.type = JSON_NULL});
	default:
		return parse_number(ps, ret);
	}
}

/* One value with the white space around it. */
static int parse_value(struct parser *ps, struct json *ret)
{
	int r;

	skip_space(ps);
	if (ps->p >= ps->end)
		return ERR_SYNTAX;
	r = *ps->p == '[' || *ps->p == '{' ? parse_container(ps, ret) : parse_scalar(ps, ret);
	if (r == 0)
		skip_space(ps);
	return r;
}

int json_parse(struct span text, struct arena *arena, struct json **ret, size_t *ret_at)
{
	struct parser ps = {.p = text.p,
	    .start = text.p,
	    .end = text.n ? text.p + text.n : text.p,
	    .arena = arena};
	struct json *v = ARENA_NEW(arena, struct json);
	int r = parse_value(&ps, v);

	if (r == 0 && ps.p != ps.end)
		r = ERR_SYNTAX;
	mem_free(ps.stack);
	if (r < 0) {
		if (ret_at)
			*ret_at = (size_t)(ps.p - ps.start);
		return r;
	}
	*ret = v;
	return 0;
}

const struct json *json_get(const struct json *v, const char *key)
{
	size_t n = strlen(key);

	if (!v || v->type != JSON_OBJECT)
		return NULL;
	for (size_t i = v->object.n; i > 0; i--) {
		const struct json_member *m = &v->object.members[i - 1];

		if (m->key_n == n && memcmp(m->key, key, n) == 0)
			return &m->value;
	}
	return NULL;
}

const char *json_text(const struct json *v, const char *dflt)
{
	return v && v->type == JSON_STRING ? v->string.text : dflt;
}

int64_t json_int(const struct json *v, int64_t dflt)
{
	return v && v->type == JSON_INT ? v->integer : dflt;
}

size_t json_count(const struct json *v)
{
	return v && v->type == JSON_ARRAY ? v->array.n : 0;
}

bool json_bool(const struct json *v, bool dflt)
{
	return v && v->type == JSON_BOOL ? v->boolean : dflt;
}
