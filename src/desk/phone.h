/* Telephone calls that the duty officer makes: when nobody answers, nobody can be told, or
 * somebody asks for help. */
#ifndef VARDE_DESK_PHONE_H
#define VARDE_DESK_PHONE_H

#include "desk/notice.h"

enum { PHONE_AGAIN = 4 * 3600 * 1000 /* ms until the next try */ };

/* What a call is for. Borrows. */
struct phone_need {
	const char *org;    /* id */
	const char *notice; /* id; NULL: none */
	const char *person; /* id of the contact that fails; NULL */
	int reason;         /* enum phone_reason */
	const char *text;   /* what was said that leads to it; NULL */
};

/*
 * Puts the call on the board, inside the caller's DB_WRITE transaction, and tells the CERT's
 * people once a day that there are calls. One that is open for the same notice (without one:
 * for the same contact) is enough: its text is added to.
 */
int phone_need(struct db *db, const struct actor *actor, const struct phone_need *need,
    int64_t now, struct arena *arena) MUST_USE;

/* What came of a call. Borrows. */
struct phone_said {
	int outcome;      /* enum phone_outcome, not PHONE_OPEN */
	int answer;       /* enum notice_answer that was given; NOTICE_UNANSWERED: none */
	const char *note; /* what was said; NULL: nothing */
};

/*
 * Notes the call. Reached: done, and the answer is the notice's (by telephone). Not there:
 * again in four hours. A wrong number stays open, due at once. ERR_RANGE, ERR_NOTFOUND,
 * ERR_UNSUPPORTED (it is done), ERR_BUSY. Its own transaction.
 */
int phone_called(struct db *db, const struct actor *actor, const char *id,
    const struct phone_said *said, int64_t now, struct arena *arena) MUST_USE;

/* Ends the open calls about the notice: the answer came. Inside the caller's DB_WRITE
 * transaction. */
int phone_settle(struct db *db, const char *notice, int64_t now) MUST_USE;

#endif
