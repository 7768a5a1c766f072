/*
 * Advisories (struct advisory): their states as a table (advisory_rows), writing them, and the
 * steps that need nobody else. Publishing is desk/advisory_publish.h. A step, its event and its
 * entry in the log are one transaction.
 */
#ifndef VARDE_DESK_ADVISORY_H
#define VARDE_DESK_ADVISORY_H

#include "auth/role.h"
#include "desk/log.h"
#include "model/advisory.h"
#include "store/db.h"

/* Of their numbers; audits have "A". */
#define ADVISORY_PREFIX "ADV"

enum advisory_action {
	ADVISORY_DO_ASSESS,   /* an analyst takes the signal up */
	ADVISORY_DO_DISMISS,  /* it does not concern the constituency: .note says why */
	ADVISORY_DO_DRAFT,    /* something is to be said */
	ADVISORY_DO_SUBMIT,   /* for review */
	ADVISORY_DO_RETURN,   /* not good enough: .note says why */
	ADVISORY_DO_APPROVE,  /* by nobody who wrote at it */
	ADVISORY_DO_PUBLISH,  /* goes out; .note says what is new in the revision */
	ADVISORY_DO_UPDATE,   /* a next revision is begun */
	ADVISORY_DO_DROP,     /* and given up: the text is again what went out */
	ADVISORY_DO_WITHDRAW, /* taken back: .note says why */
	ADVISORY_ACTIONS,
};

enum {
	ADVISORY_BACK = -1,  /* to writing: the first draft or the update */
	ADVISORY_ALONE = 50, /* organisations that its author may send an approved one to */
};

/* One row an action. */
struct advisory_row {
	const char *name; /* in routes and the log: "submit" */
	unsigned from;    /* 1u << enum advisory_state */
	int to;           /* enum advisory_state or ADVISORY_BACK */
	int who;          /* enum permission */
	bool note;        /* a reason is needed */
};

/* The table, by enum advisory_action. */
extern const struct advisory_row advisory_rows[ADVISORY_ACTIONS];

/* What is to be done. Borrows. */
struct advisory_step {
	int action;     /* enum advisory_action */
	unsigned roles; /* 1u << enum role, the CERT's of the actor */
	const char *note;
	int64_t recipients; /* of publishing: organisations that it goes to */
};

/* Whether somebody in the role may do the action in the state. */
bool advisory_allows(int state, int action, int role);

/* Whether texts and audience may be changed in the state. */
bool advisory_is_written(int state);

/*
 * The pure half of a step: *ret is the advisory after it. ERR_DENIED (not this role, or four
 * eyes are needed), ERR_UNSUPPORTED (not in this state, under embargo, nobody would get it),
 * ERR_RANGE (a reason is missing).
 */
int advisory_apply(const struct advisory *a, const struct advisory_step *step,
    const struct actor *actor, int64_t now, struct advisory *ret, struct msg *msg) MUST_USE;

/* Whether it can be reviewed: a text that says what it is and what to do, and an audience.
 * ERR_RANGE with what is missing. */
int advisory_complete(const struct advisory_document *document, struct msg *msg) MUST_USE;

/* A new one that the actor writes: number, id, state, times and author are set. *document's
 * texts are stored with it. ERR_RANGE (a member out of bounds). */
int advisory_create(struct db *db, const struct actor *actor,
    struct advisory_document *document, int64_t now, struct arena *arena) MUST_USE;

/*
 * Stores what was written: title, levels, label, audience, numbers, products, references,
 * embargo and texts of *document; the rest stays. ERR_BUSY when somebody else changed it since
 * it was read, ERR_UNSUPPORTED when it is not being written.
 */
int advisory_save(struct db *db, const struct actor *actor, struct advisory_document *document,
    int64_t now, struct arena *arena) MUST_USE;

/* Does a step other than publishing and withdrawing. Errors of advisory_apply and
 * advisory_complete, ERR_NOTFOUND, ERR_BUSY. *ret (NULL allowed) is the advisory after it. */
int advisory_act(struct db *db, const struct actor *actor, const char *id,
    const struct advisory_step *step, int64_t now, struct arena *arena,
    struct advisory *ret) MUST_USE;

/* One step of *a inside the caller's DB_WRITE transaction. */
int advisory_step_within(struct db *db, const struct actor *actor, struct advisory *a,
    const struct advisory_step *step, int64_t now) MUST_USE;

/* A remark in the history, inside the caller's transaction; actor NULL is Varde itself. */
int advisory_note(struct db *db, const struct actor *actor, const struct advisory *a,
    const char *note, int64_t now) MUST_USE;

/* As it is written now, with its revisions. ERR_NOTFOUND. */
int advisory_load(
    struct db *db, const char *id, struct arena *arena, struct advisory_document *ret) MUST_USE;

/* As its last revision went out (state and note are those of now), with its revisions.
 * ERR_NOTFOUND: there is none, or it was never published. */
int advisory_load_published(
    struct db *db, const char *id, struct arena *arena, struct advisory_document *ret) MUST_USE;

/* Stores the texts instead of those that are there, inside the caller's transaction. */
int advisory_put_texts(
    struct db *db, struct advisory_document *document, struct arena *arena) MUST_USE;

#endif
