/*
 * The shipping side of a spool (run/spool.h): gives what has not been acknowledged yet, in the
 * order it was written. What was given and not acknowledged is given again after the next
 * opening, so the receiver drops a unit that it has.
 */
#ifndef VARDE_RUN_SPOOL_READ_H
#define VARDE_RUN_SPOOL_READ_H

#include "base/err.h"
#include "base/span.h"

struct spool_read;

/* One unit of a chunk, or its end. All is borrowed until the next call. */
struct spool_batch {
	const char *chunk, *unit; /* together they identify it, whatever the attempt */
	struct span lines;        /* the unit's records as NDJSON */
	bool end;                 /* the chunk's end instead: no .unit and .lines */
	int state;                /* enum end_state */
	const char *reason;       /* "" for none */
};

/* Opens the folder for shipping. ERR_BUSY: somebody else ships; ERR_NOTFOUND, ERR_DENIED,
 * ERR_IO; with a message. Gives; spool_read_close ends it. */
int spool_read_open(const char *folder, struct msg *msg, struct spool_read **ret) MUST_USE;

/* Closes it. NULL is allowed. Returns NULL. */
struct spool_read *spool_read_close(struct spool_read *r);

/*
 * The next batch: 1; 0 when there is no more now; ERR_IO and the like with a message. The end
 * comes last; when something before it was damaged on disk it is END_FAILED, since units are
 * missing.
 */
int spool_read_next(struct spool_read *r, struct spool_batch *ret, struct msg *msg) MUST_USE;

/* The receiver has everything that was given so far: it is not given again, and segments that
 * are done with are deleted. ERR_FULL, ERR_IO with a message: it may be given again. */
int spool_read_acknowledge(struct spool_read *r, struct msg *msg) MUST_USE;

#endif
