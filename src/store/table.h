/* All tables as streams of rows, for backups and copies: read in the order of their keys, in
 * the same bytes on both engines. Internal to store/. */
#ifndef VARDE_STORE_TABLE_H
#define VARDE_STORE_TABLE_H

#include "base/str.h"
#include "codec/sha256.h"
#include "model/record.h"
#include "store/engine.h"

enum {
	TABLE_ROW_MAX = 64 << 20, /* bytes of one row as a line */
	TABLE_COLUMNS = 64,
};

struct table {
	const char *name;
	const struct record_type *type;
	bool in_run;       /* columns run and seq stand before the fields and are the key */
	const char *extra; /* a number that is the store's own, or NULL */
};

/* Every table but schema_version, those that others refer to first; NULL name ends the list. */
extern const struct table tables_all[];

/* The table of that name, or NULL. */
const struct table *table_find(const char *name);

struct table_columns {
	const char *names[TABLE_COLUMNS]; /* static */
	bool number[TABLE_COLUMNS];
	size_t n, keys; /* the first keys columns are the key */
};

/* All columns of the table. */
void table_columns(const struct table *table, struct table_columns *ret);

/* Rows and their digest: of all rows' lines, in the order of the key. */
struct table_sum {
	const char *table;
	int64_t rows;
	char sha256[SHA256_HEX];
};

/* One row: an array of values, "[...]\n". Borrowed until it returns. */
typedef int (*table_take)(void *ctx, const struct db_value *values, struct span line);

/* Reads the table inside a transaction; take (NULL allowed) gets each row and ends the reading
 * with an error. ERR_CORRUPT when a text is no UTF-8. */
int table_read(struct db *db, const struct table *table, const struct table_columns *columns,
    table_take take, void *ctx, struct table_sum *ret) MUST_USE;

/* Appends the row as a line. */
void table_line(const struct db_value *values, size_t n, struct str *out);

/* Reads a line; text lives in the arena. ERR_SYNTAX when it is no row of n values. */
int table_parse(struct span line, struct arena *arena, size_t n, struct db_value *ret) MUST_USE;

/* Rows on their way into a table: some at a time. */
struct table_writer {
	struct db *db;
	const struct table *table;
	const struct table_columns *columns;
	struct arena *arena;     /* of the rows that wait */
	struct db_value *values; /* of those */
	size_t waiting, batch;
	const char *many, *one; /* SQL of a batch and of one row */
};

/* Begins; table_flush and table_writer_done end it. */
void table_writer_init(struct table_writer *w, struct db *db, const struct table *table,
    const struct table_columns *columns);

/* Adds a row (copied). Errors of a statement. */
int table_write(struct table_writer *w, const struct db_value *values) MUST_USE;

/* Sends what waits. */
int table_flush(struct table_writer *w) MUST_USE;

/* Frees. */
void table_writer_done(struct table_writer *w);

#endif
