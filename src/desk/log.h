/*
 * The audit log: who did what, reads of members' data included. It is only appended to (the
 * database refuses the rest), each entry carries the hash of the one before, and now and then
 * the last entry is signed (desk/log_verify.h checks all of it, also without the database).
 *
 * What is hashed, so that others can check: "varde audit_log 1\n", then for every member but
 * the last (hash) in the order of model/log.h its name, then "-" when it is absent, or ":",
 * the number of bytes in decimal, ":" and the bytes; then "\n". Numbers are decimal, times are
 * milliseconds since 1970 UTC. What is signed of a head is the same with "varde log_head 1\n",
 * without the signature. The entry before the first has 64 zeros as its hash.
 */
#ifndef VARDE_DESK_LOG_H
#define VARDE_DESK_LOG_H

#include "base/str.h"
#include "codec/sha256.h"
#include "model/log.h"
#include "store/db.h"

/* Who acts. Borrows; what is NULL is not known, and no actor at all is Varde itself. */
struct actor {
	const char *person, *name; /* id and name */
	const char *token;         /* hash of the session or id of the API token */
	const char *remote;        /* address */
};

#define LOG_HEAD_SETTING "audit_log.head" /* row of table setting: "SEQ HASH" */

/*
 * Appends an entry, inside the caller's DB_WRITE transaction. It locks the end of the log until
 * the transaction ends: call it last, after what it tells of. org, object, outcome and
 * detail_json may be NULL; outcome NULL means "done".
 */
int log_append(struct db *db, const struct actor *actor, const char *action, const char *org,
    const char *object, const char *outcome, const char *detail_json, int64_t now) MUST_USE;

/* Appends n entries in one go, inside the caller's DB_WRITE transaction; sets their seq, prev
 * and hash (in the arena) and leaves the rest as it is. */
int log_append_many(
    struct db *db, struct log_entry *entries, size_t n, struct arena *arena) MUST_USE;

/* The hash of the entry as its other members are, to[SHA256_HEX]. Returns to. */
const char *log_hash(const struct log_entry *entry, char *to);

/* Appends what is hashed of an entry (log_entry_type) or signed of a head (log_head_type). */
void log_canonical(const struct record_type *type, const void *rec, struct str *out);

/* Who signs: a key's name and a function that appends a signature (text) over the message. */
struct log_signer {
	const char *key;
	void *ctx;
	int (*sign)(void *ctx, struct span message, struct str *ret_signature);
};

/*
 * Signs the last entry when it is not signed yet and the last signature is at least every_ms
 * old (0: always). Begins its own transaction. *ret_signed (NULL allowed) tells whether it did.
 */
int log_sign(struct db *db, const struct log_signer *signer, int64_t now, int64_t every_ms,
    bool *ret_signed) MUST_USE;

#endif
