/*
 * Orders (struct audit_order): their states as a table (order_rows), and what a step does
 * besides. A step, its event, its entry in the log and its effect on the queue are one
 * transaction. The life of an order in the machine room is desk/order_run.h.
 */
#ifndef VARDE_DESK_ORDER_H
#define VARDE_DESK_ORDER_H

#include "auth/role.h"
#include "desk/log.h"
#include "model/order.h"
#include "pack/pack.h"
#include "store/db.h"

enum order_action {
	ORDER_DO_SUBMIT,   /* ordered */
	ORDER_DO_CHECK,    /* proofs and authorisation are looked at, again after an answer */
	ORDER_DO_ASK,      /* something is missing: .note says what */
	ORDER_DO_TAKE,     /* nothing is missing */
	ORDER_DO_SCHEDULE, /* has its place in the queue */
	ORDER_DO_START,    /* a worker has it */
	ORDER_DO_PAUSE,    /* the stop button */
	ORDER_DO_HALT,     /* Varde stops it: .note says why */
	ORDER_DO_RESUME,   /* goes on where it stopped */
	ORDER_DO_END,      /* the last packet was sent */
	ORDER_DO_ANALYSED, /* findings are there; the CERT prepares the delivery */
	ORDER_DO_CONCLUDE, /* needs no delivery: a re-test, a group's order */
	ORDER_DO_PREPARE,  /* an analyst has prepared the delivery; .note to the member */
	ORDER_DO_RETURN,   /* not good enough: .note says why */
	ORDER_DO_DELIVER,  /* released, by somebody else than who prepared it */
	ORDER_DO_ACKNOWLEDGE, /* the member took note */
	ORDER_DO_FOLLOW_UP,   /* findings are worked on */
	ORDER_DO_CLOSE,
	ORDER_DO_CANCEL, /* the member wants it no more */
	ORDER_DO_REFUSE, /* the CERT does not do it */
	ORDER_ACTIONS,
};

enum { ORDER_STAYS = -1 };

/* One row an action. */
struct order_row {
	const char *name; /* in routes and the log: "submit" */
	unsigned from;    /* 1u << enum order_state */
	int to;           /* enum order_state or ORDER_STAYS */
	int who;          /* enum permission; PERMISSIONS: only Varde itself */
	bool house;       /* Varde itself too */
	bool note;        /* a reason is needed */
};

/* The table, by enum order_action. */
extern const struct order_row order_rows[ORDER_ACTIONS];

/* What an order needs of the rest of the house. Borrows. */
struct order_house {
	/* The job that the organisation's proofs and authorisation allow for these items (none:
	 * all) and profile now: NULL for authorise_job (desk/authorise.h), which alone is right
	 * but in tests. ERR_DENIED with the reason in *why. */
	int (*authorise)(struct db *db, const char *org, const struct text_list *items,
	    int profile, int64_t now, struct arena *arena, struct job *ret, struct msg *why);
	const struct pack *kb;
	const char *tool; /* "varde 0.2.0", of the runs that are made */
	/* Of every job: name servers, address to send from, contact, and connections a second
	 * and address at most (0: what profile and authorisation say). */
	struct text_list resolvers;
	const char *source, *contact;
	int64_t rate;
	int deadlines; /* enum deadlines, of the runs that are made */
};

/* Puts what the house says (borrows) into an authorised job. */
void order_house_job(const struct order_house *house, struct job *job);

/* What is to be done. Borrows. */
struct order_step {
	int action; /* enum order_action */
	unsigned
	    roles; /* 1u << enum role, those of the actor that count at this organisation */
	const char *note;
};

struct order_list {
	VEC(struct audit_order) all;
};

/* Whether the role may do the action in the state; role -1 is Varde itself. A re-test may be
 * ordered (and cancelled) by whoever may answer findings. */
bool order_allows(int type, int state, int action, int role);

/*
 * The pure half of order_act: *ret is the order after the step, without its version. actor NULL
 * is Varde itself. ERR_DENIED (not this role, or four eyes are needed), ERR_UNSUPPORTED (not in
 * this state), ERR_RANGE (a reason is missing).
 */
int order_apply(const struct audit_order *o, const struct order_step *step,
    const struct actor *actor, int64_t now, struct audit_order *ret, struct msg *msg) MUST_USE;

/*
 * Does it: stops and resumes the queue, checks again, and cascades over a group's orders.
 * *ret (NULL allowed) is the order after it. Errors of order_apply, ERR_NOTFOUND, ERR_BUSY.
 */
int order_act(struct db *db, const struct order_house *house, const struct actor *actor,
    const char *id, const struct order_step *step, int64_t now, struct arena *arena,
    struct audit_order *ret) MUST_USE;

/* One step of *o inside the caller's DB_WRITE transaction, without its effect on the queue. */
int order_step_within(struct db *db, const struct actor *actor, struct audit_order *o,
    const struct order_step *step, int64_t now) MUST_USE;

/*
 * Orders what the wish (borrows) says: org, type, profile, items, recurrence, wanted, reason,
 * finding, cve; the rest is ignored. A group's order is one for it and one for each active site
 * below it. Each is checked and takes its place in the queue, or needs information, and says
 * which. *ret: the order, then those of the sites. ERR_DENIED, ERR_NOTFOUND, ERR_RANGE.
 */
int order_submit(struct db *db, const struct order_house *house, const struct actor *actor,
    unsigned roles, const struct audit_order *wish, int64_t now, struct arena *arena,
    struct order_list *ret) MUST_USE;

/* Checks proofs and authorisation of a submitted order, inside the caller's transaction: it
 * then is scheduled, or needs information. */
int order_check_within(struct db *db, const struct order_house *house, struct audit_order *o,
    int64_t now, struct arena *arena) MUST_USE;

/* The same as order_submit inside the caller's transaction; actor NULL and roles 0: Varde
 * repeats a recurring order, its parent being .parent. */
int order_submit_within(struct db *db, const struct order_house *house,
    const struct actor *actor, unsigned roles, const struct audit_order *wish, int64_t now,
    struct arena *arena, struct order_list *ret) MUST_USE;

/* The job of the order: what is authorised now, narrowed to what was ordered. ERR_DENIED with
 * the reason in *why; others with db_msg copied there. */
int order_job(struct db *db, const struct order_house *house, const struct audit_order *o,
    int64_t now, struct arena *arena, struct job *ret, struct msg *why) MUST_USE;

#endif
