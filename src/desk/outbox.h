/* The outbox: a message is put beside the change that it tells of, in the same transaction, and
 * told once. notify sends. */
#ifndef VARDE_DESK_OUTBOX_H
#define VARDE_DESK_OUTBOX_H

#include "model/log.h"
#include "store/db.h"

/*
 * Puts the message into the outbox, inside the caller's DB_WRITE transaction: sets id, state
 * and created, and due when it has none. One with the same unique_key changes nothing.
 */
int outbox_put(
    struct db *db, const struct outgoing *message, int64_t now, struct arena *arena) MUST_USE;

#endif
