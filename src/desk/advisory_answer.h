/* An advisory at an organisation: who opened it first, and what the organisation says of
 * itself. */
#ifndef VARDE_DESK_ADVISORY_ANSWER_H
#define VARDE_DESK_ADVISORY_ANSWER_H

#include "desk/log.h"
#include "model/advisory.h"
#include "store/db.h"

/* The delivery of the revision that is out, or of one before that was kept. ERR_NOTFOUND: the
 * organisation did not get it. */
int advisory_delivery_find(struct db *db, const char *advisory, const char *org,
    struct arena *arena, struct advisory_delivery *ret) MUST_USE;

/* Notes that the organisation has opened it; once. *d is then as it is stored. */
int advisory_open(struct db *db, const struct actor *actor, struct advisory_delivery *d,
    int64_t now) MUST_USE;

/* What is answered. Borrows. */
struct advisory_said {
	int answer;       /* enum advisory_answer, not ADVISORY_UNANSWERED */
	int64_t planned;  /* with ADVISORY_PLANNED: when it will be mended */
	const char *note; /* NULL: none */
};

/* ERR_RANGE (no answer, no day, a day that is past), ERR_UNSUPPORTED (it was withdrawn),
 * ERR_NOTFOUND, ERR_BUSY. *ret (NULL allowed) is the delivery after it. */
int advisory_answer_put(struct db *db, const struct actor *actor, const char *advisory,
    const char *org, const struct advisory_said *said, int64_t now, struct arena *arena,
    struct advisory_delivery *ret) MUST_USE;

/* Counts of an advisory's deliveries. */
struct advisory_figures {
	int64_t recipients, opened, matched;
	int64_t answers[5]; /* by enum advisory_answer */
};

/* Counts them. */
int advisory_figures_count(
    struct db *db, const char *advisory, struct advisory_figures *ret) MUST_USE;

#endif
