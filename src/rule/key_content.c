/* Contents and what is said of them, pcre, sizes of buffers. */
#include "rule/key.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <ctype.h>
#include <pcre2.h>

static bool negation(struct span *value)
{
	if (!value->n || value->p[0] != '!')
		return false;
	*value = span_trim(span_sub(*value, 1, value->n));
	return true;
}

static void remember(struct key_state *k)
{
	k->last_part = k->part;
	k->last_step = (int)k->rule->parts.items[k->part].steps.v.n - 1;
}

static int content(struct key_state *k, struct span value)
{
	bool negated = negation(&value);
	struct span bytes;
	struct rule_step *s;
	int r = key_bytes(k, value, &bytes);

	if (r < 0)
		return r;
	if (!bytes.n || bytes.n > RULE_CONTENT_MAX)
		return key_refuse(k, ERR_RANGE, "a content is empty or too long");
	s = key_step(k, OP_CONTENT);
	s->bytes = bytes;
	if (negated)
		s->op.flags |= RULE_F_NEGATED;
	remember(k);
	return 0;
}

static struct rule_step *last_content(struct key_state *k, int *ret)
{
	struct rule_step *s = key_last(k);

	if (s && s->op.kind == OP_CONTENT)
		return s;
	*ret = key_refuse(k, ERR_SYNTAX, "%s stands before any content", k->keyword);
	return NULL;
}

static int nocase(struct key_state *k, struct span value)
{
	int r = 0;
	struct rule_step *s = last_content(k, &r);

	(void)value;
	if (s)
		s->op.flags |= RULE_F_NOCASE;
	return r;
}

static int rawbytes(struct key_state *k, struct span value)
{
	int r = 0;

	(void)value;
	(void)last_content(k, &r);
	return r;
}

static int absolute(struct key_state *k, struct rule_step *s)
{
	if (s->op.flags & RULE_F_RELATIVE)
		return key_refuse(k, ERR_SYNTAX, "a content is both relative and absolute");
	return 0;
}

static int offset(struct key_state *k, struct span value)
{
	int r = 0;
	struct rule_step *s = last_content(k, &r);

	if (s)
		r = absolute(k, s);
	if (r == 0 && s)
		r = key_value(k, value, 0, 65535, RULE_F_A_VAR, &s->op, &s->op.a);
	return r;
}

static int depth(struct key_state *k, struct span value)
{
	int r = 0;
	struct rule_step *s = last_content(k, &r);

	if (s)
		r = absolute(k, s);
	if (r == 0 && s)
		r = key_value(k, value, 0, 65535, RULE_F_B_VAR, &s->op, &s->op.b);
	if (r < 0 || !s)
		return r;
	if (!(s->op.flags & RULE_F_B_VAR) && (size_t)s->op.b < s->bytes.n)
		return key_refuse(k, ERR_RANGE, "depth is less than the length of its content");
	s->op.flags |= RULE_F_DEPTH;
	return 0;
}

static int relative(struct key_state *k, struct rule_step *s)
{
	if (s->op.flags & (RULE_F_DEPTH | RULE_F_A_VAR) && !(s->op.flags & RULE_F_RELATIVE))
		return key_refuse(k, ERR_SYNTAX, "a content is both relative and absolute");
	if (s->op.a && !(s->op.flags & RULE_F_RELATIVE))
		return key_refuse(k, ERR_SYNTAX, "a content is both relative and absolute");
	s->op.flags |= RULE_F_RELATIVE;
	return 0;
}

static int distance(struct key_state *k, struct span value)
{
	int r = 0;
	struct rule_step *s = last_content(k, &r);

	if (s)
		r = relative(k, s);
	if (r == 0 && s)
		r = key_value(k, value, -1048576, 1048576, RULE_F_A_VAR, &s->op, &s->op.a);
	return r;
}

static int within(struct key_state *k, struct span value)
{
	int r = 0;
	struct rule_step *s = last_content(k, &r);

	if (s)
		r = relative(k, s);
	if (r == 0 && s)
		r = key_value(k, value, -1048576, 1048576, RULE_F_B_VAR, &s->op, &s->op.b);
	if (r < 0 || !s)
		return r;
	if (!(s->op.flags & RULE_F_B_VAR) && s->op.b < (int64_t)s->bytes.n)
		return key_refuse(
		    k, ERR_RANGE, "within is less than the length of its content");
	s->op.flags |= RULE_F_DEPTH;
	return 0;
}

static int startswith(struct key_state *k, struct span value)
{
	int r = 0;
	struct rule_step *s = last_content(k, &r);

	(void)value;
	if (!s)
		return r;
	if (s->op.flags & (RULE_F_DEPTH | RULE_F_RELATIVE | RULE_F_A_VAR) || s->op.a)
		return key_refuse(k, ERR_SYNTAX,
		    "startswith stands beside depth, offset, distance or within");
	s->op.flags |= RULE_F_DEPTH;
	s->op.b = (int32_t)s->bytes.n;
	return 0;
}

