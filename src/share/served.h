/*
 * What the blocklist serves, as it is now: active indicators and recent tombstones, the newest
 * first, without any that would hit a member's verified perimeter. Held in memory by this
 * process, and read again when desk/ioc.h says that it has changed.
 */
#ifndef VARDE_SHARE_SERVED_H
#define VARDE_SHARE_SERVED_H

#include "share/blocklist.h"
#include "store/db.h"

enum { SERVED_REMOVED_DAYS = 30 }; /* how long a tombstone is told */

struct served {
	struct arena *arena; /* owns the rows */
	struct blocklist_row *rows;
	size_t n;
	size_t kept_back;   /* active ones that hit a member: there should be none */
	int64_t generation; /* of desk/ioc.h */
	const char *where;  /* the database */
	int users;
};

/* The present state; any thread. Errors of the store. Gives; served_release ends the use. */
int served_take(struct db *db, int64_t now, struct served **ret) MUST_USE;

/* Ends a use. NULL is allowed. */
void served_release(struct served *served);

/* Frees what the process holds, at its end (and between tests). */
void served_forget(void);

#endif
