/*
 * Applications for membership: submitted by a person, decided by the CERT. Approval makes or
 * activates the organisation, gives the roles and tells those concerned, all in one
 * transaction.
 */
#ifndef VARDE_DESK_ENROL_H
#define VARDE_DESK_ENROL_H

#include "auth/role.h"
#include "desk/log.h"

enum enrol_action {
	ENROL_ASK,      /* the CERT: something is missing */
	ENROL_RESUBMIT, /* the applicant: here it is */
	ENROL_APPROVE,  /* the CERT */
	ENROL_REJECT,   /* the CERT */
	ENROL_WITHDRAW, /* the applicant */
	ENROL_ACTIONS,
};

/* The state after the action, or ERR_DENIED: the table. */
int enrol_next(enum enrolment_state state, enum enrol_action action);

/*
 * Submits an application: sets id, state and created (in the arena). Who applies is a person
 * already; the organisation is picked (org) or proposed (name, type, parent). ERR_RANGE (terms
 * not accepted, neither picked nor proposed, no role of a member), ERR_NOTFOUND, ERR_EXISTS
 * (an undecided application of this person for the same).
 */
int enrol_submit(struct db *db, const struct actor *actor, struct enrolment *enrolment,
    int64_t now, struct arena *arena) MUST_USE;

/* The applicant's mail address is proved by a one-time link (LINK_CONFIRM_MAIL; its hash);
 * an invited person becomes active. *ret_person (in the arena) is who. ERR_NOTFOUND. */
int enrol_confirm_mail(struct db *db, const struct actor *actor, const char *link, int64_t now,
    struct arena *arena, const char **ret_person) MUST_USE;

/* What an approval still needs, one sentence a line in the order of the guards; "" when
 * nothing. The arena owns it. */
int enrol_missing(struct db *db, const struct enrolment *enrolment, struct arena *arena,
    const char **ret) MUST_USE;

/* Stores the applicant's corrections (organisation, contacts, terms, message) while something
 * is missing. ERR_DENIED (not his, or not in that state). */
int enrol_correct(struct db *db, const struct actor *actor, const struct who *by,
    const struct enrolment *enrolment, int64_t now) MUST_USE;

/*
 * Does the action; reason is what is missing or why (needed for ENROL_ASK and ENROL_REJECT).
 * ERR_DENIED (by may not, or not from that state), ERR_RANGE (a guard of the approval: the
 * message says what is missing), ERR_NOTFOUND.
 */
int enrol_step(struct db *db, const struct actor *actor, const struct who *by, const char *id,
    enum enrol_action action, const char *reason, int64_t now) MUST_USE;

#endif
