/*
 * The sector's picture: what happened in a period, by class, region, kind of organisation and
 * month. A source is a row with its query. No figure rests on fewer than FIGURES_K
 * organisations, and none that is hidden can be computed from those that are shown
 * (figures_hide).
 *
 * The document: {"since", "until" (ms), "made", "k", "sources": [{"name", "orgless", "total":
 * cell, "class": [cells], "region": [cells], "type": [cells], "month": [cells]}]}; a cell is
 * {"key", "count", "orgs"}, both null when hidden. Months are "2026-03"; an empty region is of
 * organisations without one.
 */
#ifndef VARDE_DESK_PICTURE_H
#define VARDE_DESK_PICTURE_H

#include "model/picture.h"
#include "store/db.h"

/* What is counted: constant SQL over FROM. */
struct picture_source {
	const char *name;  /* in the document and in addresses */
	const char *label; /* key of the catalogue */
	const char *from;
	const char *class; /* by what it is told apart; NULL: RSIT's class of x."type" */
	const char *time;  /* ms */
	const char *org;   /* whose it is; NULL: nobody's, and no figure needs to be hidden */
	const char *where; /* more that must hold; NULL */
};

/* The rows; the last has no name. */
extern const struct picture_source picture_sources[];

#define PICTURE_NOW                                                              \
	"year" /* the period of the last twelve whole months and this one so far \
		*/

/* The period of that name ("2026", PICTURE_NOW) at now. ERR_SYNTAX; ERR_RANGE: it has not
 * begun, or nothing is that old. */
int picture_period(
    const char *name, int64_t now, int64_t *ret_since, int64_t *ret_until) MUST_USE;

/* Makes the document of the period. In the arena. */
int picture_make(struct db *db, int64_t since, int64_t until, int64_t now, struct arena *arena,
    const char **ret) MUST_USE;

/* The picture of the period as it was kept; made anew when it is older than a day and the
 * period had not ended long before. Errors of picture_period. */
int picture_get(struct db *db, const char *name, int64_t now, struct arena *arena,
    struct picture *ret) MUST_USE;

/* Keeps that of now fresh, for who looks at it: *ret whether it was made. */
int picture_keep(struct db *db, int64_t now, bool *ret) MUST_USE;

#endif
