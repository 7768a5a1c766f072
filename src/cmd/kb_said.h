/* What one document states, before any feed has it, as a small pack. */
#ifndef VARDE_CMD_KB_SAID_H
#define VARDE_CMD_KB_SAID_H

#include "pack/knowledge.h"

/* The records of a document that any feed's reader knows (a CVE record, a CSAF document).
 * ERR_SYNTAX, and what the reader gives, with a message. */
int kb_said_document(const char *path, struct arena *arena, struct knowledge_pack *ret,
    struct msg *msg) MUST_USE;

#endif
