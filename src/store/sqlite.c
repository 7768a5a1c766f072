/* SQLite 3.40: WAL, one writer, every commit on the disk before it is reported. */
#include "os/clock.h"
#include "os/file.h"
#include "store/engine.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct db_token tokens[] = {
    {"int", "INTEGER"},
    {"text", "TEXT"}, /* BINARY collation: by bytes */
    {"strict", "STRICT"},
    {"tables", "(SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
	       "'sqlite\\_%' ESCAPE '\\')"},
    {"begin_read", "BEGIN DEFERRED"},
    {"begin_write", "BEGIN IMMEDIATE"}, /* the lock first: no upgrade can fail half-way */
    {"lock_migrations", "SELECT 1"},    /* BEGIN IMMEDIATE holds the lock already */
    {"lock_org", "1 = 1"},              /* the same */
    {"lock_nets", "SELECT 1"},          /* the same */
    {"skip_locked", ""},
    {"fold", ""}, /* @fold(text) LIKE @fold(pattern): A to Z are a to z for LIKE already */
    {"unindexed", "+"}, /* before a column: its index is not taken, as rows come in an order */
    {"texts", "json_each"}, /* a JSON array of text as rows of one column, "value" */
    {"health",              /* version, the server's clock (0: none), "ok" or what is wrong */
	"SELECT 'SQLite ' || sqlite_version() AS version, 0 AS clock,"
	" (SELECT group_concat(integrity_check, '; ') FROM pragma_integrity_check) AS state"},
    {"quick_commits", "PRAGMA synchronous = NORMAL"},
    {"grown", "--"}, /* its plans do not depend on sizes */
    {"append_only_log",
	"CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log"
	" BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;"
	"CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log"
	" BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;"
	"CREATE TRIGGER log_head_no_update BEFORE UPDATE ON log_head"
	" BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;"
	"CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head"
	" BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;"},
    {"append_only_ops",
	"CREATE TRIGGER pentest_op_no_update BEFORE UPDATE ON pentest_op"
	" BEGIN SELECT RAISE(ABORT, 'the log of operations is only appended to'); END;"
	"CREATE TRIGGER pentest_op_no_delete BEFORE DELETE ON pentest_op"
	" BEGIN SELECT RAISE(ABORT, 'the log of operations is only appended to'); END;"},
    {NULL, NULL},
};

enum { WAIT_FIRST = 100000, WAIT_LAST = 4000000 /* ns between two looks at a lock */ };

static sqlite3 *conn_of(const struct db *db)
{
	return db->conn;
}

/* The operating system's reason behind SQLITE_IOERR and SQLITE_CANTOPEN. */
static int os_error(int os, int dflt)
{
	switch (os) {
	case ENOSPC:
	case EDQUOT:
		return ERR_FULL;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	case ENOENT:
	case ENOTDIR:
		return ERR_NOTFOUND;
	default:
		return dflt;
	}
}

static int constraint_error(int extended)
{
	switch (extended) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_ROWID:
		return ERR_EXISTS;
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return ERR_NOTFOUND;
	default:
		return ERR_RANGE;
	}
}

static const struct {
	int code, err;
} codes[] = {
    {SQLITE_FULL, ERR_FULL},
    {SQLITE_BUSY, ERR_BUSY},
    {SQLITE_LOCKED, ERR_BUSY},
    {SQLITE_PROTOCOL, ERR_BUSY},
    {SQLITE_CORRUPT, ERR_CORRUPT},
    {SQLITE_NOTADB, ERR_CORRUPT},
    {SQLITE_FORMAT, ERR_CORRUPT},
    {SQLITE_ERROR,
	ERR_CORRUPT}, /* our SQL is tested: a table or column that it needs is not there */
    {SQLITE_MISMATCH, ERR_RANGE},
    {SQLITE_TOOBIG, ERR_LIMIT},
    {SQLITE_NOMEM, ERR_NOMEM},
    {SQLITE_READONLY, ERR_DENIED},
    {SQLITE_PERM, ERR_DENIED},
    {SQLITE_AUTH, ERR_DENIED},
};

