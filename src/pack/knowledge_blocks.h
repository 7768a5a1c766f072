/* Long texts in blocks, packed by a thread of their own: one producer. */
#ifndef VARDE_PACK_KNOWLEDGE_BLOCKS_H
#define VARDE_PACK_KNOWLEDGE_BLOCKS_H

#include "base/err.h"
#include "base/str.h"

struct knowledge_blocks;

/* An empty one with its thread; knowledge_blocks_free ends both. */
struct knowledge_blocks *knowledge_blocks_new(void);

/* Frees it; NULL is allowed. Returns NULL. */
struct knowledge_blocks *knowledge_blocks_free(struct knowledge_blocks *b);

/* Adds texts that stand together (copies; at most KNOWLEDGE_BLOCK bytes with their NULs, what
 * is beyond is cut off) and gives the place for knowledge_long. */
uint32_t knowledge_blocks_add(struct knowledge_blocks *b, const char *const *texts, size_t n);

/* Waits for what is still being packed: the frames, and where each begins as u64,
 * little-endian. Both borrowed. ERR_NOMEM, ERR_LIMIT. Nothing may be added any more. */
int knowledge_blocks_end(
    struct knowledge_blocks *b, struct span *ret_frames, struct span *ret_index) MUST_USE;

#endif
