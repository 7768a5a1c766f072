/* A database that is being filled. Internal to store/: copies and restored backups share it. */
#ifndef VARDE_STORE_COPY_IMPL_H
#define VARDE_STORE_COPY_IMPL_H

#include "store/copy.h"
#include "store/table.h"

struct copy_part {
	const struct table *table;
	struct table_columns columns;
	struct table_sum sum;
};

/* Opens the place, makes its tables in that version and begins a transaction in which all
 * tables are empty. ERR_EXISTS, ERR_VERSION, errors of db_open. Gives. */
int copy_open(const char *where, int64_t version, struct msg *msg, struct db **ret) MUST_USE;

/* What was written: of each table its columns and its sum. */
struct copy_parts {
	VEC(struct copy_part) all;
};

/* Compares what the filled tables hold with the parts, and ends the transaction: commits when r
 * is 0 and they are equal. Then brings the tables up to date. Closes the database. */
int copy_close(struct db *db, int r, const struct copy_parts *parts, struct msg *msg) MUST_USE;

/* Adds a table's part, in the arena, and its sum to the sums. */
void copy_note(struct copy_parts *parts, struct copy_sums *sums, const struct table *table,
    const struct table_columns *columns, const struct table_sum *sum, struct arena *arena);

#endif
