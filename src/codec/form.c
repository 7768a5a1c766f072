#include "codec/form.h"

#include "base/limits.h"
#include "base/vec.h"
#include "codec/utf8.h"

static int hex(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whether s begins with "%" and two digits; their value. */
static bool is_encoded(struct span s, uint8_t *ret)
{
	if (s.n < 3 || s.p[0] != '%' || hex(s.p[1]) < 0 || hex(s.p[2]) < 0)
		return false;
	*ret = (uint8_t)(hex(s.p[1]) << 4 | hex(s.p[2]));
	return true;
}

/* Text of the bytes, or NULL: not UTF-8, or a NUL in it. */
static const char *text_of(struct span s, struct arena *arena)
{
	if (!utf8_valid(s) || (s.n && memchr(s.p, 0, s.n)))
		return NULL;
	return arena_strndup(arena, s.n ? (const void *)s.p : "", s.n);
}

/* The decoded bytes; plus tells whether "+" is a space. */
static struct span decode(struct span s, bool plus, struct arena *arena)
{
	uint8_t *to = arena_alloc(arena, s.n + 1);
	size_t n = 0;

	while (s.n) {
		uint8_t c = s.p[0];
		size_t used = is_encoded(s, &c) ? 3 : 1;

		to[n++] = used == 1 && plus && c == '+' ? ' ' : c;
		s = span_sub(s, used, s.n);
	}
	return span_of(to, n);
}

/* Splits at the first separator; the second part is empty when there is none. */
static bool cut(struct span s, char sep, struct span *ret_left, struct span *ret_right)
{
	const uint8_t *at = s.n ? memchr(s.p, sep, s.n) : NULL;
	size_t n = at ? (size_t)(at - s.p) : s.n;

	*ret_left = span_sub(s, 0, n);
	*ret_right = span_sub(s, n + 1, s.n);
	return at != NULL;
}

int form_parse(struct span text, struct arena *arena, struct form_pairs *ret)
{
	VEC(struct form_pair) pairs = {0};
	struct span rest = text, part, name, value;

	while (span_split(&rest, '&', &part)) {
		struct form_pair pair;

		if (part.n == 0)
			continue;
		if (pairs.n == LIMIT_FORM_FIELDS)
			return ERR_LIMIT;
		(void)cut(part, '=', &name, &value);
		pair.name = text_of(decode(name, true, arena), arena);
		pair.value = text_of(decode(value, true, arena), arena);
		if (!pair.name || !pair.value)
			return ERR_SYNTAX;
		vec_push(arena, &pairs, pair);
	}
	*ret = (struct form_pairs){pairs.items, pairs.n};
	return 0;
}

int form_cookies(struct span header, struct arena *arena, struct form_pairs *ret)
{
	VEC(struct form_pair) pairs = {0};
	struct span rest = header, part, name, value;

	while (span_split(&rest, ';', &part)) {
		struct form_pair pair;

		if (!cut(part, '=', &name, &value))
			continue;
		name = span_trim(name);
		value = span_trim(value);
		if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
			value = span_sub(value, 1, value.n - 2);
		pair.name = text_of(name, arena);
		pair.value = text_of(value, arena);
		if (name.n == 0 || !pair.name || !pair.value)
			continue;
		if (pairs.n == LIMIT_FORM_FIELDS)
			return ERR_LIMIT;
		vec_push(arena, &pairs, pair);
	}
	*ret = (struct form_pairs){pairs.items, pairs.n};
	return 0;
}

/* Length of the path in to without its last segment: "/a/b" gives that of "/a". */
static size_t parent(const char *to, size_t n)
{
	while (n && to[--n] != '/')
		;
	return n;
}

/* Writes the decoded path's segments, each behind its "/", into to, which is as long. */
static void normalise(struct span path, char *to)
{
	struct span segment = {0};
	size_t n = 0;
	bool folder = true; /* the path ends in "/" */

	while (span_split(&path, '/', &segment)) {
		folder = segment.n == 0 || span_eq(segment, ".") || span_eq(segment, "..");
		if (span_eq(segment, ".."))
			n = parent(to, n);
		if (folder)
			continue;
		to[n++] = '/';
		memcpy(to + n, segment.p, segment.n);
		n += segment.n;
	}
	if (folder)
		to[n++] = '/';
	to[n] = '\0';
}

int form_path(struct span target, struct arena *arena, const char **ret)
{
	struct span path = target;
	char *to;

	for (size_t i = 0; i < path.n; i++) {
		uint8_t c;

		if (path.p[i] == '?' || path.p[i] == '#')
			path.n = i;
		else if (path.p[i] == '%' && !is_encoded(span_sub(path, i, 3), &c))
			return ERR_SYNTAX;
	}
	if (path.n == 0 || path.p[0] != '/')
		return ERR_SYNTAX;
	path = decode(path, false, arena);
	if (!utf8_valid(path))
		return ERR_SYNTAX;
	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] < ' ' || path.p[i] == 0x7f)
			return ERR_SYNTAX;
	to = arena_alloc(arena, path.n + 2);
	normalise(path, to);
	*ret = to;
	return 0;
}

