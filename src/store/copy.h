/*
 * Everything from one database into another, SQLite or PostgreSQL, as one state of the first:
 * all or nothing, and read again and compared before it counts.
 */
#ifndef VARDE_STORE_COPY_H
#define VARDE_STORE_COPY_H

#include "base/vec.h"
#include "codec/sha256.h"
#include "store/db.h"

/* What one table holds. */
struct copy_sum {
	const char *table; /* static */
	int64_t rows;
	char sha256[SHA256_HEX]; /* of all rows in the order of their keys; the same on both
				    engines */
};

struct copy_sums {
	VEC(struct copy_sum) all;
};

/*
 * Copies all tables into another place, which must be empty (no file, no tables, or tables
 * without a row). from stays usable by others meanwhile. When it fails, or the program is
 * killed, the place is as empty as it was. ERR_EXISTS (not empty), ERR_CORRUPT (what was
 * read again differs), errors of both databases, with a message.
 */
int copy_run(struct db *from, const char *to, struct arena *arena, struct copy_sums *ret,
    struct msg *msg) MUST_USE;

/* Counts and hashes all tables, as one state. Errors of the database (db_msg). */
int copy_sum(struct db *db, struct arena *arena, struct copy_sums *ret) MUST_USE;

/* The first table in which they differ, or NULL. */
const char *copy_differs(const struct copy_sums *a, const struct copy_sums *b);

#endif
