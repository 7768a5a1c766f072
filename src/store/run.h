/* Runs in the store (model/run.h). Messages of failures are in the handle (db_msg). */
#ifndef VARDE_STORE_RUN_H
#define VARDE_STORE_RUN_H

#include "model/run.h"
#include "store/db.h"

#include "base/vec.h"

struct runs {
	VEC(struct run) all;
};

/* Stores a new run (borrows). ERR_EXISTS when its id is taken. */
int run_insert(struct db *db, const struct run *run) MUST_USE;

/* Stores the state, started, ended, sources, compared and findings of a run; the rest never
 * changes. ERR_NOTFOUND. */
int run_update(struct db *db, const struct run *run) MUST_USE;

/* The run of that id, with its text in the arena. ERR_NOTFOUND. */
int run_get(struct db *db, const char *id, struct arena *arena, struct run *ret) MUST_USE;

/* All runs, newest first, with their text in the arena. */
int run_list(struct db *db, struct arena *arena, struct runs *ret) MUST_USE;

/*
 * The newest finished run that is older than *run and had the same targets (in any order), to
 * compare with; text in the arena. ERR_NOTFOUND when there is none.
 */
int run_latest_finished(
    struct db *db, const struct run *run, struct arena *arena, struct run *ret) MUST_USE;

/* Deletes the run with its observations and findings, all or nothing. ERR_NOTFOUND. */
int run_delete(struct db *db, const char *id) MUST_USE;

/*
 * Inside a DB_WRITE transaction: keeps every other writer off this run until the transaction
 * ends, and gives the seq of its next observation. ERR_NOTFOUND, ERR_BUSY.
 */
int run_lock(struct db *db, const char *id, int64_t *ret_next) MUST_USE;

/* Inside the same transaction: the seq of the next observation is next from now on. */
int run_set_next(struct db *db, const char *id, int64_t next) MUST_USE;

#endif
