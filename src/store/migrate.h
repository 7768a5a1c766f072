/* The schema's versions: numbered SQL files in migrations/, each applied once in a transaction
 * of its own, forward only. */
#ifndef VARDE_STORE_MIGRATE_H
#define VARDE_STORE_MIGRATE_H

#include "store/db.h"

struct migration {
	int64_t version;  /* from 1, without gaps */
	const char *name; /* of its file, "0001-runs" */
	const char *sql;  /* with tokens */
};

/* The files of migrations/ in order, embedded by the build; NULL name ends the list. */
extern const struct migration migrations[];

/*
 * Brings the tables up to date. Programs that do so at once wait for each other. A failed
 * migration leaves the version before it. ERR_NOTFOUND: there are no tables and flags lack
 * DB_CREATE; ERR_CORRUPT: the tables are another program's; ERR_VERSION: a newer version wrote
 * them; ERR_BUSY; any error of a statement.
 */
int migrate_run(struct db *db, const struct migration *list, unsigned flags) MUST_USE;

/* The newest version that this program knows. */
int64_t migrate_known(void);

/* The version of the tables; 0 when there are none. */
int migrate_version(struct db *db, int64_t *ret) MUST_USE;

#endif
