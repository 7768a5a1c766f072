/*
 * One database, two engines: SQLite (a file) and PostgreSQL (a URL). SQL is written once:
 * parameters are $1..$n, times are milliseconds in a BIGINT, truth is 0 or 1, and what really
 * differs is an @token that the engine replaces (store/sqlite.c, store/pgsql.c). SQL text is
 * constant; values are always bound. One thread a handle.
 *
 * A function that fails leaves a message for a person in the handle (db_msg).
 */
#ifndef VARDE_STORE_DB_H
#define VARDE_STORE_DB_H

#include "base/arena.h"
#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct db;
struct db_stmt;

enum db_flag {
	DB_CREATE = 1, /* make the file (and its folders) or the tables when there are none;
			  else that is ERR_NOTFOUND */
	DB_AS_IS = 2,  /* make and change no tables: for those who look, or make them themselves
			  (store/migrate.h); an empty database is no error */
};

enum db_access {
	DB_READ,  /* sees one state of the database from its first statement to its end */
	DB_WRITE, /* may change it; on SQLite there is one writer at a time */
};

enum { DB_WAIT_MS = 5000 }; /* how long a locked database is waited for before ERR_BUSY */

/*
 * Opens the file or the postgresql:// (postgres://) URL and brings its tables up to date.
 * ERR_NOTFOUND, ERR_DENIED, ERR_IO, ERR_FULL, ERR_BUSY, ERR_CORRUPT (damaged, or no database of
 * Varde), ERR_VERSION (written by a newer Varde), ERR_SYNTAX (the URL), with a message in *msg
 * (NULL allowed). Gives; db_close ends it.
 */
int db_open(const char *where, unsigned flags, struct msg *msg, struct db **ret) MUST_USE;

/* Closes the database; an open transaction is rolled back. NULL is allowed. Returns NULL. */
struct db *db_close(struct db *db);

/* Cleanup-attribute helper: closes *db. */
void db_closep(struct db **db);

/* "sqlite" or "postgresql". Gives a static string. */
const char *db_engine(const struct db *db);

/* The file or URL that was opened, without a password: fit for messages. Borrows from the
 * handle. */
const char *db_where(const struct db *db);

/* What went wrong in the last call that failed, in three parts. Borrows from the handle, until
 * the next failure. */
const struct msg *db_msg(const struct db *db);

/* Sets how many milliseconds a lock is waited for (DB_WAIT_MS to begin with). Outside a
 * transaction. */
int db_wait(struct db *db, int ms) MUST_USE;

/*
 * From now on commits of this handle outlive the process at once, and the machine a moment
 * later: for what is done again when it was forgotten. Commits of other handles take what was
 * committed before to the disk with them. Outside a transaction.
 */
int db_quick(struct db *db) MUST_USE;

/* The tables ("event, alert") have grown much just now: PostgreSQL looks at their sizes, which
 * it would do by itself a minute later, and plans for them. Outside a transaction. */
int db_grown(struct db *db, const char *tables) MUST_USE;

/* Runs SQL without parameters and results, several statements if need be. Any ERR_* of a
 * statement. */
int db_exec(struct db *db, const char *sql) MUST_USE;

/*
 * Begins a transaction; there must be none (asserted). ERR_BUSY when a writer cannot begin in
 * time. End it with db_end, or with db_commit or db_rollback.
 */
int db_begin(struct db *db, enum db_access access) MUST_USE;

/*
 * Makes the transaction durable. When one of its statements failed, it is rolled back and that
 * failure is given again, on both engines; when the commit itself fails, it is rolled back too.
 */
int db_commit(struct db *db) MUST_USE;

/* Forgets the transaction. db_msg stays as it is. */
void db_rollback(struct db *db);

/* Ends a transaction whose body gave r: commits when r >= 0, else rolls back. Gives r, or the
 * commit's error. */
int db_end(struct db *db, int r) MUST_USE;

/*
 * Makes one transaction of all that follows until db_release: db_begin and its end in there
 * begin and end a part of it, which fails alone and is durable with the whole. There must be no
 * transaction (asserted). ERR_BUSY as db_begin.
 */
int db_hold(struct db *db) MUST_USE;

/* Ends what db_hold began: commits when r >= 0, else rolls back; a failed statement outside of
 * a part fails the whole. Gives r, or the commit's error. */
int db_release(struct db *db, int r) MUST_USE;

/*
 * The prepared statement of that text: prepared at the first call, then kept until the database
 * is closed. Borrows from the handle. It must not be in use: db_reset ends a use, and so does a
 * db_step that gave 0 or an error.
 */
int db_prepare(struct db *db, const char *sql, struct db_stmt **ret) MUST_USE;

/* Bind parameter $i, i from 1. Text is borrowed until the statement is reset; NULL binds NULL.
 * Not bound means NULL. */
void db_bind_int(struct db_stmt *stmt, int i, int64_t v);
void db_bind_text(struct db_stmt *stmt, int i, const char *text);
void db_bind_null(struct db_stmt *stmt, int i);

/*
 * The next row: 1 when there is one, 0 after the last (the statement is reset then), or an
 * error: ERR_BUSY, ERR_FULL, ERR_IO, ERR_EXISTS (unique key), ERR_NOTFOUND (foreign key),
 * ERR_RANGE (another constraint), ERR_CORRUPT, ...
 */
int db_step(struct db_stmt *stmt) MUST_USE;

/* Steps a statement that gives no rows to its end, and resets it. 0 or an error of db_step. */
int db_run(struct db_stmt *stmt) MUST_USE;

/* Ends a use of the statement and forgets its parameters. NULL is allowed. */
void db_reset(struct db_stmt *stmt);

/* Cleanup-attribute helper: resets *stmt. */
void db_resetp(struct db_stmt **stmt);

/* Column i of the present row, i from 0. Text is borrowed until the next step or reset; NULL
 * gives NULL, and 0. */
int64_t db_int(struct db_stmt *stmt, int i);
const char *db_text(struct db_stmt *stmt, int i);
bool db_null(struct db_stmt *stmt, int i);

/* Columns of the rows and the name of column i (borrows until the reset); after a db_step that
 * gave 1. */
int db_columns(struct db_stmt *stmt);
const char *db_column_name(struct db_stmt *stmt, int i);

/* Rows that the last statement inserted, updated or deleted. */
int64_t db_changes(const struct db *db);

/* Fills the handle's message, for a failure that a caller found; returns err. Formats detail as
 * printf. */
int db_fail(struct db *db, int err, const char *what, const char *hint, const char *detail, ...)
    PRINTF(5, 6);

/* The same with a message that is there already (copies). */
int db_refuse(struct db *db, int err, const struct msg *why);

#endif
