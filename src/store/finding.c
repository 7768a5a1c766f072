#include "store/finding.h"

#include "store/record.h"
#include "store/run.h"

static const struct record_table table = {"finding", &finding_type, true};

static int delete_all(struct db *db, const char *run)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, "DELETE FROM finding WHERE \"run\" = $1", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, run);
	return db_run(stmt);
}

/* Inside the transaction. */
static int replace_all(struct db *db, const char *run, const struct findings *findings)
{
	int64_t next_observation = 0;
	int r = run_lock(db, run, &next_observation);

	if (r == 0)
		r = delete_all(db, run);
	for (size_t i = 0; r == 0 && i < findings->all.n; i++)
		r = record_insert(db, &table, run, (int64_t)i + 1, &findings->all.items[i]);
	return r;
}

int finding_replace_all(struct db *db, const char *run, const struct findings *findings)
{
	int r = db_begin(db, DB_WRITE);

	return r == 0 ? db_end(db, replace_all(db, run, findings)) : r;
}

int finding_load(struct db *db, const char *run, struct arena *arena, struct findings *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct findings findings = {0};
	int r = record_select(db, &table, "WHERE \"run\" = $1 ORDER BY \"seq\"", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, run);
	while ((r = db_step(stmt)) == 1) {
		struct finding finding;

		r = record_read(stmt, &table, arena, &finding);
		if (r < 0)
			return r;
		vec_push(arena, &findings.all, finding);
	}
	if (r == 0)
		*ret = findings;
	return r;
}

int finding_get(
    struct db *db, const char *run, const char *key, struct arena *arena, struct finding *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = record_select(
	    db, &table, "WHERE \"run\" = $1 AND \"key\" = $2 ORDER BY \"seq\" LIMIT 1", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, run);
	db_bind_text(stmt, 2, key);
	r = db_step(stmt);
	if (r == 0)
		return db_fail(db, ERR_NOTFOUND, "the run has no such finding",
		    "it may have been removed meanwhile: go back to the list", "%.80s", key);
	return r < 0 ? r : record_read(stmt, &table, arena, ret);
}
