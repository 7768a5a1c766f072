/* From what somebody orders to a job that may be scanned: everything is checked here, before
 * anything is stored or sent. */
#ifndef VARDE_RUN_JOB_H
#define VARDE_RUN_JOB_H

#include "model/job.h"
#include "model/run.h"

/* An order as people write it; what is NULL, 0 or empty is chosen. */
struct job_order {
	const char *id;            /* of the run; NULL: a new one */
	const char *authorised_by; /* NULL: only loopback may be scanned */
	struct text_list targets, exclude;
	int profile;                /* enum profile */
	const char *ports;          /* NULL: the profile's */
	int64_t rate;               /* 0: the profile's */
	struct text_list resolvers; /* none: the system's */
	struct text_list windows;   /* none: always */
	const char *source, *contact;
	int64_t seed; /* 0: a new one */
};

/*
 * Makes the job, its targets in canonical form; texts live in the arena or are borrowed from
 * the order. With a message: ERR_SYNTAX, ERR_RANGE (a value), ERR_LIMIT (too large a
 * perimeter), ERR_DENIED (an address outside loopback without an authorisation).
 */
int job_make(const struct job_order *order, int64_t now, struct arena *arena, struct job *ret,
    struct msg *msg) MUST_USE;

/* Appends the name servers of the system's resolver configuration, at most three. */
void job_system_resolvers(struct arena *arena, struct text_list *to);

/* Adds one target in canonical form to the list. ERR_SYNTAX, ERR_RANGE, ERR_LIMIT with a
 * message. */
int job_add_target(
    struct text_list *to, struct span text, struct arena *arena, struct msg *msg) MUST_USE;

/* The record of a new run that carries out the job (borrows its texts), ordered now. */
void job_run(const struct job *job, int64_t now, struct arena *arena, struct run *ret);

/* Reads a stored run's job back. ERR_CORRUPT, ERR_SYNTAX, ERR_RANGE with a message. */
int job_stored(
    const struct run *run, struct arena *arena, struct job *ret, struct msg *msg) MUST_USE;

#endif
