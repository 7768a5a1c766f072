#include "store/db.h"

#include "os/clock.h"
#include "place.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static struct db_stmt *prepare(struct db *db, const char *sql)
{
	struct db_stmt *stmt = NULL;

	assert_int_equal(db_prepare(db, sql, &stmt), 0);
	return stmt;
}

/* A table of the test's own beside Varde's. */
static struct db *open_with_table(struct place *place)
{
	struct db *db = place_open(place);

	assert_int_equal(
	    db_exec(db, "CREATE TABLE note (id @int NOT NULL PRIMARY KEY, word @text) @strict"),
	    0);
	return db;
}

static int add(struct db *db, int64_t id, const char *word)
{
	struct db_stmt *stmt = prepare(db, "INSERT INTO note (id, word) VALUES ($1, $2)");

	db_bind_int(stmt, 1, id);
	db_bind_text(stmt, 2, word);
	return db_run(stmt);
}

TEST_STORE(db_keeps_values_and_absence)
{
	struct db *db = open_with_table(place);
	struct db_stmt *stmt;

	assert_int_equal(add(db, INT64_MIN, "small"), 0);
	assert_int_equal(add(db, 0, NULL), 0);
	assert_int_equal(add(db, INT64_MAX, ""), 0);
	stmt = prepare(db, "SELECT id, word FROM note ORDER BY id");
	assert_int_equal(db_step(stmt), 1);
	assert_int_equal(db_columns(stmt), 2);
	assert_string_equal(db_column_name(stmt, 1), "word");
	assert_true(db_int(stmt, 0) == INT64_MIN);
	assert_string_equal(db_text(stmt, 1), "small");
	assert_int_equal(db_step(stmt), 1);
	assert_true(db_null(stmt, 1));
	assert_null(db_text(stmt, 1));
	assert_int_equal(db_int(stmt, 1), 0);
	assert_int_equal(db_step(stmt), 1);
	assert_true(db_int(stmt, 0) == INT64_MAX);
	assert_string_equal(db_text(stmt, 1), "");
	assert_int_equal(db_step(stmt), 0);
	(void)db_close(db);
}

TEST_STORE(db_parameters_go_by_number_and_quoted_text_stays)
{
	struct db *db = open_with_table(place);
	struct db_stmt *stmt;

	assert_int_equal(add(db, 1, "one"), 0);
	stmt = prepare(db, "SELECT '@int $9 ''$8''' /* */, \"id\" FROM note -- it's @text $7\n"
			   "WHERE word = $2 AND id = $1 AND word = $2");
	db_bind_text(stmt, 2, "one");
	db_bind_int(stmt, 1, 1);
	assert_int_equal(db_step(stmt), 1);
	assert_string_equal(db_text(stmt, 0), "@int $9 '$8'");
	db_reset(stmt);
	assert_int_equal(
	    db_step(stmt), 0); /* the parameters are forgotten: NULL equals nothing */
	(void)db_close(db);
}

TEST_STORE(db_statements_are_prepared_once)
{
	struct db *db = open_with_table(place);
	char again[64];

	(void)snprintf(again, sizeof(again), "SELECT %s FROM note", "id");
	assert_ptr_equal(prepare(db, "SELECT id FROM note"), prepare(db, again));
	assert_ptr_not_equal(
	    prepare(db, "SELECT id FROM note"), prepare(db, "SELECT word FROM note"));
	(void)db_close(db);
}

TEST_STORE(db_counts_changes)
{
	struct db *db = open_with_table(place);

	for (int i = 0; i < 5; i++)
		assert_int_equal(add(db, i, "x"), 0);
	assert_int_equal(db_changes(db), 1);
	assert_int_equal(db_run(prepare(db, "UPDATE note SET word = 'y' WHERE id >= 2")), 0);
	assert_int_equal(db_changes(db), 3);
	assert_int_equal(db_run(prepare(db, "DELETE FROM note WHERE id = 99")), 0);
	assert_int_equal(db_changes(db), 0);
	(void)db_close(db);
}

