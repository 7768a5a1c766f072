/*
 * Big bytes that do not fit into memory comfortably: a file without a name that is written and
 * then mapped, and files that are mapped as they are. The file system has them back when the
 * program ends, however it ends.
 */
#ifndef VARDE_OS_SCRATCH_H
#define VARDE_OS_SCRATCH_H

#include "base/err.h"
#include "base/span.h"

struct scratch {
	int fd;
	int64_t n;   /* bytes written */
	int64_t max; /* bytes at most */
	void *map;
	size_t mapped;
};

/* A new one of at most max bytes, in $TMPDIR or /var/tmp. Errors of file_error. scratch_done
 * ends it. */
int scratch_new(int64_t max, struct scratch *ret, struct msg *msg) MUST_USE;

/* The file at path, to be read; it must be an ordinary one of at most max bytes. ERR_NOTFOUND,
 * ERR_DENIED, ERR_LIMIT, ERR_IO. */
int scratch_of_file(
    const char *path, int64_t max, struct scratch *ret, struct msg *msg) MUST_USE;

/* Appends. ERR_LIMIT (more than max), ERR_FULL, ERR_IO, with a message. */
int scratch_write(struct scratch *s, struct span bytes, struct msg *msg) MUST_USE;

/* Forgets what was written. ERR_IO with a message. */
int scratch_clear(struct scratch *s, struct msg *msg) MUST_USE;

/* All bytes: borrowed until scratch_done. Nothing may be written afterwards. */
int scratch_bytes(struct scratch *s, struct span *ret, struct msg *msg) MUST_USE;

/* Gives back the memory of what was read; the bytes stay, and come from the file again. For who
 * reads through much more than should count as the process's memory. */
void scratch_rest(const struct scratch *s);

/* Ends it. Cleanup-attribute helper too; a zeroed one is nothing. */
void scratch_done(struct scratch *s);

#endif
