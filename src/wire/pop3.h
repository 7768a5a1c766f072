/* POP3 before a login: the greeting (RFC 1939 section 4) and CAPA (RFC 2449 section 5). */
#ifndef VARDE_WIRE_POP3_H
#define VARDE_WIRE_POP3_H

#include "base/err.h"
#include "base/span.h"

/* Whether bytes begin as a status line: "+OK" or "-ERR". */
bool pop3_greets(struct span bytes);

/* Whether a status line or listing (borrows) begins with "+OK". */
bool pop3_is_ok(struct span bytes);

/* The size of one status line, as a frame. ERR_TRUNCATED, ERR_SYNTAX. */
int pop3_status_size(struct span bytes, size_t *ret_size) MUST_USE;

/* The size of a status line and, when that is "+OK", of the lines up to "." alone (RFC 1939
 * section 3), as a frame. */
int pop3_listing_size(struct span bytes, size_t *ret_size) MUST_USE;

/*
 * Takes the next line out of *rest, which begins as a listing behind its status line (borrows),
 * without the dot that was put before a leading dot. False at the end.
 */
bool pop3_item(struct span *rest, struct span *ret_item);

#endif
