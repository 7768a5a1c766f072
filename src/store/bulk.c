#include "store/bulk.h"

#include "base/str.h"
#include "store/engine.h"
#include "store/record.h"

#include <assert.h>

/* Parameters of a statement: SQLite takes 32,766, PostgreSQL 65,535; more gain nothing. */
enum { PARAMS = 3000, ROWS_MAX = 128, SQL_MAX = 1 << 20, TEXTS_MAX = 64 << 20, NAMES_MAX = 64 };

/* A statement that is made for any number of rows: what it does, with which members. */
struct bulk {
	struct db *db;
	const struct record_type *type;
	const char *purpose; /* "insert", "again", "update", or the names of bulk_change */
	const struct field *fields[NAMES_MAX];
	size_t n; /* of fields */
};

static bool is_number(const struct field *f)
{
	return f->type == FIELD_INT || f->type == FIELD_BOOL || f->type == FIELD_TIME;
}

static size_t rows_of(const struct bulk *b)
{
	return MIN((size_t)ROWS_MAX, PARAMS / b->n);
}

static void put_values(const struct bulk *b, size_t rows, bool cast, struct str *sql)
{
	size_t at = 1;

	str_add(sql, "VALUES ");
	for (size_t row = 0; row < rows; row++) {
		str_add(sql, row ? ", (" : "(");
		for (size_t i = 0; i < b->n; i++, at++) {
			const char *as = is_number(b->fields[i]) ? "@int" : "TEXT";

			/* The types of the first row are those of all. */
			if (cast && row == 0)
				str_addf(sql, "%sCAST($%zu AS %s)", i ? ", " : "", at, as);
			else
				str_addf(sql, "%s$%zu", i ? ", " : "", at);
		}
		str_char(sql, ')');
	}
}

static void put_insert(const struct bulk *b, size_t rows, bool again, struct str *sql)
{
	str_addf(sql, "INSERT INTO %s (", b->type->name);
	for (size_t i = 0; i < b->n; i++)
		str_addf(sql, "%s\"%s\"", i ? ", " : "", b->fields[i]->name);
	str_add(sql, ") ");
	put_values(b, rows, false, sql);
	if (again)
		str_add(sql, " ON CONFLICT DO NOTHING");
}

static void put_update(const struct bulk *b, size_t rows, struct str *sql)
{
	const char *table = b->type->name;
	size_t version = 0;

	str_addf(sql, "UPDATE %s SET ", table);
	for (size_t i = 1; i < b->n; i++) {
		const char *name = b->fields[i]->name;
		bool counts = strcmp(name, "version") == 0;

		if (counts)
			version = i + 1;
		str_addf(sql, "%s\"%s\" = v.column%zu%s", i > 1 ? ", " : "", name, i + 1,
		    counts ? " + 1" : "");
	}
	assert(version);
	str_add(sql, " FROM (");
	put_values(b, rows, true, sql);
	str_addf(sql, ") AS v WHERE %s.\"%s\" = v.column1 AND %s.\"version\" = v.column%zu",
	    table, b->fields[0]->name, table, version);
}

/* The handle's text of that purpose and number of rows; made at the first call. */
static const char *sql_text(const struct bulk *b, size_t rows)
{
	struct db *db = b->db;
	const char *key =
	    arena_printf(db->scratch, "bulk %s %s %zu", b->purpose, b->type->name, rows);
	const char *text = map_get(&db->texts, key);
	bool again = strcmp(b->purpose, "again") == 0;
	STR_AUTO(sql, SQL_MAX);
	char *made;

	if (text)
		return text;
	if (again || strcmp(b->purpose, "insert") == 0)
		put_insert(b, rows, again, &sql);
	else
		put_update(b, rows, &sql);
	made = str_dup(&sql, db->arena);
	(void)map_set(&db->texts, key, made); /* it is new: it was not found above */
	return made;
}

static int run(const struct bulk *b, const void *const *recs, size_t rows)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r, at = 1;

	arena_clear(b->db->scratch);
	r = db_prepare(b->db, sql_text(b, rows), &stmt);
	for (size_t row = 0; r == 0 && row < rows; row++)
		for (size_t i = 0; r == 0 && i < b->n; i++)
			r = record_bind(stmt, at++, b->fields[i], recs[row]);
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
static size_t next_rows(const struct bulk *b, size_t left)
{
	size_t rows = rows_of(b), n = 1;

	if (left >= rows)
		return rows;
	while (n * 2 <= left)
		n *= 2;
	return n;
}

static int run_all(
    const struct bulk *b, const void *const *recs, size_t n, int64_t *ret_changed)
{
	int64_t changed = 0;
	int r = 0;

	for (size_t i = 0; r == 0 && i < n; i++)
		r = check(b->db, b->type, recs[i]);
	for (size_t i = 0; r == 0 && i < n;) {
		size_t rows = next_rows(b, n - i);

		r = run(b, recs + i, rows);
		changed += r == 0 ? db_changes(b->db) : 0;
		i += rows;
	}
	if (r == 0)
		*ret_changed = changed;
	return r;
}

/* With all members. */
static struct bulk whole(struct db *db, const struct record_type *type, const char *purpose)
{
	struct bulk b = {.db = db, .type = type, .purpose = purpose, .n = type->nfields};

	assert(b.n <= NAMES_MAX);
	for (size_t i = 0; i < b.n; i++)
		b.fields[i] = &type->fields[i];
	return b;
}

int bulk_insert(struct db *db, const struct record_type *type, const void *const *recs,
    size_t n, bool again, int64_t *ret_added)
{
	const struct bulk b = whole(db, type, again ? "again" : "insert");
	int64_t added = 0;
	int r = run_all(&b, recs, n, &added);

	if (r == 0 && ret_added)
		*ret_added = added;
	return r;
}

static int change(const struct bulk *b, void *const *recs, size_t n)
{
	const struct field *version = record_field(b->type, "version");
	int64_t changed = 0;
	int r = run_all(b, (const void *const *)recs, n, &changed);

	if (r == 0 && changed != (int64_t)n)
		return db_fail(b->db, ERR_BUSY, "somebody else changed this meanwhile",
		    "look at it as it is now, and try again", "%s", b->type->name);
	for (size_t i = 0; r == 0 && i < n; i++)
		field_set_int(version, recs[i], field_int(version, recs[i]) + 1);
	return r;
}

int bulk_update(struct db *db, const struct record_type *type, void *const *recs, size_t n)
{
	const struct bulk b = whole(db, type, "update");

	return change(&b, recs, n);
}

int bulk_change(struct db *db, const struct record_type *type, const char *names,
    void *const *recs, size_t n)
{
	struct bulk b = {.db = db, .type = type, .purpose = names};
	struct span rest = span_str(names), name;

	b.fields[b.n++] = &type->fields[0];
	b.fields[b.n++] = record_field(type, "version");
	while (span_split(&rest, ' ', &name)) {
		char text[64];

		(void)snprintf(text, sizeof(text), "%.*s", (int)name.n, (const char *)name.p);
		assert(b.n < NAMES_MAX && record_field(type, text));
		b.fields[b.n++] = record_field(type, text);
	}
	return change(&b, recs, n);
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
