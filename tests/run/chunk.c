#include "run/chunk.h"

#include "os/clock.h"
#include "os/spawn.h"
#include "run/job.h"
#include "run/spool_read.h"
#include "store/observation.h"
#include "store/place.h"
#include "store/run.h"
#include "test.h"

#include <errno.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A server that listens to the beats. */
struct listener {
	int beats;
	int64_t done; /* units, by the last news */
	int at;       /* beats after which .word is said */
	int word;     /* enum chunk_word */
	int64_t said; /* when it was said first, ms */
	int64_t last, longest;
	bool assessing;
};

static int64_t now(void)
{
	return clock_system.mono(NULL);
}

static int beat(void *arg, const struct chunk_news *news)
{
	struct listener *l = arg;

	l->beats++;
	l->done = news->progress.done;
	l->assessing |= strcmp(news->progress.stage, "assess") == 0;
	if (l->last)
		l->longest = MAX(l->longest, now() - l->last);
	l->last = now();
	if (!l->at || l->beats < l->at)
		return CHUNK_GO_ON;
	if (!l->said)
		l->said = now();
	return l->word;
}

static struct chunk_hooks hooks_of(struct arena *arena, struct listener *l)
{
	char folder[4096];

	(void)signal(SIGPIPE, SIG_IGN);
	spawn_own_folder(folder, sizeof(folder));
	return (struct chunk_hooks){.beat = beat,
	    .wake = -1,
	    .scan = arena_printf(arena, "%s/fake-scan", folder),
	    .arg = l};
}

static struct job job_of(struct arena *arena, const char *how, int units, const char *source)
{
	struct job job = {.id = "20261121-093000-test",
	    .profile = PROFILE_STANDARD,
	    .contact = how,
	    .rate = units,
	    .source = source,
	    .seed = 1};

	text_list_add(&job.targets, arena, "127.20.0.3");
	return job;
}

static struct run order(struct db *db, struct arena *arena, const struct job *job)
{
	struct run run;

	job_run(job, 1763717400000, arena, &run);
	assert_int_equal(run_insert(db, &run), 0);
	return run;
}

static int stored_state(struct db *db, struct arena *arena, const char *id)
{
	struct run run;

	assert_int_equal(run_get(db, id, arena, &run), 0);
	return run.state;
}

static void work(struct db *db, struct run *run, const struct chunk_hooks *hooks,
    struct arena *arena, struct chunk_result *ret)
{
	struct msg msg = {0};

