/* The daily digest: what waits for a reader in one mail. */
#ifndef VARDE_NOTIFY_DIGEST_H
#define VARDE_NOTIFY_DIGEST_H

#include "notify/texts.h"
#include "store/db.h"

enum { DIGEST_ITEMS = 40 /* are named; more are counted */ };

/*
 * Puts one digest of the person's messages that wait and are not to be told at once into the
 * outbox, and ends them as dropped (told in the digest). m is the one of them that is leased.
 * Inside the caller's DB_WRITE transaction: all of it happens, once, or nothing.
 */
int digest_make(struct db *db, const struct template_set *set, const struct settings *settings,
    const struct outgoing *m, const struct texts_reader *reader, int64_t now,
    struct arena *arena) MUST_USE;

/* Whether the message may wait for a digest: neither its text's row nor its values ("critical":
 * true) say at once. */
bool digest_may_wait(const struct outgoing *m, const struct json *values);

#endif
