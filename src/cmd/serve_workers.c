#include "cmd/serve_workers.h"

#include "base/log.h"
#include "base/rng.h"
#include "desk/queue.h"
#include "os/clock.h"
#include "os/spawn.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	LOOK_MS = 200,
	SHORT_MS = 10000,    /* a worker that lived shorter is started again later and later */
	FIRST_WAIT_MS = 500, /* then doubled */
	LAST_WAIT_MS = 60000,
	END_MS = 5000,    /* after which a worker that should have ended is killed */
	SETTLE_MS = 2000, /* until what a dead worker had started has ended too */
};

struct one {
	char name[64];
	pid_t pid;        /* 0: not running */
	int64_t started;  /* ms, monotonic */
	int64_t start_at; /* when it is to be started */
	int64_t wait;
};

struct serve_workers {
	const struct server_options *o;
	const struct settings *settings;
	struct arena *arena;
	pthread_t thread;
	pthread_mutex_t lock;
	bool stop;
	char program[4096];
	struct one *items;
	size_t n;
};

static int64_t mono(void)
{
	return clock_system.mono(NULL);
}

static void nap(void)
{
	const struct timespec t = {.tv_nsec = LOOK_MS * 1000000L};

	(void)nanosleep(&t, NULL);
}

static bool stopping(struct serve_workers *w)
{
	bool stop;

	(void)pthread_mutex_lock(&w->lock);
	stop = w->stop;
	(void)pthread_mutex_unlock(&w->lock);
	return stop;
}

static void start_one(struct serve_workers *w, struct one *one)
{
	const char **argv = ARENA_ARRAY(w->arena, 7 + 2 * w->o->set.n, const char *);
	char label[9];
	struct spawn child;
	struct msg msg = {0};
	struct rng rng;
	size_t n = 0;

	/* A name of its own for each life: what a dead one still says is not believed. */
	rng_seed_system(&rng);
	rng_label(&rng, label, sizeof(label) - 1);
	(void)snprintf(
	    one->name, sizeof(one->name), "local-%zu-%s", (size_t)(one - w->items), label);
	argv[n++] = w->program;
	argv[n++] = "work";
	argv[n++] = "--name";
	argv[n++] = one->name;
	if (w->o->config) {
		argv[n++] = "--config";
		argv[n++] = w->o->config;
	}
	for (size_t i = 0; i < w->o->set.n; i++) {
		argv[n++] = "--set";
		argv[n++] = w->o->set.items[i];
	}
	one->started = mono();
	if (spawn_filter(argv, &child, &msg) < 0) {
		log_line(LOG_ERROR, "%s: %s", msg.what, msg.detail);
		one->start_at = one->started + LAST_WAIT_MS;
		return;
	}
	spawn_close(&child.in);
	spawn_close(&child.out);
	one->pid = child.pid;
}

/* Gives its chunks to the others at once, instead of when its leases run out. */
static void release(struct serve_workers *w, const struct one *one)
{
	struct db *db CLEANUP(db_closep) = NULL;
	int64_t now = clock_system.wall(NULL), n = 0;

	if (db_open(w->settings->db, 0, NULL, &db) == 0 &&
	    queue_orphan(db, one->name, now + SETTLE_MS, now, &n) == 0 && n)
		log_line(LOG_WARNING, "worker=%s left %lld chunk", one->name, (long long)n);
}

static void look(struct serve_workers *w, struct one *one)
{
	int status;

	if (!one->pid) {
		if (mono() >= one->start_at)
			start_one(w, one);
		return;
	}
	if (waitpid(one->pid, &status, WNOHANG) != one->pid)
		return;
	log_line(LOG_WARNING, "worker=%s pid=%d ended with %d and is started again", one->name,
	    (int)one->pid, WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	one->pid = 0;
	if (mono() - one->started < SHORT_MS)
		one->wait = MIN(MAX(one->wait * 2, FIRST_WAIT_MS), LAST_WAIT_MS);
	else
		one->wait = FIRST_WAIT_MS;
	one->start_at = mono() + one->wait;
	release(w, one);
}

static void end_all(struct serve_workers *w)
{
	int64_t until = mono() + END_MS;
	size_t left = w->n;

	for (size_t i = 0; i < w->n; i++)
		if (w->items[i].pid)
			(void)kill(w->items[i].pid, SIGTERM);
	while (left) {
		left = 0;
		for (size_t i = 0; i < w->n; i++) {
			struct one *one = &w->items[i];

			if (one->pid && waitpid(one->pid, NULL, WNOHANG) == one->pid)
				one->pid = 0;
			left += one->pid != 0;
			if (one->pid && mono() > until)
				(void)kill(one->pid, SIGKILL);
		}
		if (left)
			nap();
	}
}

static void *watch(void *arg)
{
	struct serve_workers *w = arg;

	while (!stopping(w)) {
		for (size_t i = 0; i < w->n; i++)
			look(w, &w->items[i]);
		nap();
	}
	end_all(w);
	return NULL;
}

int serve_workers_start(const struct server_options *o, const struct settings *settings,
    struct serve_workers **ret, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct serve_workers *w = ARENA_NEW(arena, struct serve_workers);
	ssize_t n = readlink("/proc/self/exe", w->program, sizeof(w->program) - 1);

	w->program[n < 0 ? 0 : n] = '\0';
	w->o = o;
	w->settings = settings;
	w->arena = arena;
	w->n = (size_t)settings->workers;
	w->items = ARENA_ARRAY(arena, w->n + 1, struct one);
	(void)pthread_mutex_init(&w->lock, NULL);
	if (pthread_create(&w->thread, NULL, watch, w) != 0) {
		(void)pthread_mutex_destroy(&w->lock);
		arena_free(arena);
		msg_what(msg, "a thread cannot be started");
		return ERR_IO;
	}
	*ret = w;
	return 0;
}

struct serve_workers *serve_workers_stop(struct serve_workers *w)
{
	if (!w)
		return NULL;
	(void)pthread_mutex_lock(&w->lock);
	w->stop = true;
	(void)pthread_mutex_unlock(&w->lock);
	(void)pthread_join(w->thread, NULL);
	(void)pthread_mutex_destroy(&w->lock);
	arena_free(w->arena);
	return NULL;
}
