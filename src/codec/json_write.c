#include "codec/json.h"
#include "codec/utf8.h"

#include <math.h>
#include <stdlib.h>

void json_write_init(struct json_writer *w, struct str *out, int indent)
{
	*w = (struct json_writer){.out = out, .indent = indent};
}

/* Events are made of many short pieces: what has room is put without a call. */
static inline void put(struct str *out, const void *p, size_t n)
{
	if (out->over || n > out->max - out->n || out->n + n + 1 > out->cap) {
		str_put(out, p, n);
		return;
	}
	if (n)
		memcpy(out->p + out->n, p, n);
	out->n += n;
	out->p[out->n] = '\0';
}

static inline void put_char(struct str *out, char c)
{
	put(out, &c, 1);
}

static void newline(struct json_writer *w)
{
	if (!w->indent)
		return;
	str_char(w->out, '\n');
	for (int i = 0; i < w->depth * w->indent; i++)
		str_char(w->out, ' ');
}

/* What stands before a value or a key: a comma, a new line, or nothing after a key. */
static void before(struct json_writer *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->comma)
		put_char(w->out, ',');
	if (w->depth)
		newline(w);
	w->comma = true;
}

static void open_level(struct json_writer *w, char c)
{
	before(w);
	put_char(w->out, c);
	w->depth++;
	w->comma = false;
}

static void close_level(struct json_writer *w, char c)
{
	bool filled = w->comma;

	w->depth--;
	if (filled)
		newline(w);
	put_char(w->out, c);
	w->comma = true;
}

void json_write_object(struct json_writer *w)
{
	open_level(w, '{');
}

void json_write_object_end(struct json_writer *w)
{
	close_level(w, '}');
}

void json_write_array(struct json_writer *w)
{
	open_level(w, '[');
}

void json_write_array_end(struct json_writer *w)
{
	close_level(w, ']');
}

static void put_escaped(struct str *out, uint32_t code)
{
	static const char from[] = "\"\\\b\f\n\r\t", into[] = "\"\\bfnrt";
	const char *hit = code && code < 128 ? strchr(from, (int)code) : NULL;

	if (hit)
		str_addf(out, "\\%c", into[hit - from]);
	else
		str_addf(out, "\\u%04x", code);
}

enum { WORD = 8 };

static const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);

/* The highest bit of each byte that is 0; behind the first such byte others may be set, too. */
static inline uint64_t zeros(uint64_t v)
{
	return (v - ones) & ~v & tops;
}

/* How many bytes from the beginning are written as they are: ASCII that needs no escape. Eight
 * at a time. */
static inline size_t plain_bytes(struct span s)
{
	size_t n = 0;

	for (; s.n - n >= WORD; n += WORD) {
		uint64_t v, odd;

		memcpy(&v, s.p + n, WORD);
		odd = (v & tops) | ((v - ones * 0x20) & ~v & tops) | zeros(v ^ ones * '"') |
		      zeros(v ^ ones * '\\') | zeros(v ^ ones * 0x7f);
		if (odd)
			break;
	}
	while (n < s.n && s.p[n] >= 32 && s.p[n] < 0x7f && s.p[n] != '"' && s.p[n] != '\\')
		n++;
	return n;
}

static void put_odd_string(struct str *out, struct span s, size_t plain)
{
	while (plain < s.n) {
		struct span rest = span_sub(s, plain, s.n);
		uint32_t code = 0;
		size_t n = utf8_next(rest, &code);
		bool escape = code < 32 || code == '"' || code == '\\' || code == 0x7f;

		if (n && !escape) {
			plain += n;
			continue;
		}
		str_put(out, s.p, plain);
		if (n)
			put_escaped(out, code);
		else
			utf8_put(out, 0xfffd);
		s = span_sub(s, plain + MAX(n, (size_t)1), s.n);
		plain = 0;
	}
	str_put(out, s.p, s.n);
}

static inline void put_string(struct str *out, struct span s)
{
	size_t plain = plain_bytes(s);

	put_char(out, '"');
	if (plain == s.n)
		put(out, s.p, s.n);
	else
		put_odd_string(out, s, plain);
	put_char(out, '"');
}

enum { KEY_ROOM = 256 };