static int error_of(sqlite3 *conn, int extended)
{
	if ((extended & 0xff) == SQLITE_CONSTRAINT)
		return constraint_error(extended);
	if ((extended & 0xff) == SQLITE_IOERR || (extended & 0xff) == SQLITE_CANTOPEN)
		return os_error(sqlite3_system_errno(conn), ERR_IO);
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (codes[i].code == (extended & 0xff))
			return codes[i].err;
	return ERR_IO;
}

static int failed(struct db *db)
{
	sqlite3 *conn = conn_of(db);

	return db_failed(
	    db, error_of(conn, sqlite3_extended_errcode(conn)), sqlite3_errmsg(conn));
}

static int engine_exec(struct db *db, const char *sql)
{
	if (sqlite3_exec(conn_of(db), sql, NULL, NULL, NULL) != SQLITE_OK)
		return failed(db);
	return 0;
}

/*
 * A new file is made here so that only its owner can read it; SQLite gives its -wal and -shm
 * the same mode. An existing file must not be opened here: closing it would drop the locks of
 * this process's other handles on it (POSIX). 0, or -1 with errno.
 */
static int new_file(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return errno == EEXIST ? 0 : -1;
	(void)close(fd); /* nothing was written */
	return 0;
}

static int make_file(struct db *db)
{
	int r;

	if (new_file(db->where) == 0)
		return 0;
	if (errno == ENOENT) {
		r = file_make_folder(file_folder(db->arena, db->where), 0700, &db->msg);
		if (r < 0)
			return r;
		if (new_file(db->where) == 0)
			return 0;
	}
	return db_failed(db, os_error(errno, ERR_IO), strerrordesc_np(errno));
}

/* The change to WAL does not wait for other handles by itself; two programs may open a new file
 * at once. */
static int use_wal(struct db *db)
{
	int64_t end = clock_system.mono(NULL) + DB_WAIT_MS;
	int r;

	while ((r = engine_exec(db, "PRAGMA journal_mode = WAL")) == ERR_BUSY &&
	       clock_system.mono(NULL) < end)
		(void)nanosleep(
		    &(struct timespec){.tv_nsec = 10000000}, NULL); /* shorter does no harm */
	return r;
}

/* 1 when the file is empty or has our version table: another program's file is read and
 * refused, but not changed. */
static int is_ours(struct db *db)
{
	sqlite3_stmt *stmt = NULL;
	int r = sqlite3_prepare_v2(conn_of(db),
	    "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)"
	    " OR EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'schema_version')",
	    -1, &stmt, NULL);

	if (r == SQLITE_OK)
		r = sqlite3_step(stmt);
	r = r == SQLITE_ROW ? sqlite3_column_int(stmt, 0) : failed(db);
	(void)sqlite3_finalize(stmt); /* repeats the step's error */
	return r;
}

/*
 * Waits for whoever writes, as SQLite's own handler does, but looks again soon: that one sleeps
 * up to 100 ms, in which somebody who writes again and again is always faster, and at least 1
 * ms, which is many times what a small transaction takes.
 */
static int on_busy(void *arg, int tries)
{
	struct db *db = arg;
	int64_t now = clock_system.mono(NULL);
	int64_t ns = tries < 6 ? WAIT_FIRST << tries : WAIT_LAST;

	if (tries == 0)
		db->wait_end = now + db->wait_ms;
	if (now >= db->wait_end)
		return 0;
	(void)nanosleep(&(struct timespec){.tv_nsec = ns}, NULL); /* shorter does no harm */
	return 1;
}

static int engine_wait(struct db *db, int ms)
{
	db->wait_ms = ms;
	return sqlite3_busy_handler(conn_of(db), on_busy, db) == SQLITE_OK ? 0 : failed(db);
}

