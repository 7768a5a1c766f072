#include "wire/imap.h"

#include "base/macros.h"
#include "wire/line.h"

enum {
	LINE_MAX_BYTES = 8192
}; /* RFC 9051 section 4 asks clients to bear long lines; this bounds what may be no IMAP */

bool imap_greets(struct span bytes)
{
	return span_istarts(bytes, "* OK") || span_istarts(bytes, "* PREAUTH") ||
	       span_istarts(bytes, "* BYE");
}

int imap_greeting_size(struct span bytes, size_t *ret_size)
{
	struct span rest = bytes, line;

	if ((bytes.n > 0 && bytes.p[0] != '*') || (bytes.n > 1 && bytes.p[1] != ' '))
		return ERR_SYNTAX;
	if (!line_take(&rest, &line))
		return bytes.n < LINE_MAX_BYTES ? ERR_TRUNCATED : ERR_SYNTAX;
	if (!imap_greets(line) || bytes.n - rest.n > LINE_MAX_BYTES)
		return ERR_SYNTAX;
	*ret_size = bytes.n - rest.n;
	return 0;
}

static int parse_status(struct span text, enum imap_status *ret)
{
	static const char *const names[] = {
	    [IMAP_OK] = "OK", [IMAP_NO] = "NO", [IMAP_BAD] = "BAD"};
	struct span word;

	if (!line_word(&text, &word))
		return ERR_SYNTAX;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!span_ieq(word, names[i]))
			continue;
		*ret = (enum imap_status)i;
		return 0;
	}
	return ERR_SYNTAX;
}

int imap_answer_parse(struct span bytes, const char *tag, struct imap_answer *ret)
{
	struct span rest = bytes, line, word, before = bytes;

	while (line_take(&rest, &line)) {
		struct span left = line;
		enum imap_status status;
		int r;

		if (!line_word(&left, &word))
			return ERR_SYNTAX;
		if (span_eq(word, "*")) {
			before = rest;
			continue;
		}
		if (!span_eq(word, tag))
			return ERR_SYNTAX;
		r = parse_status(left, &status);
		if (r < 0)
			return r;
		*ret = (struct imap_answer){
		    span_sub(bytes, 0, bytes.n - before.n), status, bytes.n - rest.n};
		return 0;
	}
	return ERR_TRUNCATED;
}

bool imap_capability(struct span *rest, struct span *words, struct span *ret_capability)
{
	struct span line, word;

	while (!line_word(words, ret_capability)) {
		if (!line_take(rest, &line))
			return false;
		if (line_word(&line, &word) && span_eq(word, "*") && line_word(&line, &word) &&
		    span_ieq(word, "CAPABILITY"))
			*words = line;
	}
	return true;
}
