#include "rule/key.h"

#include "base/parse.h"

#include <ctype.h>
#include <stdlib.h>

int key_refuse(struct key_state *k, int err, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(k->arena, fmt, ap);
	va_end(ap);
	msg_what(k->msg, "%s", text);
	return err;
}

int key_bad(struct key_state *k, struct span value)
{
	msg_what(k->msg, "the value of %s is malformed or not supported", k->keyword);
	msg_detail(k->msg, "\"%.*s\"", (int)MIN(value.n, 120), (const char *)value.p);
	return ERR_SYNTAX;
}

struct rule_step *key_add(struct arena *arena, struct rule_steps *steps, int op)
{
	struct rule_step s = {.op = {.kind = (uint8_t)op}};

	vec_push(arena, &steps->v, s);
	return &steps->v.items[steps->v.n - 1];
}

int key_part(struct key_state *k, int buffer)
{
	struct rule_part part = {.buffer = buffer};

	if (!buffer_rows[buffer].several)
		for (size_t i = 0; i < k->rule->parts.n; i++)
			if (k->rule->parts.items[i].buffer == buffer &&
			    !k->rule->parts.items[i].changes.v.n)
				return (int)i;
	vec_push(k->arena, &k->rule->parts, part);
	return (int)k->rule->parts.n - 1;
}

struct rule_step *key_step(struct key_state *k, int op)
{
	if (k->part < 0) {
		if (k->changes.v.n) {
			struct rule_part part = {.buffer = k->buffer, .changes = k->changes};

			vec_push(k->arena, &k->rule->parts, part);
			k->part = (int)k->rule->parts.n - 1;
		} else {
			k->part = key_part(k, k->buffer);
		}
		k->changes = (struct rule_steps){0};
	}
	k->fresh = false;
	return key_add(k->arena, &k->rule->parts.items[k->part].steps, op);
}

void key_sticky(struct key_state *k, int buffer)
{
	k->buffer = buffer;
	k->part = -1;
	k->fresh = true;
	k->base64 = false;
	k->changes = (struct rule_steps){0};
	k->last_part = k->last_step = -1;
}

struct rule_step *key_head(struct key_state *k, int op)
{
	return key_add(k->arena, &k->rule->head, op);
}

struct rule_step *key_after(struct key_state *k, int op)
{
	return key_add(k->arena, &k->rule->after, op);
}

struct rule_step *key_limit(struct key_state *k, int op)
{
	return key_add(k->arena, &k->rule->limit, op);
}

struct rule_step *key_last(struct key_state *k)
{
	if (k->last_part < 0)
		return NULL;
	return &k->rule->parts.items[k->last_part].steps.v.items[k->last_step];
}

int key_number(struct span text, int64_t min, int64_t max, int64_t *ret)
{
	int64_t v = 0;
	bool minus = false;

	text = span_trim(text);
	if (text.n && (text.p[0] == '+'))
		text = span_sub(text, 1, text.n);
	if (text.n > 1 && text.p[0] == '-' && span_istarts(span_sub(text, 1, text.n), "0x")) {
		minus = true;
		text = span_sub(text, 1, text.n);
	}
	if (!span_istarts(text, "0x"))
		return parse_int(text, min, max, ret);
	if (text.n < 3 || text.n > 17)
		return ERR_SYNTAX;
	for (size_t i = 2; i < text.n; i++) {
		int c = tolower(text.p[i]);

		if (!isxdigit(c))
			return ERR_SYNTAX;
		v = v * 16 + (isdigit(c) ? c - '0' : c - 'a' + 10);
	}
	if (minus)
		v = -v;
	if (v < min || v > max)
		return ERR_RANGE;
	*ret = v;
	return 0;
}

static void numbers(struct rule_op *op, int64_t first, int64_t second)
{
	op->a = (int32_t)(uint32_t)first;
	op->b = (int32_t)(uint32_t)((uint64_t)first >> 32);
	op->c = (int32_t)(uint32_t)second;
	op->d = (int32_t)(uint32_t)((uint64_t)second >> 32);
}

static const struct {
	const char *sign;
	int mode;
} signs[] = {{"<>", RULE_BETWEEN}, {"<=", RULE_LE}, {">=", RULE_GE}, {"!=", RULE_NE},
    {"<", RULE_LT}, {">", RULE_GT}, {"=", RULE_EQ}, {"!", RULE_NE}, {"&", RULE_AND}};

int key_compare(struct span text, int64_t max, struct rule_op *op)
{
	int64_t a = 0, b = 0;
	ptrdiff_t between;
	int mode = RULE_EQ, r;

	text = span_trim(text);
	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (span_starts(text, signs[i].sign)) {
			mode = signs[i].mode;
			text = span_trim(span_sub(text, strlen(signs[i].sign), text.n));
			break;
		}
	between = span_find(text, "<>");
	if (between > 0 || (between = span_find(text, "-")) > 0) {
		bool dash = text.p[between] == '-';

		r = key_number(span_sub(text, 0, (size_t)between), 0, max, &a);
		if (r == 0)
			r = key_number(span_sub(text, (size_t)between + (dash ? 1 : 2), text.n),
			    0, max, &b);
		if (r < 0)
			return r;
		if (a >= b)
			return ERR_RANGE;
		op->mode = mode == RULE_NE ? RULE_OUTSIDE : RULE_BETWEEN;
		numbers(op, a, b);
		return 0;
	}
	r = key_number(text, 0, max, &a);
	if (r < 0)
		return r;
	op->mode = (uint8_t)mode;
	numbers(op, a, 0);
	return 0;
}

