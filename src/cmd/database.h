/* varde db: the version of a database's tables, bringing them up to date, and copying it to the
 * other engine. */
#ifndef VARDE_CMD_DATABASE_H
#define VARDE_CMD_DATABASE_H

#include "cmd/serve.h"
#include "store/copy.h"

/* What every command over a database takes. */
struct database_options {
	struct server_options server;
	const char *db; /* over the configuration */
};

#define DATABASE_OPTION(s, nm, ty, m, arg, doc)               \
	{                                                     \
		nm, ty, offsetof(struct s, m), arg, doc, NULL \
	}
/* Their rows, for a struct whose member database is a struct database_options. */
#define DATABASE_OPTIONS(s)                                                           \
	DATABASE_OPTION(s, "config", OPTION_TEXT, database.server.config, "FILE",     \
	    "the settings (" CONFIG_FILE ")"),                                        \
	    DATABASE_OPTION(s, "set", OPTION_LIST, database.server.set, "NAME=VALUE", \
		"a setting, over the file's (repeatable)"),                           \
	    DATABASE_OPTION(s, "db", OPTION_TEXT, database.db, "PLACE",               \
		"the database: a file or a postgresql:// URL (the settings')")

/* The database that the options and the configuration name; in the arena. Errors of
 * config_read. */
int database_where(const struct database_options *o, struct arena *arena, const char **ret,
    struct msg *msg) MUST_USE;

/* Prints a line a table: rows, hash, name; and their sum. */
void database_print(const struct copy_sums *sums);

/* Its options; ends with name NULL. */
extern const struct option_row database_options[];

/* Runs the command; gives the exit code. */
int cmd_db(int argc, char **argv);

#endif
