/* What was said by hand or in one document, before any feed has it, as a small pack: the same
 * rules judge it as any CVE. */
#ifndef VARDE_DESK_SAID_H
#define VARDE_DESK_SAID_H

#include "base/vec.h"
#include "model/vuln.h"
#include "pack/knowledge.h"

/* The id of what was said by hand. */
#define SAID_ID "VARDE-SAID"

/* Records of a document, in any order. */
struct said {
	VEC(struct knowledge) all;
};

/* The records (sorts them) as a pack, which knowledge_close ends. ERR_IO, ERR_FULL, ERR_LIMIT
 * with a message. */
int said_pack(struct said *said, struct arena *arena, struct knowledge_pack *ret,
    struct msg *msg) MUST_USE;

/*
 * "vendor:product <1.2" as a pack in which that is affected. known (borrows) tells other names
 * of the product. ERR_SYNTAX with a message, and what said_pack gives.
 */
int said_range(const char *text, const struct knowledge_pack *known, struct arena *arena,
    struct knowledge_pack *ret, struct msg *msg) MUST_USE;

#endif
