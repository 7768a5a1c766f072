/* What only a server can do to us. */
#include "place.h"
#include "store/observation.h"
#include "store/run.h"

#include <sys/stat.h>
#include <unistd.h>

static const char *const targets[] = {"chu-sainte-anne.test", NULL};

static int open_fails(const char *where, struct msg *msg)
{
	struct db *db = NULL;
	int r = db_open(where, DB_CREATE, msg, &db);

	assert_null(db);
	place_assert_msg(msg);
	return r;
}

/* The test server's URL with another database and user. */
static char *other_url(struct place *place, const char *user, const char *database)
{
	const char *host = strstr(getenv("VARDE_TEST_PG"), "?host=");

	return arena_printf(place->arena, "postgresql://%s@/%s%s", user, database, host);
}

TEST(pgsql_says_why_it_cannot_connect)
{
	struct place place;
	struct msg msg;

	assert_int_equal(open_fails("postgresql:///varde?host=/nonexistent", &msg), ERR_IO);
	assert_int_equal(open_fails("postgresql:///varde?colour=blue", &msg), ERR_SYNTAX);
	assert_int_equal(
	    open_fails("postgresql:///varde?host=/nonexistent&connect_timeout=never", &msg),
	    ERR_IO);
	place_pgsql(&place);
	assert_int_equal(
	    open_fails(other_url(&place, "varde", "no_such_database"), &msg), ERR_NOTFOUND);
	assert_non_null(strstr(msg.detail, "no_such_database"));
	assert_int_equal(
	    open_fails(other_url(&place, "nobody_here", "postgres"), &msg), ERR_DENIED);
	place_done(&place);
}

TEST(pgsql_refuses_an_encoding_that_cannot_hold_everything)
{
	struct place place;
	struct msg msg;

	place_pgsql(&place);
	assert_int_equal(
	    db_exec(place.admin,
		"CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
		" TEMPLATE template0"),
	    0);
	assert_int_equal(
	    open_fails(other_url(&place, "varde", "latin"), &msg), ERR_UNSUPPORTED);
	assert_int_equal(db_exec(place.admin, "DROP DATABASE latin"), 0);
	place_done(&place);
}

TEST(pgsql_a_missing_right_is_denied)
{
	struct place place;
	struct msg msg;

	place_pgsql(&place);
	assert_int_equal(db_exec(place.admin, "CREATE ROLE guest LOGIN"), 0);
	assert_int_equal(db_exec(place.admin, "CREATE DATABASE empty"), 0);
	assert_int_equal(open_fails(other_url(&place, "guest", "empty"), &msg), ERR_DENIED);
	assert_int_equal(db_exec(place.admin, "DROP DATABASE empty"), 0);
	assert_int_equal(db_exec(place.admin, "DROP ROLE guest"), 0);
	place_done(&place);
}

TEST(pgsql_waits_for_locks_as_long_as_sqlite)
{
	struct place place;
	struct db *db;

	place_pgsql(&place);
	db = place_open(&place);
	assert_int_equal(
	    place_int(db, "SELECT setting FROM pg_settings WHERE name = 'lock_timeout'"),
	    DB_WAIT_MS);
	(void)db_close(db);
	place_done(&place);
}

TEST(pgsql_lost_connection_loses_the_transaction_only)
{
	struct observations unit, all = {0};
	struct place place;
	struct run run;
	struct db *db;

	place_pgsql(&place);
	db = place_open(&place);
	run = place_run(place.arena, "r1", 1, targets);
	assert_int_equal(run_insert(db, &run), 0);
	unit = place_unit(place.arena, "u1", 3);
	assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	assert_true(place_int(place.admin,
			"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
			" WHERE pid <> pg_backend_pid() AND application_name = 'varde'") >= 1);
	unit = place_unit(place.arena, "u2", 3);
	assert_int_equal(obs_store_unit(db, "r1", &unit), ERR_IO);
	place_assert_msg(db_msg(db));
	(void)db_close(db);
	db = place_open(&place);
	assert_int_equal(obs_load(db, "r1", place.arena, &all), 0);
	assert_int_equal(all.all.n, 4);
	(void)db_close(db);
	place_done(&place);
}

/* The tables lie in a tablespace on a small file system; the server's log does not. */
TEST(pgsql_full_disk_loses_nothing_that_was_stored)
{
	struct text_list done = {0};
	struct place place;
	struct stat st;
	struct run run;
	struct db *db;
	char folder[512];
	int i, r = 0;

	place_pgsql(&place);
	(void)snprintf(folder, sizeof(folder), "%s/full", getenv("VARDE_TEST_DIR"));
	assert_int_equal(mkdir(folder, 0700), 0);
	if (!place_mount(folder, "8m")) {
		place_done(&place);
		skip();
	}
	assert_int_equal(
	    stat(strstr(getenv("VARDE_TEST_PG"), "host=") + strlen("host="), &st), 0);
	assert_int_equal(chown(folder, st.st_uid, st.st_gid), 0);
	assert_int_equal(
	    db_exec(place.admin,
		arena_printf(place.arena, "CREATE TABLESPACE small LOCATION '%s'", folder)),
	    0);
	place.where =
	    arena_printf(place.arena, "%s%%20-cdefault_tablespace%%3Dsmall", place.where);
	/* With the tables made there, not copied. */
	assert_int_equal(db_open(place.where, DB_CREATE, NULL, &db), 0);
	run = place_run(place.arena, "r1", 1, targets);
	assert_int_equal(run_insert(db, &run), 0);
	for (i = 0; r == 0 && i < 1000; i++) {
		struct observations unit =
		    place_unit(place.arena, arena_printf(place.arena, "u%d", i), 50);

		r = obs_store_unit(db, "r1", &unit);
	}
	assert_int_equal(r, ERR_FULL);
	place_assert_msg(db_msg(db));
	assert_int_equal(obs_units_done(db, "r1", place.arena, &done), 0);
	assert_int_equal(done.n, i - 1);
	assert_int_equal(place_int(db, "SELECT count(*) FROM obs_port"), 50 * (int64_t)done.n);
	(void)db_close(db);
	/* What the server still has in memory must not be written to a place that is gone. */
	assert_int_equal(db_exec(place.admin,
			     arena_printf(place.arena, "DROP SCHEMA %s CASCADE", place.schema)),
	    0);
	assert_int_equal(db_exec(place.admin, "DROP TABLESPACE small"), 0);
	place_done(&place);
	place_unmount(folder);
}
