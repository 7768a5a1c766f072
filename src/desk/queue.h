/*
 * The queue of chunks (struct chunk). A chunk is waiting until a worker claims it, and is the
 * worker's while its lease lasts; a lease that ran out puts it back. One organisation has one
 * leased chunk at a time, whoever claims. What is told twice counts once, so that a worker may
 * repeat whatever it is not sure of. Any number of servers on one database may call these.
 *
 * queue_claim, queue_beat and queue_fail begin a transaction of their own; the others are one
 * statement and may stand in the caller's.
 */
#ifndef VARDE_DESK_QUEUE_H
#define VARDE_DESK_QUEUE_H

#include "model/order.h"
#include "store/db.h"

enum {
	QUEUE_ATTEMPTS = 5,     /* leases that may run out before a chunk has failed */
	QUEUE_BATCH = 100,      /* chunks of one claim at most */
	QUEUE_RETRY_MS = 60000, /* a chunk that failed waits this long, times its attempts */
};

struct queue_chunks {
	VEC(struct chunk) all;
};

/* What a worker tells with a beat. */
struct queue_progress {
	const char *stage;
	int64_t done, total; /* units */
	int64_t hosts, services, requests, findings;
};

/* Puts a chunk (borrows) at its place: it waits, whatever its state says. ERR_EXISTS. */
int queue_put(struct db *db, const struct chunk *chunk) MUST_USE;

/*
 * Leases up to max waiting chunks to the worker, until now + lease_ms: those of the lowest
 * priority number first, then the oldest, and none of an organisation that has a leased one.
 * Gives fewer, or none, when other servers claim at the same moment: ask again later.
 */
int queue_claim(struct db *db, const char *worker, int max, int64_t lease_ms, int64_t now,
    struct arena *arena, struct queue_chunks *ret) MUST_USE;

/*
 * Notes progress and extends the lease. *ret_stop: stop now, then report with queue_stopped.
 * ERR_BUSY when the chunk is not (or no more) this worker's: what it does is lost.
 */
int queue_beat(struct db *db, const char *worker, const char *id,
    const struct queue_progress *progress, int64_t lease_ms, int64_t now,
    bool *ret_stop) MUST_USE;

/*
 * The chunks of the ids are done. One whose lease ran out is taken as well while nobody else
 * has it. *ret_ended (NULL allowed): how many this call ended; those that had ended are left as
 * they are. ERR_BUSY when one belongs to another worker; the others are ended all the same.
 */
int queue_done(struct db *db, const char *worker, const struct text_list *ids, int64_t now,
    int64_t *ret_ended) MUST_USE;

/* The chunk could not be done: it waits for another try, and has failed after QUEUE_ATTEMPTS or
 * when again is false. Changes nothing when it had ended. ERR_BUSY as in queue_beat. */
int queue_fail(struct db *db, const char *worker, const char *id, const char *reason,
    bool again, int64_t now) MUST_USE;

/* The worker stopped, as it was told: the chunk is cancelled. ERR_BUSY. */
int queue_stopped(struct db *db, const char *worker, const char *id, int64_t now) MUST_USE;

/*
 * The worker hands its chunk back unharmed: it waits until ready, as if this lease had never
 * been; one that was told to stop is cancelled. Changes nothing when it had ended. ERR_BUSY as
 * in queue_beat.
 */
int queue_give_back(
    struct db *db, const char *worker, const char *id, int64_t ready, int64_t now) MUST_USE;

/* The worker is dead: its chunks wait until ready, and their leases count as tries. *ret (NULL
 * allowed): how many there were. */
int queue_orphan(
    struct db *db, const char *worker, int64_t ready, int64_t now, int64_t *ret) MUST_USE;

/* How a chunk stands for a worker, read without waiting for a writer. */
enum queue_word {
	QUEUE_GO_ON,
	QUEUE_STOP, /* it was told to stop */
	QUEUE_LOST, /* it is not (or no more) this worker's */
};

/* Reads it. ERR_NOTFOUND: no such chunk. */
int queue_look(
    struct db *db, const char *worker, const char *id, enum queue_word *ret) MUST_USE;

/* The stop button: waiting chunks of the order are cancelled, leased ones are told to stop. */
int queue_stop(struct db *db, const char *order, int64_t now) MUST_USE;

/* The same for every chunk of the organisation: its authorisation was revoked. */
int queue_stop_org(struct db *db, const char *org, int64_t now) MUST_USE;

/* Cancelled and failed chunks of the order wait again, from where their runs stopped. */
int queue_resume(struct db *db, const char *order) MUST_USE;

/* Leases that ran out: their chunks wait again, are cancelled when they were told to stop, or
 * have failed after QUEUE_ATTEMPTS. *ret (NULL allowed): how many there were. */
int queue_expire(struct db *db, int64_t now, int64_t *ret) MUST_USE;

/* How many waiting chunks come before the first one of the order; -1 when it has none that
 * waits. */
int queue_place(struct db *db, const char *order, int64_t *ret) MUST_USE;

#endif
