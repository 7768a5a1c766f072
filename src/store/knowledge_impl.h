/* What the files of the store's knowledge share. */
#ifndef VARDE_STORE_KNOWLEDGE_IMPL_H
#define VARDE_STORE_KNOWLEDGE_IMPL_H

#include "store/knowledge.h"

enum { KNOW_BODY = 64 << 20 }; /* bytes of one record */

/* The publication's row as it is stored, or a new one with its names. Texts live in the arena.
 */
int know_source_now(struct db *db, const struct know_source *source, struct arena *arena,
    struct know_source *ret) MUST_USE;

/* Stores the row, whether it is there or not. */
int know_source_store(struct db *db, const struct know_source *source) MUST_USE;

#endif
