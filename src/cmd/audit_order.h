/* The order: from what the user wrote to a job that may be scanned. */
#ifndef VARDE_CMD_AUDIT_ORDER_H
#define VARDE_CMD_AUDIT_ORDER_H

#include "run/job.h"

struct audit_options {
	const char *authorised_by, *perimeter, *profile, *ports, *lang, *db, *pack, *out,
	    *compare, *source, *contact, *label, *organisation, *deadlines;
	struct text_list exclude, resolver, window;
	int64_t rate;
	bool json, quiet, resume;
};

/*
 * Makes the job of an audit: targets from the command line and the perimeter file, each
 * checked; the system's resolvers when none is named; a new id. ERR_SYNTAX, ERR_RANGE,
 * ERR_LIMIT (perimeter), ERR_DENIED (an address outside loopback without an authorisation),
 * ERR_NOTFOUND and the like (files), with a message. Texts live in the arena.
 */
int audit_order_job(const struct audit_options *o, const struct text_list *targets, int64_t now,
    struct arena *arena, struct job *ret, struct msg *msg) MUST_USE;

#endif
