/* Findings in the store (model/finding.h). Messages of failures are in the handle (db_msg). */
#ifndef VARDE_STORE_FINDING_H
#define VARDE_STORE_FINDING_H

#include "model/finding.h"
#include "store/db.h"

/*
 * Makes the findings (borrowed) those of the run, in their order, instead of the ones it had:
 * all or nothing. ERR_NOTFOUND: no such run; ERR_RANGE: a finding is not valid.
 */
int finding_replace_all(
    struct db *db, const char *run, const struct findings *findings) MUST_USE;

/* The findings of the run in the order stored; the arena owns them. None, too, when there is no
 * such run. */
int finding_load(
    struct db *db, const char *run, struct arena *arena, struct findings *ret) MUST_USE;

/* The finding of that key in the run; text in the arena. ERR_NOTFOUND. */
int finding_get(struct db *db, const char *run, const char *key, struct arena *arena,
    struct finding *ret) MUST_USE;

#endif
