/*
 * A backup is one file, the same whatever engine it was taken of: gzip around lines of JSON.
 * The first says what it is; then for every table its columns, its rows (arrays of values in
 * the order of their keys), and their number and SHA-256; the last closes it with the SHA-256
 * of all those lines of numbers. A file without that last line is no backup.
 *
 * It holds what the database holds, secrets' hashes and seeds included: mode 0600. Files of the
 * server (configuration, keys) are not in it.
 */
#ifndef VARDE_STORE_BACKUP_H
#define VARDE_STORE_BACKUP_H

#include "store/copy.h"

struct backup {
	int64_t format;     /* 1 */
	int64_t version;    /* of the tables */
	int64_t created;    /* milliseconds since 1970 UTC */
	const char *tool;   /* "varde 0.1" */
	const char *engine; /* it was taken of */
	struct copy_sums sums;
};

/*
 * Writes one state of the database to the file, reads the file again and compares; an older
 * file of that name stays until then. Others may work meanwhile. Texts of *ret live in the
 * arena. ERR_FULL, ERR_DENIED, ERR_IO, ERR_CORRUPT, errors of the database, with a message.
 */
int backup_write(struct db *db, const char *path, int64_t now, struct arena *arena,
    struct backup *ret, struct msg *msg) MUST_USE;

/* Reads the whole file and checks counts and hashes. ERR_SYNTAX (no backup), ERR_CORRUPT
 * (damaged or cut), ERR_VERSION, errors of reading, with a message. */
int backup_check(
    const char *path, struct arena *arena, struct backup *ret, struct msg *msg) MUST_USE;

/*
 * Fills an empty place (as copy_run) with the backup, reads it again and compares. When it
 * fails, or is killed, no row is there.
 */
int backup_restore(const char *path, const char *where, struct arena *arena, struct backup *ret,
    struct msg *msg) MUST_USE;

#endif
