/*
 * What a run says of the findings that are followed: a pure decision (tracked_decide) between
 * what is loaded and what is stored (tracked_update).
 */
#ifndef VARDE_DESK_TRACKED_RUN_H
#define VARDE_DESK_TRACKED_RUN_H

#include "base/map.h"
#include "desk/tracked.h"
#include "pack/pack.h"

/* A finished run of an organisation. */
struct tracked_run {
	const char *org;    /* id */
	const char *id;     /* of the run */
	int64_t time;       /* its end, ms since 1970 */
	const char *retest; /* id of the tracked finding that it re-tests; NULL for none */
};

struct tracked_list {
	VEC(struct tracked) all;
};

/* One finding that is to be stored: new when before is NULL (then without id, ref and org). */
struct tracked_change {
	const struct tracked *before;
	struct tracked after;
	const char *note; /* of its event; NULL when nothing happened but that it was seen */
};

struct tracked_changes {
	VEC(struct tracked_change) all;
};

/*
 * Decides. before: all findings of the organisation, closed ones too (borrows). now: the run's
 * findings. fixed: keys that the run covered and saw gone; a key in neither was not covered. A
 * run that is not newer than a finding's last check says nothing about it, so that telling a
 * run twice, or late, changes nothing.
 */
void tracked_decide(const struct tracked_run *run, const struct tracked_list *before,
    const struct findings *now, const struct map *fixed, struct arena *arena,
    struct tracked_changes *ret);

/* What tracked_update did. */
struct tracked_counts {
	int64_t opened, seen, reopened, missed, closed;
	int64_t news; /* opened or reopened critical and high ones: worth a mail */
};

/*
 * Loads the run's stored findings and what showed the earlier ones, compares (assess_compare),
 * decides and stores, with events and one entry in the log, in one transaction. Repeating it
 * changes nothing. ERR_NOTFOUND: no such run; ERR_BUSY: people kept changing findings, try
 * again.
 */
int tracked_update(struct db *db, const struct actor *actor, const struct pack *kb,
    const struct tracked_run *run, int64_t now, struct tracked_counts *ret) MUST_USE;

#endif
