/*
 * Records that count: many rows in few statements, those whose key is there already added to
 * what they have. The type has members first, last and count: first becomes the earlier, last
 * the later, count the sum; the other members stay as they were first. On both engines.
 */
#ifndef VARDE_STORE_COUNTED_H
#define VARDE_STORE_COUNTED_H

#include "model/record.h"
#include "store/db.h"

/* Adds the records (borrows); no key twice in one call. ERR_RANGE when one is not valid. Inside
 * the caller's DB_WRITE transaction. */
int counted_add(
    struct db *db, const struct record_type *type, const void *const *recs, size_t n) MUST_USE;

#endif
