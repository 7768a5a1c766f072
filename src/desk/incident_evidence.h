/*
 * Evidence of a case: files, encrypted at rest with the server's key (auth/vault.h), their
 * digest, and the log of custody: who had them in hand. The bytes of all files live in the
 * database, so that backups hold them, and can be read with the key's file alone.
 */
#ifndef VARDE_DESK_INCIDENT_EVIDENCE_H
#define VARDE_DESK_INCIDENT_EVIDENCE_H

#include "auth/vault.h"
#include "desk/log.h"
#include "model/incident.h"
#include "store/db.h"

enum { INCIDENT_EVIDENCE_MAX = (3 << 20) - 1024 /* bytes of a file */, INCIDENT_FILES = 500 };

/* Takes a file in: sets id, size, sha256 and entered of *e. ERR_RANGE (empty, no name, no such
 * party), ERR_LIMIT (too large, too many), ERR_UNSUPPORTED (the case has ended). */
int incident_evidence_put(struct db *db, const struct actor *actor, const struct vault_key *key,
    struct incident_evidence *e, struct span bytes, int64_t now, struct arena *arena) MUST_USE;

/*
 * Appends the bytes to *out after their digest was compared, and writes down who took them
 * (CUSTODY_FETCHED, or CUSTODY_CHECKED when only the digest was looked at: *out may then be
 * dropped). ERR_NOTFOUND (destroyed), ERR_CORRUPT (another key, or changed), ERR_LIMIT.
 */
int incident_evidence_take(struct db *db, const struct actor *actor,
    const struct vault_key *key, const struct incident_evidence *e, int act, int64_t now,
    struct str *out) MUST_USE;

/* Writes down that it was handed over to somebody outside. ERR_RANGE without a text. */
int incident_evidence_hand(struct db *db, const struct actor *actor,
    const struct incident_evidence *e, const char *text, int64_t now) MUST_USE;

/* Destroys the bytes; what it was and who had it stays. ERR_RANGE without a reason,
 * ERR_UNSUPPORTED (it was already), ERR_BUSY. */
int incident_evidence_destroy(struct db *db, const struct actor *actor,
    struct incident_evidence *e, const char *text, int64_t now) MUST_USE;

#endif
