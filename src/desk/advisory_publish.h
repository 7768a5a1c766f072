/* An advisory goes out: to whom, the revision as it was, deliveries and mails, in one
 * transaction. */
#ifndef VARDE_DESK_ADVISORY_PUBLISH_H
#define VARDE_DESK_ADVISORY_PUBLISH_H

#include "desk/advisory.h"
#include "desk/advisory_match.h"

/* Active organisations of the audience, and how many of them have a match. */
struct advisory_recipients {
	struct text_list orgs; /* identifiers, sorted */
	int64_t matched;
};

/* To whom it would go now; those that inventory once chose stay in. Text in the arena. */
int advisory_recipients_find(struct db *db, const struct advisory *a,
    const struct advisory_matches *matches, struct arena *arena,
    struct advisory_recipients *ret) MUST_USE;

/*
 * Publishes or withdraws (step->action): the next revision is stored as it is, organisations of
 * the audience get it with their own places, and their people a mail that points at it. The
 * match is asked before the transaction. step->recipients is set here. Errors of
 * advisory_apply, advisory_complete and advisory_match_find, ERR_NOTFOUND, ERR_BUSY.
 */
int advisory_publish(struct db *db, const struct knowledge_pack *known,
    const struct actor *actor, const char *id, struct advisory_step *step, int64_t now,
    struct arena *arena, struct advisory *ret) MUST_USE;

#endif
