/*
 * Notices: one aggregated message per organisation and cause, told by its rules
 * (desk/directive.h), answered by link, portal, mail or telephone (desk/notice_answer.h).
 *
 * The same cause again is the same notice: its items are merged, and they are told when its
 * interval is over, never before. What was said to be fixed and is seen again is open anew; a
 * false positive, what is not theirs and what was accepted stays quiet.
 */
#ifndef VARDE_DESK_NOTICE_H
#define VARDE_DESK_NOTICE_H

#include "auth/role.h"
#include "desk/log.h"
#include "model/audience.h"
#include "model/directive.h"
#include "model/notice.h"
#include "store/desk.h"

enum {
	NOTICE_INTERVAL = 24 * 3600 * 1000, /* ms, when neither caller nor rule says one */
	NOTICE_LINK_DAYS = 30,              /* a one-time link is good for */
};

/* What a notice is opened with. Borrows all. */
struct notice_new {
	const char *org;    /* id */
	const char *cause;  /* kind of cause: a row of notice_causes */
	const char *object; /* identifier of the cause: with org and cause what makes it one */
	enum criticality severity; /* a notice that is updated takes the worse one */
	enum tlp tlp;              /* ... and the stricter one */
	const char *title;         /* English; told in the reader's language when it is a key of
				      the catalogue (TR) */
	const char *advice;        /* what to do; the same. NULL: nothing */
	const struct notice_texts *texts; /* instead of both, by language; NULL */
	const struct notice_item *items;  /* newest first; NOTICE_ITEMS of them are kept */
	size_t nitems;
	int64_t count;            /* how many there are in all; 0: nitems */
	int64_t interval;         /* ms; 0: the rules', else NOTICE_INTERVAL */
	struct text_list persons; /* ids of those who are told under TLP:RED, and nobody else */
};

/* What came of it. */
struct notice_opened {
	const char *id, *ref; /* in the arena */
	bool is_new;          /* no notice of this cause was there */
	int64_t told;         /* messages that were put into the outbox */
};

/*
 * Opens the notice, or adds to the one that is there, and puts what is to be told into the
 * outbox, inside the caller's DB_WRITE transaction: all of it happens or nothing. Nobody who
 * can be told is no error: the telephone is rung (desk/phone.h). ERR_RANGE (a member out of
 * bounds), ERR_NOTFOUND (the organisation).
 */
int notice_open(struct db *db, const struct actor *actor, const struct notice_new *new,
    int64_t now, struct arena *arena, struct notice_opened *ret) MUST_USE;

/* The same for many, in far fewer statements and one go of the log. ret[n]. */
int notice_open_many(struct db *db, const struct actor *actor, const struct notice_new *all,
    size_t n, int64_t now, struct arena *arena, struct notice_opened *ret) MUST_USE;

/* The notice of a cause at an organisation. ERR_NOTFOUND. */
int notice_find(struct db *db, const char *org, const char *cause, const char *object,
    struct arena *arena, struct notice *ret) MUST_USE;

/* Its cause is over: nothing is asked any more. Inside the caller's DB_WRITE transaction;
 * closing a closed one is fine. */
int notice_close(struct db *db, const struct actor *actor, const char *id, const char *note,
    int64_t now, struct arena *arena) MUST_USE;

/* Notes that somebody of the organisation looked at it; once. Its own transaction. */
int notice_see(
    struct db *db, const struct actor *actor, struct notice *n, int64_t now) MUST_USE;

/* Stores a step of it, inside the caller's DB_WRITE transaction: id, actor and time are set. */
int notice_step_add(struct db *db, const struct actor *actor, const struct notice_event *event,
    int64_t now) MUST_USE;

/* Tells it (again) by the rules, inside the caller's DB_WRITE transaction. why is what makes
 * the message another one: "first", "update:N", "remind:1". *ret_told counts messages. */
int notice_tell(struct db *db, struct notice *n, const char *template, const char *why,
    int64_t now, struct arena *arena, int64_t *ret_told) MUST_USE;

/* Tells those whose news wait and whose interval is over; max of them. Its own transactions;
 * any number of servers. *ret counts notices. */
int notice_tell_due(struct db *db, int64_t now, int max, int64_t *ret) MUST_USE;

/* The viewer that somebody of the organisation is who has that role there. Borrows. */
void notice_audience(
    const struct notice *n, const char *path, struct audience_org *org, struct audience *ret);

/* Whether the viewer sees it: model/audience.h, asked at the time of showing. path is the
 * organisation's. */
bool notice_seen_by(
    const struct notice *n, const char *path, const struct audience_viewer *viewer);

/* The items of it that the viewer sees, and how many they do not (of those that are kept).
 * ERR_CORRUPT. */
int notice_items_for(const struct notice *n, const char *path,
    const struct audience_viewer *viewer, struct arena *arena, struct notice_items *ret,
    size_t *ret_hidden) MUST_USE;

/*
 * A kind of cause: a row of the table. answered is called in the transaction of an answer, so
 * that what the notice is about follows it; NULL: nothing does.
 */
struct notice_cause {
	const char *name;  /* notice.cause */
	const char *label; /* English, a key of the catalogue: what rules and lists call it */
	const char *path;  /* of its page: {org} and {object}; NULL: the notice's own */
	int (*answered)(struct db *db, const struct actor *actor, const struct notice *n,
	    int64_t now, struct arena *arena);
};

/* The rows; the last has no name. A new kind of cause is one more (desk/notice_cause.c). */
extern const struct notice_cause notice_causes[];

/* The row of that name; NULL: none. */
const struct notice_cause *notice_cause_of(const char *name);

#endif
