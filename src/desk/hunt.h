/*
 * Retro-hunt: an indicator that is published is searched in the traces of the last
 * INTAKE_DAYS days (model/trace.h). What was found becomes an alert of the organisation whose
 * system met it, of kind "indicator-met": once for each system, way and day.
 */
#ifndef VARDE_DESK_HUNT_H
#define VARDE_DESK_HUNT_H

#include "auth/role.h"
#include "desk/log.h"
#include "model/ioc.h"
#include "model/trace.h"
#include "store/desk.h"

enum { HUNT_SHOWN = 500, HUNT_ALERTS = 4000, HUNT_BATCH = 200, HUNT_NEW_DAYS = 7 };

struct hunt_found {
	struct desk_records traces; /* struct trace, the newest HUNT_SHOWN */
	int64_t n, orgs;            /* of all */
	int64_t first, last;
	int64_t count; /* how often it was met */
	int64_t millis;
};

/* Searches without changing anything. The indicator needs type, value, first and last. */
int hunt_search(struct db *db, const struct ioc *ioc, int64_t now, struct arena *arena,
    struct hunt_found *ret) MUST_USE;

/* Notes that indicators that were published in the last HUNT_NEW_DAYS days and not hunted since
 * are to be hunted: HUNT_BATCH at most; *ret counts them. */
int hunt_ask(struct db *db, int64_t now, int64_t *ret) MUST_USE;

struct hunted {
	int64_t done;   /* indicators */
	int64_t found;  /* of these that were met */
	int64_t traces; /* by so many */
	int64_t alerts; /* that were made */
};

/* Hunts those that wait, max of them, each in a transaction of its own; makes alerts. Any
 * number of servers. */
int hunt_due(struct db *db, int64_t now, int max, struct hunted *ret) MUST_USE;

/* The same of one indicator, now, by a person. MAY_REVIEW. */
int hunt_one(struct db *db, const struct actor *actor, const char *ioc, int64_t now,
    struct arena *arena, struct hunted *ret) MUST_USE;

#endif
