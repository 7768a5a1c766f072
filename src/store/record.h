/*
 * Records in tables, by their field table (model/record.h): the INSERT and SELECT texts are
 * built once a handle from the constant names of the fields; that is the only SQL that is
 * built. Both ways are validated, so that what one engine holds the other would hold too.
 */
#ifndef VARDE_STORE_RECORD_H
#define VARDE_STORE_RECORD_H

#include "model/record.h"
#include "store/db.h"

struct record_table {
	const char *name; /* of the SQL table */
	const struct record_type *type;
	bool
	    in_run; /* columns run and seq stand before the fields, and (run, seq) is the key */
};

/*
 * Inserts the record (borrows). run and seq are ignored when the table is not in_run. ERR_RANGE
 * when the record is not valid, ERR_EXISTS when the key is there already, ERR_NOTFOUND when the
 * run is not.
 */
int record_insert(struct db *db, const struct record_table *table, const char *run, int64_t seq,
    const void *rec) MUST_USE;

/*
 * Runs constant SQL that changes the table's rows, with the named fields of the record
 * (borrows) as $1..$n. Errors as above; db_changes tells how many rows it met.
 */
int record_change(struct db *db, const struct record_table *table, const char *sql,
    const char *const *fields, size_t n, const void *rec) MUST_USE;

/* Binds the record's field as $i. Text is borrowed from the record, a list is the handle's
 * until its next call that changes a record: both until the statement is reset. ERR_LIMIT. */
int record_bind(
    struct db_stmt *stmt, int i, const struct field *field, const void *rec) MUST_USE;

/*
 * Prepares SELECT of the table's fields (after seq, when in_run), followed by tail: constant
 * SQL from WHERE on, for instance "WHERE id = $1". The statement is the handle's.
 */
int record_select(struct db *db, const struct record_table *table, const char *tail,
    struct db_stmt **ret) MUST_USE;

/* Reads the fields of the present row of record_select into *rec (zeroed before); text lives in
 * the arena. ERR_CORRUPT. */
int record_read(struct db_stmt *stmt, const struct record_table *table, struct arena *arena,
    void *rec) MUST_USE;

/* The seq of the present row of record_select, for a table in_run. */
int64_t record_seq(struct db_stmt *stmt);

#endif
