/*
 * What a person proves to be it with, beside the password: codes that count once, passkeys, and
 * the one-time attempts of ceremonies in which the browser goes away and comes back.
 */
#ifndef VARDE_DESK_FACTOR_H
#define VARDE_DESK_FACTOR_H

#include "desk/log.h"
#include "model/member.h"
#include "store/desk.h"

/* Uses up a time step of the person's authenticator: of two who try at once, one succeeds.
 * ERR_DENIED (used already, or a later one was). */
int factor_step(struct db *db, const char *person, int64_t step) MUST_USE;

/* Uses up the recovery code of that hash. ERR_DENIED: it is none of the person's. */
int factor_recovery(struct db *db, const struct actor *actor, const char *person,
    const char *hash, int64_t now) MUST_USE;

/* Stores an attempt (id, purpose LINK_PASSKEY or LINK_OIDC, person, object and expires are the
 * caller's) and forgets those that ended. Not in the audit log: nothing has happened yet. */
int factor_attempt_new(struct db *db, struct link *attempt, int64_t now) MUST_USE;

/* Uses it up, whatever comes of it. ERR_NOTFOUND (unknown, used, too late). */
int factor_attempt_use(struct db *db, const char *id, enum link_purpose purpose, int64_t now,
    struct arena *arena, struct link *ret) MUST_USE;

/* The passkeys (struct passkey) of a person, oldest first; and one by its id. ERR_NOTFOUND. */
int factor_keys(
    struct db *db, const char *person, struct arena *arena, struct desk_records *ret) MUST_USE;
int factor_key(
    struct db *db, const char *id, struct arena *arena, struct passkey *ret) MUST_USE;

/* Stores a passkey: all but created and used are the caller's. ERR_EXISTS. */
int factor_key_add(
    struct db *db, const struct actor *actor, struct passkey *key, int64_t now) MUST_USE;

/* Notes a use, with the signature counter it came with. */
int factor_key_used(struct db *db, const char *id, int64_t count, int64_t now) MUST_USE;

/* Renames or removes a passkey of the person. ERR_NOTFOUND. */
int factor_key_name(struct db *db, const struct actor *actor, const char *person,
    const char *id, const char *name, int64_t now) MUST_USE;
int factor_key_remove(struct db *db, const struct actor *actor, const char *person,
    const char *id, int64_t now) MUST_USE;

#endif