TEST_STORE(db_transaction_is_all_or_nothing)
{
	struct db *db = open_with_table(place);

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(add(db, 1, "kept"), 0);
	assert_int_equal(db_commit(db), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(add(db, 2, "lost"), 0);
	db_rollback(db);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(add(db, 3, "lost"), 0);
	assert_int_equal(db_end(db, ERR_CANCELLED), ERR_CANCELLED);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(add(db, 4, "lost when the handle is closed"), 0);
	(void)db_close(db);
	db = place_open(place);
	assert_int_equal(place_int(db, "SELECT count(*) FROM note"), 1);
	assert_int_equal(place_int(db, "SELECT id FROM note"), 1);
	(void)db_close(db);
}

TEST_STORE(db_transaction_with_a_failed_statement_does_not_commit)
{
	struct db *db = open_with_table(place);

	assert_int_equal(add(db, 1, "first"), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(add(db, 2, "second"), 0);
	assert_int_equal(add(db, 1, "again"), ERR_EXISTS);
	assert_true(db_exec(db, "no sql at all") < 0);
	assert_int_equal(db_commit(db), ERR_EXISTS);
	assert_non_null(strstr(db_msg(db)->what, "already"));
	place_assert_msg(db_msg(db));
	assert_int_equal(place_int(db, "SELECT count(*) FROM note"), 1);
	assert_int_equal(add(db, 3, "the handle goes on"), 0);
	(void)db_close(db);
}

TEST_STORE(db_held_parts_are_one_transaction)
{
	struct db *db = open_with_table(place), *other;

	assert_int_equal(db_hold(db), 0);
	assert_int_equal(add(db, 1, "outside of a part"), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(add(db, 2, "a part"), 0);
	assert_int_equal(db_commit(db), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(add(db, 3, "a part that is given up"), 0);
	db_rollback(db);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(add(db, 1, "a part that fails"), ERR_EXISTS);
	assert_int_equal(db_commit(db), ERR_EXISTS);
	assert_int_equal(db_begin(db, DB_READ), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM note"), 2);
	assert_int_equal(db_end(db, 0), 0);
	other = place_open(place);
	assert_int_equal(place_int(other, "SELECT count(*) FROM note"), 0);
	assert_int_equal(db_release(db, 7), 7);
	assert_int_equal(place_int(other, "SELECT count(*) FROM note"), 2);
	(void)db_close(other);
	(void)db_close(db);
}

TEST_STORE(db_held_is_lost_as_a_whole)
{
	struct db *db = open_with_table(place);

	assert_int_equal(db_hold(db), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(add(db, 1, "a part"), 0);
	assert_int_equal(db_commit(db), 0);
	assert_int_equal(db_release(db, ERR_CANCELLED), ERR_CANCELLED);
	assert_int_equal(db_hold(db), 0);
	assert_int_equal(add(db, 2, "first"), 0);
	assert_int_equal(add(db, 2, "again, in no part"), ERR_EXISTS);
	assert_int_equal(db_release(db, 0), ERR_EXISTS);
	assert_int_equal(db_hold(db), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(add(db, 3, "a part of a process that dies"), 0);
	assert_int_equal(db_commit(db), 0);
	(void)db_close(db);
	db = place_open(place);
	assert_int_equal(place_int(db, "SELECT count(*) FROM note"), 0);
	(void)db_close(db);
}

TEST_STORE(db_maps_constraints)
{
	struct db *db = open_with_table(place);

	assert_int_equal(db_exec(db, "INSERT INTO run (id) VALUES ('x')"), ERR_RANGE);
	assert_int_equal(db_exec(db, "INSERT INTO note (id) VALUES (1), (1)"), ERR_EXISTS);
	assert_int_equal(
	    db_exec(db, "INSERT INTO obs_unit (run, seq, time, unit, stage, state, duration)"
			" VALUES ('no such run', 1, 1, 'u', 's', 'done', 1)"),
	    ERR_NOTFOUND);
	assert_int_equal(db_exec(db, "SELECT * FROM no_such_table"), ERR_CORRUPT);
	place_assert_msg(db_msg(db));
	assert_non_null(strstr(db_msg(db)->detail, "no_such_table"));
	assert_non_null(strstr(db_msg(db)->detail, db_where(db)));
	(void)db_close(db);
}

TEST_STORE(db_read_transaction_sees_one_state)
{
	struct db *a = open_with_table(place), *b = place_open(place);

	assert_int_equal(add(a, 1, "before"), 0);
	assert_int_equal(db_begin(b, DB_READ), 0);
	assert_int_equal(place_int(b, "SELECT count(*) FROM note"), 1);
	assert_int_equal(add(a, 2, "meanwhile"), 0); /* a reader does not stop a writer */
	assert_int_equal(place_int(b, "SELECT count(*) FROM note"), 1);
	assert_int_equal(db_end(b, 0), 0);
	assert_int_equal(place_int(b, "SELECT count(*) FROM note"), 2);
	(void)db_close(a);
	(void)db_close(b);
}

TEST_STORE(db_orders_text_by_its_bytes)
{
	static const char *const words[] = {"a", "B", "\xc3\xa9", "z", "Z", "-", "_"};
	static const char *const sorted[] = {"-", "B", "Z", "_", "a", "z", "\xc3\xa9"};
	struct db *db = open_with_table(place);
	struct db_stmt *stmt;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		assert_int_equal(add(db, (int64_t)i, words[i]), 0);
	stmt = prepare(db, "SELECT word FROM note ORDER BY word");
	for (size_t i = 0; i < ARRAY_LEN(sorted); i++) {
		assert_int_equal(db_step(stmt), 1);
		assert_string_equal(db_text(stmt, 0), sorted[i]);
	}
	(void)db_close(db);
}

/* Runs fn in a child that may not dump core; gives how it ended. */
static int in_child(void (*fn)(struct place *), struct place *place)
{
	pid_t pid;
	int status;

	(void)fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct rlimit none = {0, 0};

		(void)setrlimit(RLIMIT_CORE, &none);
		(void)signal(SIGABRT, SIG_DFL);
		(void)close(STDERR_FILENO); /* the assertion's text is expected */
		fn(place);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void nest(struct place *place)
{
	struct db *db;

	if (db_open(place->where, DB_CREATE, NULL, &db) < 0 || db_begin(db, DB_WRITE) < 0)
		_exit(1);
	(void)!db_begin(db, DB_WRITE);
}

TEST_STORE(db_nested_transaction_is_our_bug)
{
	int status = in_child(nest, place);

	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

TEST_STORE(db_without_create_makes_nothing)
{
	struct msg msg = {0};
	struct db *db = NULL;

	assert_int_equal(db_open(place->where, 0, &msg, &db), ERR_NOTFOUND);
	assert_null(db);
	place_assert_msg(&msg);
	(void)db_close(place_open(place));
	assert_int_equal(db_open(place->where, 0, &msg, &db), 0);
	assert_string_equal(db_engine(db), place->admin ? "postgresql" : "sqlite");
	(void)db_close(db);
}

/* The writer has the lock; the other one waits as long as it was told, and no longer. */
TEST_STORE(db_locked_is_busy_after_the_wait)
{
	struct db *a = open_with_table(place), *b = place_open(place);
	int64_t began;

	assert_int_equal(add(a, 1, "x"), 0);
	assert_int_equal(db_wait(b, 300), 0);
	assert_int_equal(db_begin(a, DB_WRITE), 0);
	assert_int_equal(db_exec(a, "UPDATE note SET word = 'a' WHERE id = 1"), 0);
	began = clock_system.mono(NULL);
	assert_int_equal(db_exec(b, "UPDATE note SET word = 'b' WHERE id = 1"), ERR_BUSY);
	assert_in_range(clock_system.mono(NULL) - began, 250, 3000);
	place_assert_msg(db_msg(b));
	assert_int_equal(db_commit(a), 0);
	assert_int_equal(db_exec(b, "UPDATE note SET word = 'b' WHERE id = 1"), 0);
	(void)db_close(a);
	(void)db_close(b);
}

TEST(db_shows_no_password)
{
	static const char *const urls[][2] = {
	    {"postgresql://anne:s3cret@/varde?host=/nonexistent",
		"postgresql://anne:***@/varde?host=/nonexistent"},
	    {"postgres://anne:s3:c@r@/varde?host=/nonexistent",
		"postgres://anne:***@/varde?host=/nonexistent"},
	    {"postgresql:///varde?host=/nonexistent&password=s3cret&user=anne",
		"postgresql:///varde?host=/nonexistent&password=***&user=anne"},
	    {"postgresql:///varde?password=s3cret&sslpassword=s3cret&host=/nonexistent",
		"postgresql:///varde?password=***&sslpassword=***&host=/nonexistent"},
	    {"postgresql://anne:s3cret@[broken", "postgresql://anne:***@[broken"},
	};

	for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
		struct msg msg = {0};
		struct db *db;

		assert_true(db_open(urls[i][0], 0, &msg, &db) < 0);
		place_assert_msg(&msg);
		assert_memory_equal(msg.detail, urls[i][1], strlen(urls[i][1]));
		assert_null(strstr(msg.detail, "s3"));
		assert_null(strstr(msg.what, "s3"));
	}
}

TEST_STORE(db_is_told_what_has_grown)
{
	struct db *db = open_with_table(place);
	bool pg = strcmp(db_engine(db), "postgresql") == 0;

	for (int i = 0; i < 30; i++)
		assert_int_equal(add(db, i, "word"), 0);
	assert_int_equal(db_grown(db, "note, event"), 0);
	if (pg) {
		struct db_stmt *stmt = prepare(db,
		    "SELECT count(*) FROM pg_class WHERE relname = 'note' AND reltuples = 30");

		assert_int_equal(db_step(stmt), 1);
		assert_int_not_equal(db_int(stmt, 0), 0);
		db_reset(stmt);
		assert_true(db_grown(db, "no_such_table") < 0);
	}
	(void)db_close(db);
}
