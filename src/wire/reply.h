/* Numbered replies, the form that FTP (RFC 959 section 4.2) and SMTP (RFC 5321 section 4.2.1)
 * share. */
#ifndef VARDE_WIRE_REPLY_H
#define VARDE_WIRE_REPLY_H

#include "base/err.h"
#include "base/span.h"

struct reply {
	int code;          /* 100..599 */
	struct span lines; /* all lines of the reply, line ends included; its n is the size on
			      the wire */
};

/*
 * Parses the reply at the front of bytes (borrows): one line, or "NNN-" up to the line "NNN ".
 * ERR_TRUNCATED when its end has not come yet, ERR_SYNTAX as soon as it cannot be a reply.
 */
int reply_parse(struct span bytes, struct reply *ret) MUST_USE;

/* The size of the reply at the front of bytes, as a frame for scan/talk.h. Errors of
 * reply_parse. */
int reply_size(struct span bytes, size_t *ret_size) MUST_USE;

/*
 * Takes one line's text out of *rest, which begins as reply.lines (borrows): without the code
 * where the line has one, and trimmed. False when used up.
 */
bool reply_text(struct span *rest, struct span *ret_text);

/* Whether the first line's text begins with an enhanced status code such as "5.5.1" (RFC 2034),
 * which only mail servers send. */
bool reply_is_enhanced(const struct reply *reply);

#endif
