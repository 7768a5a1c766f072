/*
 * A mail that came in, as bytes, into what desk/inbound.h works with: who wrote, which message
 * of ours it may answer, what was written without what is quoted, and of a delivery report
 * (RFC 3464) why. By GMime. Reads no file and believes nothing.
 */
#ifndef VARDE_NOTIFY_INBOUND_H
#define VARDE_NOTIFY_INBOUND_H

#include "base/span.h"
#include "desk/inbound.h"

enum {
	INBOUND_MAX = 2 << 20,   /* bytes of a mail that is read */
	INBOUND_PARTS = 40,      /* boundaries in it */
	INBOUND_CANDIDATES = 12, /* messages that it may answer */
};

/* Parses; whatever is no mail, too large or too deep is of type INBOUND_REFUSED with a reason.
 * huge: bytes are only its beginning. What *ret borrows is in the arena. */
void inbound_parse(struct span bytes, bool huge, struct arena *arena, struct inbound_mail *ret);

/* What was written above what is quoted, at most max bytes, in the arena. */
const char *inbound_own_text(const char *text, size_t max, struct arena *arena);

#endif
