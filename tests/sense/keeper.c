#include "sense/keeper.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/clock.h"
#include "os/file.h"
#include "os/folder.h"
#include "ship/ship_read.h"
#include "test.h"

enum { PATIENCE_MS = 5000 };

static void write_text(struct arena *arena, const char *folder, const char *name, const char *s)
{
	struct msg msg = {0};

	assert_int_equal(
	    file_write(arena_printf(arena, "%s/%s", folder, name), span_str(s), 0644, &msg), 0);
}

static void clear(struct arena *arena, const char *folder)
{
	struct folder all = {0};
	struct msg msg = {0};

	if (folder_list(folder, arena, &all, &msg) == 0)
		vec_foreach (name, &all.names)
			(void)unlink(arena_printf(arena, "%s/%s", folder, *name));
	(void)rmdir(folder);
}

/* Waits for a word of that kind. */
static struct keeper_word next_word(struct keeper *k, enum keeper_kind kind)
{
	int64_t until = clock_system.mono(NULL) + PATIENCE_MS;
	struct keeper_word word = {.fd = -1};

	while (clock_system.mono(NULL) < until) {
		int r = keeper_take(k, &word);

		assert_true(r >= 0);
		if (r == 1 && word.kind == kind)
			return word;
		(void)usleep(10000);
	}
	fail_msg("no word of kind %d came", (int)kind);
	return word;
}

static void put_line(const struct keeper *k, const char *line)
{
	assert_int_equal(file_write_all(keeper_lines(k), span_str(line)), 0);
}

/* How many records the spool has. */
static size_t records(const char *spool)
{
	struct ship_read *r = NULL;
	struct ship_batch batch;
	struct msg msg = {0};
	size_t n = 0;

	assert_int_equal(ship_read_open(spool, &msg, &r), 0);
	while (ship_read_next(r, &batch, &msg) == 1) {
		n += batch.n;
		ship_read_acked(r, batch.stream, batch.last);
	}
	assert_null(ship_read_close(r));
	return n;
}

TEST(keeper_makes_lines_safe_and_writes_health)
{
	char spool[] = "/tmp/varde-keeper-XXXXXX";
	struct arena *arena = arena_new();
	struct keeper_count count = {0};
	struct keeper *k = NULL;
	struct msg msg = {0};
	STR_AUTO(text, 4096);

	assert_non_null(mkdtemp(spool));
	assert_int_equal(
	    keeper_start(
		&(struct keeper_settings){.spool = spool, .spool_max = 64 << 20}, &k, &msg),
	    0);
	put_line(k, "{\"event_type\":\"alert\",\"alert\":{\"severity\":1}}\n{\"event_ty");
	put_line(k, "pe\":\"flow\"}\n{\"event_type\":\"stats\"}\n{\"event_type\":\"dns\"}\n");
	put_line(k, "{\"event_type\":\"torn");
	keeper_health(k, span_str("{\"time\":1}"));
	assert_int_equal(keeper_end(k, &count), 0);
	assert_int_equal(count.records, 3);
	assert_int_equal(count.refused, 0);
	assert_int_equal(records(spool), 3);
	assert_int_equal(
	    file_read(arena_printf(arena, "%s/health.json", spool), &text, &msg), 0);
	assert_string_equal(str_text(&text), "{\"time\":1}");
	clear(arena, spool);
	arena_free(arena);
}

TEST(keeper_hands_packs_and_the_output_over)
{
	char folder[] = "/tmp/varde-keeper-XXXXXX";
	struct arena *arena = arena_new();
	struct keeper_count count = {0};
	struct keeper_word word;
	struct keeper *k = NULL;
	struct msg msg = {0};
	struct stat st;
	char text[8] = {0};

	assert_non_null(mkdtemp(folder));
	write_text(arena, folder, "1.pack", "one");
	write_text(arena, folder, "2.pack", "two");
	write_text(arena, folder, "current", "1\n");
	assert_int_equal(
	    keeper_start(
		&(struct keeper_settings){.packs = folder, .pack = 1, .output = folder}, &k,
		&msg),
	    0);
	assert_int_equal(keeper_lines(k), -1);
	write_text(arena, folder, "current", "2\n");
	word = next_word(k, KEEPER_PACK);
	assert_int_equal(word.number, 2);
	assert_int_equal(read(word.fd, text, sizeof(text)), 3);
	assert_string_equal(text, "two");
	close(word.fd);
	keeper_ask(k);
	word = next_word(k, KEEPER_OUTPUT);
	assert_int_equal(fstat(word.fd, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	close(word.fd);
	write_text(arena, folder, "current", "3\n");
	word = next_word(k, KEEPER_NO_PACK);
	assert_int_equal(word.number, 3);
	assert_int_equal(word.result, ERR_NOTFOUND);
	assert_int_equal(keeper_end(k, &count), 0);
	clear(arena, folder);
	arena_free(arena);
}

TEST(keeper_that_cannot_begin_says_why)
{
	struct keeper_settings s = {.spool = "/proc/nowhere", .spool_max = 1 << 20};
	struct keeper *k = NULL;
	struct msg msg = {0};

	assert_true(keeper_start(&s, &k, &msg) < 0);
	assert_null(k);
	assert_non_null(strstr(msg.what, "/proc/nowhere"));
}
