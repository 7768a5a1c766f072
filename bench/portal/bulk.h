/* Many records into a table at once: rows of one INSERT, statements of one transaction. */
#ifndef VARDE_BENCH_PORTAL_BULK_H
#define VARDE_BENCH_PORTAL_BULK_H

#include "store/desk.h"

enum { BULK_ROWS = 40 };

struct bulk {
	struct db *db;
	const struct record_type *type;
	struct arena *arena; /* of the rows that wait */
	struct db_stmt *stmt;
	const char *sql;
	void *rows[BULK_ROWS];
	size_t n;
	int64_t total;
};

/* Begins; the handle is borrowed and has an open transaction. */
void bulk_init(struct bulk *bulk, struct db *db, const struct record_type *type);

/* Takes a copy of the record. Ends the program with a message when the store refuses it. */
void bulk_add(struct bulk *bulk, const void *rec);

/* Writes what waits and frees; gives how many there were. */
int64_t bulk_done(struct bulk *bulk);

#endif
