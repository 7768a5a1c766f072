/*
 * The keys that mails to somebody are encrypted to: one of each kind, at most one of them in
 * use. Whoever gives one has read it before (auth/pgp_key.h, net/smime.h).
 */
#ifndef VARDE_DESK_CONTACT_KEY_H
#define VARDE_DESK_CONTACT_KEY_H

#include "base/map.h"
#include "desk/log.h"
#include "model/contact.h"
#include "store/desk.h"

/*
 * Takes the person's key instead of one of the same kind that was there, and uses it from now
 * on: its owner would not give it otherwise. Sets id, used and added, in the arena; the person
 * hears of it (desk/account_tell.h).
 */
int contact_key_add(struct db *db, const struct actor *actor, struct contact_key *key,
    int64_t now, struct arena *arena) MUST_USE;

/* Uses that key of the person, and no other; "" uses none: mails only point to the portal then.
 * ERR_NOTFOUND (it is not theirs). */
int contact_key_use(struct db *db, const struct actor *actor, const char *person,
    const char *id, int64_t now) MUST_USE;

/* Removes that key of the person. ERR_NOTFOUND. */
int contact_key_remove(struct db *db, const struct actor *actor, const char *person,
    const char *id, int64_t now) MUST_USE;

/* The person's keys (struct contact_key), OpenPGP first. */
int contact_key_list(
    struct db *db, const char *person, struct arena *arena, struct desk_records *ret) MUST_USE;

/* The key that mails to the person are encrypted to. ERR_NOTFOUND: none. */
int contact_key_used(
    struct db *db, const char *person, struct arena *arena, struct contact_key *ret) MUST_USE;

/* Puts those of the people (ids) into the map who have such a key. */
int contact_keys_used(struct db *db, const char *const *people, size_t n, struct arena *arena,
    struct map *ret) MUST_USE;

/*
 * Notes what came of a mail that was to be encrypted to the key, inside the caller's DB_WRITE
 * transaction: a fault is a row of contact_health, CONTACT_FINE settles that. reason (NULL
 * allowed) is what the program said.
 */
int contact_key_tried(struct db *db, const struct contact_key *key, enum contact_fault fault,
    const char *reason, int64_t now, struct arena *arena) MUST_USE;

/* Puts a mail into the outbox that shows whether the person can read what is encrypted to them;
 * at most one in a minute. */
int contact_key_test(struct db *db, const struct actor *actor, const char *person, int64_t now,
    struct arena *arena) MUST_USE;

#endif
