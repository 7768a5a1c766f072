/*
 * Digests of the files that protocols carry, when they are asked for: a file's bytes come piece
 * by piece, many files at a time. So many at a time as there are slots; more have none, which
 * is counted.
 */
#ifndef VARDE_SENSE_DIGESTS_H
#define VARDE_SENSE_DIGESTS_H

#include "proto/crypt.h"
#include "proto/proto.h"

enum { DIGESTS_FILES = 256 }; /* at a time, a thread */

/* A whole file's; n is 0 of those that were not made. */
struct digest_values {
	struct {
		uint8_t bytes[CRYPT_DIGEST_MAX];
		size_t n;
	} of[CRYPT_DIGESTS];
};

struct digests;

/* EVE's name of a digest: "md5", "sha1", "sha256". */
extern const char *const digest_names[CRYPT_DIGESTS];

/* Of those digests: bits 1 << enum crypt_digest. NULL when which is 0 or the system has not all
 * of them. Gives; digests_free ends it. */
struct digests *digests_new(unsigned which);

/* NULL is allowed. Returns NULL. */
struct digests *digests_free(struct digests *digests);

/* The next bytes of a file (borrows all). True: it is over, was seen whole, and *ret has its
 * digests. */
bool digests_take(struct digests *digests, const struct tx *tx, const struct tx_file *file,
    struct span data, struct digest_values *ret);

/* The transaction is over: its files that were not closed are let go. */
void digests_drop(struct digests *digests, const struct tx *tx);

/* Files that had no slot. */
uint64_t digests_refused(const struct digests *digests);

#endif
