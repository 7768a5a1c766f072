#include "cmd/serve_notify.h"

#include "base/arena.h"
#include "base/log.h"
#include "notify/notify.h"
#include "os/clock.h"

#include <pthread.h>

enum { WAIT_MS = 1000 };

/* Mails and webhooks each have a thread: a slow receiver keeps no mail waiting. */
struct lane {
	struct serve_notify *n;
	struct notify_options options;
	const char *what;
	struct db *db;
	struct notify_unsaid unsaid; /* of the last step that the database did not survive */
	pthread_t thread;
	bool runs;
};

struct serve_notify {
	const struct settings *settings;
	struct arena *arena;
	struct notify *notify;
	struct lane lanes[2];
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
};

static int64_t wall(void)
{
	return clock_system.wall(NULL);
}

static void tell(const struct lane *l, const struct notify_result *got)
{
	if (got->sent || got->retried || got->failed || got->dropped || got->digests ||
	    got->doubtful)
		log_line(LOG_INFO,
		    "%s sent=%lld retried=%lld failed=%lld dropped=%lld digests=%lld "
		    "doubtful=%lld",
		    l->what, (long long)got->sent, (long long)got->retried,
		    (long long)got->failed, (long long)got->dropped, (long long)got->digests,
		    (long long)got->doubtful);
	if (got->trouble)
		log_line(LOG_WARNING, "%s: %s: %s", l->what, got->msg.what, got->msg.detail);
}

/* A step; gives the time of the next one. */
static int64_t step(struct lane *l)
{
	struct notify_result got = {0};
	struct msg msg = {0};
	int r;

	if (!l->db && db_open(l->n->settings->db, 0, &msg, &l->db) < 0) {
		log_line(LOG_WARNING, "%s: %s: %s", l->what, msg.what, msg.detail);
		return wall() + WAIT_MS;
	}
	r = l->unsaid.id[0] ? notify_say(l->db, &l->unsaid) : 0;
	if (r == 0) {
		l->unsaid = (struct notify_unsaid){0};
		r = notify_step(l->db, &l->options, wall(), &got);
		l->unsaid = got.unsaid;
	}
	tell(l, &got);
	if (r < 0) {
		log_line(LOG_WARNING, "%s: %s: %s", l->what, db_msg(l->db)->what,
		    db_msg(l->db)->detail);
		if (r == ERR_IO || r == ERR_CLOSED)
			l->db = db_close(l->db);
		return wall() + WAIT_MS;
	}
	return got.next;
}

/* Waits until that time, or the end. Whether it goes on. */
static bool wait_until(struct serve_notify *n, int64_t ms)
{
	const struct timespec until = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
	bool stop;

	(void)pthread_mutex_lock(&n->lock);
	while (!n->stop && wall() < ms)
		(void)pthread_cond_timedwait(&n->wake, &n->lock, &until);
	stop = n->stop;
	(void)pthread_mutex_unlock(&n->lock);
	return !stop;
}

static void *keep(void *arg)
{
	struct lane *l = arg;

	while (wait_until(l->n, step(l)))
		;
	l->db = db_close(l->db);
	return NULL;
}

static int start_lane(struct serve_notify *n, size_t i, struct msg *msg)
{
	struct lane *l = &n->lanes[i];

	l->n = n;
	l->what = i ? "webhooks" : "mails";
	l->options = i ? notify_hook_options(n->notify) : *notify_options(n->notify);
	l->runs = pthread_create(&l->thread, NULL, keep, l) == 0;
	if (!l->runs)
		msg_what(msg, "a thread cannot be started");
	return l->runs ? 0 : ERR_IO;
}

int serve_notify_start(
    const struct settings *settings, struct serve_notify **ret, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct serve_notify *n = ARENA_NEW(arena, struct serve_notify);
	int r = notify_open(settings, &n->notify, msg);

	n->settings = settings;
	n->arena = arena;
	(void)pthread_mutex_init(&n->lock, NULL);
	(void)pthread_cond_init(&n->wake, NULL);
	for (size_t i = 0; r == 0 && i < ARRAY_LEN(n->lanes); i++)
		r = start_lane(n, i, msg);
	if (r < 0) {
		(void)serve_notify_stop(n);
		return r;
	}
	*ret = n;
	return 0;
}

struct serve_notify *serve_notify_stop(struct serve_notify *n)
{
	if (!n)
		return NULL;
	(void)pthread_mutex_lock(&n->lock);
	n->stop = true;
	(void)pthread_cond_broadcast(&n->wake);
	(void)pthread_mutex_unlock(&n->lock);
	if (n->notify)
		notify_stop(n->notify);
	for (size_t i = 0; i < ARRAY_LEN(n->lanes); i++)
		if (n->lanes[i].runs)
			(void)pthread_join(n->lanes[i].thread, NULL);
	(void)pthread_mutex_destroy(&n->lock);
	(void)pthread_cond_destroy(&n->wake);
	(void)notify_close(n->notify);
	arena_free(n->arena);
	return NULL;
}
