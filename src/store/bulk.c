#include "store/bulk.h"

#include "base/str.h"
#include "store/engine.h"

#include <assert.h>

/* Parameters of a statement: SQLite takes 32,766, PostgreSQL 65,535; more gain nothing. */
enum { PARAMS = 3000, ROWS_MAX = 128, SQL_MAX = 1 << 20, TEXTS_MAX = 64 << 20 };

static bool is_number(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_BOOL || f->type == FIELD_TIME;
}

static size_t rows_of(const struct record_type *type)
{
	return MIN((size_t)ROWS_MAX, PARAMS / type->nfields);
}

static void put_values(const struct record_type *type, size_t rows, bool cast, struct str *sql)
{
	size_t at = 1;

	str_add(sql, "VALUES ");
	for (size_t row = 0; row < rows; row++) {
		str_add(sql, row ? ", (" : "(");
		for (size_t i = 0; i < type->nfields; i++, at++) {
			const char *as = is_number(&type->fields[i]) ? "@int" : "TEXT";

			/* The types of the first row are those of all. */
			if (cast && row == 0)
				str_addf(sql, "%sCAST($%zu AS %s)", i ? ", " : "", at, as);
			else
				str_addf(sql, "%s$%zu", i ? ", " : "", at);
		}
		str_char(sql, ')');
	}
}

static void put_insert(const struct record_type *type, size_t rows, bool again, struct str *sql)
{
	str_addf(sql, "INSERT INTO %s (", type->name);
	for (size_t i = 0; i < type->nfields; i++)
		str_addf(sql, "%s\"%s\"", i ? ", " : "", type->fields[i].name);
	str_add(sql, ") ");
	put_values(type, rows, false, sql);
	if (again)
		str_add(sql, " ON CONFLICT DO NOTHING");
}

static void put_update(const struct record_type *type, size_t rows, struct str *sql)
{
	size_t version = 0;

	str_addf(sql, "UPDATE %s SET ", type->name);
	for (size_t i = 1; i < type->nfields; i++) {
		const char *name = type->fields[i].name;
		bool counts = strcmp(name, "version") == 0;

		if (counts)
			version = i + 1;
		str_addf(sql, "%s\"%s\" = v.column%zu%s", i > 1 ? ", " : "", name, i + 1,
		    counts ? " + 1" : "");
	}
	assert(version);
	str_add(sql, " FROM (");
	put_values(type, rows, true, sql);
	str_addf(sql, ") AS v WHERE %s.\"%s\" = v.column1 AND %s.\"version\" = v.column%zu",
	    type->name, type->fields[0].name, type->name, version);
}

/* The handle's text of that purpose and number of rows; made at the first call. */
static const char *sql_text(
    struct db *db, const struct record_type *type, const char *purpose, size_t rows)
{
	const char *key =
	    arena_printf(db->scratch, "bulk %s %s %zu", purpose, type->name, rows);
	const char *text = map_get(&db->texts, key);
	STR_AUTO(sql, SQL_MAX);
	char *made;

	if (text)
		return text;
	if (strcmp(purpose, "update") == 0)
		put_update(type, rows, &sql);
	else
		put_insert(type, rows, strcmp(purpose, "again") == 0, &sql);
	made = str_dup(&sql, db->arena);
	(void)map_set(&db->texts, key, made); /* it is new: it was not found above */
	return made;
}

static void bind_row(
    struct db_stmt *stmt, int at, const struct record_type *type, const void *rec)
{
	for (size_t i = 0; i < type->nfields; i++, at++) {
		const struct field *f = &type->fields[i];

		assert(f->type != FIELD_LIST);
		if (f->type == FIELD_TEXT)
			db_bind_text(stmt, at, field_text(f, rec));
		else if (f->type == FIELD_ENUM)
			db_bind_text(stmt, at, field_enum(f, rec));
		else
			db_bind_int(stmt, at, field_int(f, rec));
	}
}

static int run(struct db *db, const struct record_type *type, const char *purpose,
    const void *const *recs, size_t rows)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, sql_text(db, type, purpose, rows), &stmt);

	for (size_t i = 0; r == 0 && i < rows; i++)
		bind_row(stmt, (int)(i * type->nfields) + 1, type, recs[i]);
	return r == 0 ? db_run(stmt) : r;
}

static int check(struct db *db, const struct record_type *type, const void *rec)
{
	struct msg msg = {0};
	int r = record_validate(type, rec, &msg);

	if (r < 0)
		msg_hint(&msg, "nothing was stored: shorten or complete what is named");
	return r < 0 ? db_refuse(db, r, &msg) : 0;
}

/* Whole statements, then powers of two: few texts are prepared for any number of rows. */
static size_t next_rows(const struct record_type *type, size_t left)
{
	size_t rows = rows_of(type), n = 1;

	if (left >= rows)
		return rows;
	while (n * 2 <= left)
		n *= 2;
	return n;
}

static int run_all(struct db *db, const struct record_type *type, const char *purpose,
    const void *const *recs, size_t n, int64_t *ret_changed)
{
	int64_t changed = 0;
	int r = 0;

	arena_clear(db->scratch);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = check(db, type, recs[i]);
	for (size_t i = 0; r == 0 && i < n;) {
		size_t rows = next_rows(type, n - i);

		r = run(db, type, purpose, recs + i, rows);
		changed += r == 0 ? db_changes(db) : 0;
		i += rows;
	}
	if (r == 0)
		*ret_changed = changed;
	return r;
}

int bulk_insert(struct db *db, const struct record_type *type, const void *const *recs,
    size_t n, bool again, int64_t *ret_added)
{
	int64_t added = 0;
	int r = run_all(db, type, again ? "again" : "insert", recs, n, &added);

	if (r == 0 && ret_added)
		*ret_added = added;
	return r;
}

int bulk_update(struct db *db, const struct record_type *type, void *const *recs, size_t n)
{
	const struct field *version = record_field(type, "version");
	int64_t changed = 0;
	int r = run_all(db, type, "update", (const void *const *)recs, n, &changed);

	if (r == 0 && changed != (int64_t)n)
		return db_fail(db, ERR_BUSY, "somebody else changed this meanwhile",
		    "look at it as it is now, and try again", "%s", type->name);
	for (size_t i = 0; r == 0 && i < n; i++)
		field_set_int(version, recs[i], field_int(version, recs[i]) + 1);
	return r;
}

const char *bulk_texts(const char *const *texts, size_t n, struct arena *arena)
{
	STR_AUTO(out, TEXTS_MAX);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_array(&w);
	for (size_t i = 0; i < n; i++)
		json_write_text(&w, texts[i]);
	json_write_array_end(&w);
	return str_dup(&out, arena);
}
