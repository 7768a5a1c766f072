/*
 * The writing side of a spool (ship/README.md). Records are gathered in memory and are safe
 * when ship_write_sync has said so. One thread; its process may be in a sandbox that lets it
 * create, rename and remove files in the folder.
 */
#ifndef VARDE_SHIP_SHIP_WRITE_H
#define VARDE_SHIP_SHIP_WRITE_H

#include "base/err.h"
#include "ship/ship_frame.h"

struct ship_write;

enum {
	SHIP_SEGMENT = 16 << 20, /* bytes: a segment that has as many is whole */
	SHIP_COMMIT = 256 << 10, /* bytes that wait: it is time to sync */
	SHIP_BUFFER = 8 << 20,   /* bytes of one priority that wait at most */
};

/* What the writer knows of itself, for the sensor's heartbeat. */
struct ship_state {
	int64_t bytes, max;             /* on the disk, at most and now */
	uint64_t records, dropped;      /* taken; dropped for want of room, told as gaps */
	uint64_t refused;               /* not even taken: the disk gives no room at all */
	uint64_t next[SHIP_PRIORITIES]; /* numbers that come next in this epoch */
	const char *epoch;              /* its name; borrowed */
};

/*
 * Opens the folder (made when missing, mode 0700) and begins an epoch; it holds at most max
 * bytes (segment 0: SHIP_SEGMENT, smaller for tests). ERR_BUSY: somebody else writes; ERR_FULL,
 * ERR_DENIED, ERR_IO; with a message. Gives; ship_write_close ends it.
 */
int ship_write_open(const char *folder, int64_t max, int64_t segment, struct msg *msg,
    struct ship_write **ret) MUST_USE;

/* Syncs what it can and closes it; what is in it stays. NULL is allowed. Returns NULL. */
struct ship_write *ship_write_close(struct ship_write *w);

/* Takes a record (copies). ERR_LIMIT: it is too large; ERR_FULL: neither the disk nor the
 * memory has room: it is counted as refused. */
int ship_write_add(
    struct ship_write *w, enum ship_class class, int64_t time, struct span payload) MUST_USE;

/* The same with a priority of its own, 1 to SHIP_PRIORITIES - 1 (gaps: 0 alone). */
int ship_write_add_as(struct ship_write *w, enum ship_class class, int priority, int64_t time,
    struct span payload) MUST_USE;

/* Whether as much waits that it is time to sync. */
bool ship_write_ripe(const struct ship_write *w);

/* All that was taken is safe then. ERR_FULL: there is no room even after dropping; what waits
 * stays in memory; ERR_IO; with a message (NULL allowed). */
int ship_write_sync(struct ship_write *w, struct msg *msg) MUST_USE;

/* How it is. */
void ship_write_state(const struct ship_write *w, struct ship_state *ret);

#endif
