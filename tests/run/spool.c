#include "run/spool.h"

#include "os/file.h"
#include "run/spool_read.h"
#include "store/place.h"
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROOM = 8 << 20 };

static struct spool *open_at(const char *folder)
{
	struct msg msg = {0};
	struct spool *s = NULL;

	if (spool_open(folder, "chunk-1", ROOM, &msg, &s) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	return s;
}

static char *new_folder(struct arena *arena)
{
	const char *base = getenv("VARDE_TEST_DIR");
	char *folder = arena_printf(arena, "%s/varde-spool-XXXXXX", base ? base : "/tmp");

	assert_non_null(mkdtemp(folder));
	return folder;
}

static void remove_folder(const char *folder)
{
	struct msg msg = {0};

	assert_int_equal(spool_remove(folder, &msg), 0);
	assert_int_equal(access(folder, F_OK), -1);
}

static void add(struct spool *s, struct arena *arena, const char *name, int ports)
{
	struct observations unit = place_unit(arena, name, ports);

	assert_int_equal(spool_append(s, &unit, 1, NULL), 0);
}

/* The names of the units, in order, each followed by a space. */
static const char *names(struct spool *s, struct arena *arena)
{
	struct observations all = {0};
	struct text_list none = {0};
	size_t records = 0;
	STR_AUTO(out, 1 << 24);

	assert_int_equal(spool_load(s, &none, arena, &all, NULL), 0);
	vec_foreach (o, &all.all) {
		records++;
		if (o->kind != OBS_UNIT)
			continue;
		/* Whole: its two ports stand before it. */
		assert_true(records >= 3);
		assert_string_equal(o[-2].port->unit, o->unit->unit);
		records = 0;
		str_addf(&out, "%s ", o->unit->unit);
	}
	assert_int_equal(records, 0);
	assert_int_equal(str_ok(&out), 0);
	return str_dup(&out, arena);
}

TEST(spool_keeps_units_over_closing)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	struct spool *s = open_at(folder);
	struct observations all = {0};
	struct text_list except = {0};
	int end = -1;

	add(s, arena, "a", 2);
	add(s, arena, "b", 2);
	add(s, arena, "a", 2); /* it has that */
	assert_false(spool_ended(s, &end));
	assert_int_equal(spool_end(s, END_FINISHED, NULL, NULL), 0);
	spool_close(s);
	s = open_at(folder);
	assert_true(spool_ended(s, &end));
	assert_int_equal(end, END_FINISHED);
	assert_string_equal(names(s, arena), "a b ");
	add(s, arena, "b", 2);
	add(s, arena, "c", 2); /* so it has not ended after all */
	assert_false(spool_ended(s, NULL));
	assert_string_equal(names(s, arena), "a b c ");
	text_list_add(&except, arena, "b");
	assert_int_equal(spool_load(s, &except, arena, &all, NULL), 0);
	assert_int_equal(all.all.n, 6);
	assert_int_equal(spool_damaged(s), 0);
	spool_close(s);
	remove_folder(folder);
	arena_free(arena);
}

TEST(spool_has_one_writer_and_one_chunk)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	struct spool *s = open_at(folder), *other = NULL;
	struct msg msg = {0};

	add(s, arena, "a", 2);
	assert_int_equal(spool_open(folder, "chunk-1", ROOM, &msg, &other), ERR_BUSY);
	place_assert_msg(&msg);
	assert_int_equal(spool_remove(folder, &msg), ERR_BUSY);
	spool_close(s);
	msg = (struct msg){0};
	assert_int_equal(spool_open(folder, "chunk-2", ROOM, &msg, &other), ERR_EXISTS);
	place_assert_msg(&msg);
	assert_null(other);
	remove_folder(folder);
	arena_free(arena);
}

/* Three units and their file, cut at every byte: what was whole is there, nothing else, and
 * what follows is kept. */
TEST(spool_torn_at_every_byte)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	const char *path = arena_printf(arena, "%s/00000001.seg", folder);
	const char *copy = new_folder(arena);
	const char *torn = arena_printf(arena, "%s/00000001.seg", copy);
	struct spool *s = open_at(folder);
	size_t ends[3];
	struct stat st;
	STR_AUTO(bytes, ROOM);

	for (int i = 0; i < 3; i++) {
		add(s, arena, arena_printf(arena, "u%d", i), 2);
		assert_int_equal(stat(path, &st), 0);
		ends[i] = (size_t)st.st_size;
	}
	spool_close(s);
	assert_int_equal(file_read(path, &bytes, NULL), 0);
	for (size_t n = 0; n <= bytes.n; n++) {
		STR_AUTO(want, 64);

		for (int i = 0; i < 3; i++)
			if (ends[i] <= n)
				str_addf(&want, "u%d ", i);
		assert_int_equal(
		    file_write(torn, span_sub(str_bytes(&bytes), 0, n), 0600, NULL), 0);
		s = open_at(copy);
		assert_string_equal(names(s, arena), str_text(&want));
		assert_int_equal(spool_damaged(s), 0);
		add(s, arena, "later", 2);
		spool_close(s);
		s = open_at(copy);
		str_add(&want, "later ");
		assert_string_equal(names(s, arena), str_text(&want));
		spool_close(s);
		remove_folder(copy);
		assert_int_equal(mkdir(copy, 0700), 0);
	}
	remove_folder(copy);
	remove_folder(folder);
	arena_free(arena);
}