/*
 * Takes one parameter (; name=value) from the front of *rest: a token, or quoted, where a
 * backslash stands for itself as browsers write it, and %22 is the quote (RFC 7578
 * section 4.2). False at the end or at what is no parameter.
 */
static bool take_param(struct span *rest, struct span *ret_name, struct span *ret_value)
{
	struct span s = span_trim(*rest), value;

	if (s.n == 0 || s.p[0] != ';')
		return false;
	s = span_sub(s, 1, s.n);
	if (!cut(s, '=', ret_name, &value))
		return false;
	*ret_name = span_trim(*ret_name);
	value = span_trim(value);
	if (value.n && value.p[0] == '"') {
		if (!cut(span_sub(value, 1, value.n), '"', ret_value, rest))
			return false;
		return true;
	}
	(void)cut(value, ';', ret_value, rest);
	if (ret_value->n < value.n) /* the next begins with its semicolon */
		*rest = span_sub(value, ret_value->n, value.n);
	*ret_value = span_trim(*ret_value);
	return true;
}

/* The value of a parameter of a header; p is NULL when it is not there. */
static struct span param(struct span header, const char *wanted)
{
	struct span rest, first, name, value;

	(void)cut(header, ';', &first, &rest);
	rest = span_sub(header, first.n, header.n);
	while (take_param(&rest, &name, &value))
		if (span_ieq(name, wanted))
			return value.p ? value : span_str("");
	return (struct span){NULL, 0};
}

/* A part's header of that name, trimmed; empty when it is not there. */
static struct span part_header(struct span head, const char *wanted)
{
	struct span line, name, value;

	while (span_line(&head, &line))
		if (cut(line, ':', &name, &value) && span_ieq(span_trim(name), wanted))
			return span_trim(value);
	return (struct span){NULL, 0};
}

/* A parameter as text: browsers write ", CR and LF as %22, %0D and %0A. */
static const char *param_text(struct span value, struct arena *arena)
{
	STR_AUTO(out, value.n + 1);

	while (value.n) {
		uint8_t c = value.p[0], decoded;
		bool encoded = is_encoded(value, &decoded) &&
			       (decoded == '"' || decoded == '\r' || decoded == '\n');

		str_char(&out, (char)(encoded ? decoded : c));
		value = span_sub(value, encoded ? 3 : 1, value.n);
	}
	return text_of(str_bytes(&out), arena);
}

/* What is behind the last / or \. */
static struct span base_name(struct span path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/' || path.p[i - 1] == '\\')
			return i < path.n ? span_sub(path, i, path.n) : span_str("");
	return path;
}

struct parts {
	VEC(struct form_pair) fields;
	VEC(struct form_file) files;
};

/* One part: its headers, an empty line, its bytes. */
static int add_part(struct parts *parts, struct span part, struct arena *arena)
{
	struct span head, bytes, disposition, name, filename;
	struct form_pair pair;
	struct form_file file;
	ptrdiff_t end = span_starts(part, "\r\n") ? 0 : span_find(part, "\r\n\r\n");

	if (end < 0)
		return ERR_SYNTAX;
	head = span_sub(part, 0, (size_t)end);
	bytes = span_sub(part, (size_t)end + (end ? 4 : 2), part.n);
	disposition = part_header(head, "content-disposition");
	name = param(disposition, "name");
	filename = param(disposition, "filename");
	if (!span_istarts(disposition, "form-data") || !name.p)
		return ERR_SYNTAX;
	pair.name = param_text(name, arena);
	if (!pair.name)
		return ERR_SYNTAX;
	if (filename.p) {
		file.name = pair.name;
		file.filename = param_text(base_name(filename), arena);
		file.type = text_of(part_header(head, "content-type"), arena);
		file.bytes = bytes;
		if (!file.filename || !file.type)
			return ERR_SYNTAX;
		vec_push(arena, &parts->files, file);
		return 0;
	}
	pair.value = text_of(bytes, arena);
	if (!pair.value)
		return ERR_SYNTAX;
	vec_push(arena, &parts->fields, pair);
	return 0;
}

