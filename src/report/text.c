#include "report/text.h"

#include "base/limits.h"
#include "codec/html.h"
#include "codec/utf8.h"
#include "model/observation.h"

#include <ctype.h>
#include <inttypes.h>

#define ELLIPSIS "\xe2\x80\xa6"

size_t text_length(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

static bool is_space(uint32_t code)
{
	return code == ' ' || code == '\t' || code == '\n' || code == '\r';
}

/* Appends one character made visible; gives how many characters that shows. */
static size_t put_visible(struct str *out, uint32_t code, struct span bytes)
{
	size_t before = out->n;

	if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		str_addf(out, "\\x%02x", code);
	else if (html_is_steering(code))
		str_addf(out, "[U+%04X]", code);
	else {
		str_span(out, bytes);
		return 1;
	}
	return out->n - before;
}

const char *text_clean(struct arena *arena, const char *s, size_t max)
{
	struct span rest = span_trim(span_str(s));
	bool space = false;
	size_t shown = 0;
	STR_AUTO(out, (size_t)LIMIT_TEXT * 8);

	while (rest.n) {
		uint32_t code = 0xfffd;
		size_t n = utf8_next(rest, &code);
		struct span bytes = n ? span_sub(rest, 0, n) : span_str("\xef\xbf\xbd");

		rest = span_sub(rest, MAX(n, (size_t)1), rest.n);
		if (is_space(code)) {
			space = true;
			continue;
		}
		if (max && shown + (space ? 2 : 1) > max) {
			str_add(&out, ELLIPSIS);
			break;
		}
		if (space)
			str_char(&out, ' ');
		shown += space + put_visible(&out, code, bytes);
		space = false;
	}
	return str_dup(&out, arena);
}

/* Takes the text up to the next backtick out of *rest; *code tells whether it stood between
 * two. */
static const char *next_part(struct arena *arena, const char **rest, bool *code)
{
	const char *text = *rest, *tick;

	*code = *text == '`' && strchr(text + 1, '`');
	if (*code)
		text++;
	tick = strchr(*code ? text : text + (*text == '`'), '`');
	/* A backtick without its partner is text. */
	if (!*code && tick && !strchr(tick + 1, '`'))
		tick = NULL;
	*rest = tick ? tick + *code : text + strlen(text);
	return arena_strndup(arena, text, tick ? (size_t)(tick - text) : strlen(text));
}

void text_runs(struct doc *doc, struct doc_node *node, const char *text)
{
	while (*text) {
		bool code;
		const char *part = next_part(doc->arena, &text, &code);

		doc_run(doc, node, code ? RUN_CODE : RUN_PLAIN, part);
	}
}

void text_cell(struct doc *doc, struct doc_runs *cell, const char *text)
{
	while (*text) {
		bool code;
		const char *part = next_part(doc->arena, &text, &code);

		doc_cell(doc, cell, code ? RUN_CODE : RUN_PLAIN, TONE_NONE, part, NULL);
	}
}

/* Whether a sentence may begin with these bytes: a capital letter (ASCII or Latin-1), a digit
 * no, a backtick yes. */
static bool begins_sentence(const char *p)
{
	unsigned char c = (unsigned char)p[0], next = c ? (unsigned char)p[1] : 0;

	return isupper(c) || c == '`' || c == '"' ||
	       (c == 0xc3 && next >= 0x80 && next <= 0x9e) || (c == 0xc2 && next == 0xab);
}

const char *text_first_sentence(struct arena *arena, const char *text)
{
	bool code = false;

	for (const char *p = text; *p; p++) {
		if (*p == '`')
			code = !code;
		if (code || !strchr(".!?", *p) || p[1] != ' ' || !begins_sentence(p + 2))
			continue;
		return arena_strndup(arena, text, (size_t)(p + 1 - text));
	}
	return text;
}

const char *text_plain(struct arena *arena, const char *text)
{
	STR_AUTO(out, (size_t)1 << 20);

	for (; *text; text++)
		if (*text != '`')
			str_char(&out, *text);
	return str_dup(&out, arena);
}

const char *text_endpoint(struct arena *arena, const char *addr, int64_t port, int transport)
{
	const char *clean = text_clean(arena, addr, 0);
	const char *udp = transport == TRANSPORT_UDP ? "/udp" : "";

	if (port == 0)
		return clean;
	if (strchr(clean, ':'))
		return arena_printf(arena, "[%s]:%" PRId64 "%s", clean, port, udp);
	return arena_printf(arena, "%s:%" PRId64 "%s", clean, port, udp);
}

const char *text_join(
    struct arena *arena, const char *const *items, size_t n, const char *separator)
{
	STR_AUTO(out, (size_t)1 << 20);

	for (size_t i = 0; i < n; i++) {
		if (i)
			str_add(&out, separator);
		str_add(&out, items[i]);
	}
	return str_dup(&out, arena);
}
