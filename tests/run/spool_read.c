#include "run/spool_read.h"

#include "os/file.h"
#include "run/spool.h"
#include "store/place.h"
#include "test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROOM = 64 << 20 };

static char *new_folder(struct arena *arena)
{
	const char *base = getenv("VARDE_TEST_DIR");
	char *folder = arena_printf(arena, "%s/varde-spool-XXXXXX", base ? base : "/tmp");

	assert_non_null(mkdtemp(folder));
	return folder;
}

static struct spool *writer(const char *folder)
{
	struct msg msg = {0};
	struct spool *s = NULL;

	if (spool_open(folder, "chunk-1", ROOM, &msg, &s) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	return s;
}

static struct spool_read *reader(const char *folder)
{
	struct msg msg = {0};
	struct spool_read *r = NULL;

	if (spool_read_open(folder, &msg, &r) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	return r;
}

static void add(struct spool *s, struct arena *arena, const char *name, int ports)
{
	struct observations unit = place_unit(arena, name, ports);

	assert_int_equal(spool_append(s, &unit, 1, NULL), 0);
}

/* All that is given now: "unit " each, "END/state" at the end. */
static const char *drain(struct spool_read *r, struct arena *arena)
{
	STR_AUTO(out, 1 << 20);
	struct spool_batch b;
	int err;

	while ((err = spool_read_next(r, &b, NULL)) == 1) {
		assert_string_equal(b.chunk, "chunk-1");
		if (b.end)
			str_addf(&out, "END/%d", b.state);
		else
			str_addf(&out, "%s ", b.unit);
	}
	assert_int_equal(err, 0);
	return str_dup(&out, arena);
}

TEST(spool_read_gives_what_was_written_in_order)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	struct spool *s = writer(folder);
	struct spool_read *r = reader(folder), *other = NULL;
	struct spool_batch b;
	struct observation o;
	struct span rest, line;
	int lines = 0;

	assert_int_equal(spool_read_next(r, &b, NULL), 0);
	add(s, arena, "a", 2);
	assert_int_equal(spool_read_next(r, &b, NULL), 1);
	assert_string_equal(b.chunk, "chunk-1");
	assert_string_equal(b.unit, "a");
	rest = b.lines;
	while (span_line(&rest, &line))
		if (line.n) {
			assert_int_equal(obs_parse(line, arena, &o, NULL), 0);
			lines++;
		}
	assert_int_equal(lines, 3);
	assert_int_equal(o.kind, OBS_UNIT);
	assert_string_equal(drain(r, arena), "");
	add(s, arena, "b", 2);
	add(s, arena, "c", 2);
	assert_int_equal(spool_end(s, END_FINISHED, "why", NULL), 0);
	assert_string_equal(drain(r, arena), "b c END/0");
	assert_int_equal(spool_read_open(folder, NULL, &other), ERR_BUSY);
	spool_read_close(r);
	spool_close(s);
	assert_int_equal(spool_remove(folder, NULL), 0);
	arena_free(arena);
}

TEST(spool_read_goes_on_behind_what_was_acknowledged)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	struct spool *s = writer(folder);
	struct spool_read *r = reader(folder);

	add(s, arena, "a", 2);
	add(s, arena, "b", 2);
	assert_string_equal(drain(r, arena), "a b ");
	spool_read_close(r);
	r = reader(folder); /* the server did not answer: once more */
	assert_string_equal(drain(r, arena), "a b ");
	assert_int_equal(spool_read_acknowledge(r, NULL), 0);
	add(s, arena, "c", 2);
	spool_read_close(r);
	r = reader(folder);
	assert_string_equal(drain(r, arena), "c ");
	/* A writer that begins anew writes a new segment. */
	spool_close(s);
	s = writer(folder);
	add(s, arena, "d", 2);
	assert_string_equal(drain(r, arena), "d ");
	assert_int_equal(spool_read_acknowledge(r, NULL), 0);
	assert_int_equal(access(arena_printf(arena, "%s/00000001.seg", folder), F_OK), -1);
	spool_read_close(r);
	/* A place that cannot be read costs a repetition, no unit. */
	assert_int_equal(file_write(arena_printf(arena, "%s/shipped", folder),
			     span_str("rubbish"), 0600, NULL),
	    0);
	r = reader(folder);
	assert_string_equal(drain(r, arena), "d ");
	spool_read_close(r);
	spool_close(s);
	assert_int_equal(spool_remove(folder, NULL), 0);
	arena_free(arena);
}

