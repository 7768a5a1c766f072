/* A pack's file, mapped read-only. */
#ifndef VARDE_PACK_MAPPED_H
#define VARDE_PACK_MAPPED_H

#include "base/err.h"
#include "base/span.h"

/*
 * Maps the file: *ret is its bytes until mapped_close, and a file that is empty or no ordinary
 * one has none. ERR_NOTFOUND, ERR_IO, with a message (NULL allowed). It must be replaced by
 * renaming, never rewritten in place, while it is mapped.
 */
int mapped_open(const char *path, struct span *ret, struct msg *msg) MUST_USE;

/* The same of a file that is open for reading (borrows it); name is for messages. */
int mapped_fd(int fd, const char *name, struct span *ret, struct msg *msg) MUST_USE;

/* Ends what mapped_open gave. */
void mapped_close(struct span bytes);

#endif
