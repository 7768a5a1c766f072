/*
 * The sector's figures, made once a day from the newest figures of every active organisation
 * (struct snapshot), for every region and kind and for all: pages read some rows and never the
 * organisations. They are the day's: whoever shows them shows the day.
 */
#ifndef VARDE_DESK_SECTOR_H
#define VARDE_DESK_SECTOR_H

#include "desk/figures.h"

enum { SECTOR_FRESH_DAYS = 7 /* figures of an organisation that are older do not count */ };

#define SECTOR_ALL     "*" /* every region, or every kind */
#define SECTOR_UNNAMED "-" /* the region of organisations without one */

struct sector_days {
	VEC(struct sector_day) all;
};

/* Makes those of the day of now, instead of the ones it had. */
int sector_make(struct db *db, int64_t now) MUST_USE;

/*
 * Makes those of the day when there are none, or when figures of organisations (taken: how
 * many) have come since, and none is missing any more. *ret: whether they were made.
 */
int sector_make_due(struct db *db, int64_t now, int64_t taken, int64_t max, bool *ret) MUST_USE;

/* The newest ones of a region and a kind, not older than SECTOR_FRESH_DAYS. ERR_NOTFOUND. */
int sector_newest(struct db *db, int64_t now, const char *region, const char *type,
    struct arena *arena, struct sector_day *ret) MUST_USE;

/* The distribution in it; everything is hidden when it cannot be read. Pure. */
void sector_spread(const struct sector_day *day, struct figures_sector *ret);

/* Those of the same day for each region (of one kind, or of all), by name. */
int sector_regions(struct db *db, int64_t day, const char *type, struct arena *arena,
    struct sector_days *ret) MUST_USE;

/* Those of the same day for each kind (in one region, or in all), by name. */
int sector_kinds(struct db *db, int64_t day, const char *region, struct arena *arena,
    struct sector_days *ret) MUST_USE;

/* Every seventh day up to that one, oldest first: the trend of a region and a kind. */
int sector_weeks(struct db *db, const struct sector_day *last, int weeks, struct arena *arena,
    struct sector_days *ret) MUST_USE;

#endif