static int endswith(struct key_state *k, struct span value)
{
	int r = 0;
	struct rule_step *s = last_content(k, &r);

	(void)value;
	if (s)
		s->op.flags |= RULE_F_ENDSWITH;
	return r;
}

static int chop(struct key_state *k, struct rule_step *s, struct span value)
{
	struct span from = {0}, n = {0};
	int64_t at, len;

	if (!key_item(&value, &from) || !key_item(&value, &n) || value.p ||
	    key_number(from, 0, RULE_CONTENT_MAX, &at) < 0 ||
	    key_number(n, 1, RULE_CONTENT_MAX, &len) < 0)
		return key_bad(k, value);
	if ((size_t)(at + len) > s->bytes.n)
		return key_refuse(k, ERR_RANGE, "fast_pattern is longer than its content");
	s->chop = span_sub(s->bytes, (size_t)at, (size_t)len);
	return 0;
}

static int fast_pattern(struct key_state *k, struct span value)
{
	int r = 0;
	struct rule_step *s = last_content(k, &r);

	if (!s)
		return r;
	if (s->op.flags & RULE_F_NEGATED &&
	    (s->op.flags & (RULE_F_RELATIVE | RULE_F_DEPTH) || s->op.a))
		return key_refuse(
		    k, ERR_SYNTAX, "fast_pattern of a negated content with a place");
	s->fast = true;
	if (!value.n)
		return 0;
	if (span_eq(value, "only")) {
		s->fast_only = true;
		return 0;
	}
	return chop(k, s, value);
}

static int prefilter(struct key_state *k, struct span value)
{
	(void)k;
	(void)value;
	return 0;
}

/* Relative ones go where the last content went, also when an old modifier moved that. */
static struct rule_step *beside_last(struct key_state *k, int op, bool rel)
{
	const struct rule_step *last = key_last(k);

	if (rel && last && last->modified && k->buffer == BUFFER_PAYLOAD)
		return key_add(k->arena, &k->rule->parts.items[k->last_part].steps, op);
	return key_step(k, op);
}

static int isdataat(struct key_state *k, struct span value)
{
	bool negated = negation(&value), rel = false;
	struct span n = {0}, it;
	struct rule_step *s;

	if (!key_item(&value, &n))
		return key_bad(k, value);
	while (key_item(&value, &it)) {
		if (span_eq(it, "relative"))
			rel = true;
		else if (!span_eq(it, "rawbytes"))
			return key_bad(k, it);
	}
	s = beside_last(k, OP_ISDATAAT, rel);
	if (negated)
		s->op.flags |= RULE_F_NEGATED;
	if (rel)
		s->op.flags |= RULE_F_RELATIVE;
	return key_value(k, n, 0, 65535, RULE_F_A_VAR, &s->op, &s->op.a);
}

static int size_of_buffer(struct key_state *k, struct span value)
{
	struct rule_step *s;

	if (k->buffer == BUFFER_PAYLOAD)
		return key_refuse(k, ERR_SYNTAX, "bsize stands before any buffer");
	s = key_step(k, OP_BSIZE);
	if (key_compare(value, INT64_MAX, &s->op) < 0)
		return key_bad(k, value);
	return 0;
}

static int urilen(struct key_state *k, struct span value)
{
	struct span n = {0}, how = {0};
	struct rule_step *s;
	bool raw = false;
	int part;

	if (!key_item(&value, &n))
		return key_bad(k, value);
	if (key_item(&value, &how)) {
		raw = span_eq(how, "raw");
		if (!raw && !span_eq(how, "norm"))
			return key_bad(k, how);
	}
	part = key_part(k, raw ? BUFFER_HTTP_URI_RAW : BUFFER_HTTP_URI);
	s = key_add(k->arena, &k->rule->parts.items[part].steps, OP_BSIZE);
	if (key_compare(n, 65535, &s->op) < 0)
		return key_bad(k, n);
	return 0;
}

static int absent(struct key_state *k, struct span value)
{
	struct rule_step *s;

	if (k->buffer == BUFFER_PAYLOAD)
		return key_refuse(k, ERR_SYNTAX, "absent stands before any buffer");
	if (value.n && !span_eq(value, "or_else"))
		return key_bad(k, value);
	s = key_step(k, OP_ABSENT);
	s->op.mode = value.n > 0;
	return 0;
}

static const struct {
	char flag;
	uint32_t option; /* of PCRE2 */
	int buffer;
} pcre_flags[] = {
    {'i', PCRE2_CASELESS, -1},
    {'s', PCRE2_DOTALL, -1},
    {'m', PCRE2_MULTILINE, -1},
    {'x', PCRE2_EXTENDED, -1},
    {'A', PCRE2_ANCHORED, -1},
    {'E', PCRE2_DOLLAR_ENDONLY, -1},
    {'G', PCRE2_UNGREEDY, -1},
    {'B', 0, -1},
    {'O', 0, -1},
    {'R', 0, -1},
    {'U', 0, BUFFER_HTTP_URI},
    {'I', 0, BUFFER_HTTP_URI_RAW},
    {'P', 0, BUFFER_HTTP_REQUEST_BODY},
    {'Q', 0, BUFFER_FILE_DATA},
    {'H', 0, BUFFER_HTTP_HEADER},
    {'D', 0, BUFFER_HTTP_HEADER_RAW},
    {'M', 0, BUFFER_HTTP_METHOD},
    {'C', 0, BUFFER_HTTP_COOKIE},
    {'S', 0, BUFFER_HTTP_STAT_CODE},
    {'Y', 0, BUFFER_HTTP_STAT_MSG},
    {'V', 0, BUFFER_HTTP_USER_AGENT},
    {'W', 0, BUFFER_HTTP_HOST},
    {'Z', 0, BUFFER_HTTP_HOST_RAW},
};

