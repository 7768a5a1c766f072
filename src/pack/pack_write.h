/* Writes packs (pack/pack.h). The same entries give the same bytes, whatever order they came
 * in. */
#ifndef VARDE_PACK_PACK_WRITE_H
#define VARDE_PACK_PACK_WRITE_H

#include "base/str.h"
#include "base/vec.h"

struct pack_entry {
	const char *key;
	struct span value;
};

struct pack_writer {
	struct arena *arena; /* borrowed */
	VEC(struct pack_entry) entries;
};

/* An empty writer that keeps its entries in the arena (borrows). */
void pack_write_init(struct pack_writer *w, struct arena *arena);

/* Adds an entry; copies both. The key is not empty. */
void pack_write_add(struct pack_writer *w, const char *key, struct span value);

/*
 * Appends the finished pack to out (borrows), whose maximum the pack must not exceed:
 * ERR_LIMIT. A key that was added twice is ERR_EXISTS, and *ret_key (NULL allowed) then names
 * it.
 */
int pack_write_end(struct pack_writer *w, struct str *out, const char **ret_key) MUST_USE;

#endif
