/*
 * Figures: one row an organisation and day (struct snapshot), the group's view, and the
 * sector's distribution, which shows no figure that rests on fewer than five organisations.
 */
#ifndef VARDE_DESK_FIGURES_H
#define VARDE_DESK_FIGURES_H

#include "model/finding.h"
#include "model/tracked.h"
#include "pack/pack.h"
#include "store/db.h"

enum {
	FIGURES_K = 5, /* organisations that a figure of the sector rests on at least */
	FIGURES_GRADES = 5,
	FIGURES_HIDDEN = -1, /* too few to be shown */
};

#define FIGURES_DAY 86400000LL

struct figures_snapshots {
	VEC(struct snapshot) all;
};

/* Midnight UTC of a time. */
int64_t figures_day(int64_t time);

/* The middle one of n numbers (of an even number the mean of the two); 0 of none. Sorts them.
 */
int64_t figures_median(int64_t *values, size_t n);

/* The figures of the organisation as they are now, without storing them. */
int figures_now(struct db *db, const char *org, int64_t now, struct arena *arena,
    struct snapshot *ret) MUST_USE;

/* Stores those of the day, instead of the ones it had. */
int figures_take(struct db *db, const char *org, int64_t now) MUST_USE;

/* Takes those of active organisations that have none of the day, up to max. *ret: how many. */
int figures_take_due(struct db *db, int64_t now, int max, int64_t *ret) MUST_USE;

/* The organisation's figures from since on, oldest first: its trend. */
int figures_trend(struct db *db, const char *org, int64_t since, struct arena *arena,
    struct figures_snapshots *ret) MUST_USE;

/* The newest figures of the organisation of that path and of those below it, by path. */
int figures_group(struct db *db, const char *path, struct arena *arena,
    struct figures_snapshots *ret) MUST_USE;

/* How a figure is spread over the sector; FIGURES_HIDDEN each when too few have it. */
struct figures_spread {
	int64_t orgs;
	int64_t low, median, high; /* the quartiles */
};

/* How many organisations have each grade, A to E; FIGURES_HIDDEN where they are too few. */
struct figures_grades {
	int64_t orgs;
	int64_t of[FIGURES_GRADES];
};

struct figures_sector {
	int64_t orgs; /* that have figures; FIGURES_HIDDEN when fewer than FIGURES_K */
	struct figures_spread open, overdue, median_age, median_fix, services;
	struct figures_grades grade, tls, mail, dns;
};

/* Pure: the distribution of these figures, one an organisation. */
void figures_sector_of(const struct figures_snapshots *all, struct figures_sector *ret);

/*
 * Hides the counts that are too small: every one between 1 and FIGURES_K - 1, and, so that none
 * can be computed from the sum, the next smallest until those hidden are two and at least
 * FIGURES_K together.
 */
void figures_hide(int64_t *counts, size_t n);

/* The comparison of any two stored runs (assess_compare): what is new, open, fixed, unknown in
 * the second. ERR_NOTFOUND. */
int figures_compare(struct db *db, const struct pack *kb, const char *before, const char *now,
    struct arena *arena, struct findings *ret) MUST_USE;

#endif