/* Offset of the delimiter line (CRLF and dashes included) from s, or -1. The CRLF may be
 * missing at the very beginning. */
static ptrdiff_t find_delimiter(struct span s, struct span delimiter)
{
	const uint8_t *hit = s.n ? memmem(s.p, s.n, delimiter.p, delimiter.n) : NULL;

	return hit ? hit - s.p : -1;
}

/* The delimiter "CRLF--boundary" of the content type; RFC 2046 section 5.1.1: 1 to 70
 * characters. */
static int read_delimiter(struct span content_type, struct str *out)
{
	struct span type, rest, boundary = param(content_type, "boundary");

	(void)cut(content_type, ';', &type, &rest);
	if (!span_ieq(span_trim(type), "multipart/form-data"))
		return ERR_UNSUPPORTED;
	if (boundary.n < 1 || boundary.n > 70)
		return ERR_SYNTAX;
	str_add(out, "\r\n--");
	str_span(out, boundary);
	return 0;
}

int form_multipart(struct span content_type, struct span body, struct arena *arena,
    struct form_pairs *ret_fields, struct form_files *ret_files)
{
	STR_AUTO(delimiter, 80);
	struct parts parts = {0};
	struct span rest = body;
	ptrdiff_t at;
	int r = read_delimiter(content_type, &delimiter);

	if (r < 0)
		return r;
	/* The first delimiter may begin the body, without its CRLF; else a preamble is skipped.
	 */
	if (span_starts(rest, str_text(&delimiter) + 2)) {
		rest = span_sub(rest, delimiter.n - 2, rest.n);
	} else {
		at = find_delimiter(rest, str_bytes(&delimiter));
		if (at < 0)
			return ERR_SYNTAX;
		rest = span_sub(rest, (size_t)at + delimiter.n, rest.n);
	}
	while (!span_starts(rest, "--")) {
		/* White space may follow the delimiter (RFC 2046 section 5.1.1). */
		while (rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t'))
			rest = span_sub(rest, 1, rest.n);
		if (!span_starts(rest, "\r\n"))
			return ERR_SYNTAX;
		rest = span_sub(rest, 2, rest.n);
		at = find_delimiter(rest, str_bytes(&delimiter));
		if (at < 0)
			return ERR_SYNTAX;
		if (parts.fields.n + parts.files.n == LIMIT_FORM_FIELDS)
			return ERR_LIMIT;
		r = add_part(&parts, span_sub(rest, 0, (size_t)at), arena);
		if (r < 0)
			return r;
		rest = span_sub(rest, (size_t)at + delimiter.n, rest.n);
	}
	*ret_fields = (struct form_pairs){parts.fields.items, parts.fields.n};
	*ret_files = (struct form_files){parts.files.items, parts.files.n};
	return 0;
}

const char *form_get(const struct form_pairs *pairs, const char *name)
{
	for (size_t i = pairs->n; i > 0; i--)
		if (strcmp(pairs->items[i - 1].name, name) == 0)
			return pairs->items[i - 1].value;
	return NULL;
}

void form_escape(struct span bytes, struct str *out)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < bytes.n; i++) {
		uint8_t c = bytes.p[i];

		if ((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
		    (c && strchr("-._~", c))) {
			str_char(out, (char)c);
		} else {
			str_char(out, '%');
			str_char(out, digits[c >> 4]);
			str_char(out, digits[c & 15]);
		}
	}
}

void form_put(struct str *out, const char *name, const char *value)
{
	bool first = out->n == 0 || strchr("?&", out->p[out->n - 1]);

	if (!value)
		return;
	if (!first)
		str_char(out, '&');
	form_escape(span_str(name), out);
	str_char(out, '=');
	form_escape(span_str(value), out);
}