bool key_item(struct span *rest, struct span *ret)
{
	struct span it;

	if (!rest->p || !span_split(rest, ',', &it))
		return false;
	*ret = span_trim(it);
	return true;
}

struct span key_word(struct span text, struct span *ret_rest)
{
	size_t i = 0;

	text = span_trim(text);
	while (i < text.n && !isspace(text.p[i]))
		i++;
	*ret_rest = span_trim(span_sub(text, i, text.n));
	return span_sub(text, 0, i);
}

int key_var(const struct key_state *k, struct span name)
{
	for (int i = 0; i < k->rule->nvars; i++)
		if (span_eq(name, k->rule->vars[i]))
			return i;
	return -1;
}

int key_var_new(struct key_state *k, struct span name, int *ret)
{
	int i = key_var(k, name);

	if (!name.n || !isalpha(name.p[0]))
		return key_refuse(k, ERR_SYNTAX, "the name of a variable is malformed");
	if (i < 0) {
		if (k->rule->nvars == RULE_VARS)
			return key_refuse(k, ERR_LIMIT, "a rule has too many variables");
		i = k->rule->nvars++;
		k->rule->vars[i] = arena_strndup(k->arena, name.p, name.n);
	}
	*ret = i;
	return 0;
}

int key_value(struct key_state *k, struct span text, int64_t min, int64_t max, uint32_t flag,
    struct rule_op *op, int32_t *to)
{
	int64_t v = 0;
	int var = key_var(k, text);

	if (var >= 0) {
		op->flags |= flag;
		*to = var;
		return 0;
	}
	if (text.n && (isalpha(text.p[0]) || text.p[0] == '_'))
		return key_refuse(
		    k, ERR_SYNTAX, "%s names a variable that is not there", k->keyword);
	if (key_number(text, min, max, &v) < 0)
		return key_bad(k, text);
	*to = (int32_t)v;
	return 0;
}

static int hex(int c)
{
	c = tolower(c);
	return isdigit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int key_bytes(struct key_state *k, struct span text, struct span *ret)
{
	uint8_t *out = arena_alloc(k->arena, text.n + 1);
	size_t n = 0;
	bool in_hex = false;
	int high = -1;

	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		if (c == '|') {
			if (in_hex && high >= 0)
				return key_refuse(k, ERR_SYNTAX, "a content has half a byte");
			in_hex = !in_hex;
		} else if (in_hex) {
			int v = hex(c);

			if (c == ' ')
				continue;
			if (v < 0)
				return key_refuse(k, ERR_SYNTAX,
				    "a content has bytes that are not hexadecimal");
			if (high < 0) {
				high = v;
			} else {
				out[n++] = (uint8_t)(high << 4 | v);
				high = -1;
			}
		} else if (c == '\\') {
			if (++i >= text.n || !strchr("\\\";:!|", text.p[i]))
				return key_refuse(
				    k, ERR_SYNTAX, "a content has a malformed escape");
			out[n++] = text.p[i];
		} else {
			out[n++] = c;
		}
	}
	if (in_hex)
		return key_refuse(k, ERR_SYNTAX, "a content's bytes do not end with |");
	*ret = span_of(out, n);
	return 0;
}

static const struct {
	const char *name;
	uint32_t apps;
} app_names[] = {
    {"http", 1U << PROTO_HTTP1 | 1U << PROTO_HTTP2},
    {"http1", 1U << PROTO_HTTP1},
    {"http2", 1U << PROTO_HTTP2},
    {"dns", 1U << PROTO_DNS},
    {"tls", 1U << PROTO_TLS},
    {"ssl", 1U << PROTO_TLS},
    {"smtp", 1U << PROTO_SMTP},
    {"ftp", 1U << PROTO_FTP},
    {"ftp-data", 1U << PROTO_FTP_DATA},
    {"ssh", 1U << PROTO_SSH},
    {"smb", 1U << PROTO_SMB},
    {"rdp", 1U << PROTO_RDP},
    {"dcerpc", 1U << PROTO_DCERPC | 1U << PROTO_SMB},
    {"dhcp", 1U << PROTO_DHCP},
    {"ntp", 1U << PROTO_NTP},
    {"snmp", 1U << PROTO_SNMP},
    {"mqtt", 1U << PROTO_MQTT},
    {"dicom", 1U << PROTO_DICOM},
    {"hl7", 1U << PROTO_HL7},
    {"modbus", 1U << PROTO_MODBUS},
    {"quic", 1U << PROTO_QUIC},
};

uint32_t key_apps(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(app_names); i++)
		if (span_ieq(name, app_names[i].name))
			return app_names[i].apps;
	return 0;
}
