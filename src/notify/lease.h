/*
 * Who sends a message of the outbox: a lease in the row itself, so that of any number of
 * servers one sends it, and after a crash another one does. A lease's end is its name: the next
 * one ends later, so whoever lost his lease changes nothing any more.
 */
#ifndef VARDE_NOTIFY_LEASE_H
#define VARDE_NOTIFY_LEASE_H

#include "model/log.h"
#include "store/desk.h"

/* Mails and webhooks are sent by threads of their own: neither waits for the other. */
enum lease_lane { LEASE_MAILS, LEASE_HOOKS };

struct lease_wish {
	int64_t now, ms; /* until now + ms */
	size_t max;
	const char *sender; /* whose they are (alive_self); NULL: nobody can ask for him */
};

/*
 * Leases at most max messages that have waited longest, inside the caller's DB_WRITE
 * transaction: first those whose lease ran out, then those that are due. Gives their rows
 * (struct outgoing, in the arena, by due) as they were, their state LEASED and their new lease,
 * the same for all. A row whose sent is not 0 was handed to the mail server by somebody who did
 * not live to hear the answer: it may arrive twice, with the same Message-ID.
 */
int lease_take(struct db *db, enum lease_lane lane, const struct lease_wish *wish,
    struct arena *arena, struct desk_records *ret) MUST_USE;

/*
 * Messages that were leased by processes which have ended (alive_ended) and that were not
 * handed over wait again, as before, whatever time their leases have left. *ret counts them.
 * Outside of any transaction.
 */
int lease_orphans(struct db *db, struct arena *arena, int64_t *ret) MUST_USE;

/* Whether lease_take would find something: without a lock. Gives 0 or 1. */
int lease_any(struct db *db, enum lease_lane lane, int64_t now) MUST_USE;

/* Stores the Message-IDs under which these go out, whose lease it is: their ids with the text
 * behind them. None of them has one yet: the first one stays. ERR_BUSY. */
int lease_names(struct db *db, const char *const *ids, size_t n, int64_t lease,
    const char *behind, struct arena *arena) MUST_USE;

/* Gives messages back that were not tried: they wait as before. Those whose lease is somebody
 * else's now are left alone. */
int lease_back(struct db *db, const char *const *ids, size_t n, int64_t lease,
    struct arena *arena) MUST_USE;

/* The message's end is about to be sent, or (sent 0) was refused: noted in a transaction of its
 * own, outside of any other. ERR_BUSY when the lease is somebody else's now. */
int lease_handing(struct db *db, const struct outgoing *m, int64_t sent) MUST_USE;

/*
 * Ends the lease with that state, reason and (OUT_WAITING) due; attempts counts failures. A
 * message that was sent loses its values: they may hold a one-time link. ERR_BUSY when the
 * lease is somebody else's now. One statement: in the caller's DB_WRITE transaction, or one by
 * itself.
 */
int lease_end(struct db *db, const struct outgoing *m, enum out_state state, int64_t due,
    const char *reason) MUST_USE;

#endif
