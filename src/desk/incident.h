/*
 * Incidents (struct incident): their states as a table (incident_rows), what a report opens,
 * the parties, merging and splitting. Work on a case is desk/incident_work.h, its legal clocks
 * desk/obligation.h, who sees what desk/incident_sight.h. A step, its line in the timeline and
 * its entry in the log are one transaction.
 */
#ifndef VARDE_DESK_INCIDENT_H
#define VARDE_DESK_INCIDENT_H

#include "auth/role.h"
#include "desk/log.h"
#include "model/incident.h"
#include "store/db.h"

/* Of the numbers of cases and of reports. */
#define INCIDENT_PREFIX "INC"
#define PARTY_PREFIX    "R"

enum {
	INCIDENT_PARTIES = 200, /* of one case */
	INCIDENT_ITEMS = 1000,  /* posts, tasks, entries and the like of one case */
};

enum incident_action {
	INCIDENT_DO_QUALIFY, /* it is one: the class is known */
	INCIDENT_DO_DISMISS, /* it is none: .note says why */
	INCIDENT_DO_OPEN,
	INCIDENT_DO_CONTAIN,
	INCIDENT_DO_ERADICATE,
	INCIDENT_DO_RECOVER,
	INCIDENT_DO_REVIEW, /* it is over; what was learnt is written down */
	INCIDENT_DO_CLOSE,  /* .note says how it ended */
	INCIDENT_DO_REOPEN, /* .note says why */
	INCIDENT_DO_RECONSIDER,
	INCIDENT_ACTIONS,
};

/* One row an action. All of them need MAY_REVIEW. */
struct incident_row {
	const char *name; /* in routes and the log: "qualify" */
	unsigned from;    /* 1u << enum incident_state */
	int to;           /* enum incident_state */
	bool note;        /* a reason is needed */
};

/* The table, by enum incident_action. */
extern const struct incident_row incident_rows[INCIDENT_ACTIONS];

/* What is to be done. Borrows. */
struct incident_step {
	int action;     /* enum incident_action */
	unsigned roles; /* 1u << enum role, the CERT's of the actor */
	const char *note;
	int64_t tasks; /* that are open: nothing is closed with them */
};

/* Whether somebody in the role may do the action in the state. */
bool incident_allows(int state, int action, int role);

/* Whether the case goes on: neither closed nor none nor merged. */
bool incident_is_live(int state);

/* Whether what an organisation says of itself may become that. */
bool incident_status_allows(int was, int becomes);

/*
 * The pure half of a step: *ret is the case after it. ERR_DENIED (not this role),
 * ERR_UNSUPPORTED (not in this state, tasks are open), ERR_RANGE (a reason, the class or the
 * lessons are missing).
 */
int incident_apply(const struct incident *i, const struct incident_step *step, int64_t now,
    struct incident *ret, struct msg *msg) MUST_USE;

/* Does a step. Errors of incident_apply, ERR_NOTFOUND, ERR_BUSY. *ret (NULL allowed) is the
 * case after it. */
int incident_act(struct db *db, const struct actor *actor, const char *id,
    const struct incident_step *step, int64_t now, struct arena *arena,
    struct incident *ret) MUST_USE;

/* Whether the report says what it must: what, when they became aware (not in the future), who
 * is reached; times in order, labels that a report may have. ERR_RANGE. */
int incident_report_check(
    const struct incident_party *p, int64_t now, struct msg *msg) MUST_USE;

/* What comes with a report. Borrows; all may be NULL or zero. */
struct incident_origin {
	const char *incident; /* the case it belongs to; NULL: a new one */
	const char *title;    /* of a new one */
	bool exercise;        /* of a new one */
	bool quiet;           /* nobody is told (an organisation that the CERT adds) */
};

/*
 * Takes a report: its case when it is a new one, the party, its clocks, the line in the
 * timeline; the CERT hears of it. Sets id, ref, incident, joined and the like of *p, in
 * the arena. ERR_RANGE (incident_report_check), ERR_NOTFOUND (no such case or organisation),
 * ERR_LIMIT (too many parties).
 */
int incident_report(struct db *db, const struct actor *actor, struct incident_party *p,
    const struct incident_origin *origin, int64_t now, struct arena *arena) MUST_USE;

/* Adds an organisation that has reported nothing: role and view of *party. ERR_EXISTS when it
 * is in already. */
int incident_party_add(struct db *db, const struct actor *actor, struct incident_party *party,
    int64_t now, struct arena *arena) MUST_USE;

/* Stores what the party reports of itself: the members from tlp to consent; its clocks follow.
 * ERR_BUSY when somebody else changed it, ERR_RANGE, ERR_UNSUPPORTED (the case has ended). */
int incident_report_save(struct db *db, const struct actor *actor, struct incident_party *p,
    int64_t now, struct arena *arena) MUST_USE;

/* Stores role and view of the party, or (left) takes it out: the CERT's. Who becomes a victim
 * has clocks from then on. */
int incident_party_set(struct db *db, const struct actor *actor, struct incident_party *party,
    bool left, int64_t now, struct arena *arena) MUST_USE;

/* The organisation says where it stands. ERR_RANGE (no such status), ERR_UNSUPPORTED (not after
 * what it said before, or the case has ended). */
int incident_party_say(struct db *db, const struct actor *actor, const char *party, int status,
    int64_t now, struct arena *arena) MUST_USE;

/* Stores what the CERT says of the case: title, summary, severity, class, type, labels, lead,
 * major, every, crossborder, malicious, lessons. ERR_BUSY, ERR_RANGE. */
int incident_save(struct db *db, const struct actor *actor, struct incident *i, int64_t now,
    struct arena *arena) MUST_USE;

/* Everything of the one goes into the other, and it is merged. An exercise is never mixed with
 * what is real. ERR_RANGE, ERR_UNSUPPORTED, ERR_NOTFOUND. */
int incident_merge(struct db *db, const struct actor *actor, const char *id, const char *into,
    int64_t now, struct arena *arena) MUST_USE;

/*
 * The parties leave for a case of their own, with all that is theirs; what was said to them and
 * to others stays there and is copied here. *ret is the new one. ERR_RANGE (none of them, or
 * all), ERR_NOTFOUND.
 */
int incident_split(struct db *db, const struct actor *actor, const char *id,
    const struct text_list *parties, int64_t now, struct arena *arena,
    struct incident *ret) MUST_USE;

/* Writes a line of Varde's own into the timeline (the CERT alone sees it) and an entry into the
 * log: last inside the caller's transaction. note may be NULL. */
int incident_note(struct db *db, const struct actor *actor, const struct incident *i,
    const char *action, const char *note, int64_t now) MUST_USE;

/* The same with an entry that the organisation of the party may read: it names its number
 * alone. */
int incident_note_party(struct db *db, const struct actor *actor,
    const struct incident_party *party, const char *action, const char *note,
    int64_t now) MUST_USE;

#endif
