/* Transforms of buffers. */
#include "rule/key.h"

static const struct {
	const char *name;
	int op;
} plain[] = {
    {"dotprefix", OP_DOTPREFIX},
    {"strip_whitespace", OP_STRIP_WHITESPACE},
    {"compress_whitespace", OP_COMPRESS_WHITESPACE},
    {"to_lowercase", OP_TO_LOWER},
    {"to_uppercase", OP_TO_UPPER},
    {"to_md5", OP_TO_MD5},
    {"to_sha1", OP_TO_SHA1},
    {"to_sha256", OP_TO_SHA256},
    {"url_decode", OP_URL_DECODE},
    {"header_lowercase", OP_HEADER_LOWER},
    {"strip_pseudo_headers", OP_STRIP_PSEUDO},
};

static int place(struct key_state *k)
{
	if (k->buffer == BUFFER_PAYLOAD && !k->fresh)
		return key_refuse(k, ERR_SYNTAX, "%s stands before any buffer", k->keyword);
	if (k->part >= 0)
		return key_refuse(
		    k, ERR_SYNTAX, "%s stands behind a content of its buffer", k->keyword);
	return 0;
}

static int change(struct key_state *k, struct span value)
{
	int r = place(k);

	(void)value;
	if (r < 0)
		return r;
	for (size_t i = 0; i < ARRAY_LEN(plain); i++)
		if (strcmp(plain[i].name, k->keyword) == 0)
			(void)key_add(k->arena, &k->changes, plain[i].op);
	return 0;
}

static int xor_key(struct key_state *k, struct span value)
{
	uint8_t *key;
	int r = place(k);

	if (r < 0)
		return r;
	if (value.n >= 2 && value.p[0] == '"')
		value = span_sub(value, 1, value.n - 2);
	if (!value.n || value.n % 2 || value.n > 512)
		return key_bad(k, value);
	key = arena_alloc(k->arena, value.n / 2);
	for (size_t i = 0; i < value.n; i += 2) {
		char two[5] = {'0', 'x', (char)value.p[i], (char)value.p[i + 1], 0};
		int64_t v;

		if (key_number(span_str(two), 0, 255, &v) < 0)
			return key_bad(k, value);
		key[i / 2] = (uint8_t)v;
	}
	key_add(k->arena, &k->changes, OP_XOR)->bytes = span_of(key, value.n / 2);
	return 0;
}

/* The expression is bare here: no slashes, no flags. */
static int pcrexform(struct key_state *k, struct span value)
{
	int buffer, r = place(k);
	struct rule_step s = {.op = {.kind = OP_PCREXFORM}};

	if (r == 0)
		r = key_pcre(k,
		    span_str(
			arena_printf(k->arena, "/%.*s/", (int)value.n, (const char *)value.p)),
		    &s, &buffer);
	if (r == 0)
		*key_add(k->arena, &k->changes, OP_PCREXFORM) = s;
	return r;
}

static int from_base64(struct key_state *k, struct span value)
{
	struct rule_step *s;
	struct span it, rest;
	int r = place(k);

	if (r < 0)
		return r;
	s = key_add(k->arena, &k->changes, OP_FROM_BASE64);
	s->op.mode = RULE_B64_RFC4648;
	while (key_item(&value, &it)) {
		struct span word = key_word(it, &rest);
		int64_t v;

		if (!it.n)
			continue;
		if (span_eq(word, "bytes") && key_number(rest, 1, 65535, &v) == 0)
			s->op.a = (int32_t)v;
		else if (span_eq(word, "offset") && key_number(rest, 0, 65535, &v) == 0)
			s->op.b = (int32_t)v;
		else if (span_eq(word, "mode") && span_ieq(rest, "rfc2045"))
			s->op.mode = RULE_B64_RFC2045;
		else if (span_eq(word, "mode") && span_ieq(rest, "strict"))
			s->op.mode = RULE_B64_STRICT;
		else if (!span_eq(word, "mode") || !span_ieq(rest, "rfc4648"))
			return key_bad(k, it);
	}
	return 0;
}

const struct key_row key_change_rows[] = {
    {"dotprefix", change, KEY_NONE},
    {"strip_whitespace", change, KEY_NONE},
    {"compress_whitespace", change, KEY_NONE},
    {"to_lowercase", change, KEY_NONE},
    {"to_uppercase", change, KEY_NONE},
    {"to_md5", change, KEY_NONE},
    {"to_sha1", change, KEY_NONE},
    {"to_sha256", change, KEY_NONE},
    {"url_decode", change, KEY_NONE},
    {"header_lowercase", change, KEY_NONE},
    {"strip_pseudo_headers", change, KEY_NONE},
    {"xor", xor_key, 0},
    {"pcrexform", pcrexform, KEY_QUOTED},
    {"from_base64", from_base64, KEY_OPTIONAL},
    {NULL, NULL, 0},
};
