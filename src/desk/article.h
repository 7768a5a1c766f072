/*
 * Articles of the watch portal (struct article): their states as a table (article_rows),
 * writing them, and the steps. A step, its event, what readers find and who is told are one
 * transaction, with its entry in the log.
 */
#ifndef VARDE_DESK_ARTICLE_H
#define VARDE_DESK_ARTICLE_H

#include "auth/role.h"
#include "desk/log.h"
#include "model/article.h"
#include "store/db.h"

/* Of their numbers. */
#define ARTICLE_PREFIX "W"

enum article_action {
	ARTICLE_DO_SUBMIT,   /* for review */
	ARTICLE_DO_RETURN,   /* not good enough: .note says why */
	ARTICLE_DO_PUBLISH,  /* by nobody who wrote at it; .note says what is new */
	ARTICLE_DO_UPDATE,   /* a next revision is begun */
	ARTICLE_DO_DROP,     /* and given up: the text is again what went out */
	ARTICLE_DO_CONFIRM,  /* read again and still right: its review is due later */
	ARTICLE_DO_WITHDRAW, /* taken back: .note says why */
	ARTICLE_ACTIONS,
};

enum { ARTICLE_BACK = -1 /* to writing: the draft or the update */ };

/* One row an action. */
struct article_row {
	const char *name; /* in routes and the log: "submit" */
	unsigned from;    /* 1u << enum article_state */
	int to;           /* enum article_state or ARTICLE_BACK */
	int who;          /* enum permission */
	bool note;        /* a reason is needed */
};

/* The table, by enum article_action. */
extern const struct article_row article_rows[ARTICLE_ACTIONS];

/* What is to be done. Borrows. */
struct article_step {
	int action;     /* enum article_action */
	unsigned roles; /* 1u << enum role, the CERT's of the actor */
	const char *note;
	bool tell; /* of publishing: subscribers hear of it */
};

/* Whether somebody in the role may do the action in the state. */
bool article_allows(int state, int action, int role);

/* Whether texts may be changed in the state. */
bool article_is_written(int state);

/*
 * The pure half of a step: *ret is the article after it. ERR_DENIED (not this role, or four
 * eyes are needed), ERR_UNSUPPORTED (not in this state), ERR_RANGE (a reason is missing).
 */
int article_apply(const struct article *a, const struct article_step *step,
    const struct actor *actor, int64_t now, struct article *ret, struct msg *msg) MUST_USE;

/* Whether it can be reviewed: a text in its first language with title, lead and body, a label
 * that somebody may read, an event with its time. ERR_RANGE with what is missing. */
int article_complete(const struct article_document *document, struct msg *msg) MUST_USE;

/* A new draft that the actor writes: number, id, state, times and author are set. ERR_RANGE (a
 * member out of bounds). */
int article_create(struct db *db, const struct actor *actor, struct article_document *document,
    int64_t now, struct arena *arena) MUST_USE;

/*
 * Stores what was written: kind, label, language, tags, interval of review, the event's members
 * and texts of *document; the rest stays. ERR_BUSY when somebody else changed it since it was
 * read, ERR_UNSUPPORTED when it is not being written.
 */
int article_save(struct db *db, const struct actor *actor, struct article_document *document,
    int64_t now, struct arena *arena) MUST_USE;

/* Does a step. Errors of article_apply and article_complete, ERR_NOTFOUND, ERR_BUSY. *ret (NULL
 * allowed) is the article after it. */
int article_act(struct db *db, const struct actor *actor, const char *id,
    const struct article_step *step, int64_t now, struct arena *arena,
    struct article *ret) MUST_USE;

/* As it is written now, with its revisions. ERR_NOTFOUND. */
int article_load(
    struct db *db, const char *id, struct arena *arena, struct article_document *ret) MUST_USE;

/* As that revision went out (0: the last one; state and note are those of now). ERR_NOTFOUND:
 * there is none of that number. */
int article_load_revision(struct db *db, const char *id, int64_t number, struct arena *arena,
    struct article_document *ret) MUST_USE;

/* Stores the texts instead of those that are there, inside the caller's transaction. */
int article_put_texts(
    struct db *db, struct article_document *document, struct arena *arena) MUST_USE;

/* When an article that goes out now is to be read again; 0 for never. */
int64_t article_due_after(const struct article *a, int64_t now);

/* A remark in the history, inside the caller's transaction; actor NULL is Varde itself. */
int article_note(struct db *db, const struct actor *actor, const struct article *a, int was,
    const char *note, int64_t now) MUST_USE;

#endif
