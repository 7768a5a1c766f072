#include "os/tail.h"

#include "os/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

struct scene {
	struct arena *arena;
	const char *folder, *path;
	struct tail *t;
	struct str got;
};

static const struct tail_mark start = {0};

static struct scene scene(void)
{
	struct scene s = {.arena = arena_new()};

	assert_int_equal(folder_temporary(s.arena, &s.folder, NULL), 0);
	s.path = arena_printf(s.arena, "%s/eve.json", s.folder);
	s.t = tail_new(s.path, &start);
	str_init(&s.got, 64 << 20);
	return s;
}

static void end(struct scene *s)
{
	s->t = tail_free(s->t);
	str_done(&s->got);
	(void)folder_remove(s->folder);
	arena_free(s->arena);
}

static void add_to(struct scene *s, const char *name, const char *text)
{
	int fd = open(arena_printf(s->arena, "%s/%s", s->folder, name),
	    O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	(void)close(fd);
}

static void add(struct scene *s, const char *text)
{
	add_to(s, "eve.json", text);
}

static void move(struct scene *s, const char *from, const char *to)
{
	assert_int_equal(rename(arena_printf(s->arena, "%s/%s", s->folder, from),
			     arena_printf(s->arena, "%s/%s", s->folder, to)),
	    0);
}

/* All that is to be had now, behind what was got before. */
static const char *got(struct scene *s)
{
	struct span lines = {0};

	for (int i = 0; i < 1000; i++) {
		assert_int_equal(tail_read(s->t, &lines, NULL), 0);
		if (!lines.n)
			break;
		str_span(&s->got, lines);
	}
	return str_text(&s->got);
}

/* What one look gives. */
static const char *look(struct scene *s)
{
	struct span lines = {0};

	assert_int_equal(tail_read(s->t, &lines, NULL), 0);
	return arena_printf(s->arena, "%.*s", (int)lines.n, (const char *)lines.p);
}

/* The process ends and begins again at the mark. */
static void again(struct scene *s)
{
	struct tail_mark mark;

	tail_where(s->t, &mark);
	(void)tail_free(s->t);
	s->t = tail_new(s->path, &mark);
}

static int64_t lost(const struct scene *s)
{
	struct tail_counts c;

	tail_count(s->t, &c);
	return c.lost;
}

TEST(tail_gives_whole_lines_as_they_come)
{
	struct scene s = scene();

	assert_string_equal(got(&s), "");
	add(&s, "one\ntw");
	assert_string_equal(got(&s), "one\n");
	add(&s, "o\n");
	assert_string_equal(got(&s), "one\ntwo\n");
	again(&s);
	assert_string_equal(got(&s), "one\ntwo\n");
	add(&s, "three\n");
	assert_string_equal(got(&s), "one\ntwo\nthree\n");
	end(&s);
}

TEST(tail_follows_a_file_that_is_renamed)
{
	for (int stopped = 0; stopped < 2; stopped++) {
		struct scene s = scene();

		add(&s, "one\n");
		assert_string_equal(got(&s), "one\n");
		/* The writer still has the old one open, and writes there. */
		move(&s, "eve.json", "eve.json.1");
		add_to(&s, "eve.json.1", "two\n");
		if (stopped)
			again(&s);
		else
			assert_string_equal(got(&s), "one\ntwo\n");
		add(&s, "");
		add_to(&s, "eve.json.1", "three\n");
		assert_string_equal(got(&s), "one\ntwo\nthree\n");
		add_to(&s, "eve.json.1", "four\nlast");
		add(&s, "five\n");
		assert_string_equal(got(&s), "one\ntwo\nthree\nfour\nlastfive\n");
		again(&s);
		add(&s, "six\n");
		assert_string_equal(got(&s), "one\ntwo\nthree\nfour\nlastfive\nsix\n");
		assert_int_equal(lost(&s), 0);
		end(&s);
	}
}

TEST(tail_finds_what_was_turned_over_twice_meanwhile)
{
	struct scene s = scene();

	add(&s, "one\n");
	assert_string_equal(got(&s), "one\n");
	add(&s, "two\n");
	move(&s, "eve.json", "eve.json.2");
	(void)usleep(20000);
	add_to(&s, "eve.json.1", "three\n");
	(void)usleep(20000);
	add(&s, "four\n");
	add_to(&s, "eve.json.3.gz", "packed\n");
	add_to(&s, "other.json", "another\n");
	again(&s);
	assert_string_equal(got(&s), "one\ntwo\nthree\nfour\n");
	assert_int_equal(lost(&s), 0);
	/* What is gone is told. */
	(void)unlink(arena_printf(s.arena, "%s/eve.json.1", s.folder));
	(void)unlink(s.path);
	again(&s);
	add(&s, "five, of another file\n");
	assert_string_equal(got(&s), "one\ntwo\nthree\nfour\nfive, of another file\n");
	assert_int_equal(lost(&s), 1);
	end(&s);
}

TEST(tail_knows_a_copy_of_what_was_cut)
{
	for (int stopped = 0; stopped < 2; stopped++) {
		struct scene s = scene();

		add(&s, "one: the first line of the file\n");
		(void)got(&s);
		/* Copied, then cut; grown past where we were. */
		add_to(&s, "eve.json.1", "one: the first line of the file\ntwo\n");
		assert_int_equal(truncate(s.path, 0), 0);
		add(&s, "three: it is longer than what was there before it was cut\nfour\n");
		if (stopped)
			again(&s);
		assert_string_equal(got(&s),
		    "one: the first line of the file\ntwo\nthree: it is longer than what was "
		    "there before it was cut\nfour\n");
		assert_int_equal(lost(&s), 0);
		end(&s);
	}
}

TEST(tail_finds_what_is_turned_over_while_it_reads_what_was)
{
	struct scene s = scene();

	add(&s, "one\n");
	assert_string_equal(look(&s), "one\n");
	add(&s, "two\n");
	move(&s, "eve.json", "eve.json.1");
	(void)usleep(20000);
	add(&s, "three\n");
	assert_string_equal(look(&s), "two\n");
	assert_string_equal(look(&s), "three\n");
	/* Two are before us; while the first is read, the file that grows becomes one of them.
	 */
	move(&s, "eve.json", "eve.json.2");
	(void)usleep(20000);
	add(&s, "four\n");
	move(&s, "eve.json", "eve.json.3");
	(void)usleep(20000);
	add(&s, "five\n");
	assert_string_equal(look(&s), "four\n");
	move(&s, "eve.json", "eve.json.4");
	(void)usleep(20000);
	add(&s, "six\n");
	assert_string_equal(got(&s), "five\nsix\n");
	assert_int_equal(lost(&s), 0);
	end(&s);
}

TEST(tail_reads_all_of_it_though_nothing_new_is_written)
{
	struct scene s = scene();

	add(&s, "one\n");
	assert_string_equal(look(&s), "one\n");
	add(&s, "two\n");
	move(&s, "eve.json", "eve.json.1");
	(void)usleep(20000);
	add_to(&s, "eve.json.2", "three\n");
	(void)usleep(20000);
	add_to(&s, "eve.json.3", "four\n");
	add(&s, "");
	assert_string_equal(got(&s), "two\nthree\nfour\n");
	again(&s);
	assert_string_equal(look(&s), "");
	add(&s, "five\n");
	assert_string_equal(got(&s), "two\nthree\nfour\nfive\n");
	end(&s);
}

/* A file that is copied stands there twice until it is cut. */
TEST(tail_reads_what_is_copied_and_not_cut_yet_once)
{
	struct scene s = scene();

	add(&s, "one\n");
	assert_string_equal(look(&s), "one\n");
	move(&s, "eve.json", "eve.json.1");
	(void)usleep(20000);
	add(&s, "two\n");
	add_to(&s, "eve.json.2", "two\n");
	assert_string_equal(got(&s), "two\n");
	assert_int_equal(truncate(s.path, 0), 0);
	add(&s, "three\n");
	again(&s);
	assert_string_equal(got(&s), "two\nthree\n");
	end(&s);
}

/* An empty file has nothing to be known by when it was copied and cut. */
TEST(tail_finds_the_copy_of_what_it_met_empty)
{
	struct scene s = scene();

	add(&s, "one\n");
	assert_string_equal(look(&s), "one\n");
	add_to(&s, "eve.json.1", "one\n");
	assert_int_equal(truncate(s.path, 0), 0);
	assert_string_equal(look(&s), "");
	(void)usleep(20000);
	add_to(&s, "eve.json.2", "two\n");
	(void)usleep(20000);
	add(&s, "three\n");
	assert_string_equal(got(&s), "two\nthree\n");
	assert_int_equal(lost(&s), 0);
	end(&s);
}

TEST(tail_passes_over_a_line_without_an_end)
{
	struct scene s = scene();
	char *much = arena_alloc(s.arena, 1 << 20);
	struct tail_counts c;

	memset(much, 'x', (1 << 20) - 1);
	much[(1 << 20) - 1] = '\0';
	add(&s, "one\n");
	for (int i = 0; i < 7; i++) {
		add(&s, much);
		assert_string_equal(got(&s), "one\n");
	}
	add(&s, "\ntwo\n");
	assert_string_equal(got(&s), "one\ntwo\n");
	tail_count(s.t, &c);
	assert_int_equal(c.long_, 1);
	end(&s);
}