static int configure(struct db *db)
{
	sqlite3 *conn = conn_of(db);
	int r;

	(void)sqlite3_extended_result_codes(conn, 1);
	r = engine_wait(db, DB_WAIT_MS);
	if (r < 0)
		return r;
	/* A file may come from somebody else: its schema may not run functions, and quoted text
	 * is never taken for a name. */
	(void)sqlite3_db_config(conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	(void)sqlite3_db_config(conn, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	(void)sqlite3_db_config(conn, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	(void)sqlite3_db_config(conn, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	r = engine_exec(db,
	    "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON");
	if (r == 0)
		r = is_ours(db);
	if (r < 0)
		return r;
	if (sqlite3_db_readonly(conn, "main") == 1)
		return db_failed(db, ERR_DENIED, "the file is read-only");
	return r ? use_wal(db) : 0;
}

static int engine_open(struct db *db, const char *where, unsigned flags)
{
	/* "./" keeps ":memory:" and "file:..." ordinary names. */
	const char *path = where[0] == '/' ? where : arena_printf(db->arena, "./%s", where);
	sqlite3 *conn = NULL;
	int r;

	if (!*where)
		return db_failed(db, ERR_NOTFOUND, "the path is empty");
	if (flags & DB_CREATE) {
		r = make_file(db);
		if (r < 0)
			return r;
	}
	r = sqlite3_open_v2(path, &conn,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	db->conn = conn;
	if (!conn)
		return db_failed(db, ERR_NOMEM, sqlite3_errstr(r));
	return r == SQLITE_OK ? configure(db) : failed(db);
}

static void engine_close(struct db *db)
{
	(void)sqlite3_close(conn_of(db)); /* all statements are finished: it cannot refuse */
}

static bool engine_in_transaction(struct db *db)
{
	return !sqlite3_get_autocommit(conn_of(db));
}

static int engine_prepare(struct db_stmt *stmt, const char *sql)
{
	sqlite3_stmt *impl = NULL;

	if (sqlite3_prepare_v3(conn_of(stmt->db), sql, -1, SQLITE_PREPARE_PERSISTENT, &impl,
		NULL) != SQLITE_OK)
		return failed(stmt->db);
	stmt->impl = impl;
	return 0;
}

static void engine_finish(struct db_stmt *stmt)
{
	(void)sqlite3_finalize(
	    stmt->impl); /* repeats the last step's error, which was reported */
}

static int bind(sqlite3_stmt *impl, int i, const struct db_value *v)
{
	switch (v->type) {
	case DB_VALUE_INT:
		return sqlite3_bind_int64(impl, i, v->number);
	case DB_VALUE_TEXT:
		return sqlite3_bind_text(impl, i, v->text, -1, SQLITE_STATIC);
	case DB_VALUE_NULL:
		break;
	}
	return sqlite3_bind_null(impl, i);
}

static int engine_step(struct db_stmt *stmt)
{
	struct db *db = stmt->db;
	int r;

	for (int i = 1; !stmt->active && i <= stmt->nvalues; i++)
		if (bind(stmt->impl, i, &stmt->values[i - 1]) != SQLITE_OK)
			return failed(db);
	r = sqlite3_step(stmt->impl);
	if (r == SQLITE_ROW)
		return 1;
	if (r != SQLITE_DONE)
		return failed(db);
	db->changes = sqlite3_stmt_readonly(stmt->impl) ? 0 : sqlite3_changes64(conn_of(db));
	return 0;
}

static void engine_reset(struct db_stmt *stmt)
{
	(void)sqlite3_reset(stmt->impl); /* repeats the last step's error, which was reported */
	(void)sqlite3_clear_bindings(stmt->impl);
}

static int64_t engine_int(struct db_stmt *stmt, int i)
{
	return sqlite3_column_int64(stmt->impl, i);
}

static const char *engine_text(struct db_stmt *stmt, int i)
{
	return (const char *)sqlite3_column_text(stmt->impl, i);
}

static bool engine_null(struct db_stmt *stmt, int i)
{
	return sqlite3_column_type(stmt->impl, i) == SQLITE_NULL;
}

static int engine_columns(struct db_stmt *stmt)
{
	return sqlite3_column_count(stmt->impl);
}

static const char *engine_column_name(struct db_stmt *stmt, int i)
{
	return sqlite3_column_name(stmt->impl, i);
}

const struct db_engine db_sqlite = {
    .name = "sqlite",
    .tokens = tokens,
    .param = '?',
    .open = engine_open,
    .close = engine_close,
    .wait = engine_wait,
    .exec = engine_exec,
    .in_transaction = engine_in_transaction,
    .prepare = engine_prepare,
    .finish = engine_finish,
    .step = engine_step,
    .reset = engine_reset,
    .get_int = engine_int,
    .get_text = engine_text,
    .get_null = engine_null,
    .columns = engine_columns,
    .column_name = engine_column_name,
};
