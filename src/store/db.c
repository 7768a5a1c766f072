#include "store/db.h"

#include "base/limits.h"
#include "base/str.h"
#include "store/engine.h"
#include "store/migrate.h"

#include <assert.h>

static const struct {
	int err;
	const char *what, *hint;
} messages[] = {
    {ERR_NOTFOUND, TR("the database does not exist"),
	TR("check the path or URL given with --db")},
    {ERR_DENIED, TR("the database may not be used"),
	TR("give this user the right to read and write it (for a file: its folder too), or "
	   "choose "
	   "another with --db")},
    {ERR_FULL, TR("the disk that holds the database is full"),
	TR("free some space, then go on with --resume: what was stored is whole")},
    {ERR_BUSY, TR("the database is in use"),
	TR("wait until the other program has ended, or end it, and try again")},
    {ERR_CORRUPT, TR("this is no intact database of Varde"),
	TR("choose another with --db, or restore this one from a backup")},
    {ERR_VERSION, TR("the database was written by a newer Varde"),
	TR("use that version or a newer one; nothing was changed")},
    {ERR_IO, TR("the database cannot be reached"),
	TR("check that its disk is there or its server runs, and try again; --resume goes on "
	   "with "
	   "a run")},
    {ERR_SYNTAX, TR("the database's URL is malformed"),
	TR("write it as postgresql://user@host:port/database")},
    {ERR_EXISTS, TR("the database holds this already"), TR("nothing was changed")},
    {ERR_RANGE, TR("the database refused a value"),
	TR("nothing was changed; please report it as an error in Varde")},
    {ERR_LIMIT, TR("a value is too large for the database"), TR("nothing was changed")},
    {ERR_NOMEM, TR("the database has no more memory"),
	TR("end other programs, or give the database server more")},
};

int db_fail(struct db *db, int err, const char *what, const char *hint, const char *detail, ...)
{
	va_list ap;

	va_start(ap, detail);
	msg_vdetail(&db->msg, detail, ap);
	va_end(ap);
	msg_what(&db->msg, "%s", what);
	msg_hint(&db->msg, "%s", hint);
	return err;
}

int db_refuse(struct db *db, int err, const struct msg *why)
{
	if (why != &db->msg)
		db->msg = *why;
	return err;
}

int db_failed(struct db *db, int err, const char *text)
{
	struct span rest = span_trim(span_str(text)), line = rest;

	(void)span_line(
	    &rest, &line); /* false: there is no text, and the line is empty as well */
	msg_detail(&db->msg, "%s: %.*s", db->where, (int)MIN(line.n, 300),
	    line.n ? (const char *)line.p : "");
	for (size_t i = 0; i < ARRAY_LEN(messages); i++) {
		if (messages[i].err != err)
			continue;
		msg_what(&db->msg, "%s", messages[i].what);
		msg_hint(&db->msg, "%s", messages[i].hint);
		return err;
	}
	msg_what(&db->msg, "the database failed");
	msg_hint(&db->msg, "try again");
	return err;
}

/* --- the SQL text --- */

static bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || c == '_';
}

static size_t put_token(const struct db *db, const char *at, struct str *out)
{
	size_t n = 0;

	while (word_char(at[n]))
		n++;
	for (const struct db_token *t = db->engine->tokens; t->name; t++) {
		if (strlen(t->name) == n && memcmp(t->name, at, n) == 0) {
			str_add(out, t->text);
			return n;
		}
	}
	assert(!"a token that the engine does not know");
	return n;
}

/* Length of a quoted text or a comment at the front of s; 0 when there is none. Doubled quotes
 * are two quoted texts. */
static size_t verbatim(const char *s)
{
	const char *end;

	if (*s == '\'' || *s == '"') {
		end = strchr(s + 1, *s);
		assert(end);
		return (size_t)(end - s) + 1;
	}
	if (s[0] == '-' && s[1] == '-')
		return strcspn(s, "\n");
	return 0;
}

/* Our SQL in the engine's words. Gives the number of its parameters. */
static int translate(const struct db *db, const char *sql, struct str *out)
{
	int nparams = 0;

	while (*sql) {
		size_t n = verbatim(sql);

		if (n) {
			str_put(out, sql, n);
		} else if (*sql == '@') {
			n = 1 + put_token(db, sql + 1, out);
		} else if (*sql == '$') {
			nparams = MAX(nparams, (int)strtol(sql + 1, NULL, 10));
			str_char(out, db->engine->param);
			n = 1;
		} else {
			str_char(out, *sql);
			n = 1;
		}
		sql += n;
	}
	assert(str_ok(out) == 0);
	return nparams;
}

