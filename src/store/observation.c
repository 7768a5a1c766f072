#include "store/observation.h"

#include "store/record.h"
#include "store/run.h"

/* A row a stored kind; the kinds that are not stored have no name. */
static const struct record_table tables[OBS_KINDS] = {
    [OBS_ASSET] = {"obs_asset", &obs_types[OBS_ASSET], true},
    [OBS_DNS] = {"obs_dns", &obs_types[OBS_DNS], true},
    [OBS_PORT] = {"obs_port", &obs_types[OBS_PORT], true},
    [OBS_SERVICE] = {"obs_service", &obs_types[OBS_SERVICE], true},
    [OBS_CERT] = {"obs_cert", &obs_types[OBS_CERT], true},
    [OBS_TLS] = {"obs_tls", &obs_types[OBS_TLS], true},
    [OBS_HTTP] = {"obs_http", &obs_types[OBS_HTTP], true},
    [OBS_FACT] = {"obs_fact", &obs_types[OBS_FACT], true},
    [OBS_COVERAGE] = {"obs_coverage", &obs_types[OBS_COVERAGE], true},
    [OBS_BURST] = {"obs_burst", &obs_types[OBS_BURST], true},
    [OBS_UNIT] = {"obs_unit", &obs_types[OBS_UNIT], true},
};

/* --- writing --- */

static const char *unit_of(const struct observation *o)
{
	const char *unit = field_text(record_field(&obs_types[o->kind], "unit"), o->rec);

	return unit ? unit : "";
}

/* Checks that the observations are one whole unit; gives its name. */
static int check_unit(struct db *db, const struct observations *unit, const char **ret)
{
	const char *name = NULL, *other = NULL;
	int ends = 0;

	for (size_t i = 0; i < unit->all.n; i++) {
		const struct observation *o = &unit->all.items[i];

		if (!obs_stored(o->kind))
			continue;
		if (!name)
			name = unit_of(o);
		if (strcmp(unit_of(o), name) != 0)
			other = unit_of(o);
		ends += o->kind == OBS_UNIT;
	}
	if (ends != 1 || other)
		return db_fail(db, ERR_RANGE, "the observations are not one whole unit of work",
		    "nothing was stored; please report it as an error in Varde",
		    "unit \"%.100s\": %d ends%s%.100s", name ? name : "", ends,
		    other ? ", mixed with " : "", other ? other : "");
	*ret = name;
	return 0;
}

static int has_unit(struct db *db, const char *run, const char *unit)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(
	    db, "SELECT 1 FROM obs_unit WHERE \"run\" = $1 AND \"unit\" = $2", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, run);
	db_bind_text(stmt, 2, unit);
	return db_step(stmt);
}

/* Inside the transaction. 1: stored, 0: the run has it already. */
static int store_unit(
    struct db *db, const char *run, const struct observations *unit, int64_t *next)
{
	const char *name = NULL;
	int r = check_unit(db, unit, &name);

	if (r == 0)
		r = has_unit(db, run, name);
	if (r != 0)
		return r < 0 ? r : 0;
	for (size_t i = 0; i < unit->all.n; i++) {
		const struct observation *o = &unit->all.items[i];

		if (!obs_stored(o->kind))
			continue;
		r = record_insert(db, &tables[o->kind], run, *next, o->rec);
		if (r < 0)
			return r;
		++*next;
	}
	return 1;
}

/* Inside the transaction. The number of units that were new. */
static int store_units(
    struct db *db, const char *run, const struct observations *units, size_t n)
{
	int64_t next = 0;
	int r, stored = 0;

	r = run_lock(db, run, &next);
	for (size_t i = 0; r >= 0 && i < n; i++) {
		r = store_unit(db, run, &units[i], &next);
		stored += r > 0;
	}
	if (r >= 0 && stored)
		r = run_set_next(db, run, next);
	return r < 0 ? r : stored;
}

int obs_store_batch(struct db *db, const char *run, const struct observations *units, size_t n,
    size_t *ret_stored)
{
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = db_end(db, store_units(db, run, units, n));
	if (r < 0)
		return r;
	if (ret_stored)
		*ret_stored = (size_t)r;
	return 0;
}

int obs_store_unit(struct db *db, const char *run, const struct observations *unit)
{
	return obs_store_batch(db, run, unit, 1, NULL);
}

/* --- reading --- */

struct row {
	int64_t seq;
	struct observation o;
};

struct rows {
	VEC(struct row) all;
};

static int load_kind(
    struct db *db, const char *run, enum obs_kind kind, struct arena *arena, struct rows *rows)
{
	const struct record_table *table = &tables[kind];
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = record_select(db, table, "WHERE \"run\" = $1 ORDER BY \"seq\"", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, run);
	while ((r = db_step(stmt)) == 1) {
		struct row row = {.seq = record_seq(stmt), .o.kind = kind};

		row.o.rec = record_new(table->type, arena);
		r = record_read(stmt, table, arena, row.o.rec);
		if (r < 0)
			return r;
		vec_push(arena, &rows->all, row);
	}
	return r;
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return (x->seq > y->seq) - (x->seq < y->seq);
}

/* Inside a DB_READ transaction: a run that is being written shows whole units only. */
static int load_all(
    struct db *db, const char *run, struct arena *arena, struct observations *ret)
{
	struct rows rows = {0};
	struct run row;
	int r = run_get(db, run, arena, &row);

	for (int kind = 0; r == 0 && kind < OBS_KINDS; kind++)
		if (tables[kind].name)
			r = load_kind(db, run, (enum obs_kind)kind, arena, &rows);
	if (r < 0)
		return r;
	if (rows.all.n)
		qsort(rows.all.items, rows.all.n, sizeof(*rows.all.items), compare_rows);
	ret->all.items = ARENA_ARRAY(arena, rows.all.n, struct observation);
	ret->all.n = ret->all.cap = rows.all.n;
	for (size_t i = 0; i < rows.all.n; i++)
		ret->all.items[i] = rows.all.items[i].o;
	return 0;
}

int obs_load(struct db *db, const char *run, struct arena *arena, struct observations *ret)
{
	struct observations all = {0};
	int r = db_begin(db, DB_READ);

	if (r < 0)
		return r;
	r = db_end(db, load_all(db, run, arena, &all));
	if (r == 0)
		*ret = all;
	return r;
}

int obs_units_done(struct db *db, const char *run, struct arena *arena, struct text_list *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	VEC(const char *) units = {0};
	struct run row;
	int r = run_get(db, run, arena, &row);

	if (r == 0)
		r = db_prepare(db,
		    "SELECT \"unit\" FROM obs_unit WHERE \"run\" = $1 ORDER BY \"seq\"", &stmt);
	if (r < 0)
		return r;
	db_bind_text(stmt, 1, run);
	while ((r = db_step(stmt)) == 1)
		vec_push(arena, &units, arena_strdup(arena, db_text(stmt, 0)));
	if (r == 0)
		*ret = (struct text_list){units.items, units.n};
	return r;
}
