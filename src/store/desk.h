/*
 * Records of the desk (model/member.h, scope.h, order.h, tracked.h, log.h): one row a record,
 * named by its first field, the key. Everything is generic over the record's type, whose name
 * is the table's. Messages of failures are in the handle (db_msg).
 */
#ifndef VARDE_STORE_DESK_H
#define VARDE_STORE_DESK_H

#include "base/vec.h"
#include "model/record.h"
#include "store/db.h"

/* A parameter of a constant SQL tail: text when not NULL, else the number. Borrows. */
struct desk_param {
	const char *text;
	int64_t number;
	bool is_text;
};

#define DESK_TEXT(t) ((struct desk_param){.text = (t), .is_text = true})
#define DESK_INT(n)  ((struct desk_param){.number = (n)})
/* A list of parameters and its length, for desk_find and desk_list. */
#define DESK_PARAMS(...)                            \
	((const struct desk_param[]){__VA_ARGS__}), \
	    (sizeof((const struct desk_param[]){__VA_ARGS__}) / sizeof(struct desk_param))

struct desk_records {
	VEC(void *) all; /* each a record of the type, in the arena */
};

/* Stores a new record (borrows). ERR_EXISTS when its key or something unique is taken. */
int desk_insert(struct db *db, const struct record_type *type, const void *rec) MUST_USE;

/* The record of that key, text in the arena. ERR_NOTFOUND. */
int desk_get(struct db *db, const struct record_type *type, const char *key,
    struct arena *arena, void *ret) MUST_USE;

/*
 * Stores all members of the record of that key. A type with a member "version" is stored only
 * when the stored one still has the record's version, and *rec then counts one more: ERR_BUSY
 * when somebody else changed it since it was read. ERR_NOTFOUND.
 */
int desk_update(struct db *db, const struct record_type *type, void *rec) MUST_USE;

/* Deletes the record. ERR_NOTFOUND. */
int desk_delete(struct db *db, const struct record_type *type, const char *key) MUST_USE;

/* The first record of a constant SQL tail ("WHERE \"mail\" = $1"). ERR_NOTFOUND. */
int desk_find(struct db *db, const struct record_type *type, const char *tail,
    const struct desk_param *params, size_t n, struct arena *arena, void *ret) MUST_USE;

/* All records of a constant SQL tail, in its order; bound it with LIMIT. */
int desk_list(struct db *db, const struct record_type *type, const char *tail,
    const struct desk_param *params, size_t n, struct arena *arena,
    struct desk_records *ret) MUST_USE;

/* Runs constant SQL that gives no rows; *ret_changed (NULL allowed) is how many rows it met. */
int desk_exec(struct db *db, const char *sql, const struct desk_param *params, size_t n,
    int64_t *ret_changed) MUST_USE;

/* The number in the first column of the first row of constant SQL; 0 when there is none. */
int desk_number(struct db *db, const char *sql, const struct desk_param *params, size_t n,
    int64_t *ret) MUST_USE;

#endif
