/*
 * A record of a spool and the head of a segment, as functions of bytes. Numbers big-endian. A
 * record: u32 bytes of the payload, u32 CRC-32C of all that follows, u64 number, u8 class, u8
 * priority, u64 time (ms), payload. A head: "VSHP", u8 version, u8 priority, 16 bytes of the
 * epoch's name, u64 number of its first record, u32 CRC-32C of all before.
 */
#ifndef VARDE_SHIP_SHIP_FRAME_H
#define VARDE_SHIP_SHIP_FRAME_H

#include "base/macros.h"
#include "base/str.h"

enum {
	SHIP_PRIORITIES = 4, /* 0 is for gaps alone and never dropped, 1 is kept longest */
	SHIP_EPOCH = 16,     /* letters and digits of an epoch's name */
	SHIP_STREAM = SHIP_EPOCH + 2 + 1, /* bytes of "EPOCH-P" and its NUL */
	SHIP_FRAME_HEAD = 26,
	SHIP_SEGMENT_HEAD = 34,
	SHIP_PAYLOAD = 1 << 20, /* bytes of a record at most */
};

/* What a record is. */
enum ship_class {
	SHIP_ALERT, /* a line of EVE: an alert */
	SHIP_META,  /* a line of EVE: what was met */
	SHIP_FLOW,  /* a line of EVE: flows and the like */
	SHIP_GAP,   /* records that were dropped: {"stream", "first", "last", "why"} */
	SHIP_CLASSES,
};

/* The priority of a class. */
int ship_priority(enum ship_class class);

struct ship_frame {
	uint64_t seq;
	enum ship_class class;
	int priority;
	int64_t time;
	struct span payload; /* borrowed */
	size_t size;         /* bytes of the whole */
};

struct ship_head {
	int priority;
	char epoch[SHIP_EPOCH + 1];
	uint64_t first;
};

/* Appends a record (borrows; .size is not read). ERR_LIMIT: it or *out is too large. */
int ship_frame_put(struct str *out, const struct ship_frame *f) MUST_USE;

/* Reads the record that the bytes begin with (borrows): 0; ERR_TRUNCATED when it could be whole
 * with more bytes; ERR_CORRUPT. */
int ship_frame_read(struct span bytes, struct ship_frame *ret) MUST_USE;

/* The same of a segment's head. */
int ship_head_put(struct str *out, const struct ship_head *h) MUST_USE;
int ship_head_read(struct span bytes, struct ship_head *ret) MUST_USE;

/* Whether it can be an epoch's name. */
bool ship_epoch_ok(struct span name);

#endif
