/*
 * Observations in the store (model/observation.h): one table a kind. They are written by whole
 * units of work, each at most once, in one transaction: whatever kills the program, a unit is
 * in the store with all it saw, or not at all, so that a resumed run can leave out the units
 * that obs_units_done gives. Messages of failures are in the handle (db_msg).
 */
#ifndef VARDE_STORE_OBSERVATION_H
#define VARDE_STORE_OBSERVATION_H

#include "model/observation.h"
#include "store/db.h"

/*
 * Stores the observations of one unit (borrows), among them its one OBS_UNIT; kinds that are
 * not stored are left out. Writes nothing when the run has the unit already. ERR_NOTFOUND: no
 * such run; ERR_RANGE: not one whole unit, or a record is not valid; ERR_BUSY, ERR_FULL, ...:
 * nothing was written.
 */
int obs_store_unit(struct db *db, const char *run, const struct observations *unit) MUST_USE;

/*
 * The same for n units in one transaction, which costs one write to the disk: all are stored or
 * none. *ret_stored (NULL allowed) is how many were new.
 */
int obs_store_batch(struct db *db, const char *run, const struct observations *units, size_t n,
    size_t *ret_stored) MUST_USE;

/* All observations of the run in the order stored; the arena owns them. ERR_NOTFOUND: no such
 * run; ERR_CORRUPT. */
int obs_load(
    struct db *db, const char *run, struct arena *arena, struct observations *ret) MUST_USE;

/* Names of the units that the run has, however they ended, in the order stored; the arena owns
 * them. ERR_NOTFOUND. */
int obs_units_done(
    struct db *db, const char *run, struct arena *arena, struct text_list *ret) MUST_USE;

#endif