/* A byte that changed on the disk costs the unit it is in, and is noticed. */
TEST(spool_notices_damage)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	const char *path = arena_printf(arena, "%s/00000001.seg", folder);
	struct spool *s = open_at(folder);
	struct stat st;
	size_t first;
	STR_AUTO(bytes, ROOM);

	add(s, arena, "a", 2);
	assert_int_equal(stat(path, &st), 0);
	first = (size_t)st.st_size;
	add(s, arena, "b", 2);
	assert_int_equal(spool_end(s, END_FINISHED, NULL, NULL), 0);
	spool_close(s);
	assert_int_equal(file_read(path, &bytes, NULL), 0);
	for (size_t i = 0; i < first; i += 3) {
		bytes.p[i] = (char)(bytes.p[i] ^ 0x20);
		assert_int_equal(file_write(path, str_bytes(&bytes), 0600, NULL), 0);
		bytes.p[i] = (char)(bytes.p[i] ^ 0x20);
		s = open_at(folder);
		assert_true(spool_damaged(s) > 0);
		assert_false(spool_ended(s, NULL));
		assert_non_null(strstr(names(s, arena), "b "));
		spool_close(s);
	}
	remove_folder(folder);
	arena_free(arena);
}

TEST(spool_has_no_more_room_than_it_was_given)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	struct observations big = place_unit(arena, "big", 20000), small;
	struct spool_read *reader = NULL;
	struct spool_batch batch;
	struct msg msg = {0};
	struct spool *s = NULL;
	int n = 0, r = 0;

	assert_int_equal(spool_open(folder, "chunk-1", 400000, &msg, &s), 0);
	assert_int_equal(spool_append(s, &big, 1, &msg), ERR_LIMIT);
	place_assert_msg(&msg);
	while (r == 0 && n < 1000) {
		small = place_unit(arena, arena_printf(arena, "u%d", n), 200);
		r = spool_append(s, &small, 1, &msg);
		n += r == 0;
	}
	assert_int_equal(r, ERR_FULL);
	place_assert_msg(&msg);
	assert_true(n > 5);
	/* Shipped, but in the segment that is written: there is room once it has ended. */
	assert_int_equal(spool_read_open(folder, &msg, &reader), 0);
	for (int i = 0; i < n; i++)
		assert_int_equal(spool_read_next(reader, &batch, &msg), 1);
	assert_int_equal(spool_read_acknowledge(reader, &msg), 0);
	spool_read_close(reader);
	assert_int_equal(spool_append(s, &small, 1, &msg), ERR_FULL);
	spool_close(s);
	remove_folder(folder);
	arena_free(arena);
}

/* Appends forever; tells each unit that was confirmed. */
static NORETURN void write_on(const char *folder, int to, int first)
{
	struct arena *arena = arena_new();
	struct spool *s = open_at(folder);

	for (int i = first;; i++) {
		add(s, arena, arena_printf(arena, "u%d", i), 2);
		if (write(to, &i, sizeof(i)) != (ssize_t)sizeof(i))
			_exit(1);
	}
}

TEST(spool_survives_kill_9)
{
	struct arena *arena = arena_new();
	const char *folder = new_folder(arena);
	int confirmed = 0, kills = 0;

	for (; kills < 20; kills++) {
		const char *text;
		int pair[2], i;
		struct spool *s;
		pid_t pid;

		assert_int_equal(pipe(pair), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			write_on(folder, pair[1], confirmed);
		(void)close(pair[1]);
		(void)usleep((useconds_t)(3000 + kills * 1700));
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		while (read(pair[0], &i, sizeof(i)) == (ssize_t)sizeof(i))
			confirmed = i + 1;
		(void)close(pair[0]);
		s = open_at(folder);
		assert_int_equal(spool_damaged(s), 0);
		text = names(s, arena);
		for (i = 0; i < confirmed; i++) {
			STR_AUTO(name, 32);

			str_addf(&name, "u%d ", i);
			assert_non_null(strstr(text, str_text(&name)));
		}
		spool_close(s);
	}
	print_message("# %d kills, %d units confirmed\n", kills, confirmed);
	assert_true(confirmed > kills);
	remove_folder(folder);
	arena_free(arena);
}
