/*
 * A spool: whole units of a chunk on disk until a server has them. One process writes
 * (run/spool.h), one ships (run/spool_read.h), at the same time if they like. It is a folder of
 * numbered segments, each a head and frames (run/spool_frame.h), only appended to, and deleted
 * when all of it is shipped. A unit's name, with the chunk's, identifies it: whoever receives
 * one twice drops it.
 *
 * What spool_append has confirmed survives kill -9 and loss of power. A tail that was torn off
 * is cut away when the spool is opened again; a new segment is begun then, so that no place in
 * the spool is ever used twice.
 */
#ifndef VARDE_RUN_SPOOL_H
#define VARDE_RUN_SPOOL_H

#include "model/observation.h"

struct spool;

enum {
	SPOOL_SEGMENT = 1 << 20, /* bytes, roughly: a segment that has as many is ended */
	SPOOL_FILE = 80 << 20,   /* bytes of a segment at most */
};

/*
 * Opens the folder (made when missing, mode 0700) for writing; it holds at most max bytes.
 * ERR_BUSY: somebody else writes; ERR_EXISTS: it is another chunk's; ERR_FULL, ERR_DENIED,
 * ERR_IO; with a message. Gives; spool_close ends it.
 */
int spool_open(const char *folder, const char *chunk, int64_t max, struct msg *msg,
    struct spool **ret) MUST_USE;

/* Closes it; what is in it stays. NULL is allowed. Returns NULL. */
struct spool *spool_close(struct spool *spool);

/*
 * Appends whole units (borrows) and syncs them: all of them are safe then. One it has already
 * is left out, so after an error the same units may be appended again. ERR_FULL: no room until
 * more is shipped, or the disk is full; ERR_LIMIT: a unit is larger than the spool; ERR_IO;
 * with a message (NULL allowed).
 */
int spool_append(
    struct spool *spool, const struct observations *units, size_t n, struct msg *msg) MUST_USE;

/* Notes how the chunk ended (enum end_state; reason may be NULL), until something is appended
 * again. Errors as spool_append. */
int spool_end(struct spool *spool, int state, const char *reason, struct msg *msg) MUST_USE;

/* Whether the chunk's end is in it, and which enum end_state it was (NULL allowed). */
bool spool_ended(const struct spool *spool, int *ret_state);

/* Appends the units that are still here, shipped or not, to *ret, but not those whose names are
 * in *except; the arena owns them. */
int spool_load(struct spool *spool, const struct text_list *except, struct arena *arena,
    struct observations *ret, struct msg *msg) MUST_USE;

/* Bytes that were damaged since they were written, when it was opened: their units have to be
 * done again, and the chunk has not ended. */
int64_t spool_damaged(const struct spool *spool);

/* Deletes the folder of a chunk that nobody needs any more. ERR_BUSY: somebody writes or ships;
 * ERR_IO and the like; with a message. */
int spool_remove(const char *folder, struct msg *msg) MUST_USE;

#endif