/* --- the handle --- */

/* Without what stands between the first ':' of the authority and its '@', and without a
 * password parameter. */
static const char *redact(struct arena *arena, const char *where)
{
	const char *at = strrchr(where, '@'), *colon = strchr(strstr(where, "://") + 3, ':'),
		   *param;
	char *shown;

	if (at && colon && colon < at)
		shown = arena_printf(arena, "%.*s:***%s", (int)(colon - where), where, at);
	else
		shown = arena_strdup(arena, where);
	for (size_t done = 0; (param = strstr(shown + done, "password=")) != NULL;) {
		const char *rest = param + strcspn(param, "&");

		done = (size_t)(param - shown) + strlen("password=");
		shown = arena_printf(arena, "%.*s***%s", (int)done, shown, rest);
	}
	return shown;
}

static bool is_url(const char *where)
{
	return span_starts(span_str(where), "postgresql://") ||
	       span_starts(span_str(where), "postgres://");
}

int db_open(const char *where, unsigned flags, struct msg *msg, struct db **ret)
{
	struct arena *arena = arena_new();
	struct db *db = ARENA_NEW(arena, struct db);
	int r;

	db->arena = arena;
	db->scratch = arena_new();
	db->engine = is_url(where) ? &db_pgsql : &db_sqlite;
	db->where = is_url(where) ? redact(arena, where) : arena_strdup(arena, where);
	map_init(&db->stmts, arena);
	map_init(&db->texts, arena);
	r = db->engine->open(db, where, flags);
	if (r == 0)
		r = db_wait(db, DB_WAIT_MS);
	if (r == 0 && !(flags & DB_AS_IS))
		r = migrate_run(db, migrations, flags);
	if (r < 0) {
		if (msg)
			*msg = db->msg;
		(void)db_close(db);
		return r;
	}
	*ret = db;
	return 0;
}

struct db *db_close(struct db *db)
{
	if (!db)
		return NULL;
	map_foreach (entry, &db->stmts) {
		db_reset(entry->value);
		db->engine->finish(entry->value);
	}
	if (db->open)
		db_rollback(db);
	db->engine->close(db);
	(void)arena_free(db->scratch);
	(void)arena_free(db->arena);
	return NULL;
}

void db_closep(struct db **db)
{
	*db = db_close(*db);
}

const char *db_engine(const struct db *db)
{
	return db->engine->name;
}

const char *db_where(const struct db *db)
{
	return db->where;
}

const struct msg *db_msg(const struct db *db)
{
	return &db->msg;
}

int64_t db_changes(const struct db *db)
{
	return db->changes;
}

int db_wait(struct db *db, int ms)
{
	assert(!db->open);
	return db->engine->wait(db, ms);
}

int db_quick(struct db *db)
{
	assert(!db->open);
	return db_exec(db, "@quick_commits");
}

int db_grown(struct db *db, const char *tables)
{
	STR_AUTO(sql, LIMIT_LINE);

	assert(!db->open);
	str_addf(&sql, "@grown %s", tables);
	return db_exec(db, str_text(&sql));
}

/* PostgreSQL ends a transaction's usefulness at the first error; so does this layer, on both
 * engines. */
static int note(struct db *db, int r)
{
	if (r < 0 && db->open && !db->broken) {
		db->broken = r;
		db->broken_msg = db->msg;
	}
	if (r < 0 && db->held && !db->open && !db->held_broken)
		db->held_broken = r;
	return r;
}

int db_exec(struct db *db, const char *sql)
{
	STR_AUTO(text, LIMIT_LINE);
	int nparams = translate(db, sql, &text);

	assert(nparams == 0);
	return note(db, db->engine->exec(db, str_text(&text)));
}

/* --- transactions --- */

int db_begin(struct db *db, enum db_access access)
{
	int r;

	assert(!db->open);
	if (db->held)
		r = db_exec(db, "SAVEPOINT part");
	else
		r = db_exec(db, access == DB_WRITE ? "@begin_write" : "@begin_read");
	if (r < 0)
		return r;
	db->open = true;
	db->broken = 0;
	return 0;
}

void db_rollback(struct db *db)
{
	struct msg kept = db->msg;

	assert(db->open && db->active == 0);
	db->open = false;
	if (db->held)
		(void)note(db,
		    db->engine->exec(db, "ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part"));
	else if (db->engine->in_transaction(db))
		(void)db->engine->exec(
		    db, "ROLLBACK"); /* a lost connection has rolled back by itself */
	db->msg = kept;
}