/* What is torn off is never given, and what follows it is. */
TEST(spool_read_beside_a_torn_tail)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	const char *path = arena_printf(arena, "%s/00000001.seg", folder);
	struct spool *s = writer(folder);
	STR_AUTO(bytes, ROOM);

	add(s, arena, "a", 2);
	add(s, arena, "b", 2);
	spool_close(s);
	assert_int_equal(file_read(path, &bytes, NULL), 0);
	for (size_t n = bytes.n / 2 + 20; n < bytes.n; n += 7) {
		struct spool_read *r;

		assert_int_equal(
		    file_write(path, span_sub(str_bytes(&bytes), 0, n), 0600, NULL), 0);
		r = reader(folder);
		assert_string_equal(drain(r, arena), "a ");
		s = writer(folder);
		add(s, arena, "b", 2);
		assert_int_equal(spool_end(s, END_FINISHED, NULL, NULL), 0);
		assert_string_equal(drain(r, arena), "b END/0");
		spool_close(s);
		spool_read_close(r);
		assert_int_equal(spool_remove(folder, NULL), 0);
		assert_int_equal(file_make_folder(folder, 0700, NULL), 0);
	}
	assert_int_equal(rmdir(folder), 0);
	arena_free(arena);
}

TEST(spool_read_tells_that_something_was_damaged)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	const char *path = arena_printf(arena, "%s/00000001.seg", folder);
	struct spool *s = writer(folder);
	struct spool_read *r;
	STR_AUTO(bytes, ROOM);

	add(s, arena, "a", 2);
	add(s, arena, "b", 2);
	assert_int_equal(spool_end(s, END_FINISHED, NULL, NULL), 0);
	spool_close(s);
	assert_int_equal(file_read(path, &bytes, NULL), 0);
	bytes.p[80] ^= 1;
	assert_int_equal(file_write(path, str_bytes(&bytes), 0600, NULL), 0);
	r = reader(folder);
	assert_string_equal(drain(r, arena), "b END/3");
	assert_int_equal(spool_read_acknowledge(r, NULL), 0);
	spool_read_close(r);
	r = reader(folder); /* it is remembered */
	assert_string_equal(drain(r, arena), "END/3");
	spool_read_close(r);
	assert_int_equal(spool_remove(folder, NULL), 0);
	arena_free(arena);
}

/* A writer at work and killed now and then, a shipper beside it: every unit arrives. */
static NORETURN void write_units(const char *folder, int from, int to)
{
	struct arena *arena = arena_new();
	struct spool *s = writer(folder);

	for (int i = from; i < to; i++)
		add(s, arena, arena_printf(arena, "u%d", i), 150);
	if (to == 600)
		assert_int_equal(spool_end(s, END_FINISHED, NULL, NULL), 0);
	_exit(0);
}

TEST(spool_read_beside_a_writer_at_work)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	struct spool_read *r = reader(folder);
	bool seen[600] = {false};
	bool ended = false;
	int part = 0, status, rounds = 0;
	pid_t pid = 0;

	while (!ended && rounds++ < 20000) {
		struct spool_batch b;

		if (!pid && part < 3) {
			pid = fork();
			if (pid == 0)
				write_units(folder, part * 200, part * 200 + 200);
			part++;
		}
		while (spool_read_next(r, &b, NULL) == 1) {
			ended = b.end;
			if (b.end)
				assert_int_equal(b.state, END_FINISHED);
			else
				seen[strtol(b.unit + 1, NULL, 10)] = true;
		}
		assert_int_equal(spool_read_acknowledge(r, NULL), 0);
		if (pid && waitpid(pid, &status, WNOHANG) == pid) {
			assert_int_equal(status, 0);
			pid = 0;
		}
		(void)usleep(1000);
	}
	assert_true(ended);
	if (pid)
		assert_int_equal(waitpid(pid, NULL, 0), pid);
	for (int i = 0; i < 600; i++)
		assert_true(seen[i]);
	assert_int_equal(access(arena_printf(arena, "%s/00000001.seg", folder), F_OK), -1);
	spool_read_close(r);
	assert_int_equal(spool_remove(folder, NULL), 0);
	arena_free(arena);
}
