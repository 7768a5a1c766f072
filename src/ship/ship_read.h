/*
 * The sending side of a spool (ship/README.md): batches of one stream and segment at a time,
 * what is kept longest first. What is not acknowledged is given again by the next opening.
 */
#ifndef VARDE_SHIP_SHIP_READ_H
#define VARDE_SHIP_SHIP_READ_H

#include "base/err.h"
#include "ship/ship_frame.h"

struct ship_read;

enum { SHIP_BATCH = 1 << 20 /* bytes of a batch, roughly */ };

struct ship_batch {
	char stream[SHIP_STREAM]; /* "EPOCH-P" */
	uint64_t first, last;     /* numbers of its records */
	size_t n;                 /* records */
	int64_t oldest;           /* the first's time */
	struct span frames;       /* borrowed until the next call */
};

/* Opens the folder for sending. ERR_BUSY: somebody else does; ERR_NOTFOUND, ERR_DENIED, ERR_IO;
 * with a message. Gives; ship_read_close ends it. */
int ship_read_open(const char *folder, struct msg *msg, struct ship_read **ret) MUST_USE;

/* Closes it. NULL is allowed. Returns NULL. */
struct ship_read *ship_read_close(struct ship_read *r);

/* The next batch that is not acknowledged: 1; 0 when there is none now; ERR_IO and the like
 * with a message. Asked again without an acknowledgement it gives the same. */
int ship_read_next(struct ship_read *r, struct ship_batch *ret, struct msg *msg) MUST_USE;

/* The server has all records of the stream with that number and below; segments that are done
 * with are deleted. */
void ship_read_acked(struct ship_read *r, const char *stream, uint64_t acked);

#endif
