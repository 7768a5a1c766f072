#include "store/migrate.h"

#include "os/clock.h"

#include <assert.h>

static const char table[] =
    "CREATE TABLE schema_version (version @int NOT NULL PRIMARY KEY, name @text NOT NULL,"
    " tool @text NOT NULL, applied @int NOT NULL) @strict";

/* The number that a query of one row and one column gives. */
static int query_int(struct db *db, const char *sql, int64_t *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, sql, &stmt);

	if (r == 0)
		r = db_step(stmt);
	if (r < 0)
		return r;
	*ret = r ? db_int(stmt, 0) : 0;
	return 0;
}

int migrate_version(struct db *db, int64_t *ret)
{
	int64_t present = 0;
	int r;

	r = query_int(
	    db, "SELECT count(*) FROM @tables WHERE name = 'schema_version'", &present);
	if (r < 0)
		return r;
	if (present)
		return query_int(
		    db, "SELECT coalesce(max(version), 0) FROM schema_version", ret);
	*ret = 0;
	return 0;
}

int64_t migrate_known(void)
{
	int64_t n = 0;

	while (migrations[n].name)
		n++;
	return n;
}

static int refuse_newer(struct db *db, int64_t version, int64_t known)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	const char *tool = NULL;
	int r = db_prepare(
	    db, "SELECT tool FROM schema_version ORDER BY version DESC LIMIT 1", &stmt);

	if (r == 0 && db_step(stmt) == 1)
		tool = db_text(stmt, 0);
	return db_fail(db, ERR_VERSION, "the database was written by a newer Varde",
	    "use that version or a newer one; nothing was changed",
	    "%s: its tables have version %lld (%.60s), this program knows %lld", db_where(db),
	    (long long)version, tool ? tool : "unknown", (long long)known);
}

/* Without a version there must be no tables at all: another program's database is left alone.
 */
static int check_empty(struct db *db, unsigned flags)
{
	int64_t tables = 0;
	int r = query_int(db, "SELECT count(*) FROM @tables", &tables);

	if (r < 0)
		return r;
	if (tables)
		return db_fail(db, ERR_CORRUPT, "this is no database of Varde",
		    "choose another with --db; nothing was changed",
		    "%s: it holds another program's tables", db_where(db));
	if (!(flags & DB_CREATE))
		return db_fail(db, ERR_NOTFOUND, "there is nothing in the database",
		    "check the path or URL given with --db; an audit creates the tables",
		    "%s: it is empty", db_where(db));
	return 0;
}

static int note_version(struct db *db, const struct migration *m)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "INSERT INTO schema_version (version, name, tool, applied) VALUES ($1, $2, $3, $4)",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_int(stmt, 1, m->version);
	db_bind_text(stmt, 2, m->name);
	db_bind_text(stmt, 3, "varde " VARDE_VERSION);
	db_bind_int(stmt, 4, clock_system.wall(NULL));
	return db_run(stmt);
}

/* In a transaction. Another program may have been here since the version was read, so it is
 * read again under the lock. */
static int apply(struct db *db, const struct migration *m, unsigned flags)
{
	int64_t version = 0;
	int r;

	r = db_exec(db, "@lock_migrations");
	if (r == 0)
		r = migrate_version(db, &version);
	if (r < 0 || version >= m->version)
		return r;
	if (version == 0) {
		r = check_empty(db, flags);
		if (r == 0)
			r = db_exec(db, table);
	}
	if (r == 0)
		r = db_exec(db, m->sql);
	return r == 0 ? note_version(db, m) : r;
}

int migrate_run(struct db *db, const struct migration *list, unsigned flags)
{
	int64_t version = 0, known = 0;
	int r = migrate_version(db, &version);

	while (list[known].name) {
		assert(list[known].version == known + 1);
		known++;
	}
	if (r == 0 && version > known)
		r = refuse_newer(db, version, known);
	for (int64_t i = version; r == 0 && i < known; i++) {
		r = db_begin(db, DB_WRITE);
		if (r == 0)
			r = db_end(db, apply(db, &list[i], flags));
	}
	return r;
}
