/*
 * Many records of one type in few statements: rows of one INSERT or UPDATE, on both engines.
 * For what comes by the hundred thousand.
 */
#ifndef VARDE_STORE_BULK_H
#define VARDE_STORE_BULK_H

#include "model/record.h"
#include "store/db.h"

/* Inserts the records (borrows). Those whose key is there already are left out when again, else
 * they are ERR_EXISTS; *ret_added (NULL allowed) counts the others. ERR_RANGE when one is not
 * valid. Inside the caller's DB_WRITE transaction. */
int bulk_insert(struct db *db, const struct record_type *type, const void *const *recs,
    size_t n, bool again, int64_t *ret_added) MUST_USE;

/* Stores all members of the records, found by their first, the key; they have a member version,
 * which counts one more then (in the records too). ERR_BUSY when one was changed since it was
 * read, or is gone: the transaction must be given up then. */
int bulk_update(
    struct db *db, const struct record_type *type, void *const *recs, size_t n) MUST_USE;

/* The same for some members only, whose names stand in the constant text with spaces between
 * them: fewer indexes are touched then. The version counts, too. */
int bulk_change(struct db *db, const struct record_type *type, const char *names,
    void *const *recs, size_t n) MUST_USE;

/* An array of the texts as JSON, for "IN (SELECT "value" FROM @texts($1))"; in the arena. */
const char *bulk_texts(const char *const *texts, size_t n, struct arena *arena);

#endif
