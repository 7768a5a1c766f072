/*
 * Findings followed from run to run (struct tracked). Machines open and close them: a finding
 * is closed only when a run covered its address, port and check and saw it gone, twice, or once
 * in a re-test of exactly it. People answer: who may do what in which state is one table
 * (tracked_rows). Runs are told by desk/tracked_run.h.
 */
#ifndef VARDE_DESK_TRACKED_H
#define VARDE_DESK_TRACKED_H

#include "auth/role.h"
#include "desk/log.h"
#include "model/tracked.h"
#include "store/db.h"

/* What can be done to a finding. */
enum tracked_action {
	TRACKED_DO_CONFIRM,        /* triage: it is one */
	TRACKED_DO_DISMISS,        /* triage: it is none */
	TRACKED_DO_NOTIFY,         /* the member was told */
	TRACKED_DO_ACKNOWLEDGE,    /* the member has seen it */
	TRACKED_DO_ASSIGN,         /* .other works on it */
	TRACKED_DO_PLAN,           /* will be mended by .when */
	TRACKED_DO_WORK,           /* is being mended */
	TRACKED_DO_CLAIM_FIXED,    /* is mended, says the member: a machine will see */
	TRACKED_DO_RETEST,         /* a re-test was ordered */
	TRACKED_DO_RETEST_OFF,     /* the re-test ended without an answer */
	TRACKED_DO_FALSE_POSITIVE, /* is none, says the member; the CERT reviews */
	TRACKED_DO_NOT_OURS,       /* belongs to somebody else, says the member; the same */
	TRACKED_DO_MITIGATE,       /* something else protects it */
	TRACKED_DO_UPHOLD,         /* the CERT agrees */
	TRACKED_DO_REJECT,         /* the CERT does not agree: open again */
	TRACKED_DO_DUPLICATE,      /* is the same as .other */
	TRACKED_DO_ACCEPT,         /* the risk is taken until .when by .other, for .note */
	TRACKED_DO_REOPEN,         /* the member takes its answer back */
	TRACKED_DO_EXPIRE,         /* an acceptance has ended */
	TRACKED_DO_WITHDRAW,       /* what stated it, states it no more: desk/news.h */
	TRACKED_DO_RESTATE,        /* it is stated again */
	TRACKED_DO_RETESTED,       /* no run can tell: somebody tested it again, it is gone */
	TRACKED_DO_STILL_THERE,    /* the same, and it is there */
	TRACKED_ACTIONS,
};

/* What an action needs. */
enum tracked_need {
	TRACKED_NEEDS_NOTE = 1,
	TRACKED_NEEDS_OTHER = 2,
	TRACKED_NEEDS_DATE = 4, /* in the future, at most TRACKED_ACCEPT_MAX away */
};

enum { TRACKED_STAYS = -1 };

#define TRACKED_DAY        86400000LL
#define TRACKED_REOPEN_MAX (90 * TRACKED_DAY)  /* seen again later: a regression, a new one */
#define TRACKED_ACCEPT_MAX (366 * TRACKED_DAY) /* 12 months */
enum { TRACKED_CLEAN_RUNS = 2, TRACKED_QOD = 70 /* less sure ones go to triage */ };

/* One row an action. */
struct tracked_row {
	const char *name; /* in routes and the log: "claim_fixed" */
	unsigned from;    /* 1u << enum tracked_state */
	int to;           /* enum tracked_state or TRACKED_STAYS */
	int who;          /* enum permission; PERMISSIONS: only Varde itself */
	unsigned needs;   /* enum tracked_need */
};

/* The table, by enum tracked_action. */
extern const struct tracked_row tracked_rows[TRACKED_ACTIONS];

/* Whether a state counts as open: not closed, not answered away. */
bool tracked_is_open(int state);

/* Whether the role may do the action in the state; role -1 is Varde itself. */
bool tracked_allows(int state, int action, int role);

/* What is to be done. Borrows. */
struct tracked_step {
	int action; /* enum tracked_action */
	unsigned
	    roles; /* 1u << enum role, those of the actor that count at this organisation */
	const char *note;  /* why */
	const char *other; /* owner (a person), or the finding it is a duplicate of */
	int64_t when;      /* planned date, or end of an acceptance */
};

/*
 * The pure half of tracked_act: *t after the step, without its version. house: Varde itself
 * acts. ERR_DENIED (not this role), ERR_UNSUPPORTED (not in this state), ERR_RANGE (something
 * is missing or out of bounds), with the reason in *msg.
 */
int tracked_apply(const struct tracked *t, const struct tracked_step *step,
    const struct actor *actor, int64_t now, struct tracked *ret, struct msg *msg) MUST_USE;

/*
 * Does it, with its event and its entry in the log, in one transaction; actor NULL is Varde
 * itself. *ret (NULL allowed) is the finding after it. Errors of tracked_apply, ERR_NOTFOUND,
 * ERR_BUSY (somebody else changed it meanwhile).
 */
int tracked_act(struct db *db, const struct actor *actor, const char *id,
    const struct tracked_step *step, int64_t now, struct arena *arena,
    struct tracked *ret) MUST_USE;

/* The same inside the caller's DB_WRITE transaction. */
int tracked_act_within(struct db *db, const struct actor *actor, const char *id,
    const struct tracked_step *step, int64_t now, struct arena *arena,
    struct tracked *ret) MUST_USE;

/* Acceptances that have ended open again, up to max of them, each in a transaction of its own.
 * *ret: how many. */
int tracked_expire(struct db *db, int64_t now, int max, int64_t *ret) MUST_USE;

/* The four questions of CISA BOD 26-04 as an SSVC table. */
struct tracked_risk {
	bool exposed;     /* publicly exposed */
	bool known;       /* in the catalogue of known exploited vulnerabilities */
	bool automatable; /* an attack can be automated */
	bool total;       /* the technical impact is total control */
};

struct tracked_deadline {
	int days;         /* 0: with the next upgrade, no date */
	bool forensics;   /* look whether it was used already */
	const char *rule; /* "BOD 26-04: 14 days" */
};

/* The row of the table for these answers. */
struct tracked_deadline tracked_deadline_of(struct tracked_risk risk);

/*
 * The answers for a weakness of configuration, where nobody publishes them: everything we see
 * is publicly exposed, and no catalogue lists it. Critical: can be used by a program and gives
 * control (3 days). High: can be used by a program (14 days). Medium: neither (60 days). Low
 * and info help an attacker only beside another weakness, and count as not exposed (with the
 * next upgrade).
 */
struct tracked_risk tracked_risk_of(int criticality);

/* Sets due and due_rule by the criticality, counted from a time. */
void tracked_set_due(struct tracked *t, int64_t from);

/* The same by what rank/ says of the finding (its days, and whether to look for traces); of one
 * that is not ranked, by its criticality. */
void tracked_set_due_of(struct tracked *t, const struct finding *f, int64_t from);

/* Counts the deadline of the rule that *t has from another time. */
void tracked_restart_due(struct tracked *t, int64_t from);

/* Stores a step's event (inside the caller's transaction). */
int tracked_note(struct db *db, const struct tracked *before, const struct tracked *after,
    const char *actor, const char *note, const char *run, int64_t now) MUST_USE;

#endif
