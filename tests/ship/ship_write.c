#include "ship/ship_write.h"

#include "base/rng.h"
#include "codec/json.h"
#include "os/file.h"
#include "os/folder.h"
#include "ship/ship_folder.h"
#include "ship/ship_read.h"
#include "test.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAYLOAD = 100 };

static const char *folder_new(struct arena *arena)
{
	struct msg msg = {0};
	const char *folder = NULL;

	assert_int_equal(folder_temporary(arena, &folder, &msg), 0);
	return folder;
}

static struct ship_write *open_at(const char *folder, int64_t max, int64_t segment)
{
	struct msg msg = {0};
	struct ship_write *w = NULL;

	assert_int_equal(ship_write_open(folder, max, segment, &msg, &w), 0);
	return w;
}

static int add(struct ship_write *w, enum ship_class class, int number)
{
	char text[PAYLOAD + 1];

	(void)snprintf(text, sizeof(text), "%d %0*d", number, PAYLOAD - 20, 0);
	return ship_write_add(w, class, number, span_of(text, PAYLOAD));
}

/* What the receiver would know: records by stream, gaps. */
struct got {
	uint64_t records, gaps;
	uint64_t seen[3]; /* of this many classes */
};

static void drain(const char *folder, struct got *ret)
{
	struct arena *arena = arena_new();
	struct msg msg = {0};
	struct ship_read *r = NULL;
	struct ship_batch b;

	*ret = (struct got){0};
	assert_int_equal(ship_read_open(folder, &msg, &r), 0);
	while (ship_read_next(r, &b, &msg) == 1) {
		struct span rest = b.frames;
		struct ship_frame f;

		while (ship_frame_read(rest, &f) == 0) {
			if (f.class == SHIP_GAP) {
				struct json *v = NULL;

				assert_int_equal(json_parse(f.payload, arena, &v, NULL), 0);
				ret->gaps += (uint64_t)(json_int(json_get(v, "last"), 0) -
							json_int(json_get(v, "first"), 0) + 1);
			} else {
				ret->records++;
				ret->seen[f.class]++;
			}
			rest = span_sub(rest, f.size, rest.n);
		}
		ship_read_acked(r, b.stream, b.last);
	}
	(void)ship_read_close(r);
	arena_free(arena);
}

TEST(ship_write_drops_the_oldest_of_the_lowest_and_tells)
{
	struct arena *arena = arena_new();
	const char *folder = folder_new(arena);
	struct ship_write *w = open_at(folder, 20000, 2000);
	struct ship_state now_is;
	struct got got;

	for (int i = 0; i < 600; i++) {
		assert_int_equal(add(w, i % 3 == 0 ? SHIP_ALERT : SHIP_FLOW, i), 0);
		if (i % 10 == 9)
			assert_int_equal(ship_write_sync(w, NULL), 0);
		if (i == 149) {
			/* 50 alerts have room; flows had to go. */
			drain(folder, &got);
			assert_int_equal(got.seen[SHIP_ALERT], 50);
			assert_int_equal(got.seen[SHIP_FLOW] + got.gaps, 100);
		}
	}
	ship_write_state(w, &now_is);
	assert_true(now_is.bytes <= 20000 + 4096);
	assert_int_equal(now_is.refused, 0);
	(void)ship_write_close(w);
	drain(folder, &got);
	/* Whatever is not here is told; of alerts, too, when they alone are too much. */
	assert_true(got.gaps > 0);
	(void)folder_remove(folder);
	arena_free(arena);
}

TEST(ship_write_counts_add_up)
{
	struct arena *arena = arena_new();
	const char *folder = folder_new(arena);
	struct ship_write *w = open_at(folder, 30000, 1500);
	struct ship_state now_is;
	struct got got;

	for (int i = 0; i < 2000; i++) {
		assert_int_equal(add(w, i % 40 == 0 ? SHIP_ALERT : SHIP_META, i), 0);
		if (i % 7 == 0)
			assert_int_equal(ship_write_sync(w, NULL), 0);
	}
	assert_int_equal(ship_write_sync(w, NULL), 0);
	ship_write_state(w, &now_is);
	(void)ship_write_close(w);
	drain(folder, &got);
	assert_int_equal(got.seen[SHIP_ALERT], 50);
	assert_int_equal(got.records + got.gaps, 2000);
	assert_int_equal(got.gaps, now_is.dropped);
	(void)folder_remove(folder);
	arena_free(arena);
}

TEST(ship_write_epochs_never_share_numbers)
{
	struct arena *arena = arena_new();
	const char *folder = folder_new(arena);
	struct got got;

	for (int i = 0; i < 5; i++) {
		struct ship_write *w = open_at(folder, 1 << 20, 0);

		assert_int_equal(add(w, SHIP_ALERT, i), 0);
		/* Nobody else may write meanwhile. */
		{
			struct ship_write *other = NULL;
			struct msg msg = {0};

			assert_int_equal(
			    ship_write_open(folder, 1 << 20, 0, &msg, &other), ERR_BUSY);
		}
		(void)ship_write_close(w);
	}
	drain(folder, &got);
	assert_int_equal(got.seen[SHIP_ALERT], 5);
	(void)folder_remove(folder);
	arena_free(arena);
}

TEST(ship_write_too_large)
{
	struct arena *arena = arena_new();
	const char *folder = folder_new(arena);
	struct ship_write *w = open_at(folder, 1 << 20, 0);
	char *big = calloc(1, SHIP_PAYLOAD + 1);

	assert_non_null(big);
	assert_int_equal(
	    ship_write_add(w, SHIP_ALERT, 1, span_of(big, SHIP_PAYLOAD + 1)), ERR_LIMIT);
	free(big);
	(void)ship_write_close(w);
	(void)folder_remove(folder);
	arena_free(arena);
}

/* A writer that confirms through a pipe what is safe, and is killed somewhere. */
static void write_until_killed(const char *folder, int out)
{
	struct ship_write *w = NULL;

	if (ship_write_open(folder, 40000, 3000, NULL, &w) < 0)
		_exit(1);
	for (int i = 0;; i++) {
		uint32_t n = (uint32_t)i + 1;

		if (add(w, i % 5 == 0 ? SHIP_ALERT : SHIP_FLOW, i) < 0)
			continue;
		if (i % 3 == 0 && ship_write_sync(w, NULL) == 0)
			if (write(out, &n, sizeof(n)) != sizeof(n))
				_exit(2);
	}
}

TEST(ship_write_what_is_confirmed_survives_a_kill)
{
	enum { ROUNDS = 12 };
	struct arena *arena = arena_new();
	const char *folder = folder_new(arena);
	uint64_t confirmed = 0;
	struct rng rng;
	struct got got;

	rng_seed(&rng, 7);
	for (int i = 0; i < ROUNDS; i++) {
		int fds[2];
		uint32_t n, last = 0;
		pid_t pid;

		assert_int_equal(pipe(fds), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			write_until_killed(folder, fds[1]);
		(void)close(fds[1]);
		(void)usleep(2000 + (useconds_t)rng_below(&rng, 20000));
		(void)kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		while (read(fds[0], &n, sizeof(n)) == sizeof(n))
			last = n;
		(void)close(fds[0]);
		confirmed += last;
	}
	/* What was dropped and not told yet is told by the next life. */
	(void)ship_write_close(open_at(folder, 40000, 3000));
	drain(folder, &got);
	assert_true(confirmed > 0);
	assert_true(got.records + got.gaps >= confirmed);
	(void)folder_remove(folder);
	arena_free(arena);
}
