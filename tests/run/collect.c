#include "run/collect.h"

#include "base/vec.h"
#include "os/clock.h"
#include "os/spawn.h"
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A sink that remembers, and is told when to stop. */
struct watch {
	size_t units, calls;
	int64_t progress;
	int stop_at;     /* units after which .word is said; 0: never */
	int word;        /* enum collect_stop */
	int later;       /* so often it has no room */
	int err;         /* instead of keeping units */
	int64_t asked;   /* when .word was said first, ms */
	int64_t longest; /* between two questions, ms, without those of starved() */
	int64_t last;
	int wake;
	char names[64][32];
};

static int64_t now(void)
{
	return clock_system.mono(NULL);
}

/* How long this thread was ready and others had the processors, ms: that says nothing of us. */
static int64_t starved(void)
{
	long long ran = 0, waited = 0;
	FILE *f = fopen("/proc/thread-self/schedstat", "re");

	if (f) {
		if (fscanf(f, "%lld %lld", &ran, &waited) != 2)
			waited = 0;
		(void)fclose(f);
	}
	return waited / 1000000;
}

static int keep(void *arg, const struct observations *units, size_t n)
{
	struct watch *w = arg;

	if (w->err)
		return w->err;
	w->calls++;
	if (w->later && w->later--)
		return COLLECT_LATER;
	for (size_t i = 0; i < n; i++) {
		const struct observation *end = &units[i].all.items[units[i].all.n - 1];

		assert_int_equal(end->kind, OBS_UNIT);
		assert_true(units[i].all.n == 2);
		if (w->units < 64)
			(void)snprintf(
			    w->names[w->units], sizeof(w->names[0]), "%s", end->unit->unit);
		w->units++;
	}
	return 0;
}

static void progress(void *arg, const struct obs_progress *o)
{
	((struct watch *)arg)->progress = o->done;
}

static int stop(void *arg)
{
	struct watch *w = arg;
	int64_t t = now() - starved();

	if (w->last)
		w->longest = MAX(w->longest, t - w->last);
	w->last = t;
	if (!w->stop_at || (int)w->progress < w->stop_at)
		return COLLECT_GO_ON;
	if (!w->asked)
		w->asked = now();
	return w->word;
}

static char *program(struct arena *arena)
{
	char folder[4096];

	spawn_own_folder(folder, sizeof(folder));
	return arena_printf(arena, "%s/fake-scan", folder);
}

static struct job job_of(struct arena *arena, const char *how, int units)
{
	struct job job = {.id = "20261121-093000-test", .contact = how, .rate = units};

	text_list_add(&job.targets, arena, "127.20.0.3");
	return job;
}

static int run(struct arena *arena, const struct job *job, struct watch *w,
    struct collected *ret, struct msg *msg)
{
	struct observations none = {0};
	struct collect_sink sink = {
	    .units = keep, .progress = progress, .stop = stop, .wake = -1, .arg = w};

	if (w->wake > 0)
		sink.wake = w->wake;
	(void)signal(SIGPIPE, SIG_IGN);
	return collect_run(program(arena), job, &none, &sink, arena, ret, msg);
}

static void assert_no_children(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

TEST(collect_hands_on_whole_units_until_the_end)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "good", 20);
	struct watch w = {0};
	struct collected got = {0};

	assert_int_equal(run(arena, &job, &w, &got, NULL), 0);
	assert_int_equal(got.state, END_FINISHED);
	assert_int_equal(w.units, 20);
	assert_int_equal(w.progress, 20);
	assert_string_equal(w.names[0], "sweep/1");
	assert_string_equal(w.names[19], "sweep/20");
	assert_true(w.longest <= 200);
	assert_no_children();
	arena_free(arena);
}

TEST(collect_asks_again_when_there_is_no_room)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "hasty", 500);
	struct watch w = {.later = 3};
	struct collected got = {0};

	assert_int_equal(run(arena, &job, &w, &got, NULL), 0);
	assert_int_equal(got.state, END_FINISHED);
	assert_int_equal(w.units, 500);
	assert_string_equal(w.names[0], "sweep/1");
	assert_string_equal(w.names[63], "sweep/64");
	arena_free(arena);
}

