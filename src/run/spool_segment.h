/* The segments of a spool's folder: "00000001.seg", ... (run/spool.h). */
#ifndef VARDE_RUN_SPOOL_SEGMENT_H
#define VARDE_RUN_SPOOL_SEGMENT_H

#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

struct spool_segments {
	VEC(uint32_t) all; /* numbers, ascending */
};

/* The folder's segments; ERR_NOTFOUND, ERR_DENIED, ERR_IO with a message. The arena owns the
 * list. */
int spool_segment_list(const char *folder, struct arena *arena, struct spool_segments *ret,
    struct msg *msg) MUST_USE;

/* The path of a segment; the arena owns it. */
char *spool_segment_path(const char *folder, uint32_t number, struct arena *arena);

/* Takes the lock of that name in the folder until the descriptor is closed: a descriptor, or
 * ERR_BUSY and the like with a message. */
int spool_segment_lock(
    const char *folder, const char *name, struct msg *msg, int *ret_fd) MUST_USE;

#endif
