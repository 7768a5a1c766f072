/*
 * Compiled translations (GNU gettext .mo files), looked up with an explicit language: the C
 * library's gettext has one language per process. Everything is checked once at opening, so
 * look-ups need no bounds.
 */
#ifndef VARDE_CODEC_MO_H
#define VARDE_CODEC_MO_H

#include "base/macros.h"
#include "base/span.h"

struct mo {
	struct span file; /* borrowed */
	uint32_t n;       /* messages */
	uint32_t ids;     /* offset of the table of msgids */
	uint32_t texts;   /* offset of the table of translations */
	bool swapped;     /* the file's byte order is not this machine's */
};

/*
 * Opens a .mo file in memory (borrows, as long as *ret is used). ERR_SYNTAX: no .mo file;
 * ERR_UNSUPPORTED: a major revision above 1; ERR_CORRUPT: a table or text outside the file, a
 * text without its NUL, msgids out of order.
 */
int mo_open(struct span file, struct mo *ret) MUST_USE;

/* The translation of msgid (the singular's form for a message with plural), or NULL when there
 * is none. Borrows. */
const char *mo_get(const struct mo *mo, const char *msgid);

/* Plural form number form (from 0) of the message whose singular is msgid, or NULL when there
 * is none. Borrows. */
const char *mo_plural(const struct mo *mo, const char *msgid, unsigned form);

/* Message i (below .n): its msgid and translation. Borrows. */
void mo_entry(const struct mo *mo, uint32_t i, struct span *ret_id, struct span *ret_text);

#endif