int db_commit(struct db *db)
{
	int r = db->broken;

	assert(db->open && db->active == 0);
	if (r < 0)
		db->msg = db->broken_msg;
	else
		r = db->engine->exec(db, db->held ? "RELEASE SAVEPOINT part" : "COMMIT");
	if (r < 0)
		db_rollback(db);
	db->open = false;
	return r;
}

int db_end(struct db *db, int r)
{
	int committed;

	if (r < 0) {
		db_rollback(db);
		return r;
	}
	committed = db_commit(db);
	return committed < 0 ? committed : r;
}

int db_hold(struct db *db)
{
	int r;

	assert(!db->open && !db->held);
	r = db_exec(db, "@begin_write");
	if (r < 0)
		return r;
	db->held = true;
	db->held_broken = 0;
	return 0;
}

int db_release(struct db *db, int r)
{
	int committed = 0;

	assert(db->held && !db->open && db->active == 0);
	db->held = false;
	db->open = true;
	db->broken = db->held_broken;
	db->broken_msg = db->msg;
	if (r < 0)
		db_rollback(db);
	else
		committed = db_commit(db);
	return committed < 0 ? committed : r;
}

/* --- statements --- */

int db_prepare(struct db *db, const char *sql, struct db_stmt **ret)
{
	struct db_stmt *stmt = map_get(&db->stmts, sql);
	STR_AUTO(text, LIMIT_LINE);
	int r;

	if (stmt) {
		assert(!stmt->active);
		*ret = stmt;
		return 0;
	}
	stmt = ARENA_NEW(db->arena, struct db_stmt);
	stmt->db = db;
	stmt->nvalues = translate(db, sql, &text);
	stmt->values = ARENA_ARRAY(db->arena, (size_t)stmt->nvalues, struct db_value);
	r = note(db, db->engine->prepare(stmt, str_text(&text)));
	if (r < 0)
		return r;
	(void)map_set(&db->stmts, sql, stmt); /* it is new: it was not found above */
	*ret = stmt;
	return 0;
}

static struct db_value *value_of(struct db_stmt *stmt, int i)
{
	assert(!stmt->active && i >= 1 && i <= stmt->nvalues);
	return &stmt->values[i - 1];
}

void db_bind_int(struct db_stmt *stmt, int i, int64_t v)
{
	*value_of(stmt, i) = (struct db_value){.type = DB_VALUE_INT, .number = v};
}

void db_bind_text(struct db_stmt *stmt, int i, const char *text)
{
	*value_of(stmt, i) =
	    (struct db_value){.type = text ? DB_VALUE_TEXT : DB_VALUE_NULL, .text = text};
}

void db_bind_null(struct db_stmt *stmt, int i)
{
	*value_of(stmt, i) = (struct db_value){.type = DB_VALUE_NULL};
}

int db_step(struct db_stmt *stmt)
{
	struct db *db = stmt->db;
	int r;

	r = note(db, db->engine->step(stmt));
	if (!stmt->active) {
		stmt->active = true;
		db->active++;
	}
	if (r <= 0)
		db_reset(stmt);
	return r;
}

int db_run(struct db_stmt *stmt)
{
	int r = db_step(stmt);

	assert(r <= 0);
	return r;
}

void db_reset(struct db_stmt *stmt)
{
	if (!stmt)
		return;
	if (stmt->active) {
		stmt->db->engine->reset(stmt);
		stmt->active = false;
		stmt->db->active--;
	}
	memset(stmt->values, 0, (size_t)stmt->nvalues * sizeof(*stmt->values));
}

void db_resetp(struct db_stmt **stmt)
{
	db_reset(*stmt);
}

int64_t db_int(struct db_stmt *stmt, int i)
{
	assert(stmt->active);
	return stmt->db->engine->get_int(stmt, i);
}

const char *db_text(struct db_stmt *stmt, int i)
{
	assert(stmt->active);
	return stmt->db->engine->get_text(stmt, i);
}

bool db_null(struct db_stmt *stmt, int i)
{
	assert(stmt->active);
	return stmt->db->engine->get_null(stmt, i);
}

int db_columns(struct db_stmt *stmt)
{
	assert(stmt->active);
	return stmt->db->engine->columns(stmt);
}

const char *db_column_name(struct db_stmt *stmt, int i)
{
	assert(stmt->active);
	return stmt->db->engine->column_name(stmt, i);
}
