#include "desk/ioc_pattern.h"

#include "codec/utf8.h"
#include "model/ioc.h"

#include <ctype.h>

enum { VALUES_MAX = 1000, LITERAL_MAX = 4096, WORD_MAX = 60 };

struct reading {
	struct span rest;
	struct arena *arena;
	struct ioc_pattern *to;
	struct msg *why;
};

static int unsupported(struct reading *rd, const char *what, struct span name)
{
	msg_what(rd->why, TR("the pattern says more than single values"));
	msg_detail(rd->why, "%-s: %s", what, utf8_clean(rd->arena, name, WORD_MAX));
	msg_hint(rd->why, TR("enter by hand what of it may stand alone"));
	return ERR_UNSUPPORTED;
}

static int malformed(struct reading *rd)
{
	msg_what(rd->why, TR("the pattern cannot be read"));
	msg_detail(rd->why, "at \"%s\"", utf8_clean(rd->arena, rd->rest, 30));
	msg_hint(rd->why, TR("ask its source for a pattern of STIX 2.1"));
	return ERR_SYNTAX;
}

static void skip(struct reading *rd, size_t n)
{
	rd->rest = span_sub(rd->rest, n, rd->rest.n);
}

static void skip_blanks(struct reading *rd)
{
	size_t n = 0;

	while (n < rd->rest.n && isspace(rd->rest.p[n]))
		n++;
	skip(rd, n);
}

static bool take(struct reading *rd, const char *sign)
{
	skip_blanks(rd);
	if (!span_starts(rd->rest, sign))
		return false;
	skip(rd, strlen(sign));
	return true;
}

/* A word of letters, as operators are; empty when none stands there. */
static struct span take_word(struct reading *rd)
{
	struct span word;
	size_t n = 0;

	skip_blanks(rd);
	while (n < rd->rest.n && isalpha(rd->rest.p[n]))
		n++;
	word = span_sub(rd->rest, 0, n);
	skip(rd, n);
	return word;
}

/* "file:hashes.'SHA-256'": up to a blank or the operator, quotes and all. */
static struct span take_path(struct reading *rd)
{
	struct span path;
	bool quoted = false;
	size_t n = 0;

	skip_blanks(rd);
	for (; n < rd->rest.n; n++) {
		unsigned char c = rd->rest.p[n];

		if (c == '\'')
			quoted = !quoted;
		else if (!quoted && (isspace(c) || strchr("=!<>()]", c)))
			break;
	}
	path = span_sub(rd->rest, 0, n);
	skip(rd, n);
	return path;
}

/* 'text', with \' and \\. NULL when none stands there. */
static const char *take_literal(struct reading *rd)
{
	STR_AUTO(out, LITERAL_MAX);
	size_t i = 1;

	skip_blanks(rd);
	if (!span_starts(rd->rest, "'"))
		return NULL;
	for (; i < rd->rest.n && rd->rest.p[i] != '\''; i++) {
		if (rd->rest.p[i] == '\\')
			i++;
		if (i < rd->rest.n)
			str_char(&out, (char)rd->rest.p[i]);
	}
	if (i >= rd->rest.n || str_ok(&out) < 0)
		return NULL;
	skip(rd, i + 1);
	return str_dup(&out, rd->arena);
}

/* The properties that are indicators here. */
static const struct {
	const char *path;
	int kind;
} paths[] = {
    {"domain-name:value", IOC_DOMAIN},
    {"ipv4-addr:value", IOC_IPV4},
    {"ipv6-addr:value", IOC_IPV4},
    {"network-traffic:dst_ref.value", -1},
    {"network-traffic:src_ref.value", -1},
    {"url:value", IOC_URL},
    {"email-addr:value", IOC_EMAIL},
    {"email-message:from_ref.value", IOC_EMAIL},
    {"email-message:sender_ref.value", IOC_EMAIL},
    {"file:hashes.MD5", IOC_HASH},
    {"file:hashes.'MD5'", IOC_HASH},
    {"file:hashes.SHA1", IOC_HASH},
    {"file:hashes.'SHA-1'", IOC_HASH},
    {"file:hashes.SHA256", IOC_HASH},
    {"file:hashes.'SHA-256'", IOC_HASH},
    {"file:hashes.SHA512", IOC_HASH},
    {"file:hashes.'SHA-512'", IOC_HASH},
};

