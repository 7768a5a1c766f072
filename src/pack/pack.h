/*
 * A pack: a read-only table from key to value that is mapped, not parsed. Knowledge (finding
 * texts, fingerprints, later CVE and rules) is compiled into packs once (pack/pack_write.h);
 * collectors and assessors only look things up.
 *
 * The file, all numbers big-endian: magic "VARDPACK", u32 version, u32 number of entries, u32
 * bytes in all; then one row an entry, sorted by key: u32 offset of the key, u32 its bytes, u32
 * offset of the value, u32 its bytes; then the keys and values, each followed by a NUL that its
 * size does not count; at the end u32 CRC-32 of everything before it.
 */
#ifndef VARDE_PACK_PACK_H
#define VARDE_PACK_PACK_H

#include "base/err.h"
#include "base/span.h"

enum {
	PACK_VERSION = 1,
	PACK_HEADER = 20, /* bytes */
	PACK_ROW = 16,    /* bytes */
	PACK_TRAILER = 4, /* bytes */
};
#define PACK_MAGIC "VARDPACK"

struct pack {
	struct span bytes; /* the whole file: mapped, or borrowed */
	size_t n;          /* entries */
	bool mapped;       /* pack_close unmaps */
};

/*
 * Makes *ret a view of the bytes (borrows them for as long as it is used) after checking all of
 * them: ERR_CORRUPT for a foreign, damaged or truncated pack, ERR_VERSION for a newer one; the
 * reason is in *msg (NULL allowed).
 */
int pack_from_memory(struct span bytes, struct pack *ret, struct msg *msg) MUST_USE;

/*
 * Maps the file read-only and checks it as above; ERR_NOTFOUND, ERR_IO when it cannot be read.
 * pack_close ends it. The file must be replaced by renaming, never rewritten in place, while it
 * is mapped.
 */
int pack_open(const char *path, struct pack *ret, struct msg *msg) MUST_USE;

/* Unmaps what pack_open mapped; spans that came from the pack end here. An empty pack is
 * allowed. */
void pack_close(struct pack *pack);

/* The value of the key, or an empty span with p == NULL. Borrows from the pack; a NUL follows
 * the bytes. O(log n). */
struct span pack_get(const struct pack *pack, const char *key);

/* The entries whose key begins with prefix, in order of their keys. */
struct pack_iter {
	const struct pack *pack; /* borrowed */
	const char *prefix;      /* borrowed */
	size_t at;               /* next entry */
};

/* Begins at the first entry with the prefix ("" for all). Borrows both. */
struct pack_iter pack_iter(const struct pack *pack, const char *prefix);

/* The next entry: key (NUL-terminated) and value, both borrowed from the pack; false at the
 * end. */
bool pack_next(struct pack_iter *it, const char **ret_key, struct span *ret_value);

#endif