	if (chunk_work(db, run, hooks, arena, ret, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

TEST_STORE(chunk_is_done)
{
	struct arena *arena = place->arena;
	struct db *db = place_open(place);
	struct job job = job_of(arena, "good", 60, NULL);
	struct run run = order(db, arena, &job);
	struct listener l = {0};
	struct chunk_hooks hooks = hooks_of(arena, &l);
	struct chunk_result got;
	struct text_list units;

	work(db, &run, &hooks, arena, &got);
	assert_int_equal(got.state, CHUNK_END_DONE);
	assert_int_equal(stored_state(db, arena, run.id), RUN_FINISHED);
	assert_true(run.ended > 0);
	assert_int_equal(obs_units_done(db, run.id, arena, &units), 0);
	assert_int_equal(units.n, 60);
	/* 60 units of 20 ms: more than a second. */
	assert_true(l.beats >= 3 && l.assessing);
	assert_true(l.longest < CHUNK_BEAT_MS + 300);
	/* Once more: somebody else was done first. */
	l = (struct listener){0};
	work(db, &run, &hooks, arena, &got);
	assert_int_equal(got.state, CHUNK_END_DONE);
	assert_int_equal(l.beats, 0);
	db_close(db);
}

TEST_STORE(chunk_stopped_and_gone_on_with)
{
	struct arena *arena = place->arena;
	struct db *db = place_open(place);
	struct job job = job_of(arena, "good", 80, NULL);
	struct run run = order(db, arena, &job);
	struct listener l = {.at = 2, .word = CHUNK_STOP};
	struct chunk_hooks hooks = hooks_of(arena, &l);
	struct chunk_result got;
	struct text_list units;
	size_t before;

	work(db, &run, &hooks, arena, &got);
	assert_int_equal(got.state, CHUNK_END_STOPPED);
	assert_int_equal(stored_state(db, arena, run.id), RUN_STOPPED);
	assert_int_equal(obs_units_done(db, run.id, arena, &units), 0);
	before = units.n;
	assert_true(before > 10 && before < 80);
	l = (struct listener){0};
	work(db, &run, &hooks, arena, &got);
	assert_int_equal(got.state, CHUNK_END_DONE);
	assert_int_equal(obs_units_done(db, run.id, arena, &units), 0);
	assert_int_equal(units.n, 80);
	db_close(db);
}

TEST_STORE(chunk_whose_lease_is_lost_leaves_all_alone)
{
	struct arena *arena = place->arena;
	struct db *db = place_open(place);
	struct job job = job_of(arena, "good", 500, NULL);
	struct run run = order(db, arena, &job);
	struct listener l = {.at = 2, .word = CHUNK_LOST};
	struct chunk_hooks hooks = hooks_of(arena, &l);
	struct chunk_result got;

	work(db, &run, &hooks, arena, &got);
	assert_int_equal(got.state, CHUNK_END_ABANDONED);
	assert_int_equal(stored_state(db, arena, run.id), RUN_RUNNING);
	assert_true(now() - l.said < 500);
	db_close(db);
}

TEST_STORE(chunk_that_fails)
{
	struct arena *arena = place->arena;
	struct db *db = place_open(place);
	struct job job = job_of(arena, "crash", 3, NULL);
	struct run run = order(db, arena, &job);
	struct listener l = {0};
	struct chunk_hooks hooks = hooks_of(arena, &l);
	struct chunk_result got;
	struct msg msg = {0};

	work(db, &run, &hooks, arena, &got);
	assert_int_equal(got.state, CHUNK_END_FAILED);
	assert_non_null(strstr(got.reason, "status 3"));
	assert_int_equal(stored_state(db, arena, run.id), RUN_FAILED);
	hooks.scan = "/nonexistent/scan";
	work(db, &run, &hooks, arena, &got);
	assert_int_equal(got.state, CHUNK_END_FAILED);
	assert_non_null(strstr(got.reason, "/nonexistent/scan"));
	run.id = "20261121-093000-none";
	assert_int_equal(chunk_work(db, &run, &hooks, arena, &got, &msg), ERR_NOTFOUND);
	assert_true(*msg.what);
	db_close(db);
}

/* The whole way of a stop that is learned from a beat, with a scanner that ignores it. */
TEST(chunk_ends_packets_within_two_seconds_of_a_stop)
{
	struct place place;
	struct db *db;
	char path[] = "/tmp/varde-packets-XXXXXX";
	int fd = mkstemp(path);
	struct job job;
	struct run run;
	struct listener l = {.at = 2, .word = CHUNK_STOP};
	struct chunk_hooks hooks;
	struct chunk_result got;
	struct stat st;
	int64_t last, shift = clock_system.wall(NULL) - now();

	assert_true(fd >= 0);
	place_sqlite(&place);
	db = place_open(&place);
	job = job_of(place.arena, "stubborn", 10000, path);
	run = order(db, place.arena, &job);
	hooks = hooks_of(place.arena, &l);
	work(db, &run, &hooks, place.arena, &got);
	assert_int_equal(got.state, CHUNK_END_STOPPED);
	assert_int_equal(fstat(fd, &st), 0);
	last = (int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000 - shift;
	print_message("# last packet %lld ms after the beat that said stop\n",
	    (long long)(last - l.said));
	assert_true(last - l.said > CHUNK_GRACE_MS / 2);
	/* In the worst case somebody pressed the button just after the beat before. */
	assert_true(last - l.said + CHUNK_BEAT_MS <= 2000);
	(void)close(fd);
	(void)unlink(path);
	db_close(db);
	place_done(&place);
}

/* A writer that holds the database meanwhile costs neither units nor beats. */
TEST(chunk_waits_for_a_locked_database)
{
	struct place place;
	struct db *db, *other;
	struct job job;
	struct run run;
	struct listener l = {0};
	struct chunk_hooks hooks;
	struct chunk_result got;
	struct text_list units;
	pid_t pid;

	place_sqlite(&place);
	db = place_open(&place);
	job = job_of(place.arena, "good", 60, NULL);
	run = order(db, place.arena, &job);
	hooks = hooks_of(place.arena, &l);
	pid = fork();
	if (pid == 0) {
		other = place_open(&place);
		(void)usleep(200000);
		assert_int_equal(db_begin(other, DB_WRITE), 0);
		(void)usleep(3000000);
		db_rollback(other);
		_exit(0);
	}
	assert_int_equal(chunk_work(db, &run, &hooks, place.arena, &got, NULL), 0);
	assert_int_equal(got.state, CHUNK_END_DONE);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(obs_units_done(db, run.id, place.arena, &units), 0);
	assert_int_equal(units.n, 60);
	assert_true(l.longest < CHUNK_BEAT_MS + CHUNK_WAIT_MS + 300);
	db_close(db);
	place_done(&place);
}

/* --- with a spool --- */

static char *new_folder(struct arena *arena)
{
	const char *base = getenv("VARDE_TEST_DIR");
	char *folder = arena_printf(arena, "%s/varde-chunk-XXXXXX", base ? base : "/tmp");

	assert_non_null(mkdtemp(folder));
	return folder;
}

static struct spool *open_spool(const char *folder)
{
	struct msg msg = {0};
	struct spool *s = NULL;

	if (spool_open(folder, "chunk-1", 8 << 20, &msg, &s) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	return s;
}

/* Ships all that is there; the unit's number is counted. Gives the end's state, or -1. */
static int ship(const char *folder, int *counts)
{
	struct spool_read *r = NULL;
	struct spool_batch b;
	int end = -1;

	assert_int_equal(spool_read_open(folder, NULL, &r), 0);
	while (spool_read_next(r, &b, NULL) == 1) {
		if (b.end)
			end = b.state;
		else
			counts[strtol(strrchr(b.unit, '/') + 1, NULL, 10)]++;
	}
	assert_int_equal(spool_read_acknowledge(r, NULL), 0);
	spool_read_close(r);
	return end;
}

static struct observations seen_units(struct arena *arena, int n)
{
	struct observations all = {0};

	for (int i = 1; i <= n; i++) {
		struct observations unit =
		    place_unit(arena, arena_printf(arena, "sweep/%d", i), 1);

		vec_foreach (o, &unit.all)
			vec_push(arena, &all.all, *o);
	}
	return all;
}

TEST(chunk_gathers_into_a_spool_and_goes_on)
{
	struct arena *arena = arena_new();
	char *folder = new_folder(arena);
	struct job job = job_of(arena, "good", 80, NULL);
	struct listener l = {.at = 2, .word = CHUNK_STOP};
	struct chunk_hooks hooks = hooks_of(arena, &l);
	struct observations before = seen_units(arena, 5);
	struct chunk_result got;
	struct msg msg = {0};
	struct spool *s;
	int counts[81] = {0};

	s = open_spool(folder);
	assert_int_equal(chunk_gather(s, &job, &before, &hooks, arena, &got, &msg), 0);
	assert_int_equal(got.state, CHUNK_END_STOPPED);
	spool_close(s);
	assert_int_equal(ship(folder, counts), -1);
	/* Another attempt: what the spool still has is not scanned again. */
	l = (struct listener){0};
	s = open_spool(folder);
	assert_int_equal(chunk_gather(s, &job, &before, &hooks, arena, &got, &msg), 0);
	assert_int_equal(got.state, CHUNK_END_DONE);
	spool_close(s);
	assert_int_equal(ship(folder, counts), END_FINISHED);
	for (int i = 1; i <= 80; i++)
		assert_int_equal(counts[i], i > 5);
	s = open_spool(folder);
	l = (struct listener){0};
	assert_int_equal(chunk_gather(s, &job, &before, &hooks, arena, &got, &msg), 0);
	assert_int_equal(got.state, CHUNK_END_DONE);
	assert_int_equal(l.beats, 0);
	spool_close(s);
	assert_int_equal(spool_remove(folder, &msg), 0);
	arena_free(arena);
}

TEST(chunk_gather_tells_a_failure)
{
	struct arena *arena = arena_new();
	char *folder = new_folder(arena);
	struct job job = job_of(arena, "crash", 3, NULL);
	struct listener l = {0};
	struct chunk_hooks hooks = hooks_of(arena, &l);
	struct observations before = {0};
	struct chunk_result got;
	struct msg msg = {0};
	int counts[81] = {0}, end;
	struct spool *s;

	s = open_spool(folder);
	assert_int_equal(chunk_gather(s, &job, &before, &hooks, arena, &got, &msg), 0);
	assert_int_equal(got.state, CHUNK_END_FAILED);
	assert_true(spool_ended(s, &end));
	assert_int_equal(end, END_FAILED);
	assert_int_equal(ship(folder, counts), END_FAILED);
	assert_int_equal(counts[1] + counts[2] + counts[3], 3);
	spool_close(s);
	assert_int_equal(spool_remove(folder, &msg), 0);
	arena_free(arena);
}
