#include "store/record.h"

#include "base/limits.h"
#include "base/str.h"
#include "store/engine.h"

/* Room for a list as JSON: every item at its longest, every byte escaped ("\u0001"). */
enum { LIST_JSON_MAX = LIMIT_LIST * (6 * LIMIT_TEXT + 3) + 2, SQL_MAX = 8192 };

/* --- the SQL texts --- */

static void put_columns(const struct record_table *table, struct str *sql)
{
	for (size_t i = 0; i < table->type->nfields; i++)
		str_addf(sql, "%s\"%s\"", i ? ", " : "", table->type->fields[i].name);
}

static void put_insert(const struct record_table *table, struct str *sql)
{
	size_t n = table->type->nfields + (table->in_run ? 2 : 0);

	str_addf(
	    sql, "INSERT INTO %s (%s", table->name, table->in_run ? "\"run\", \"seq\", " : "");
	put_columns(table, sql);
	str_add(sql, ") VALUES (");
	for (size_t i = 1; i <= n; i++)
		str_addf(sql, "%s$%zu", i > 1 ? ", " : "", i);
	str_char(sql, ')');
}

static void put_select(const struct record_table *table, const char *tail, struct str *sql)
{
	str_addf(sql, "SELECT %s", table->in_run ? "\"seq\", " : "");
	put_columns(table, sql);
	str_addf(sql, " FROM %s %s", table->name, tail);
}

/* The handle's text for a key; made at the first call. tail NULL: the INSERT. */
static const char *sql_text(struct db *db, const struct record_table *table, const char *tail)
{
	const char *key =
	    tail ? arena_printf(db->scratch, "%s %s", table->name, tail) : table->name;
	const char *text = map_get(&db->texts, key);
	STR_AUTO(sql, SQL_MAX);
	char *made;

	if (text)
		return text;
	if (tail)
		put_select(table, tail, &sql);
	else
		put_insert(table, &sql);
	made = str_dup(&sql, db->arena);
	(void)map_set(&db->texts, key, made); /* it is new: it was not found above */
	return made;
}

/* --- values --- */

static int bind_list(struct db_stmt *stmt, int i, const struct text_list *list)
{
	STR_AUTO(out, LIST_JSON_MAX);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_array(&w);
	for (size_t k = 0; k < list->n; k++)
		json_write_text(&w, list->items[k]);
	json_write_array_end(&w);
	if (str_ok(&out) < 0)
		return db_fail(stmt->db, ERR_LIMIT, "a list is too long for the database",
		    "give fewer or shorter items", "%zu items", list->n);
	db_bind_text(stmt, i, str_dup(&out, stmt->db->scratch));
	return 0;
}

int record_bind(struct db_stmt *stmt, int i, const struct field *f, const void *rec)
{
	switch (f->type) {
	case FIELD_TEXT:
		db_bind_text(stmt, i, field_text(f, rec));
		return 0;
	case FIELD_ENUM:
		db_bind_text(stmt, i, field_enum(f, rec));
		return 0;
	case FIELD_LIST:
		return bind_list(stmt, i, field_list(f, rec));
	case FIELD_INT:
	case FIELD_BOOL:
	case FIELD_TIME:
		break;
	}
	db_bind_int(stmt, i, field_int(f, rec));
	return 0;
}

static int corrupt(struct db_stmt *stmt, const struct record_table *table, const char *why)
{
	return db_fail(stmt->db, ERR_CORRUPT,
	    "the database holds something that Varde did not write",
	    "restore it from a backup, or delete this run", "%s: table %s: %s", stmt->db->where,
	    table->name, why);
}

static int read_list(const char *text, struct arena *arena, struct text_list *ret)
{
	struct json *v;

	if (json_parse(span_str(text), arena, &v, NULL) < 0 || v->type != JSON_ARRAY)
		return ERR_SYNTAX;
	ret->items = ARENA_ARRAY(arena, v->array.n, const char *);
	for (size_t i = 0; i < v->array.n; i++) {
		const struct json *item = &v->array.items[i];

		if (item->type != JSON_STRING || strlen(item->string.text) != item->string.n)
			return ERR_SYNTAX;
		ret->items[ret->n++] = item->string.text;
	}
	return 0;
}

static int read_field(
    struct db_stmt *stmt, int i, const struct field *f, struct arena *arena, void *rec)
{
	struct text_list list = {0};
	const char *text;

	if (f->type == FIELD_INT || f->type == FIELD_BOOL || f->type == FIELD_TIME) {
		field_set_int(f, rec, db_int(stmt, i));
		return 0;
	}
	text = db_text(stmt, i);
	if (f->type == FIELD_TEXT) {
		field_set_text(f, rec, arena_strdup(arena, text));
		return 0;
	}
	if (!text)
		return ERR_SYNTAX;
	if (f->type == FIELD_ENUM)
		return field_set_enum(f, rec, text);
	if (read_list(text, arena, &list) < 0)
		return ERR_SYNTAX;
	field_set_list(f, rec, list);
	return 0;
}

/* --- records --- */

/* What every change begins with: nothing is borrowed from the scratch arena any more, and the
 * record is valid. */
static int begin_change(struct db *db, const struct record_table *table, const void *rec)
{
	struct msg msg = {0};
	int r = record_validate(table->type, rec, &msg);

	arena_clear(db->scratch);
	if (r < 0)
		msg_hint(&msg, "nothing was stored: shorten or complete what is named");
	return r < 0 ? db_refuse(db, r, &msg) : 0;
}

int record_insert(struct db *db, const struct record_table *table, const char *run, int64_t seq,
    const void *rec)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = begin_change(db, table, rec), at = 1;

	if (r == 0)
		r = db_prepare(db, sql_text(db, table, NULL), &stmt);
	if (r < 0)
		return r;
	if (table->in_run) {
		db_bind_text(stmt, at++, run);
		db_bind_int(stmt, at++, seq);
	}
	for (size_t i = 0; i < table->type->nfields; i++) {
		r = record_bind(stmt, at++, &table->type->fields[i], rec);
		if (r < 0)
			return r;
	}
	return db_run(stmt);
}

int record_change(struct db *db, const struct record_table *table, const char *sql,
    const char *const *fields, size_t n, const void *rec)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = begin_change(db, table, rec);

	if (r == 0)
		r = db_prepare(db, sql, &stmt);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = record_bind(stmt, (int)i + 1, record_field(table->type, fields[i]), rec);
	return r == 0 ? db_run(stmt) : r;
}

int record_select(
    struct db *db, const struct record_table *table, const char *tail, struct db_stmt **ret)
{
	arena_clear(db->scratch);
	return db_prepare(db, sql_text(db, table, tail), ret);
}

int record_read(
    struct db_stmt *stmt, const struct record_table *table, struct arena *arena, void *rec)
{
	int first = table->in_run ? 1 : 0;
	struct msg msg = {0};

	memset(rec, 0, table->type->size);
	for (size_t i = 0; i < table->type->nfields; i++)
		if (read_field(stmt, first + (int)i, &table->type->fields[i], arena, rec) < 0)
			return corrupt(stmt, table, table->type->fields[i].name);
	if (record_validate(table->type, rec, &msg) < 0)
		return corrupt(stmt, table, msg.detail);
	return 0;
}

int64_t record_seq(struct db_stmt *stmt)
{
	return db_int(stmt, 0);
}
