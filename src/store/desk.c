#include "store/desk.h"

#include "base/limits.h"
#include "store/engine.h"
#include "store/record.h"

enum { UPDATE_MAX = 8192 };

static struct record_table table_of(const struct record_type *type)
{
	return (struct record_table){type->name, type, false};
}

static const char *key_name(const struct record_type *type)
{
	return type->fields[0].name;
}

static int not_found(struct db *db, const struct record_type *type, const char *key)
{
	return db_fail(db, ERR_NOTFOUND, "there is no such record",
	    "it may have been removed meanwhile: go back to the list", "%s %.80s", type->name,
	    key ? key : "");
}

int desk_insert(struct db *db, const struct record_type *type, const void *rec)
{
	struct record_table table = table_of(type);

	return record_insert(db, &table, NULL, 0, rec);
}

static void bind(struct db_stmt *stmt, const struct desk_param *params, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (params[i].is_text)
			db_bind_text(stmt, (int)i + 1, params[i].text);
		else
			db_bind_int(stmt, (int)i + 1, params[i].number);
	}
}

int desk_find(struct db *db, const struct record_type *type, const char *tail,
    const struct desk_param *params, size_t n, struct arena *arena, void *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct record_table table = table_of(type);
	int r = record_select(db, &table, tail, &stmt);

	if (r < 0)
		return r;
	bind(stmt, params, n);
	r = db_step(stmt);
	if (r <= 0)
		return r < 0
			   ? r
			   : not_found(db, type, n && params[0].is_text ? params[0].text : "");
	return record_read(stmt, &table, arena, ret);
}

/* "WHERE "key" = $1", kept by the handle. */
static const char *by_key(struct db *db, const struct record_type *type)
{
	const char *name = arena_printf(db->scratch, "by key %s", type->name);
	const char *text = map_get(&db->texts, name);

	if (text)
		return text;
	text = arena_printf(db->arena, "WHERE \"%s\" = $1", key_name(type));
	(void)map_set(&db->texts, name, arena_strdup(db->arena, text));
	return map_get(&db->texts, name);
}

int desk_get(struct db *db, const struct record_type *type, const char *key,
    struct arena *arena, void *ret)
{
	return desk_find(db, type, by_key(db, type), DESK_PARAMS(DESK_TEXT(key)), arena, ret);
}

static const char *update_text(struct db *db, const struct record_type *type, bool versioned)
{
	const char *name = arena_printf(db->scratch, "update %s", type->name);
	const char *text = map_get(&db->texts, name);
	size_t n = type->nfields;
	STR_AUTO(sql, UPDATE_MAX);

	if (text)
		return text;
	str_addf(&sql, "UPDATE %s SET ", type->name);
	for (size_t i = 1; i < n; i++) {
		const char *field = type->fields[i].name;

		if (versioned && strcmp(field, "version") == 0)
			str_addf(&sql, "%s\"version\" = $%zu + 1", i > 1 ? ", " : "", i + 1);
		else
			str_addf(&sql, "%s\"%s\" = $%zu", i > 1 ? ", " : "", field, i + 1);
	}
	str_addf(&sql, " WHERE \"%s\" = $1", key_name(type));
	for (size_t i = 1; versioned && i < n; i++)
		if (strcmp(type->fields[i].name, "version") == 0)
			str_addf(&sql, " AND \"version\" = $%zu", i + 1);
	(void)map_set(&db->texts, name, str_dup(&sql, db->arena));
	return map_get(&db->texts, name);
}

/* Nothing was met: because it is not there, or because it is newer. */
static int not_met(struct db *db, const struct record_type *type, const char *key)
{
	struct arena *arena = arena_new();
	int r = desk_get(db, type, key, arena, record_new(type, arena));

	arena_free(arena);
	if (r < 0)
		return r;
	return db_fail(db, ERR_BUSY, "somebody else changed this meanwhile",
	    "look at it as it is now, and try again", "%s %.80s", type->name, key);
}

int desk_update(struct db *db, const struct record_type *type, void *rec)
{
	const struct field *version = record_field(type, "version");
	const char *key = field_text(&type->fields[0], rec);
	struct record_table table = table_of(type);
	const char *names[64];
	int r;

	for (size_t i = 0; i < type->nfields; i++)
		names[i] = type->fields[i].name;
	r = record_change(
	    db, &table, update_text(db, type, version != NULL), names, type->nfields, rec);
	if (r < 0)
		return r;
	if (db_changes(db) == 0)
		return not_met(db, type, key);
	if (version)
		field_set_int(version, rec, field_int(version, rec) + 1);
	return 0;
}

int desk_delete(struct db *db, const struct record_type *type, const char *key)
{
	const char *name = arena_printf(db->scratch, "delete %s", type->name);
	int64_t changed = 0;
	int r;

	if (!map_get(&db->texts, name))
		(void)map_set(&db->texts, name,
		    arena_printf(db->arena, "DELETE FROM %s WHERE \"%s\" = $1", type->name,
			key_name(type)));
	r = desk_exec(db, map_get(&db->texts, name), DESK_PARAMS(DESK_TEXT(key)), &changed);
	if (r < 0)
		return r;
	return changed ? 0 : not_found(db, type, key);
}

int desk_list(struct db *db, const struct record_type *type, const char *tail,
    const struct desk_param *params, size_t n, struct arena *arena, struct desk_records *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct record_table table = table_of(type);
	struct desk_records got = {0};
	int r = record_select(db, &table, tail, &stmt);

	if (r < 0)
		return r;
	bind(stmt, params, n);
	while ((r = db_step(stmt)) == 1) {
		void *rec = record_new(type, arena);

		r = record_read(stmt, &table, arena, rec);
		if (r < 0)
			return r;
		vec_push(arena, &got.all, rec);
	}
	if (r == 0)
		*ret = got;
	return r;
}

int desk_exec(struct db *db, const char *sql, const struct desk_param *params, size_t n,
    int64_t *ret_changed)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, sql, &stmt);

	if (r < 0)
		return r;
	bind(stmt, params, n);
	r = db_run(stmt);
	if (r == 0 && ret_changed)
		*ret_changed = db_changes(db);
	return r;
}

int desk_number(
    struct db *db, const char *sql, const struct desk_param *params, size_t n, int64_t *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, sql, &stmt);

	if (r < 0)
		return r;
	bind(stmt, params, n);
	r = db_step(stmt);
	if (r < 0)
		return r;
	*ret = r == 1 ? db_int(stmt, 0) : 0;
	return 0;
}
