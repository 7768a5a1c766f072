/*
 * Deconfliction: an alert whose events are all the doing of a penetration test (an entry of its
 * log, or its address in an open window to what is in its scope) is kept back. Its lead hears
 * of it, nobody else; the organisation is told when the lead says that it was not the team, or
 * when an event comes that is not the team's. What was open or weak before is never the team's
 * doing.
 */
#ifndef VARDE_DESK_ALERT_OURS_H
#define VARDE_DESK_ALERT_OURS_H

#include "base/map.h"
#include "desk/alert.h"
#include "desk/pentest_log.h"

/* What of some events was a test's. */
struct alert_ours {
	VEC(struct pentest_ask)
	steps; /* one for each thing that the team did; empty: not all
		  of the events are its */
};

/* The organisations where a test is signed and not over, as keys of *ret. Few, most often
 * none. */
int alert_ours_orgs(struct db *db, struct arena *arena, struct map *ret) MUST_USE;

/*
 * Whether the events of one organisation and kind are a test's. alert: the one they belong to
 * already, or NULL. Borrows the events' texts.
 */
int alert_ours_find(struct db *db, struct event *const *events, size_t n,
    const struct alert *alert, struct arena *arena, struct alert_ours *ret) MUST_USE;

/* Asks for the alert, in the caller's transaction: sets a->ask, tells the lead, fills the
 * test's detection table. The alert is stored by the caller. */
int alert_ours_hold(struct db *db, struct alert *a, const struct alert_ours *ours, int64_t now,
    struct arena *arena) MUST_USE;

/* An alert that has got another organisation: is it a test's there? Then it is kept back. In
 * the caller's transaction. */
int alert_ours_check(struct db *db, struct alert *a, int64_t now, struct arena *arena) MUST_USE;

/* The lead has said that it was not the team: the organisation is told. In the caller's
 * transaction. */
int alert_ours_release(struct db *db, const struct actor *actor, const char *alert, int64_t now,
    struct arena *arena) MUST_USE;

#endif
