/* The outbox: a message is put beside the change that it tells of, in the same transaction, and
 * told once. notify sends. */
#ifndef VARDE_DESK_OUTBOX_H
#define VARDE_DESK_OUTBOX_H

#include "auth/role.h"
#include "model/log.h"
#include "store/db.h"

/*
 * Puts the message into the outbox, inside the caller's DB_WRITE transaction: sets id, state
 * and created, and due when it has none. One with the same unique_key changes nothing.
 */
int outbox_put(
    struct db *db, const struct outgoing *message, int64_t now, struct arena *arena) MUST_USE;

/* Everybody whose role at the organisation (NULL: at the CERT) has the permission now, but for
 * one person (NULL: nobody). */
struct outbox_readers {
	const char *org;
	enum permission permission;
	const char *but;
};

/* The same for each of the readers: person is set, and unique_key gets ":PERSON" behind it.
 * *ret_told (NULL allowed): how many were not told before. */
int outbox_put_all(struct db *db, const struct outgoing *message,
    const struct outbox_readers *readers, int64_t now, struct arena *arena,
    int64_t *ret_told) MUST_USE;

#endif
