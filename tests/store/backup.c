#include "store/backup.h"

#include "copy_place.h"
#include "os/file.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOW = 1 };

static void write_or_fail(
    struct db *db, const char *path, struct place *place, struct backup *ret)
{
	struct msg msg = {0};

	if (backup_write(db, path, NOW, place->arena, ret, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
}

static const char *folder(struct place *place)
{
	const char *base = getenv("VARDE_TEST_DIR");
	char *made = arena_printf(place->arena, "%s/backup.XXXXXX", base ? base : "/tmp");

	assert_non_null(mkdtemp(made));
	return made;
}

TEST_STORE(backup_comes_back_on_either_engine)
{
	struct db *db = place_open(place), *to;
	const char *path = arena_printf(place->arena, "%s/b.gz", folder(place));
	struct backup written, read;
	struct msg msg = {0};
	struct stat st;

	copy_place_fill(place, db, 1201);
	write_or_fail(db, path, place, &written);
	assert_string_equal(written.engine, db_engine(db));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	for (int pg = 0; pg <= (getenv("VARDE_TEST_PG") ? 1 : 0); pg++) {
		struct place other;

		copy_place_other(&other, pg);
		if (backup_restore(path, other.where, place->arena, &read, &msg) < 0)
			fail_msg("%s: %s", msg.what, msg.detail);
		assert_null(copy_differs(&written.sums, &read.sums));
		to = place_open(&other);
		copy_place_same(place, db, to);
		(void)db_close(to);
		/* It is not empty any more. */
		assert_int_equal(
		    backup_restore(path, other.where, place->arena, &read, &msg), ERR_EXISTS);
		place_done(&other);
	}
	(void)db_close(db);
}

/* A database that somebody writes to while it is read. */
TEST_STORE(backup_is_one_state)
{
	struct db *db = place_open(place), *other = place_open(place);
	const char *path = arena_printf(place->arena, "%s/b.gz", folder(place));
	struct copy_sums before;
	struct backup b;

	copy_place_fill(place, db, 2);
	assert_int_equal(copy_sum(db, place->arena, &before), 0);
	assert_int_equal(db_begin(other, DB_WRITE), 0);
	assert_int_equal(
	    db_exec(other, "INSERT INTO setting (\"name\", \"value\") VALUES ('late', 'x')"),
	    0);
	write_or_fail(db, path, place, &b);
	assert_int_equal(db_commit(other), 0);
	assert_null(copy_differs(&before, &b.sums));
	(void)db_close(other);
	(void)db_close(db);
}

static void spoil(const char *path, struct place *place, size_t at, int how)
{
	STR_AUTO(bytes, 1 << 24);
	struct msg msg;

	assert_int_equal(file_read(path, &bytes, &msg), 0);
	if (how == 0)
		bytes.p[at % bytes.n] ^= 0x20;
	else if (how == 1)
		str_cut(&bytes, at % bytes.n);
	else
		str_put(&bytes, arena_strndup(place->arena, bytes.p, bytes.n), bytes.n);
	assert_int_equal(file_write(arena_printf(place->arena, "%s.bad", path),
			     str_bytes(&bytes), 0600, &msg),
	    0);
}

TEST(backup_that_is_damaged_is_refused_and_nothing_made)
{
	struct place place;
	struct backup b;
	const char *path, *bad, *to;
	struct db *db;

	place_sqlite(&place);
	db = place_open(&place);
	copy_place_fill(&place, db, 30);
	path = arena_printf(place.arena, "%s/b.gz", place.folder);
	bad = arena_printf(place.arena, "%s.bad", path);
	to = arena_printf(place.arena, "%s/new.db", place.folder);
	write_or_fail(db, path, &place, &b);
	for (int i = 0; i < 61; i++) {
		struct msg msg = {0};
		int r;

		spoil(path, &place, (size_t)i * 7919 + 12, i == 60 ? 2 : i % 2);
		r = backup_restore(bad, to, place.arena, &b, &msg);
		/* A byte in gzip's own header may change without harm. */
		if (r == 0 && i == 0) {
			(void)unlink(to);
			continue;
		}
		if (r != ERR_CORRUPT && r != ERR_SYNTAX)
			fail_msg("%d: %d %s", i, r, msg.detail);
		place_assert_msg(&msg);
		assert_int_equal(access(to, F_OK), -1);
	}
	(void)db_close(db);
	place_done(&place);
}

static int restore_text(struct place *place, const char *text, struct msg *msg)
{
	const char *path = arena_printf(place->arena, "%s/t.gz", place->folder);
	struct backup b;

	assert_int_equal(file_write(path, span_str(text), 0600, msg), 0);
	return backup_check(path, place->arena, &b, msg);
}

TEST(backup_that_is_none_is_told)
{
	struct place place;
	struct msg msg = {0};
	struct backup b;

	place_sqlite(&place);
	assert_int_equal(restore_text(&place, "", &msg), ERR_SYNTAX);
	assert_int_equal(restore_text(&place, "PK\x03\x04 something\n", &msg), ERR_SYNTAX);
	assert_int_equal(restore_text(&place, "{\"kind\":\"other\"}\n", &msg), ERR_SYNTAX);
	assert_int_equal(restore_text(&place, "no line end", &msg), ERR_CORRUPT);
	assert_int_equal(
	    restore_text(
		&place, "{\"kind\":\"varde backup\",\"format\":1,\"version\":999}\n", &msg),
	    ERR_VERSION);
	place_assert_msg(&msg);
	assert_int_equal(restore_text(&place,
			     "{\"kind\":\"varde backup\",\"format\":1,\"version\":2}\n", &msg),
	    ERR_CORRUPT);
	assert_int_equal(backup_check(arena_printf(place.arena, "%s/none", place.folder),
			     place.arena, &b, &msg),
	    ERR_NOTFOUND);
	place_done(&place);
}

/* An older Varde knew fewer tables; what it wrote comes back, and the tables are brought up to
 * date. */
TEST_STORE(backup_of_an_older_version_comes_back)
{
	static const char head[] =
	    "{\"kind\":\"varde backup\",\"format\":1,\"version\":1,\"tool\":\"varde 0.0\"}\n";
	static const char columns[] =
	    "{\"table\":\"run\",\"columns\":[\"id\",\"state\",\"created\",\"started\","
	    "\"ended\",\"authorised_by\",\"targets\",\"exclude\",\"profile\",\"job\",\"tool\","
	    "\"sources\",\"compared\",\"findings\",\"next_seq\"]}\n";
	static const char row[] =
	    "[\"r1\",\"running\",1,0,0,null,\"[]\",\"[]\",null,null,null,\"[]\",null,0,1]\n";
	const char *path = arena_printf(place->arena, "%s/b.gz", folder(place));
	char hash[SHA256_HEX], end[SHA256_HEX];
	struct msg msg = {0};
	struct backup b;
	struct db *db;
	const char *sum;

	(void)sha256_hex(span_str(row), hash);
	sum = arena_printf(
	    place->arena, "{\"table\":\"run\",\"rows\":1,\"sha256\":\"%s\"}\n", hash);
	(void)sha256_hex(span_str(sum), end);
	assert_int_equal(file_write(path,
			     span_str(arena_printf(place->arena, "%s%s%s%s{\"end\":\"%s\"}\n",
				 head, columns, row, sum, end)),
			     0600, &msg),
	    0);
	if (backup_restore(path, place->where, place->arena, &b, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	db = place_open(place);
	assert_int_equal(place_int(db, "SELECT count(*) FROM run"), 1);
	assert_int_equal(place_int(db, "SELECT count(*) FROM org"), 0);
	(void)db_close(db);
}

TEST(backup_to_a_full_disk_keeps_the_old_file)
{
	struct place place;
	const char *path, *small;
	struct msg msg = {0};
	struct backup b;
	struct db *db;
	STR_AUTO(old, 100);

	if (!place_root())
		skip();
	place_sqlite(&place);
	small = arena_printf(place.arena, "%s/small", place.folder);
	assert_int_equal(mkdir(small, 0755), 0);
	if (!place_mount(small, "16k")) {
		place_done(&place);
		skip();
	}
	db = place_open(&place);
	copy_place_fill(&place, db, 20000);
	path = arena_printf(place.arena, "%s/b.gz", small);
	assert_int_equal(file_write(path, span_str("old"), 0600, &msg), 0);
	assert_int_equal(backup_write(db, path, NOW, place.arena, &b, &msg), ERR_FULL);
	place_assert_msg(&msg);
	assert_int_equal(file_read(path, &old, &msg), 0);
	assert_string_equal(str_text(&old), "old");
	(void)db_close(db);
	place_unmount(small);
	place_done(&place);
}

/* Restores in a child, which is killed after that many microseconds. Gives whether it ended. */
static bool killed(const char *path, const char *where, useconds_t after)
{
	struct arena *arena = arena_new();
	struct msg msg;
	struct backup b;
	int status;
	pid_t pid;

	(void)fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(backup_restore(path, where, arena, &b, &msg) == 0 ? 0 : 1);
	(void)usleep(after);
	(void)kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	arena_free(arena);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_STORE(backup_whose_restore_is_killed_leaves_an_empty_place)
{
	struct place source;
	struct db *db;
	const char *path = arena_printf(place->arena, "%s/b.gz", folder(place));
	struct msg msg = {0};
	struct backup b;
	bool done = false;
	int kills = 0;

	place_sqlite(&source);
	db = place_open(&source);
	copy_place_fill(&source, db, 1500);
	write_or_fail(db, path, place, &b);
	for (useconds_t us = 2000; !done && us < 20000000; us += us) {
		done = killed(path, place->where, us);
		if (done)
			break;
		kills++;
		/* Nobody finds half of it: nothing, or empty tables, or all. */
		if (!place->folder || access(place->where, F_OK) == 0) {
			struct db *to = place_open(place);

			done = place_int(to, "SELECT count(*) FROM run") > 0;
			if (done) /* it was killed after all was there */
				copy_place_same(place, db, to);
			else
				assert_int_equal(
				    place_int(to, "SELECT count(*) FROM setting"), 0);
			(void)db_close(to);
		}
	}
	assert_true(kills > 2);
	if (!done && backup_restore(path, place->where, place->arena, &b, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	struct db *to = place_open(place);

	copy_place_same(place, db, to);
	(void)db_close(to);
	(void)db_close(db);
	place_done(&source);
}
