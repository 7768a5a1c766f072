/* Files: read whole, written whole or not at all. */
#ifndef VARDE_OS_FILE_H
#define VARDE_OS_FILE_H

#include "base/err.h"
#include "base/str.h"

/* Appends the file's bytes to *ret (its maximum bounds them). ERR_NOTFOUND, ERR_DENIED,
 * ERR_LIMIT, ERR_IO; *msg says which file. */
int file_read(const char *path, struct str *ret, struct msg *msg) MUST_USE;

/*
 * Writes the bytes to a temporary file beside path, syncs it and renames it: the old file stays
 * until the new one is whole. ERR_FULL, ERR_DENIED, ERR_IO with a message. Mode is that of the
 * new file, e.g. 0644.
 */
int file_write(const char *path, struct span bytes, unsigned mode, struct msg *msg) MUST_USE;

/*
 * Makes a file that is not there yet, whole or not at all: of several processes that make it at
 * once one does, the others get ERR_EXISTS and find what that one wrote. Else as file_write.
 */
int file_create(const char *path, struct span bytes, unsigned mode, struct msg *msg) MUST_USE;

/* Makes the folder and its parents (mode 0755 or 0700 as given); an existing one is fine. */
int file_make_folder(const char *path, unsigned mode, struct msg *msg) MUST_USE;

/* The folder of a path: "a/b" for "a/b/c", "." for "c". The arena owns it. */
char *file_folder(struct arena *arena, const char *path);

/* Fills *msg from errno for an operation on path, and gives the matching ERR_*. op: "read",
 * "write", "create". */
int file_error(const char *op, const char *path, struct msg *msg);

/* Writes all bytes to a descriptor, over interruptions and short writes. ERR_FULL, ERR_CLOSED
 * (EPIPE), ERR_IO. */
int file_write_all(int fd, struct span bytes) MUST_USE;

#endif
