/*
 * One direction of a TCP stream cut into the messages or lines of its protocol: what is whole
 * is given in place, what has begun is kept until it is, and what is longer than the part's
 * maximum is given once, cut, and its rest stepped over.
 */
#ifndef VARDE_PROTO_PART_H
#define VARDE_PROTO_PART_H

#include "base/str.h"

struct part {
	struct str kept;
	uint64_t skip; /* bytes of a message that was given or lost */
	bool given;    /* what is kept was given */
	bool tail;     /* of a line that was cut: until its end */
	bool cut;      /* what was given last is only the beginning */
	bool lost;     /* where messages begin is not known any more */
};

/* Bytes of the message that begins at the front: 0: more are needed to say, negative: there is
 * none. */
typedef int64_t part_size(struct span head);

/* max: bytes of a message that are kept. part_done ends it. */
void part_init(struct part *p, size_t max);
void part_done(struct part *p);

/* The next message, taken from *data (borrows, until the next call); false: *data is used up.
 */
bool part_message(struct part *p, part_size *size, struct span *data, struct span *ret_message);

/* The next line without its end (LF or CRLF). */
bool part_line(struct part *p, struct span *data, struct span *ret_line);

/* What is kept of a line that has no end, when it is known that none comes; false: nothing. */
bool part_rest(struct part *p, struct span *ret_line);

/* n bytes are missing: inside a message its rest is stepped over, else the messages are lost
 * and a line is cut. */
void part_gap(struct part *p, part_size *size, uint64_t n);

#endif
