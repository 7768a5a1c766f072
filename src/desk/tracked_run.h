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

/* A finding that nobody follows yet, as the run (borrowed) has it; its deadline counts from a
 * time. */
struct tracked tracked_run_opened(
    const struct tracked_run *run, const struct finding *f, int64_t from);

/*
 * The finding that is closed, or withdrawn, is there again: adds it, reopened, to *out; one
 * that a machine closed more than 90 days ago is followed anew, as a regression.
 */
void tracked_run_back(const struct tracked_run *run, const struct tracked *t,
    const struct finding *f, int64_t from, struct arena *arena, struct tracked_changes *out);

/* Gives *after the deadline of the finding from that time when it is sooner than the one it
 * has, and its rule when that asks for traces. Whether the deadline is another. */
bool tracked_run_sooner(struct tracked *after, const struct finding *f, int64_t from);

/* By key, of several with one key the one that counts: not closed, else closed last. */
void tracked_run_known(const struct tracked_list *list, struct arena *arena, struct map *ret);

/* All findings of the organisation, texts in the arena. */
int tracked_run_list(
    struct db *db, const char *org, struct arena *arena, struct tracked_list *ret) MUST_USE;

/* Stores a change of the organisation's findings with its event (inside the caller's
 * transaction); a new one gets its id and reference. */
int tracked_run_store(struct db *db, const struct tracked_run *run, const char *actor,
    struct tracked_change *c, int64_t now, struct arena *arena) MUST_USE;

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
