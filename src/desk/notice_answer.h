/* Answers to notices: by the one-time link of a mail, in the portal, by a reply, on the
 * telephone. What the notice is about follows (struct notice_cause). */
#ifndef VARDE_DESK_NOTICE_ANSWER_H
#define VARDE_DESK_NOTICE_ANSWER_H

#include "desk/notice.h"

/* What is answered. Borrows. */
struct notice_said {
	int answer;         /* enum notice_answer, not NOTICE_UNANSWERED */
	const char *note;   /* NULL: nothing beside. A false positive, what is not theirs and
			       what is accepted need a reason */
	int channel;        /* enum notice_channel */
	const char *person; /* who says it; NULL: not known */
};

/* Stores it, inside the caller's DB_WRITE transaction. ERR_RANGE (no answer, no reason),
 * ERR_UNSUPPORTED (it is closed), ERR_NOTFOUND. */
int notice_answer_put(struct db *db, const struct actor *actor, const char *id,
    const struct notice_said *said, int64_t now, struct arena *arena) MUST_USE;

/* The same in a transaction of its own, of a notice of that organisation (ERR_NOTFOUND for
 * another's). */
int notice_answer(struct db *db, const struct actor *actor, const char *org, const char *id,
    const struct notice_said *said, int64_t now, struct arena *arena) MUST_USE;

/* What a one-time link opens. */
struct notice_link {
	struct notice_told told;
	struct notice notice;
	struct org org;
};

/* What the secret of a link opens, when it is good: not used, not expired, and whoever was told
 * is still of the organisation (or the link is a webhook's). ERR_NOTFOUND. */
int notice_link_find(struct db *db, const char *secret, int64_t now, struct arena *arena,
    struct notice_link *ret) MUST_USE;

/* Answers by it, and uses it up: of two at once, one succeeds. actor's person is set by what
 * the link says. ERR_NOTFOUND, and as notice_answer_put: then it is not used up. */
int notice_link_answer(struct db *db, const struct actor *actor, const char *secret,
    const struct notice_said *said, int64_t now, struct arena *arena) MUST_USE;

/* The viewer that the reader of a link is, at the notice's organisation. Borrows. */
int notice_link_viewer(struct db *db, const struct notice_link *link, int64_t now,
    struct arena *arena, struct audience_viewer *ret) MUST_USE;

#endif
