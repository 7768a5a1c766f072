#include "bulk.h"

#include <stdio.h>
#include <stdlib.h>

enum { SQL_MAX = 1 << 20 };

static void die(const struct bulk *bulk, const char *what)
{
	const struct msg *msg = db_msg(bulk->db);

	(void)fprintf(
	    stderr, "%s %s: %s: %s\n", what, bulk->type->name, msg->what, msg->detail);
	exit(1);
}

void bulk_init(struct bulk *bulk, struct db *db, const struct record_type *type)
{
	STR_AUTO(sql, SQL_MAX);
	size_t k = 1;

	*bulk = (struct bulk){.db = db, .type = type, .arena = arena_new()};
	str_addf(&sql, "INSERT INTO %s (", type->name);
	for (size_t i = 0; i < type->nfields; i++)
		str_addf(&sql, "%s\"%s\"", i ? ", " : "", type->fields[i].name);
	str_add(&sql, ") VALUES ");
	for (size_t row = 0; row < BULK_ROWS; row++) {
		str_add(&sql, row ? ", (" : "(");
		for (size_t i = 0; i < type->nfields; i++)
			str_addf(&sql, "%s$%zu", i ? ", " : "", k++);
		str_char(&sql, ')');
	}
	bulk->sql = str_dup(&sql, bulk->arena);
	if (db_prepare(db, bulk->sql, &bulk->stmt) < 0)
		die(bulk, "prepare");
	arena_free(bulk->arena);
	bulk->arena = arena_new();
}

static const char *list_text(struct arena *arena, const struct text_list *list)
{
	STR_AUTO(out, 1 << 16);
	struct json_writer w;

	json_write_init(&w, &out, 0);
	json_write_array(&w);
	for (size_t i = 0; i < list->n; i++)
		json_write_text(&w, list->items[i]);
	json_write_array_end(&w);
	return str_dup(&out, arena);
}

static void bind(struct bulk *bulk, int at, const struct field *f, const void *rec)
{
	switch (f->type) {
	case FIELD_TEXT:
		db_bind_text(bulk->stmt, at, field_text(f, rec));
		break;
	case FIELD_ENUM:
		db_bind_text(bulk->stmt, at, field_enum(f, rec));
		break;
	case FIELD_LIST:
		db_bind_text(bulk->stmt, at, list_text(bulk->arena, field_list(f, rec)));
		break;
	case FIELD_INT:
	case FIELD_BOOL:
	case FIELD_TIME:
		db_bind_int(bulk->stmt, at, field_int(f, rec));
		break;
	}
}

static void flush(struct bulk *bulk)
{
	int at = 1;

	if (bulk->n < BULK_ROWS) {
		for (size_t i = 0; i < bulk->n; i++)
			if (desk_insert(bulk->db, bulk->type, bulk->rows[i]) < 0)
				die(bulk, "insert");
	} else {
		for (size_t i = 0; i < bulk->n; i++)
			for (size_t k = 0; k < bulk->type->nfields; k++)
				bind(bulk, at++, &bulk->type->fields[k], bulk->rows[i]);
		if (db_run(bulk->stmt) < 0)
			die(bulk, "insert");
	}
	bulk->total += (int64_t)bulk->n;
	bulk->n = 0;
	arena_clear(bulk->arena);
}

void bulk_add(struct bulk *bulk, const void *rec)
{
	bulk->rows[bulk->n++] = record_copy(bulk->type, rec, bulk->arena);
	if (bulk->n == BULK_ROWS)
		flush(bulk);
}

int64_t bulk_done(struct bulk *bulk)
{
	flush(bulk);
	arena_free(bulk->arena);
	return bulk->total;
}
