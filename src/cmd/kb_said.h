/* What is said by hand or in one document, before any feed has it, as a small pack. */
#ifndef VARDE_CMD_KB_SAID_H
#define VARDE_CMD_KB_SAID_H

#include "pack/said.h"

/* The id of what was said by hand. */
#define KB_SAID_ID SAID_ID

/*
 * "vendor:product <1.2" as a pack in which that is affected: the same rules judge it as any
 * CVE. known (borrows) tells other names of the product. ERR_SYNTAX with a message.
 */
int kb_said_range(const char *text, const struct knowledge_pack *known, struct arena *arena,
    struct knowledge_pack *ret, struct msg *msg) MUST_USE;

/* The records of a document that any feed's reader knows (a CVE record, a CSAF document).
 * ERR_SYNTAX, and what the reader gives, with a message. */
int kb_said_document(const char *path, struct arena *arena, struct knowledge_pack *ret,
    struct msg *msg) MUST_USE;

#endif
