/* What only a file can suffer. */
#include "os/clock.h"
#include "os/file.h"
#include "place.h"
#include "store/engine.h"
#include "store/observation.h"
#include "store/run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const targets[] = {"chu-sainte-anne.test", NULL};

static void write_file(const char *path, const char *bytes, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, n), n);
	assert_int_equal(close(fd), 0);
}

static int open_fails(const char *where, unsigned flags)
{
	struct msg msg = {0};
	struct db *db = NULL;
	int r = db_open(where, flags, &msg, &db);

	assert_null(db);
	place_assert_msg(&msg);
	return r;
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 07777;
}

TEST(sqlite_makes_private_folders_and_files)
{
	struct place place;
	struct db *db;
	const char *where;

	(void)umask(0); /* what must not be open to others is not left to the user's mask */
	place_sqlite(&place);
	(void)db_close(place_open(&place));
	assert_int_equal(mode_of(place.where), 0600);
	where = arena_printf(place.arena, "%s/a/b/varde.db", place.folder);
	assert_int_equal(db_open(where, DB_CREATE, NULL, &db), 0);
	assert_int_equal(mode_of(where), 0600);
	assert_int_equal(mode_of(arena_printf(place.arena, "%s-wal", where)), 0600);
	assert_int_equal(mode_of(arena_printf(place.arena, "%s/a/b", place.folder)), 0700);
	assert_int_equal(db->wait_ms, DB_WAIT_MS);
	assert_int_equal(place_int(db, "PRAGMA foreign_keys"), 1);
	assert_int_equal(place_int(db, "PRAGMA synchronous"), 2); /* FULL */
	assert_int_equal(
	    place_int(
		db, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"),
	    1);
	(void)db_close(db);
	place_done(&place);
	(void)umask(022);
}

TEST(sqlite_names_have_no_special_meaning)
{
	static const char *const names[] = {
	    ":memory:", "file:x?mode=memory", "with space and \xc3\xa9.db"};
	struct place place;
	struct db *db;
	int here = open(".", O_RDONLY | O_DIRECTORY);

	place_sqlite(&place);
	assert_int_equal(chdir(place.folder), 0);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(db_open(names[i], DB_CREATE, NULL, &db), 0);
		assert_int_equal(access(names[i], F_OK), 0);
		(void)db_close(db);
	}
	assert_int_equal(fchdir(here), 0);
	(void)close(here);
	place_done(&place);
}

TEST(sqlite_refuses_what_is_no_database)
{
	static const char text[] = "%PDF-1.7 a report, surely not a database";
	struct place place;
	char big[8192];

	place_sqlite(&place);
	memset(big, 'x', sizeof(big));
	write_file(place.where, text, sizeof(text) - 1);
	assert_int_equal(open_fails(place.where, DB_CREATE), ERR_CORRUPT);
	write_file(place.where, big, sizeof(big));
	assert_int_equal(open_fails(place.where, DB_CREATE), ERR_CORRUPT);
	assert_int_equal(open_fails(place.folder, DB_CREATE), ERR_IO);
	assert_int_equal(open_fails("", DB_CREATE), ERR_NOTFOUND);
	write_file(place.where, "", 0);
	assert_int_equal(open_fails(place.where, 0), ERR_NOTFOUND);
	(void)db_close(place_open(&place)); /* an empty file is an empty database */
	assert_int_equal(
	    open_fails(arena_printf(place.arena, "%s/file", place.where), DB_CREATE),
	    ERR_NOTFOUND);
	place_done(&place);
}

static void read_file(const char *path, struct str *to)
{
	assert_int_equal(file_read(path, to, NULL), 0);
}

TEST(sqlite_does_not_change_another_programs_file)
{
	STR_AUTO(before, 1 << 23);
	STR_AUTO(after, 1 << 23);
	struct place place;
	struct db *db;

	place_sqlite(&place);
	db = place_open(&place);
	assert_int_equal(
	    db_exec(db, "PRAGMA journal_mode = DELETE; DROP TABLE schema_version"), 0);
	(void)db_close(db);
	read_file(place.where, &before);
	assert_int_equal(open_fails(place.where, DB_CREATE), ERR_CORRUPT);
	read_file(place.where, &after);
	assert_int_equal(before.n, after.n);
	assert_memory_equal(before.p, after.p, before.n);
	place_done(&place);
}

static void fill(struct db *db, struct arena *arena, int units)
{
	struct run run = place_run(arena, "r1", 1, targets);

	assert_int_equal(run_insert(db, &run), 0);
	for (int i = 0; i < units; i++) {
		struct observations unit = place_unit(arena, arena_printf(arena, "u%d", i), 50);

		assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	}
}

