/*
 * Between the queue and who carries its chunks out, on this machine or another: what a claimed
 * chunk means, what is looked at before it, and what its end brings about. Proofs of ownership
 * are chunks too (without an order), and come before the audit that rests on them. Everything
 * may be told twice.
 */
#ifndef VARDE_DESK_WORK_H
#define VARDE_DESK_WORK_H

#include "desk/order_run.h"
#include "desk/queue.h"
#include "model/observation.h"

#define WORK_PROOFS                                                              \
	"proofs" /* audit_order of a chunk that looks at proofs and has no order \
		  */

enum {
	WORK_LEASE_MS = 90000,       /* without a beat for as long, somebody else may have it */
	WORK_LOCAL_LEASE_MS = 30000, /* the same beside the database */
	WORK_BEAT_MS = 1000,         /* between two beats that tell progress */
	WORK_BEHIND_MS = 2000, /* an audit waits as long, again and again, for its proofs */
	WORK_SHARED_MS =
	    2000, /* an audit waits as long, or twice that, for one at its address */
	WORK_LOOK_MS = 600000, /* between two tries of the same organisation's proofs */
};

/* A claimed chunk and what is to be done. */
struct work {
	struct chunk chunk;
	struct job job; /* authorised at the moment of the claim */
	bool proofs;    /* the results are for work_fact; there is no run */
};

/*
 * Claims one chunk (first what the worker holds already and does not know of: it has nothing
 * when it asks) and checks it anew: 1 with *ret (in the arena); 0 when there is none now,
 * also when what was there is not allowed any more (it was cancelled, and its order says why),
 * waits for proofs that are looked at first, or for another organisation's audit at an address
 * that they share (desk/queue_net.h). Errors of the store.
 */
int work_claim(struct db *db, const struct order_house *house, const char *worker,
    int64_t lease_ms, int64_t now, struct arena *arena, struct work *ret) MUST_USE;

/* The job of a chunk as stored in it: that of proofs, or what an audit was ordered with.
 * ERR_CORRUPT. */
int work_proof_job(
    struct db *db, const struct chunk *chunk, struct arena *arena, struct job *ret) MUST_USE;

/*
 * While a worker scans the chunk: notes where its run has found out that it goes; *seq is where
 * it looks from (0 at first) and moves on. *ret_free false: another chunk is at one of these
 * places, and the chunk waits in the queue again, as if this lease had never been; the worker
 * drops it at once.
 */
int work_where(struct db *db, const char *worker, const struct chunk *chunk, int64_t *seq,
    int64_t now, bool *ret_free) MUST_USE;

/* The same for a server, with what came of the chunk just now (borrows). */
int work_seen(struct db *db, const char *worker, const struct chunk *chunk,
    const struct observations *seen, struct arena *arena, int64_t now, bool *ret_free) MUST_USE;

/* What a look at proofs saw: a fact of the scanner; others are ignored. */
int work_fact(struct db *db, const struct chunk *chunk, const struct obs_fact *fact,
    struct arena *arena, int64_t now) MUST_USE;

/* The chunk is done: ends it, and moves its order on (findings are assessed and followed).
 * ERR_BUSY: it belongs to somebody else now. */
int work_done(struct db *db, const struct order_house *house, const char *worker,
    const struct chunk *chunk, struct arena *arena, int64_t now) MUST_USE;

/* The chunk failed: it is tried again later, or its order is paused and says why. ERR_BUSY. */
int work_failed(struct db *db, const struct order_house *house, const char *worker,
    const struct chunk *chunk, const char *reason, struct arena *arena, int64_t now) MUST_USE;

/* The worker has stopped it, as it was told. ERR_BUSY. */
int work_stopped(struct db *db, const struct order_house *house, const char *worker,
    const struct chunk *chunk, struct arena *arena, int64_t now) MUST_USE;

/* Puts proofs whose time has come into the queue, one chunk an organisation. *ret (NULL
 * allowed): how many. */
int work_proofs_due(
    struct db *db, const struct order_house *house, int64_t now, int64_t *ret) MUST_USE;

#endif
