/*
 * Where store tests keep their database. TEST_STORE(name) { ... place ... } becomes two tests,
 * one an engine: place->where names an empty place of that engine. Without VARDE_TEST_PG
 * (tests/store/with-postgres) the PostgreSQL one is skipped.
 */
#ifndef VARDE_TESTS_STORE_PLACE_H
#define VARDE_TESTS_STORE_PLACE_H

#include "model/finding.h"
#include "model/observation.h"
#include "model/run.h"
#include "store/db.h"
#include "test.h"

struct place {
	const char *where;   /* a file that is not there yet, or a URL with an empty schema */
	const char *folder;  /* SQLite: the folder that the file will be in */
	struct db *admin;    /* PostgreSQL: a handle outside of the schema; not to be closed */
	char schema[32];     /* PostgreSQL: its schema, and its database once it is open */
	bool copied;         /* ... which was made by copying */
	struct arena *arena; /* of the test */
};

/* An empty place on each engine; place_pgsql skips the test when there is no server. place_done
 * ends and removes it. */
void place_sqlite(struct place *place);
void place_pgsql(struct place *place);
void place_done(struct place *place);

/* The place's database, opened; an empty place gets its tables by copying, and where may be
 * another then. Fails the test when that fails. */
struct db *place_open(struct place *place);

/* Whether the program runs as root; only root can mount and become somebody else. */
bool place_root(void);

/* Mounts a new file system of that size ("2m") there; false when this process may not. */
bool place_mount(const char *folder, const char *size);
void place_unmount(const char *folder);

/* The number in the first column of the first row of the query. */
int64_t place_int(struct db *db, const char *sql);

/* A valid run of that id, ordered at that time, over the targets (NULL-terminated). The arena
 * owns it. */
struct run place_run(
    struct arena *arena, const char *id, int64_t created, const char *const *targets);

/* A record whose members hold what is hard to store; variants differ. The arena owns it. */
void *place_hostile(const struct record_type *type, struct arena *arena, int variant);

/* A whole unit of that name: count ports, and its end. The arena owns it. */
struct observations place_unit(struct arena *arena, const char *name, int count);

/* Fails the test unless every member is equal, the absence of text included. */
void place_assert_same(const struct record_type *type, const void *a, const void *b);

/* Fails the test unless the message has its three parts. */
void place_assert_msg(const struct msg *msg);

#define TEST_STORE(name)                                                \
	static void store_##name(struct place *place);                  \
	static void sqlite_##name(void **state __attribute__((unused))) \
	{                                                               \
		struct place place;                                     \
		place_sqlite(&place);                                   \
		store_##name(&place);                                   \
		place_done(&place);                                     \
	}                                                               \
	static void pgsql_##name(void **state __attribute__((unused)))  \
	{                                                               \
		struct place place;                                     \
		place_pgsql(&place);                                    \
		store_##name(&place);                                   \
		place_done(&place);                                     \
	}                                                               \
	static void __attribute__((constructor)) register_##name(void)  \
	{                                                               \
		test_register(#name " on SQLite", sqlite_##name);       \
		test_register(#name " on PostgreSQL", pgsql_##name);    \
	}                                                               \
	static void store_##name(struct place *place)

#endif
