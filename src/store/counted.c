#include "store/counted.h"

#include "base/str.h"
#include "store/engine.h"

#include <assert.h>

enum { PARAMS = 3000, ROWS_MAX = 128, SQL_MAX = 1 << 19 };

/* The statement for that many rows: made once a handle. */
static const char *sql_text(struct db *db, const struct record_type *type, size_t rows)
{
	const char *key = arena_printf(db->scratch, "counted %s %zu", type->name, rows);
	const char *text = map_get(&db->texts, key), *t = type->name;
	STR_AUTO(sql, SQL_MAX);
	size_t at = 1;
	char *made;

	if (text)
		return text;
	str_addf(&sql, "INSERT INTO %s (", t);
	for (size_t i = 0; i < type->nfields; i++)
		str_addf(&sql, "%s\"%s\"", i ? ", " : "", type->fields[i].name);
	str_add(&sql, ") VALUES ");
	for (size_t row = 0; row < rows; row++)
		for (size_t i = 0; i < type->nfields; i++)
			str_addf(&sql, "%s$%zu%s",
			    i     ? ", "
			    : row ? ", ("
				  : "(",
			    at++, i + 1 == type->nfields ? ")" : "");
	str_addf(&sql,
	    " ON CONFLICT (\"%s\") DO UPDATE SET \"count\" = %s.\"count\" + "
	    "excluded.\"count\", "
	    "\"first\" = CASE WHEN excluded.\"first\" < %s.\"first\" THEN excluded.\"first\" "
	    "ELSE "
	    "%s.\"first\" END, \"last\" = CASE WHEN excluded.\"last\" > %s.\"last\" THEN "
	    "excluded.\"last\" ELSE %s.\"last\" END",
	    type->fields[0].name, t, t, t, t, t);
	made = str_dup(&sql, db->arena);
	(void)map_set(&db->texts, key, made);
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

static int run(
    struct db *db, const struct record_type *type, const void *const *recs, size_t rows)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, sql_text(db, type, rows), &stmt);

	for (size_t i = 0; r == 0 && i < rows; i++)
		bind_row(stmt, (int)(i * type->nfields) + 1, type, recs[i]);
	return r == 0 ? db_run(stmt) : r;
}

int counted_add(
    struct db *db, const struct record_type *type, const void *const *recs, size_t n)
{
	size_t most = MIN((size_t)ROWS_MAX, PARAMS / type->nfields);
	struct msg msg = {0};
	int r = 0;

	arena_clear(db->scratch);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = record_validate(type, recs[i], &msg);
	if (r < 0)
		return db_refuse(db, r, &msg);
	for (size_t i = 0; r == 0 && i < n;) {
		size_t rows = n - i >= most ? most : 1;

		/* Powers of two, so that few statements are prepared. */
		while (rows < most && rows * 2 <= n - i)
			rows *= 2;
		rows = MIN(rows, most);
		r = run(db, type, recs + i, rows);
		i += rows;
	}
	return r;
}