TEST(collect_asks_for_a_stop_in_time_however_much_comes_in)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "hasty", 60000);
	struct watch w = {0};
	struct collected got = {0};

	assert_int_equal(run(arena, &job, &w, &got, NULL), 0);
	assert_int_equal(w.units, 60000);
	assert_true(w.longest <= 200);
	arena_free(arena);
}

TEST(collect_stops_in_good_order)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "good", 10000);
	struct watch w = {.stop_at = 5, .word = COLLECT_STOP};
	struct collected got = {0};

	assert_int_equal(run(arena, &job, &w, &got, NULL), 0);
	assert_int_equal(got.state, END_STOPPED);
	assert_true(w.units >= 5 && w.units < 50);
	assert_true(now() - w.asked < 500);
	assert_no_children();
	arena_free(arena);
}

/* How many packets there were, and until when: the file's last change. */
static off_t packets(const char *path, int64_t *ret_last)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	*ret_last = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000;
	return st.st_size;
}

/* The time from the stop to the last packet of a scanner that ignores SIGTERM, ms. */
static int64_t packets_after_stop(int word, int64_t at_least)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "stubborn", 10000);
	struct watch w = {.stop_at = 5, .word = word};
	struct collected got = {0};
	char path[] = "/tmp/varde-packets-XXXXXX";
	int fd = mkstemp(path);
	int64_t last, later, shift = clock_system.wall(NULL) - now();
	off_t n;

	assert_true(fd >= 0);
	job.source = path;
	assert_int_equal(run(arena, &job, &w, &got, NULL), 0);
	assert_int_equal(got.state, END_STOPPED);
	assert_true(w.units >= 5);
	n = packets(path, &last);
	assert_true(n > 0);
	(void)usleep(200000);
	assert_int_equal(packets(path, &later), n);
	assert_int_equal(last, later);
	assert_true(last - shift - w.asked >= at_least);
	last -= shift + w.asked;
	(void)close(fd);
	(void)unlink(path);
	assert_no_children();
	arena_free(arena);
	return last;
}

TEST(collect_ends_the_packets_of_a_scanner_that_does_not_stop)
{
	/* It does send on after SIGTERM, or the test shows nothing. */
	int64_t ms = packets_after_stop(COLLECT_STOP, COLLECT_GRACE_MS / 2);

	print_message("# last packet %lld ms after the stop\n", (long long)ms);
	assert_true(ms <= 2000);
}

TEST(collect_kills_at_once_when_told_so)
{
	int64_t ms = packets_after_stop(COLLECT_KILL, -1000);

	print_message("# last packet %lld ms after the kill\n", (long long)ms);
	assert_true(ms <= 300);
}

TEST(collect_wakes_up_for_a_stop)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "good", 10000);
	struct watch w = {.stop_at = 1, .word = COLLECT_KILL, .wake = eventfd(1, EFD_CLOEXEC)};
	struct collected got = {0};

	assert_true(w.wake >= 0);
	assert_int_equal(run(arena, &job, &w, &got, NULL), 0);
	assert_int_equal(got.state, END_STOPPED);
	/* The descriptor stays ready, so it was asked all the time. */
	assert_true(w.longest < 60);
	(void)close(w.wake);
	arena_free(arena);
}

TEST(collect_outlives_a_wake_descriptor_whose_other_end_is_gone)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "good", 5);
	struct watch w = {0};
	struct collected got = {0};
	int pair[2];

	assert_int_equal(pipe(pair), 0);
	(void)close(pair[1]);
	w.wake = pair[0];
	assert_int_equal(run(arena, &job, &w, &got, NULL), 0);
	assert_int_equal(got.state, END_FINISHED);
	assert_int_equal(w.units, 5);
	(void)close(pair[0]);
	arena_free(arena);
}

TEST(collect_leaves_out_the_half_unit_of_a_crash)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "crash", 3);
	struct watch w = {0};
	struct collected got = {0};

	assert_int_equal(run(arena, &job, &w, &got, NULL), 0);
	assert_int_equal(got.state, END_FAILED);
	assert_non_null(strstr(got.reason, "status 3"));
	assert_int_equal(w.units, 3);
	arena_free(arena);
}