static int pcre_check(struct key_state *k, const struct rule_step *s)
{
	int code;
	PCRE2_SIZE at;
	uint32_t groups = 0;
	PCRE2_UCHAR why[160] = {0};
	pcre2_code *re =
	    pcre2_compile(s->bytes.p, s->bytes.n, s->pcre.options, &code, &at, NULL);

	if (!re) {
		(void)pcre2_get_error_message(code, why, sizeof(why));
		msg_detail(k->msg, "%s, at byte %zu", (const char *)why, at);
		return key_refuse(k, ERR_SYNTAX, "a regular expression does not compile");
	}
	(void)pcre2_pattern_info(re, PCRE2_INFO_CAPTURECOUNT, &groups);
	pcre2_code_free(re);
	return 0;
}

int key_pcre(struct key_state *k, struct span text, struct rule_step *s, int *ret_buffer)
{
	size_t end = text.n;

	*ret_buffer = -1;
	while (end > 1 && text.p[end - 1] != '/')
		end--;
	if (text.n < 2 || text.p[0] != '/' || end < 2)
		return key_refuse(k, ERR_SYNTAX, "a regular expression is not between slashes");
	for (size_t i = end; i < text.n; i++) {
		size_t f = 0;

		while (f < ARRAY_LEN(pcre_flags) && pcre_flags[f].flag != (char)text.p[i])
			f++;
		if (f == ARRAY_LEN(pcre_flags))
			return key_refuse(k, ERR_UNSUPPORTED,
			    "flag %c of a regular expression is not supported", text.p[i]);
		s->pcre.options |= pcre_flags[f].option;
		if (pcre_flags[f].buffer >= 0)
			*ret_buffer = pcre_flags[f].buffer;
		if (text.p[i] == 'R')
			s->op.flags |= RULE_F_RELATIVE;
	}
	s->bytes = span_sub(text, 1, end - 2);
	return pcre_check(k, s);
}

static int pcre(struct key_state *k, struct span value)
{
	bool negated = negation(&value);
	struct rule_step made = {.op = {.kind = OP_PCRE}};
	int buffer, r;

	if (value.n > 1 && value.p[0] == '\\' && value.p[1] == '!')
		value = span_sub(value, 1, value.n);
	if (span_ifind(value, "flow:") >= 0 || span_ifind(value, "pkt:") >= 0)
		for (size_t i = value.n; i-- > 0 && value.p[i] != '/';)
			if (value.p[i] == ',')
				return key_refuse(k, ERR_UNSUPPORTED,
				    "captures of pcre into variables are not supported");
	r = key_pcre(k, value, &made, &buffer);
	if (r < 0)
		return r;
	if (negated)
		made.op.flags |= RULE_F_NEGATED;
	if (buffer >= 0) {
		int part = key_part(k, buffer);

		made.modified = true;
		vec_push(k->arena, &k->rule->parts.items[part].steps.v, made);
		k->last_part = part;
		k->last_step = (int)k->rule->parts.items[part].steps.v.n - 1;
		return 0;
	}
	*beside_last(k, OP_PCRE, made.op.flags & RULE_F_RELATIVE) = made;
	return 0;
}

static int uricontent(struct key_state *k, struct span value)
{
	int buffer = k->buffer, part = k->part, r;

	k->buffer = BUFFER_HTTP_URI;
	k->part = key_part(k, BUFFER_HTTP_URI);
	r = content(k, value);
	k->buffer = buffer;
	k->part = part;
	return r;
}

const struct key_row key_content_rows[] = {
    {"content", content, KEY_QUOTED},
    {"uricontent", uricontent, KEY_QUOTED},
    {"nocase", nocase, KEY_NONE},
    {"rawbytes", rawbytes, KEY_NONE},
    {"offset", offset, 0},
    {"depth", depth, 0},
    {"distance", distance, 0},
    {"within", within, 0},
    {"startswith", startswith, KEY_NONE},
    {"endswith", endswith, KEY_NONE},
    {"fast_pattern", fast_pattern, KEY_OPTIONAL},
    {"prefilter", prefilter, KEY_NONE},
    {"isdataat", isdataat, 0},
    {"bsize", size_of_buffer, 0},
    {"urilen", urilen, 0},
    {"absent", absent, KEY_OPTIONAL},
    {"pcre", pcre, KEY_QUOTED},
    {NULL, NULL, 0},
};