TEST(sqlite_reports_a_damaged_file)
{
	struct place place;
	struct observations all;
	struct stat st;
	struct db *db;
	char junk[4096];
	int fd, r;

	place_sqlite(&place);
	db = place_open(&place);
	fill(db, place.arena, 20);
	(void)db_close(db);
	assert_int_equal(stat(place.where, &st), 0);
	memset(junk, 0xa5, sizeof(junk));
	fd = open(place.where, O_WRONLY);
	for (off_t at = 4096; at < st.st_size; at += 4096)
		assert_int_equal(pwrite(fd, junk, sizeof(junk), at), sizeof(junk));
	assert_int_equal(close(fd), 0);
	r = db_open(place.where, 0, NULL, &db);
	if (r == 0) {
		r = obs_load(db, "r1", place.arena, &all);
		place_assert_msg(db_msg(db));
		(void)db_close(db);
	}
	assert_int_equal(r, ERR_CORRUPT);
	place_done(&place);
}

/* The part that an ordinary user sees: 0 when the folder's files could not be used and said so.
 */
static int try_read_only(const struct place *place, const char *other)
{
	struct msg msg = {0};
	struct db *db;
	int r = db_open(place->where, DB_CREATE, &msg, &db);

	if (r != ERR_DENIED || !msg.what[0] || !msg.detail[0] || !msg.hint[0])
		return 1;
	return db_open(other, DB_CREATE, &msg, &db) == ERR_DENIED ? 0 : 2;
}

TEST(sqlite_read_only_folder_is_denied)
{
	struct place place;
	const char *other;
	int status;
	pid_t pid;

	place_sqlite(&place);
	(void)db_close(place_open(&place));
	other = arena_printf(place.arena, "%s/new.db", place.folder);
	assert_int_equal(chmod(place.where, 0444), 0);
	assert_int_equal(chmod(place.folder, 0555), 0);
	(void)fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(place_root() && setresuid(65534, 65534, 65534) < 0
			  ? 3
			  : try_read_only(&place, other));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(chmod(place.folder, 0755), 0);
	place_done(&place);
}

TEST(sqlite_full_disk_loses_nothing_that_was_stored)
{
	struct text_list before = {0}, after = {0};
	struct place place;
	struct run run;
	struct db *db;
	int i, r = 0;

	place_sqlite(&place);
	if (!place_mount(place.folder, "3m")) {
		place_done(&place);
		skip();
	}
	db = place_open(&place);
	run = place_run(place.arena, "r1", 1, targets);
	assert_int_equal(run_insert(db, &run), 0);
	for (i = 0; r == 0 && i < 1000; i++) {
		struct observations unit =
		    place_unit(place.arena, arena_printf(place.arena, "u%d", i), 50);

		r = obs_store_unit(db, "r1", &unit);
	}
	assert_int_equal(r, ERR_FULL);
	place_assert_msg(db_msg(db));
	assert_int_equal(obs_units_done(db, "r1", place.arena, &before), 0);
	assert_int_equal(before.n, i - 1);
	(void)db_close(db);
	db = place_open(&place);
	assert_int_equal(obs_units_done(db, "r1", place.arena, &after), 0);
	assert_int_equal(after.n, before.n);
	assert_int_equal(place_int(db, "SELECT count(*) FROM obs_port"), 50 * (int64_t)after.n);
	(void)db_close(db);
	place_unmount(place.folder);
	place_done(&place);
}

TEST(sqlite_waits_for_a_writer_as_long_as_it_is_told)
{
	struct place place;
	struct db *db, *other;
	int64_t began;

	place_sqlite(&place);
	db = place_open(&place);
	other = place_open(&place);
	assert_int_equal(db_wait(other, 300), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	for (int i = 0; i < 2; i++) { /* the second time it waits anew */
		began = clock_system.mono(NULL);
		assert_int_equal(db_begin(other, DB_WRITE), ERR_BUSY);
		assert_in_range(clock_system.mono(NULL) - began, 300, 3000);
	}
	/* A statement by itself waits, too. */
	began = clock_system.mono(NULL);
	assert_int_equal(
	    db_exec(other, "INSERT INTO setting (\"name\", \"value\") VALUES ('a', 'b')"),
	    ERR_BUSY);
	assert_in_range(clock_system.mono(NULL) - began, 300, 3000);
	assert_int_equal(db_commit(db), 0);
	assert_int_equal(
	    db_exec(other, "INSERT INTO setting (\"name\", \"value\") VALUES ('a', 'b')"), 0);
	(void)db_close(other);
	(void)db_close(db);
	place_done(&place);
}
