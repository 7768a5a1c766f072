/*
 * Who sends a message of the outbox: a lease in the row itself, so that of any number of
 * servers one sends it, and after a crash another one does. A lease's end is its name: the next
 * one ends later, so whoever lost his lease changes nothing any more.
 */
#ifndef VARDE_NOTIFY_LEASE_H
#define VARDE_NOTIFY_LEASE_H

#include "model/log.h"
#include "store/db.h"

/* Mails and webhooks are sent by threads of their own: neither waits for the other. */
enum lease_lane { LEASE_MAILS, LEASE_HOOKS };

/*
 * Leases the message that has waited longest, inside the caller's DB_WRITE transaction: first
 * those whose lease ran out, then those that are due. Gives 1 with the row as it was (text in
 * the arena), its state LEASED and its new lease, 0 when there is none. A row whose sent is not
 * 0 was handed to the mail server by somebody who did not live to hear the answer: it may
 * arrive twice, with the same Message-ID.
 */
int lease_next(struct db *db, enum lease_lane lane, int64_t now, int64_t lease_ms,
    struct arena *arena, struct outgoing *ret) MUST_USE;

/* Whether lease_next would find something: without a lock. Gives 0 or 1. */
int lease_any(struct db *db, enum lease_lane lane, int64_t now) MUST_USE;

/* Stores the Message-ID under which it goes out; the first one stays. */
int lease_name(struct db *db, const struct outgoing *m, const char *message_id) MUST_USE;

/* The message's end is about to be sent, or (sent 0) was refused: noted in a transaction of its
 * own. ERR_BUSY when the lease is somebody else's now. */
int lease_handing(struct db *db, const struct outgoing *m, int64_t sent) MUST_USE;

/*
 * Ends the lease with that state, reason and (OUT_WAITING) due; attempts counts failures. A
 * message that was sent loses its values: they may hold a one-time link. ERR_BUSY when the
 * lease is somebody else's now. Inside the caller's DB_WRITE transaction.
 */
int lease_end(struct db *db, const struct outgoing *m, enum out_state state, int64_t due,
    const char *reason) MUST_USE;

#endif
