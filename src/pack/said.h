/* What is said by hand of products and versions, before any feed has it, as a small pack of
 * knowledge: the same rules judge it as any CVE. */
#ifndef VARDE_PACK_SAID_H
#define VARDE_PACK_SAID_H

#include "pack/knowledge.h"

/* The id of what was said by hand. */
#define SAID_ID "VARDE-SAID"

/* "vendor:product <1.2", read. */
struct said {
	const char *vendor, *product; /* as CPE writes names; in the arena */
	struct span versions;         /* what stands behind, for version_range_parse */
};

/* Reads a line. ERR_SYNTAX with a message when it names no product and versions. */
int said_read(
    const char *line, struct arena *arena, struct said *ret, struct msg *msg) MUST_USE;

/* The lines as a pack in which that is affected; known (borrows) tells other names of the
 * products. ERR_SYNTAX with a message, ERR_IO. knowledge_close ends it. */
int said_pack(const struct text_list *lines, const struct knowledge_pack *known,
    struct arena *arena, struct knowledge_pack *ret, struct msg *msg) MUST_USE;

/* Records as a pack, for what was read in a document; sorts them. */
int said_records(struct knowledge *all, size_t n, struct arena *arena,
    struct knowledge_pack *ret, struct msg *msg) MUST_USE;

#endif
