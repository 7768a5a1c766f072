#include "store/copy_impl.h"

#include "store/migrate.h"

static struct copy_sum sum_of(const struct table_sum *sum)
{
	struct copy_sum to = {.table = sum->table, .rows = sum->rows};

	memcpy(to.sha256, sum->sha256, sizeof(to.sha256));
	return to;
}

void copy_note(struct copy_parts *parts, struct copy_sums *sums, const struct table *table,
    const struct table_columns *columns, const struct table_sum *sum, struct arena *arena)
{
	struct copy_part part = {.table = table, .columns = *columns, .sum = *sum};

	vec_push(arena, &parts->all, part);
	vec_push(arena, &sums->all, sum_of(sum));
}

static int sum_inside(struct db *db, struct arena *arena, struct copy_sums *ret)
{
	struct copy_sums sums = {0};

	for (const struct table *t = tables_all; t->name; t++) {
		struct table_columns columns;
		struct table_sum sum;
		int r;

		table_columns(t, &columns);
		r = table_read(db, t, &columns, NULL, NULL, &sum);
		if (r < 0)
			return r;
		vec_push(arena, &sums.all, sum_of(&sum));
	}
	*ret = sums;
	return 0;
}

int copy_sum(struct db *db, struct arena *arena, struct copy_sums *ret)
{
	int r = db_begin(db, DB_READ);

	return r < 0 ? r : db_end(db, sum_inside(db, arena, ret));
}

const char *copy_differs(const struct copy_sums *a, const struct copy_sums *b)
{
	for (size_t i = 0; i < a->all.n; i++) {
		const struct copy_sum *x = &a->all.items[i], *y = &b->all.items[i];

		if (i >= b->all.n || strcmp(x->table, y->table) != 0 || x->rows != y->rows ||
		    strcmp(x->sha256, y->sha256) != 0)
			return x->table;
	}
	return a->all.n < b->all.n ? b->all.items[a->all.n].table : NULL;
}

/* --- the place that is filled --- */

static int check_rows(struct db *db, const char *table)
{
	const char *sql = arena_printf(db->arena, "SELECT 1 FROM %s LIMIT 1", table);
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, sql, &stmt);

	if (r == 0)
		r = db_step(stmt);
	if (r == 1)
		return db_fail(db, ERR_EXISTS, "there is a database already",
		    "name a place that is empty: a new file, or a new PostgreSQL database",
		    "%s: table %s has rows; nothing was changed", db->where, table);
	return r;
}

/* All tables that are there: those of the version. */
static int check_empty(struct db *db)
{
	struct text_list names = {0};
	struct db_stmt *stmt;
	int r =
	    db_prepare(db, "SELECT name FROM @tables WHERE name <> 'schema_version'", &stmt);

	while (r == 0 && (r = db_step(stmt)) == 1) {
		text_list_add(&names, db->arena, arena_strdup(db->arena, db_text(stmt, 0)));
		r = 0;
	}
	for (size_t i = 0; r == 0 && i < names.n; i++)
		r = check_rows(db, names.items[i]);
	return r;
}

/* The tables in that version, made one by one: what stays of it when this is killed is a
 * database without rows, which is an empty place again. */
static int make_tables(struct db *db, int64_t version)
{
	struct migration *list = ARENA_ARRAY(db->arena, (size_t)version + 1, struct migration);
	int64_t present = 0;
	int r;

	for (int64_t i = 0; i < version; i++)
		list[i] = migrations[i];
	r = migrate_version(db, &present);
	if (r == 0 && present > version)
		return db_fail(db, ERR_EXISTS, "there is a database already",
		    "name a place that is empty: a new file, or a new PostgreSQL database",
		    "%s: its tables have version %lld, the backup's %lld", db->where,
		    (long long)present, (long long)version);
	return r < 0 ? r : migrate_run(db, list, DB_CREATE);
}

static int prepare(struct db *db, int64_t version)
{
	int r = make_tables(db, version);

	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	r = check_empty(db);
	if (r < 0)
		db_rollback(db);
	return r;
}

int copy_open(const char *where, int64_t version, struct msg *msg, struct db **ret)
{
	struct db *db = NULL;
	int r = db_open(where, DB_CREATE | DB_AS_IS, msg, &db);

	if (r < 0)
		return r;
	r = prepare(db, version);
	if (r < 0) {
		*msg = db->msg;
		db_close(db);
		return r;
	}
	*ret = db;
	return 0;
}

static int compare(struct db *db, const struct copy_parts *parts)
{
	vec_foreach (part, &parts->all) {
		struct table_sum now;
		int r = table_read(db, part->table, &part->columns, NULL, NULL, &now);

		if (r < 0)
			return r;
		if (now.rows != part->sum.rows || strcmp(now.sha256, part->sum.sha256) != 0)
			return db_fail(db, ERR_CORRUPT,
			    "what was written is not what is read back; nothing was kept",
			    "check the disk and the memory of the machine, and try again",
			    "%s: table %s", db->where, part->table->name);
	}
	return 0;
}

int copy_close(struct db *db, int r, const struct copy_parts *parts, struct msg *msg)
{
	bool own = r == 0; /* a failure from here on has its message in the handle */

	if (r == 0)
		r = compare(db, parts);
	r = db_end(db, r);
	if (r == 0)
		r = migrate_run(db, migrations, 0);
	if (r < 0 && own)
		*msg = db->msg;
	db_close(db);
	return r;
}

/* --- copying --- */

static int take(void *ctx, const struct db_value *values, struct span line UNUSED)
{
	return table_write(ctx, values);
}

/* Errors of either side; the message is in that one's handle. */
static int copy_table(struct db *from, struct db *to, const struct table *table,
    struct arena *arena, struct copy_parts *parts, struct copy_sums *sums)
{
	struct table_columns columns;
	struct table_writer w;
	struct table_sum sum;
	int r;

	table_columns(table, &columns);
	table_writer_init(&w, to, table, &columns);
	r = table_read(from, table, &columns, take, &w, &sum);
	if (r == 0)
		r = table_flush(&w);
	table_writer_done(&w);
	if (r == 0)
		copy_note(parts, sums, table, &columns, &sum, arena);
	return r;
}

static int copy_tables(struct db *from, struct db *to, struct arena *arena,
    struct copy_parts *parts, struct copy_sums *sums)
{
	int r = db_begin(from, DB_READ);

	if (r < 0)
		return r;
	for (const struct table *t = tables_all; r == 0 && t->name; t++)
		r = copy_table(from, to, t, arena, parts, sums);
	return db_end(from, r);
}

int copy_run(struct db *from, const char *to, struct arena *arena, struct copy_sums *ret,
    struct msg *msg)
{
	struct copy_parts parts = {0};
	struct copy_sums sums = {0};
	struct db *db = NULL;
	int r = copy_open(to, migrate_known(), msg, &db);

	if (r < 0)
		return r;
	from->msg = (struct msg){0};
	db->msg = (struct msg){0};
	r = copy_tables(from, db, arena, &parts, &sums);
	if (r < 0)
		*msg = db->msg.what[0] ? db->msg : from->msg;
	r = copy_close(db, r, &parts, msg);
	if (r == 0)
		*ret = sums;
	return r;
}
