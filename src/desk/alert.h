/*
 * Alerts (struct alert): their states as a table (alert_rows), and what people do with them.
 * They are made of events by desk/alert_make.h and told by desk/alert_tell.h. A step, its event
 * and its entry in the log are one transaction.
 */
#ifndef VARDE_DESK_ALERT_H
#define VARDE_DESK_ALERT_H

#include "auth/role.h"
#include "desk/log.h"
#include "model/audience.h"
#include "model/event.h"
#include "store/desk.h"

/* Of their numbers. */
#define ALERT_PREFIX "AL"

enum {
	ALERT_WINDOW_DAYS = 14, /* without an event: the next one begins another alert */
	ALERT_BACK_DAYS = 90,   /* a closed one is opened anew when it is seen again in these */
	ALERT_SILENT_DAYS = 30, /* without an answer: it is closed */
	ALERT_GONE_DAYS = 7,    /* not seen any more after "fixed": it is */
};

enum alert_action {
	ALERT_DO_ATTRIBUTE, /* it is somebody's */
	ALERT_DO_MISS,      /* it is nobody's */
	ALERT_DO_ASSIGN,    /* an analyst says whose */
	ALERT_DO_UNASSIGN,  /* an analyst says: not theirs, and not known whose */
	ALERT_DO_SUPPRESS,  /* a rule says that it need not be told */
	ALERT_DO_RELEASE,   /* and is to be told nevertheless */
	ALERT_DO_TELL,
	ALERT_DO_OPEN,   /* somebody of the organisation looks at it */
	ALERT_DO_ANSWER, /* it says something of it */
	ALERT_DO_CLOSE,  /* an analyst ends it, with .end */
	ALERT_DO_SETTLE, /* fixed, and not seen since; or said and accepted */
	ALERT_DO_LAPSE,  /* nobody has ever answered */
	ALERT_DO_RETURN, /* it was closed, or said to be fixed, and is seen again */
	ALERT_ACTIONS,
};

/* What must hold. */
enum alert_guard {
	ALERT_FREE,
	ALERT_OWNED,  /* it has an organisation */
	ALERT_RULED,  /* a rule, or the question to a penetration test, is named */
	ALERT_REASON, /* .note says why, and (of closing) .end how */
	ALERT_SAID,   /* .answer is one; what is accepted, not theirs or wrong needs .note */
	ALERT_GONE,   /* fixed was said, and no event is younger for ALERT_GONE_DAYS days */
	ALERT_SILENT, /* told ALERT_SILENT_DAYS days ago, unanswered, and no event since 7 days
		       */
	ALERT_SEEN,   /* an event is younger than its end or its answer */
};

struct alert_row {
	enum alert_action action;
	unsigned from; /* 1u << enum alert_state */
	enum alert_state to;
	enum alert_guard guard;
	int who;          /* enum permission; -1: Varde itself */
	const char *name; /* in routes, the history and the log */
};

/* The table, by enum alert_action. */
extern const struct alert_row alert_rows[ALERT_ACTIONS];

/* What is to be done. Borrows. */
struct alert_step {
	int action;       /* enum alert_action */
	const char *note; /* why, or what is said with an answer */
	int answer;       /* enum alert_answer */
	int end;          /* enum alert_end */
	const char *org;  /* of assigning */
	const char *item; /* the rule or item that says so; NULL: a person does */
	const char *rule; /* of suppressing */
	const char *ask;  /* the same: a penetration test answers for it */
};

/* Whether the action can happen to it now, but for guards that look at the step. */
bool alert_allows(const struct alert *a, int action);

/*
 * The pure half of a step: *ret is the alert after it. ERR_UNSUPPORTED (not in this state, or
 * its guard does not hold), ERR_RANGE (a reason or answer is missing).
 */
int alert_apply(const struct alert *a, const struct alert_step *step, const struct actor *actor,
    int64_t now, struct alert *ret, struct msg *msg) MUST_USE;

/* What an open finding on the system says of it. */
enum alert_explained {
	ALERT_UNEXPLAINED,
	ALERT_BY_FINDING, /* it is what the events are about */
	ALERT_BY_CVE,     /* it has the CVE that they name: what is attacked is there */
};

/*
 * What comes first: 0 to 100, of severity, the organisation's criticality (1 to 4), enum
 * alert_explained, and how much it is. Severity counts more than all the rest, but for
 * ALERT_BY_CVE, which may outdo the next severity.
 */
int64_t alert_priority(int severity, int criticality, int explained, int64_t events);

/* The same of an alert as it stands. */
int64_t alert_rank(const struct alert *a, int criticality);

/* The slot that takes events of that organisation (NULL: nobody's), kind, asset, port and
 * indicator: to[33]. Returns to. */
const char *alert_slot(const char *org, const char *kind, const char *asset, int64_t port,
    const char *indicator, char *to);

/* Does a step in a transaction of its own. The actor's permission is checked (MAY_REVIEW at the
 * CERT, or MAY_ANSWER at the alert's organisation). Errors of alert_apply, ERR_NOTFOUND,
 * ERR_BUSY, ERR_DENIED. *ret (NULL allowed) is the alert after it. */
int alert_act(struct db *db, const struct actor *actor, const char *id,
    const struct alert_step *step, int64_t now, struct arena *arena,
    struct alert *ret) MUST_USE;

/* One step of *a inside the caller's DB_WRITE transaction; quiet: without an entry in the log
 * (the caller writes one for many). */
int alert_step_within(struct db *db, const struct actor *actor, struct alert *a,
    const struct alert_step *step, bool quiet, int64_t now, struct arena *arena) MUST_USE;

/* Somebody at the CERT takes it up, or (person NULL) nobody does. MAY_REVIEW. */
int alert_take(struct db *db, const struct actor *actor, const char *id, const char *person,
    int64_t now, struct arena *arena) MUST_USE;

/* What time brings about: those that are fixed, accepted or silent are closed. max of them;
 * *ret counts. Its own transactions. */
int alert_sweep(struct db *db, int64_t now, int max, int64_t *ret) MUST_USE;

/* Whom it is for: model/audience.h. path is the organisation's. Borrows. */
void alert_audience(const struct alert *a, const char *path, struct audience *ret);

#endif
