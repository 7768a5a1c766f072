/* Keys of the blocklist: each of one member's device, good from its addresses alone; and what
 * was fetched with them. */
#ifndef VARDE_DESK_FEED_KEY_H
#define VARDE_DESK_FEED_KEY_H

#include "desk/log.h"
#include "model/ioc.h"
#include "store/desk.h"

#define FEED_KEY_PREFIX "vbl_" /* of keys, so that scanners of source code know them */

/*
 * Stores the key of an organisation: sets id and created. The caller has made the secret and
 * set hash. ERR_RANGE when a source is no address or network, when none is named, or when it
 * would never be good.
 */
int feed_key_new(struct db *db, const struct actor *actor, struct feed_key *key, int64_t now,
    struct arena *arena) MUST_USE;

/* The key of that hash when it may be used from that address now and its organisation is
 * served. ERR_NOTFOUND (no such key, or no longer), ERR_DENIED (not from there). */
int feed_key_find(struct db *db, const char *hash, const char *remote, int64_t now,
    struct arena *arena, struct feed_key *ret) MUST_USE;

/* The organisation's keys (struct feed_key), newest first. */
int feed_key_of(
    struct db *db, const char *org, struct arena *arena, struct desk_records *ret) MUST_USE;

/* Ends a key of that organisation. ERR_NOTFOUND. */
int feed_key_revoke(struct db *db, const struct actor *actor, const char *org, const char *id,
    int64_t now) MUST_USE;

/* Notes that something was fetched: one row a key, day and query. fetch says key, org, query,
 * remote, lines, bytes; unchanged: the client had it already. */
int feed_key_fetched(struct db *db, const struct feed_fetch *fetch, bool unchanged, int64_t now,
    struct arena *arena) MUST_USE;

#endif
