/* PostgreSQL 15 through libpq: parameters and results in text format, the server's own rules
 * for TLS and passwords. */
#include "base/limits.h"
#include "base/parse.h"
#include "os/clock.h"
#include "store/engine.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>

enum { CONNECT_MS = 15000 }; /* when the URL has no connect_timeout */

static const struct db_token tokens[] = {
    {"int", "BIGINT"},
    {"text",
	"TEXT COLLATE \"C\""}, /* by bytes, as on SQLite, whatever the database's language */
    {"strict", ""},
    {"tables", "(SELECT tablename AS name FROM pg_catalog.pg_tables WHERE schemaname = "
	       "current_schema()) AS tables"},
    {"begin_read", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"},
    {"begin_write", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"},
    {"lock_migrations",
	"SELECT pg_advisory_xact_lock(8677437141)"}, /* a number of our own, for ever */
    /* of the organisation in k."org", until the transaction ends; false when somebody has it */
    {"lock_org", "pg_try_advisory_xact_lock(hashtextextended(k.\"org\", 8677437142))"},
    {"lock_nets", "SELECT pg_advisory_xact_lock(8677437143)"},
    {"skip_locked", "FOR UPDATE OF c SKIP LOCKED"},
    {"fold", "lower"},
    {"unindexed", ""}, /* it knows how many rows a value has */
    {"texts", "json_array_elements_text"},
    {"health",
	"SELECT 'PostgreSQL ' || current_setting('server_version') AS version,"
	" CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS clock,"
	" CASE WHEN pg_is_in_recovery() THEN 'it is a read-only replica'"
	" WHEN CAST(current_setting('server_version_num') AS INT) < 150000 THEN 'it is older"
	" than 15' ELSE 'ok' END AS state"},
    {"quick_commits", "SET synchronous_commit = off"},
    {"grown", "ANALYZE"},
    {"append_only_log", /* 23514, a constraint, is what SQLite's RAISE gives */
	"CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
	" RAISE EXCEPTION 'the audit log is only appended to' USING ERRCODE = '23514'; END $$;"
	"CREATE TRIGGER audit_log_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log"
	" FOR EACH STATEMENT EXECUTE FUNCTION append_only();"
	"CREATE TRIGGER log_head_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON log_head"
	" FOR EACH STATEMENT EXECUTE FUNCTION append_only();"},
    {"append_only_ops",
	"CREATE FUNCTION append_only_ops() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
	" RAISE EXCEPTION 'the log of operations is only appended to' USING ERRCODE = '23514';"
	" END $$;"
	"CREATE TRIGGER pentest_op_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON pentest_op"
	" FOR EACH STATEMENT EXECUTE FUNCTION append_only_ops();"},
    {NULL, NULL},
};

struct pg_stmt {
	char name[16];
	PGresult *result; /* the whole answer; NULL when not active */
	int row;
	const char **params;
	char (*numbers)[24]; /* text of the integers among them */
};

static PGconn *conn_of(const struct db *db)
{
	return db->conn;
}

/* SQLSTATE or its class (two characters) to ERR_*; the first match counts. PostgreSQL
 * documentation, appendix A. */
static const struct {
	const char *state;
	int err;
} states[] = {
    {"23505", ERR_EXISTS},
    {"23503", ERR_NOTFOUND},
    {"23", ERR_RANGE},
    {"22", ERR_RANGE},
    {"53100", ERR_FULL},
    {"53200", ERR_NOMEM},
    {"53300", ERR_BUSY},
    {"54", ERR_LIMIT},
    {"55P03", ERR_BUSY},
    {"55006", ERR_BUSY},
    {"57P03", ERR_BUSY},
    {"57014", ERR_CANCELLED},
    {"40", ERR_BUSY},
    {"28", ERR_DENIED},
    {"42501", ERR_DENIED},
    {"25006", ERR_DENIED},
    {"3D", ERR_NOTFOUND},
    {"3F", ERR_NOTFOUND},
    {"42", ERR_CORRUPT}, /* our SQL is tested: a table or column that it needs is not there */
    {"XX001", ERR_CORRUPT},
    {"XX002", ERR_CORRUPT},
};

static int error_of(const char *state)
{
	for (size_t i = 0; state && i < ARRAY_LEN(states); i++)
		if (span_starts(span_str(state), states[i].state))
			return states[i].err;
	return ERR_IO;
}

/* Takes the failed result. */
static int failed(struct db *db, PGresult *result)
{
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	int r = error_of(PQresultErrorField(result, PG_DIAG_SQLSTATE));

	r = db_failed(db, r, text ? text : PQerrorMessage(conn_of(db)));
	PQclear(result);
	return r;
}

static bool succeeded(const PGresult *result)
{
	return PQresultStatus(result) == PGRES_COMMAND_OK ||
	       PQresultStatus(result) == PGRES_TUPLES_OK;
}

static int engine_exec(struct db *db, const char *sql)
{
	PGresult *result = PQexec(conn_of(db), sql);

	if (!succeeded(result))
		return failed(db, result);
	PQclear(result);
	return 0;
}

/* --- connecting --- */

static void ignore_notice(void *arg UNUSED, const PGresult *result UNUSED)
{
}

/*
 * A refused connection has no result to take the SQLSTATE from; with verbose errors it stands
 * in the text: "FATAL:  28P01: password ...". ERR_IO when there is none: nobody answered.
 */
static int connect_failed(struct db *db)
{
	const char *text = PQerrorMessage(conn_of(db));
	const char *at = strstr(text, "FATAL:  ");
	char state[6] = "";

	if (!at)
		return db_failed(
		    db, PQconnectionNeedsPassword(conn_of(db)) ? ERR_DENIED : ERR_IO, text);
	(void)snprintf(state, sizeof(state), "%s", at + strlen("FATAL:  "));
	return db_failed(db, error_of(state), at);
}

static int connect_ms(PGconn *conn)
{
	PQconninfoOption *options = PQconninfo(conn);
	int64_t seconds = 0;

	for (PQconninfoOption *o = options; o && o->keyword; o++)
		if (strcmp(o->keyword, "connect_timeout") == 0 && o->val)
			if (parse_int(span_str(o->val), 0, 3600, &seconds) < 0)
				seconds = 0;
	PQconninfoFree(options);
	return seconds ? (int)seconds * 1000 : CONNECT_MS;
}

static int engine_connect(struct db *db)
{
	PGconn *conn = conn_of(db);
	int64_t end = clock_system.mono(NULL) + connect_ms(conn);
	PostgresPollingStatusType want = PGRES_POLLING_WRITING;

	while (want == PGRES_POLLING_READING || want == PGRES_POLLING_WRITING) {
		struct pollfd fd = {.fd = PQsocket(conn),
		    .events = want == PGRES_POLLING_READING ? POLLIN : POLLOUT};
		int64_t left = end - clock_system.mono(NULL);
		int n = left > 0 ? poll(&fd, 1, (int)left) : 0;

		if (n == 0)
			return db_failed(db, ERR_IO, "the server does not answer");
		if (n < 0 && errno != EINTR)
			return db_failed(db, ERR_IO, strerrordesc_np(errno));
		if (n > 0)
			want = PQconnectPoll(conn);
	}
	return want == PGRES_POLLING_OK ? 0 : connect_failed(db);
}

static int engine_open(struct db *db, const char *where, unsigned flags UNUSED)
{
	static const char *const keys[] = {
	    "fallback_application_name", "dbname", "client_encoding", NULL};
	const char *values[] = {"varde", where, "UTF8", NULL};
	PQconninfoOption *options = PQconninfoParse(where, NULL);
	const char *encoding;
	int r;

	if (!options) /* libpq's reason may quote the password */
		return db_failed(db, ERR_SYNTAX, "not a PostgreSQL URL");
	PQconninfoFree(options);
	db->conn = PQconnectStartParams(keys, values, 1);
	if (!db->conn)
		return db_failed(db, ERR_NOMEM, "no memory for a connection");
	if (PQstatus(db->conn) == CONNECTION_BAD)
		return connect_failed(db);
	(void)PQsetErrorVerbosity(db->conn, PQERRORS_VERBOSE);
	(void)PQsetNoticeReceiver(db->conn, ignore_notice, NULL);
	r = engine_connect(db);
	if (r < 0)
		return r;
	/* Statements here last milliseconds; compiling one that looks dear takes a hundred, and
	 * so does waiting for helpers that are to read a part of a table each. */
	r = engine_exec(db, "SET jit = off; SET max_parallel_workers_per_gather = 0");
	if (r < 0)
		return r;
	encoding = PQparameterStatus(db->conn, "server_encoding");
	if (!encoding || strcmp(encoding, "UTF8") != 0)
		return db_fail(db, ERR_UNSUPPORTED, "the database cannot hold every language",
		    "create one with ENCODING 'UTF8'", "%s: its encoding is %s", db->where,
		    encoding ? encoding : "unknown");
	return 0;
}

static void engine_close(struct db *db)
{
	PQfinish(conn_of(db));
}

static int engine_wait(struct db *db, int ms)
{
	char text[24];
	const char *const params[] = {text};
	PGresult *result;

	(void)snprintf(text, sizeof(text), "%dms", ms);
	result = PQexecParams(conn_of(db), "SELECT set_config('lock_timeout', $1, false)", 1,
	    NULL, params, NULL, NULL, 0);
	if (!succeeded(result))
		return failed(db, result);
	PQclear(result);
	return 0;
}

static bool engine_in_transaction(struct db *db)
{
	PGTransactionStatusType status = PQtransactionStatus(conn_of(db));

	return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

/* --- statements --- */

static int engine_prepare(struct db_stmt *stmt, const char *sql)
{
	struct db *db = stmt->db;
	struct pg_stmt *impl = ARENA_NEW(db->arena, struct pg_stmt);
	PGresult *result;

	(void)snprintf(impl->name, sizeof(impl->name), "s%zu", db->stmts.n);
	result = PQprepare(conn_of(db), impl->name, sql, 0, NULL);
	if (!succeeded(result))
		return failed(db, result);
	PQclear(result);
	impl->params = ARENA_ARRAY(db->arena, (size_t)stmt->nvalues, const char *);
	impl->numbers = arena_array(db->arena, (size_t)stmt->nvalues, sizeof(*impl->numbers));
	stmt->impl = impl;
	return 0;
}

static void engine_finish(struct db_stmt *stmt UNUSED)
{
	/* the server forgets its statements with the connection; the rest is the handle's
	 * arena's */
}

static const char *param_text(const struct db_value *v, char number[24])
{
	switch (v->type) {
	case DB_VALUE_INT:
		(void)snprintf(number, 24, "%lld", (long long)v->number);
		return number;
	case DB_VALUE_TEXT:
		return v->text;
	case DB_VALUE_NULL:
		break;
	}
	return NULL;
}

static int64_t rows_changed(PGresult *result)
{
	int64_t n = 0;

	if (PQresultStatus(result) != PGRES_COMMAND_OK ||
	    parse_int(span_str(PQcmdTuples(result)), 0, INT64_MAX, &n) < 0)
		return 0; /* no count: nothing that changes rows */
	return n;
}

static int engine_execute(struct db_stmt *stmt)
{
	struct pg_stmt *impl = stmt->impl;
	struct db *db = stmt->db;
	PGresult *result;

	for (int i = 0; i < stmt->nvalues; i++)
		impl->params[i] = param_text(&stmt->values[i], impl->numbers[i]);
	result =
	    PQexecPrepared(conn_of(db), impl->name, stmt->nvalues, impl->params, NULL, NULL, 0);
	if (!succeeded(result))
		return failed(db, result);
	db->changes = rows_changed(result);
	impl->result = result;
	impl->row = -1;
	return 0;
}

static int engine_step(struct db_stmt *stmt)
{
	struct pg_stmt *impl = stmt->impl;
	int r;

	if (!stmt->active) {
		r = engine_execute(stmt);
		if (r < 0)
			return r;
	}
	impl->row++;
	return impl->row < PQntuples(impl->result) ? 1 : 0;
}

static void engine_reset(struct db_stmt *stmt)
{
	struct pg_stmt *impl = stmt->impl;

	PQclear(impl->result);
	impl->result = NULL;
}

static const char *engine_text(struct db_stmt *stmt, int i)
{
	struct pg_stmt *impl = stmt->impl;

	return PQgetisnull(impl->result, impl->row, i) ? NULL
						       : PQgetvalue(impl->result, impl->row, i);
}

static int64_t engine_int(struct db_stmt *stmt, int i)
{
	int64_t v = 0;

	if (parse_int(span_str(engine_text(stmt, i)), INT64_MIN, INT64_MAX, &v) < 0)
		return 0; /* NULL */
	return v;
}

static bool engine_null(struct db_stmt *stmt, int i)
{
	return engine_text(stmt, i) == NULL;
}

static int engine_columns(struct db_stmt *stmt)
{
	return PQnfields(((struct pg_stmt *)stmt->impl)->result);
}

static const char *engine_column_name(struct db_stmt *stmt, int i)
{
	return PQfname(((struct pg_stmt *)stmt->impl)->result, i);
}

const struct db_engine db_pgsql = {
    .name = "postgresql",
    .tokens = tokens,
    .param = '$',
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
