#include "store/run.h"

#include "store/record.h"

static const struct record_table table = {"run", &run_type, false};

static int not_found(struct db *db, const char *id)
{
	return db_fail(db, ERR_NOTFOUND, "there is no such run",
	    "\"varde runs\" lists the runs that are stored", "%.80s in %s", id, db_where(db));
}

int run_insert(struct db *db, const struct run *run)
{
	int r = record_insert(db, &table, NULL, 0, run);

	if (r == ERR_EXISTS)
		return db_fail(db, r, "the run is stored already", "go on with it by --resume",
		    "%s in %s", run->id, db_where(db));
	return r;
}

/* r is what a change of the run's row gave: it must have met one. */
static int changed(struct db *db, int r, const char *id)
{
	return r == 0 && db_changes(db) == 0 ? not_found(db, id) : r;
}

int run_update(struct db *db, const struct run *run)
{
	static const char *const fields[] = {
	    "id", "state", "started", "ended", "sources", "compared", "findings"};
	static const char sql[] =
	    "UPDATE run SET \"state\" = $2, \"started\" = $3, \"ended\" = $4, \"sources\" = $5,"
	    " \"compared\" = $6, \"findings\" = $7 WHERE \"id\" = $1";

	return changed(
	    db, record_change(db, &table, sql, fields, ARRAY_LEN(fields), run), run->id);
}

int run_get(struct db *db, const char *id, struct arena *arena, struct run *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct run run;
	int r = record_select(db, &table, "WHERE \"id\" = $1", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, id);
	r = db_step(stmt);
	if (r <= 0)
		return r < 0 ? r : not_found(db, id);
	r = record_read(stmt, &table, arena, &run);
	if (r == 0)
		*ret = run;
	return r;
}

int run_list(struct db *db, struct arena *arena, struct runs *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct runs runs = {0};
	int r = record_select(db, &table, "ORDER BY \"created\" DESC, \"id\" DESC", &stmt);

	if (r < 0)
		return r;
	while ((r = db_step(stmt)) == 1) {
		struct run run;

		r = record_read(stmt, &table, arena, &run);
		if (r < 0)
			return r;
		vec_push(arena, &runs.all, run);
	}
	if (r == 0)
		*ret = runs;
	return r;
}

static int compare_items(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **sorted(struct arena *arena, const struct text_list *list)
{
	const char **items = ARENA_ARRAY(arena, list->n, const char *);

	if (list->n) {
		memcpy(items, list->items, list->n * sizeof(*items));
		qsort(items, list->n, sizeof(*items), compare_items);
	}
	return items;
}

static bool same_targets(
    struct arena *arena, const struct text_list *a, const struct text_list *b)
{
	const char **x, **y;

	if (a->n != b->n)
		return false;
	x = sorted(arena, a);
	y = sorted(arena, b);
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(x[i], y[i]) != 0)
			return false;
	return true;
}

int run_latest_finished(
    struct db *db, const struct run *run, struct arena *arena, struct run *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct run found;
	int r = record_select(db, &table,
	    "WHERE \"state\" = 'finished' AND (\"created\" < $1 OR (\"created\" = $1 AND "
	    "\"id\" < $2))"
	    " ORDER BY \"created\" DESC, \"id\" DESC",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_int(stmt, 1, run->created);
	db_bind_text(stmt, 2, run->id);
	while ((r = db_step(stmt)) == 1) {
		r = record_read(stmt, &table, arena, &found);
		if (r < 0)
			return r;
		if (same_targets(arena, &run->targets, &found.targets)) {
			*ret = found;
			return 0;
		}
	}
	if (r < 0)
		return r;
	return db_fail(db, ERR_NOTFOUND, "there is no earlier run to compare with",
	    "nothing needs to be done; the next run can be compared with this one",
	    "before %s in %s", run->id, db_where(db));
}

int run_delete(struct db *db, const char *id)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, "DELETE FROM run WHERE \"id\" = $1",
	    &stmt); /* the rest goes with it: ON DELETE CASCADE */

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, id);
	return changed(db, db_run(stmt), id);
}

int run_lock(struct db *db, const char *id, int64_t *ret_next)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "UPDATE run SET next_seq = next_seq WHERE \"id\" = $1 RETURNING next_seq", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, id);
	r = db_step(stmt);
	if (r <= 0)
		return r < 0 ? r : not_found(db, id);
	*ret_next = db_int(stmt, 0);
	return 0;
}

int run_set_next(struct db *db, const char *id, int64_t next)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, "UPDATE run SET next_seq = $2 WHERE \"id\" = $1", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, id);
	db_bind_int(stmt, 2, next);
	return changed(db, db_run(stmt), id);
}