TEST(collect_refuses_what_no_scanner_says)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "garbage", 3);
	struct watch w = {0};
	struct collected got = {.state = 77};
	struct msg msg = {0};

	assert_int_equal(run(arena, &job, &w, &got, &msg), ERR_CORRUPT);
	assert_int_equal(got.state, 77);
	assert_no_children();
	arena_free(arena);
}

TEST(collect_gives_the_sinks_error)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "good", 10000);
	struct watch w = {.err = ERR_FULL};
	struct collected got = {0};

	assert_int_equal(run(arena, &job, &w, &got, NULL), ERR_FULL);
	assert_no_children();
	arena_free(arena);
}

TEST(collect_ends_a_scanner_that_says_nothing_more_and_stays)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "mute", 2);
	struct watch w = {0};
	struct collected got = {0};
	int64_t begin = now();

	assert_int_equal(run(arena, &job, &w, &got, NULL), 0);
	assert_int_equal(got.state, END_FAILED);
	assert_int_equal(w.units, 2);
	assert_true(now() - begin < 3000);
	assert_no_children();
	arena_free(arena);
}

TEST(collect_resumes_with_what_was_seen)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "good", 6);
	struct observations before = {0};
	struct watch w = {0};
	struct collect_sink sink = {.units = keep, .wake = -1, .arg = &w};
	struct collected got = {0};
	struct obs_unit units[] = {
	    {.time = 1, .unit = "sweep/1", .stage = "sweep"},
	    {.time = 1, .unit = "sweep/4", .stage = "sweep"},
	};

	for (size_t i = 0; i < 2; i++)
		vec_push(arena, &before.all,
		    (struct observation){.kind = OBS_UNIT, .unit = &units[i]});
	assert_int_equal(
	    collect_run(program(arena), &job, &before, &sink, arena, &got, NULL), 0);
	assert_int_equal(got.state, END_FINISHED);
	assert_int_equal(w.units, 4);
	assert_string_equal(w.names[0], "sweep/2");
	assert_string_equal(w.names[3], "sweep/6");
	arena_free(arena);
}

/* More than a pipe holds, to somebody who does not read: it must not be waited for. */
TEST(collect_stops_a_scanner_that_does_not_listen)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "good", 6);
	struct observations before = {0};
	struct watch w = {.stop_at = 1, .progress = 1, .word = COLLECT_STOP};
	struct collect_sink sink = {.units = keep, .stop = stop, .wake = -1, .arg = &w};
	struct collected got = {0};
	int64_t begin = now();

	for (int i = 0; i < 20000; i++) {
		struct obs_unit *unit = ARENA_NEW(arena, struct obs_unit);

		*unit = (struct obs_unit){
		    .time = 1, .unit = arena_printf(arena, "sweep/%d", i), .stage = "sweep"};
		vec_push(
		    arena, &before.all, (struct observation){.kind = OBS_UNIT, .unit = unit});
	}
	assert_int_equal(setenv("VARDE_FAKE_DEAF", "1", 1), 0);
	assert_int_equal(
	    collect_run(program(arena), &job, &before, &sink, arena, &got, NULL), 0);
	assert_int_equal(unsetenv("VARDE_FAKE_DEAF"), 0);
	assert_int_equal(got.state, END_STOPPED);
	assert_true(now() - begin < 2000);
	assert_no_children();
	arena_free(arena);
}

TEST(collect_says_that_there_is_no_scanner)
{
	struct arena *arena = arena_new();
	struct job job = job_of(arena, "good", 6);
	struct observations none = {0};
	struct watch w = {0};
	struct collect_sink sink = {.units = keep, .wake = -1, .arg = &w};
	struct collected got = {0};
	struct msg msg = {0};

	assert_int_equal(
	    collect_run("/nonexistent/scan", &job, &none, &sink, arena, &got, &msg),
	    ERR_NOTFOUND);
	assert_true(*msg.what && *msg.detail);
	arena_free(arena);
}
