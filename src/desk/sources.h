/* The feeds as somebody has switched them, and what was taken in of each. */
#ifndef VARDE_DESK_SOURCES_H
#define VARDE_DESK_SOURCES_H

#include "base/vec.h"
#include "feed/feed.h"
#include "store/db.h"

struct source {
	const struct feed *feed;
	bool on;
	const char *url;      /* where it is fetched; NULL: nowhere */
	int64_t publications; /* that were taken in */
	int64_t records;
	int64_t newest;    /* ms: the latest change that they tell of; 0: nothing is in */
	int64_t taken;     /* ms: when one was taken in last */
	int64_t checked;   /* ms: when one was looked for last */
	const char *error; /* why the last one was not taken; NULL: it was */
};

struct sources {
	VEC(struct source) all; /* in the order of the feeds */
};

/* All feeds; texts live in the arena. Errors of the database. */
int sources_list(struct db *db, struct arena *arena, struct sources *ret) MUST_USE;

/* Whether the feed is switched on: as somebody has switched it, else as its row says. Errors of
 * the database. */
int sources_on(struct db *db, const struct feed *feed, bool *ret) MUST_USE;

/* Where the feed is fetched: as somebody has set it, else its row's first URL (NULL: nowhere).
 * In the arena. Errors of the database. */
int sources_url(
    struct db *db, const struct feed *feed, struct arena *arena, const char **ret) MUST_USE;

/* Stores that, for the feed: the setting's name begins with it. */
#define SOURCES_SWITCH "feed:"
#define SOURCES_URL    "feed_url:"

#endif
