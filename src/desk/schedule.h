/* What is due: one pass over everything that time alone brings about. */
#ifndef VARDE_DESK_SCHEDULE_H
#define VARDE_DESK_SCHEDULE_H

#include "desk/order_run.h"

enum {
	SCHEDULE_MAX = 200,      /* of each kind in one pass: the next pass goes on */
	SCHEDULE_FIGURES = 1000, /* organisations whose figures are taken in one pass */
};

/* What a pass did. */
struct schedule_done {
	int64_t leases;      /* ran out */
	int64_t orders;      /* moved on */
	int64_t repeats;     /* ordered again */
	int64_t acceptances; /* ended */
	int64_t lapsed;      /* proofs of perimeter items */
	int64_t indicators;  /* whose time is over */
	int64_t windows;     /* of penetration tests that closed or opened */
	int64_t snapshots;   /* of the day */
	int64_t reminders;   /* put into the outbox */
	bool sector;         /* the sector's figures of the day were made */
};

/*
 * One pass: leases that ran out, orders whose chunks have ended, recurring orders, acceptances
 * and proofs that have ended, mails about dates that come near. May be run
 * at any time, by any number of servers, and again after a crash. Goes on after a failure of
 * one kind and gives the first. Which proofs are to be looked at again is proof_due's
 * (desk/proof.h): it needs the network.
 */
int schedule_step(struct db *db, const struct order_house *house, int64_t now,
    struct schedule_done *ret) MUST_USE;

/*
 * The day's figures of organisations that have none, and then the sector's. A pass looks at
 * every organisation, so it is for every few seconds, not for each. As safe as schedule_step.
 */
int schedule_figures(struct db *db, int64_t now, struct schedule_done *ret) MUST_USE;

#endif
