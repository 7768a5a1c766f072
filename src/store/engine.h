/* What store/db.c asks of an engine. Internal to store/. */
#ifndef VARDE_STORE_ENGINE_H
#define VARDE_STORE_ENGINE_H

#include "base/map.h"
#include "store/db.h"

/* A word of our SQL that the engines spell differently. */
struct db_token {
	const char *name; /* without the @ */
	const char *text;
};

enum db_value_type { DB_VALUE_NULL, DB_VALUE_INT, DB_VALUE_TEXT };

struct db_value {
	enum db_value_type type;
	int64_t number;
	const char *text; /* borrowed from whoever bound it */
};

struct db_stmt {
	struct db *db;
	void *impl; /* the engine's; it frees it */
	struct db_value *values;
	int nvalues;
	bool active; /* stepped and not reset */
};

/*
 * An engine. Functions that fail have filled the handle's message (db_failed). SQL comes with
 * its tokens replaced and with parameters as the engine wants them.
 */
struct db_engine {
	const char *name;
	const struct db_token *tokens; /* ended by a NULL name */
	char param;                    /* what stands before a parameter's number */
	int (*open)(struct db *db, const char *where, unsigned flags);
	void (*close)(struct db *db); /* also after a failed open */
	int (*wait)(struct db *db, int ms);
	int (*exec)(struct db *db, const char *sql);
	bool (*in_transaction)(struct db *db);
	int (*prepare)(struct db_stmt *stmt, const char *sql);
	void (*finish)(struct db_stmt *stmt);
	int (*step)(struct db_stmt *stmt); /* binds .values when the statement is not active */
	void (*reset)(struct db_stmt *stmt);
	int64_t (*get_int)(struct db_stmt *stmt, int i);
	const char *(*get_text)(struct db_stmt *stmt, int i);
	bool (*get_null)(struct db_stmt *stmt, int i);
	int (*columns)(struct db_stmt *stmt);
	const char *(*column_name)(struct db_stmt *stmt, int i);
};

struct db {
	const struct db_engine *engine;
	void *conn; /* sqlite3 * or PGconn * */
	const char *where;
	struct arena *arena;   /* of everything that lives as long as the handle */
	struct arena *scratch; /* of one call; record.c clears it */
	struct map stmts;      /* our SQL text to its statement */
	struct map texts; /* SQL that record.c built from a field table, by table and purpose */
	struct msg msg;
	int64_t changes;
	int wait_ms;      /* for a lock: what SQLite's waiting asks */
	int64_t wait_end; /* ... and until when it waits now */
	bool open;        /* in a transaction */
	int broken;       /* the first error of a statement in it, or 0 */
	struct msg broken_msg;
	bool held;       /* between db_hold and db_release */
	int held_broken; /* the first error that it cannot be committed after, or 0 */
	int active;      /* statements in use */
};

/* The two engines. */
extern const struct db_engine db_sqlite;
extern const struct db_engine db_pgsql;

/* Fills the handle's message for err with the engine's text as its detail; returns err. */
int db_failed(struct db *db, int err, const char *text);

#endif
