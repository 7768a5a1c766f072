/*
 * What a spool's segments are made of (run/spool.h), as functions of bytes. A frame, numbers
 * big-endian: "VFRM", u32 CRC-32 of all that follows, u8 type, u32 bytes of the payload; the
 * payload: u16 bytes of a name, the name, then what belongs to it.
 */
#ifndef VARDE_RUN_SPOOL_FRAME_H
#define VARDE_RUN_SPOOL_FRAME_H

#include "base/macros.h"
#include "base/str.h"

enum spool_type {
	SPOOL_HEAD = 'H', /* the first of a segment: name is the chunk's */
	SPOOL_UNIT = 'U', /* name is the unit's; rest its records as NDJSON */
	SPOOL_END = 'E',  /* alone in the file "end": name is an enum end_state in digits, rest
			     the reason */
};

struct spool_frame {
	enum spool_type type;
	struct span name, rest; /* borrowed */
	size_t size;            /* bytes of the whole frame */
};

enum { SPOOL_FRAME_HEAD = 13, SPOOL_FRAME_MAX = 64 << 20 };

/* Appends a frame (borrows); ERR_LIMIT when the name, the payload or *out is too large. */
int spool_frame_put(
    struct str *out, enum spool_type type, struct span name, struct span rest) MUST_USE;

/* Reads the frame that the bytes begin with (borrows): 0; ERR_TRUNCATED when it could be whole
 * with more bytes; ERR_CORRUPT when it is none or damaged. */
int spool_frame_read(struct span bytes, struct spool_frame *ret) MUST_USE;

/* Offset of the next whole frame behind the first byte, or .n when there is none. */
size_t spool_frame_resync(struct span bytes);

#endif
