/* IMAP before a login (RFC 9051): the greeting and CAPABILITY. */
#ifndef VARDE_WIRE_IMAP_H
#define VARDE_WIRE_IMAP_H

#include "base/err.h"
#include "base/span.h"

enum imap_status { IMAP_OK, IMAP_NO, IMAP_BAD };

struct imap_answer {
	struct span untagged;    /* the lines before the tagged one, line ends included */
	enum imap_status status; /* of the tagged line */
	size_t size;             /* bytes in all */
};

/* Whether bytes begin as a greeting: "* OK", "* PREAUTH" or "* BYE" (RFC 9051 section 7.1). */
bool imap_greets(struct span bytes);

/* The size of the greeting line, as a frame. ERR_TRUNCATED, ERR_SYNTAX. */
int imap_greeting_size(struct span bytes, size_t *ret_size) MUST_USE;

/*
 * Parses the answer to a command with that tag: untagged lines up to the tagged status
 * (borrows). No literals: none of the commands sent here is answered with one. ERR_TRUNCATED,
 * ERR_SYNTAX.
 */
int imap_answer_parse(struct span bytes, const char *tag, struct imap_answer *ret) MUST_USE;

/*
 * Takes the next capability out of *rest, which begins as imap_answer.untagged (borrows): words
 * of "* CAPABILITY" lines. The caller keeps *words, empty at first. False when used up.
 */
bool imap_capability(struct span *rest, struct span *words, struct span *ret_capability);

#endif