/* A key of plain letters, which all of ours are, in one pass; false: nothing was written. */
static bool put_plain_key(struct json_writer *w, const char *key)
{
	struct str *out = w->out;
	size_t limit = MIN(out->cap, out->max), n = out->n;
	char *to = out->p + n;

	if (out->over || w->indent || w->after_key || limit < n + KEY_ROOM)
		return false;
	if (w->comma)
		*to++ = ',';
	*to++ = '"';
	for (size_t i = 0; key[i]; i++) {
		uint8_t c = (uint8_t)key[i];

		if (i == KEY_ROOM - 8 || c < 32 || c >= 0x7f || c == '"' || c == '\\') {
			out->p[n] = '\0';
			return false;
		}
		*to++ = key[i];
	}
	*to++ = '"';
	*to++ = ':';
	*to = '\0';
	out->n = (size_t)(to - out->p);
	w->comma = w->after_key = true;
	return true;
}

void json_write_key(struct json_writer *w, const char *key)
{
	if (put_plain_key(w, key))
		return;
	before(w);
	put_string(w->out, span_str(key));
	str_char(w->out, ':');
	if (w->indent)
		str_char(w->out, ' ');
	w->after_key = true;
}

void json_write_span(struct json_writer *w, struct span s)
{
	before(w);
	put_string(w->out, s);
}

void json_write_text(struct json_writer *w, const char *s)
{
	if (s)
		json_write_span(w, span_str(s));
	else
		json_write_null(w);
}

void json_write_int(struct json_writer *w, int64_t v)
{
	char digits[20];
	size_t at = sizeof(digits);
	uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	before(w);
	/* Not by printf: events are made of numbers. */
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest);
	if (v < 0)
		put_char(w->out, '-');
	put(w->out, digits + at, sizeof(digits) - at);
}

/* The fewest digits that are read back as the same number: 9.8, not 9.8000000000000007. */
void json_write_real(struct json_writer *w, double v)
{
	size_t at;

	before(w);
	if (!isfinite(v)) {
		str_add(w->out, "null");
		return;
	}
	at = w->out->n;
	for (int digits = 15; digits <= 17; digits++) {
		double back;

		str_cut(w->out, at);
		str_addf(w->out, "%.*g", digits, v);
		back = strtod(str_text(w->out) + at, NULL);
		if (!(back < v) && !(back > v))
			break;
	}
	if (!strpbrk(str_text(w->out) + at, ".e"))
		str_add(w->out, ".0"); /* else it would be read back as an integer */
}

void json_write_bool(struct json_writer *w, bool v)
{
	before(w);
	str_add(w->out, v ? "true" : "false");
}

void json_write_null(struct json_writer *w)
{
	before(w);
	str_add(w->out, "null");
}

static void write_scalar(struct json_writer *w, const struct json *v)
{
	if (v->type == JSON_BOOL)
		json_write_bool(w, v->boolean);
	else if (v->type == JSON_INT)
		json_write_int(w, v->integer);
	else if (v->type == JSON_REAL)
		json_write_real(w, v->real);
	else if (v->type == JSON_STRING)
		json_write_span(w, span_of(v->string.text, v->string.n));
	else
		json_write_null(w);
}

void json_write_value(struct json_writer *w, const struct json *v)
{
	if (v->type == JSON_ARRAY) {
		json_write_array(w);
		for (size_t i = 0; i < v->array.n; i++)
			json_write_value(w, &v->array.items[i]);
		json_write_array_end(w);
	} else if (v->type == JSON_OBJECT) {
		json_write_object(w);
		for (size_t i = 0; i < v->object.n; i++) {
			before(w);
			put_string(w->out,
			    span_of(v->object.members[i].key, v->object.members[i].key_n));
			str_add(w->out, w->indent ? ": " : ":");
			w->after_key = true;
			json_write_value(w, &v->object.members[i].value);
		}
		json_write_object_end(w);
	} else {
		write_scalar(w, v);
	}
}

void json_member_text(struct json_writer *w, const char *key, const char *s)
{
	json_write_key(w, key);
	json_write_text(w, s);
}

void json_member_int(struct json_writer *w, const char *key, int64_t v)
{
	json_write_key(w, key);
	json_write_int(w, v);
}

void json_member_bool(struct json_writer *w, const char *key, bool v)
{
	json_write_key(w, key);
	json_write_bool(w, v);
}
