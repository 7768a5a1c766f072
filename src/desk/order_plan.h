/* What an order becomes, as pure functions: its place in the queue, its duration, when it is
 * repeated, and what of an authorised job it asks for. */
#ifndef VARDE_DESK_ORDER_PLAN_H
#define VARDE_DESK_ORDER_PLAN_H

#include "model/job.h"
#include "model/member.h"
#include "model/order.h"
#include "model/tracked.h"

#define ORDER_HOUR 3600000LL

/* What is known of an organisation's weaknesses, for CyHy's cadence. */
enum {
	ORDER_CLEAN = CRIT_LEVELS, /* it is up and nothing is open */
	ORDER_QUIET,               /* nothing is exposed */
};

/*
 * Place in the queue, lower is sooner: re-tests (somebody waits), then hospital groups and
 * their sites, hospitals, the rest; within these by the organisation's criticality (1 to 4),
 * and what was asked for before what recurs.
 */
int64_t order_priority(const struct org *org, bool grouped, int type, bool recurs);

/*
 * Estimated duration of the job, ms: seconds a name and an address, by profile. An estimate:
 * the true figure hangs on what answers.
 */
int64_t order_estimate(const struct job *job, int type);

/*
 * Milliseconds until a recurring order is repeated; 0: never. worst is the worst open finding
 * (enum criticality), ORDER_CLEAN or ORDER_QUIET: CISA's Cyber Hygiene scans again after 12
 * hours when something critical is open, 24 hours (high), 4 days (medium), 6 days (low), 7 days
 * (clean), 14 days (nothing answers).
 */
int64_t order_interval(int recurrence, int worst);

/*
 * Narrows the authorised job to what the kind of order asks for; a re-test to the port and the
 * name (or address) of the finding (NULL for other kinds), arena for text. ERR_DENIED when the
 * finding's place is not within the authorised targets.
 */
int order_narrow(struct job *job, int type, const struct tracked *finding, struct arena *arena,
    struct msg *why) MUST_USE;

/*
 * Narrows the authorised job to these places ("192.0.2.1:443", "[2001:db8::1]:53/udp"), for a
 * targeted audit: to their addresses that are authorised, for the others to the authorised
 * names behind which they were seen, and to their ports. Without a place that may be looked at
 * the job stays as it is: all of it is looked over.
 */
void order_narrow_places(struct job *job, const struct text_list *places, struct arena *arena);

#endif