static int add(struct reading *rd, int kind, const char *value)
{
	if (rd->to->all.n == VALUES_MAX)
		return ERR_LIMIT;
	vec_push(rd->arena, &rd->to->all, (struct ioc_pattern_value){kind, value});
	return 0;
}

/* LIKE '%.name': all below it. */
static int add_like(struct reading *rd, int kind, const char *value)
{
	if (kind != IOC_DOMAIN || strncmp(value, "%.", 2) != 0 || strpbrk(value + 2, "%_"))
		return unsupported(rd, TR("operator"), span_str("LIKE"));
	return add(
	    rd, IOC_WILDCARD_DOMAIN, arena_printf(rd->arena, "*.%s", value + strlen("%.")));
}

static int read_set(struct reading *rd, int kind)
{
	int r = take(rd, "(") ? 0 : malformed(rd);

	while (r == 0) {
		const char *value = take_literal(rd);

		r = value ? add(rd, kind, value) : malformed(rd);
		if (r == 0 && take(rd, ")"))
			return 0;
		if (r == 0 && !take(rd, ","))
			return malformed(rd);
	}
	return r;
}

static int read_comparison(struct reading *rd)
{
	struct span path = take_path(rd), op;
	const char *value;
	size_t i = 0;

	if (!path.n)
		return take(rd, "(") ? unsupported(rd, TR("parentheses"), span_str("("))
				     : malformed(rd);
	if (span_eq(path, "NOT") || span_eq(path, "EXISTS"))
		return unsupported(rd, TR("operator"), path);
	if (span_find(path, ":") < 0)
		return malformed(rd);
	while (i < ARRAY_LEN(paths) && !span_eq(path, paths[i].path))
		i++;
	if (i == ARRAY_LEN(paths))
		return unsupported(rd, TR("property"), path);
	if (take(rd, "=")) {
		value = take_literal(rd);
		return value ? add(rd, paths[i].kind, value) : malformed(rd);
	}
	op = take_word(rd);
	if (span_eq(op, "IN"))
		return read_set(rd, paths[i].kind);
	if (!span_eq(op, "LIKE") && !(span_eq(op, "ISSUBSET") && paths[i].kind == IOC_IPV4))
		return unsupported(rd, TR("operator"), op.n ? op : span_sub(rd->rest, 0, 2));
	value = take_literal(rd);
	if (!value)
		return malformed(rd);
	return span_eq(op, "LIKE") ? add_like(rd, paths[i].kind, value)
				   : add(rd, paths[i].kind, value);
}

/* One observation: "[a OR b]". */
static int read_observation(struct reading *rd)
{
	int r = take(rd, "[") ? 0 : malformed(rd);

	while (r == 0) {
		struct span word;

		r = read_comparison(rd);
		if (r < 0 || take(rd, "]"))
			return r;
		word = take_word(rd);
		if (!word.n)
			return malformed(rd);
		if (!span_eq(word, "OR"))
			return unsupported(rd, TR("operator"), word);
	}
	return r;
}

/* A name that stands below a wildcard of the same pattern is said already. */
static void drop_covered(struct ioc_pattern *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->all.n; i++) {
		bool covered = false;

		for (size_t k = 0; k < p->all.n; k++)
			covered = covered || (p->all.items[i].kind == IOC_DOMAIN &&
						 p->all.items[k].kind == IOC_WILDCARD_DOMAIN &&
						 strcmp(p->all.items[k].value + strlen("*."),
						     p->all.items[i].value) == 0);
		if (!covered)
			p->all.items[n++] = p->all.items[i];
	}
	p->all.n = n;
}

int ioc_pattern_read(
    struct span text, struct arena *arena, struct ioc_pattern *ret, struct msg *why)
{
	struct ioc_pattern pattern = {0};
	struct reading rd = {.rest = text, .arena = arena, .to = &pattern, .why = why};
	int r;

	do {
		struct span word;

		if (take(&rd, "("))
			return unsupported(&rd, TR("parentheses"), span_str("("));
		r = read_observation(&rd);
		if (r < 0)
			break;
		skip_blanks(&rd);
		if (!rd.rest.n) {
			drop_covered(&pattern);
			*ret = pattern;
			return 0;
		}
		word = take_word(&rd);
		if (!word.n)
			return malformed(&rd);
		if (!span_eq(word, "OR"))
			return unsupported(&rd, TR("operator"), word);
	} while (r == 0);
	if (r == ERR_LIMIT)
		msg_what(why, TR("the pattern has too many values"));
	return r;
}
