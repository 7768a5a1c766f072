#include "cmd/serve_notify.h"

#include "base/arena.h"
#include "base/log.h"
#include "notify/notify.h"
#include "os/clock.h"

#include <pthread.h>

enum { WAIT_MS = 1000 };

struct serve_notify {
	const struct settings *settings;
	struct arena *arena;
	struct notify *notify;
	struct db *db;
	struct notify_unsaid unsaid; /* of the last step that the database did not survive */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
};

static int64_t wall(void)
{
	return clock_system.wall(NULL);
}

static void tell(const struct notify_result *got)
{
	if (got->sent || got->retried || got->failed || got->dropped || got->digests ||
	    got->doubtful)
		log_line(LOG_INFO,
		    "mails sent=%lld retried=%lld failed=%lld dropped=%lld digests=%lld "
		    "doubtful=%lld",
		    (long long)got->sent, (long long)got->retried, (long long)got->failed,
		    (long long)got->dropped, (long long)got->digests, (long long)got->doubtful);
	if (got->trouble)
		log_line(LOG_WARNING, "mails: %s: %s", got->msg.what, got->msg.detail);
}

/* A step; gives the time of the next one. */
static int64_t step(struct serve_notify *n)
{
	struct notify_result got = {0};
	struct msg msg = {0};
	int r;

	if (!n->db && db_open(n->settings->db, 0, &msg, &n->db) < 0) {
		log_line(LOG_WARNING, "mails: %s: %s", msg.what, msg.detail);
		return wall() + WAIT_MS;
	}
	r = n->unsaid.id[0] ? notify_say(n->db, &n->unsaid) : 0;
	if (r == 0) {
		n->unsaid = (struct notify_unsaid){0};
		r = notify_step(n->db, notify_options(n->notify), wall(), &got);
		n->unsaid = got.unsaid;
	}
	tell(&got);
	if (r < 0) {
		log_line(
		    LOG_WARNING, "mails: %s: %s", db_msg(n->db)->what, db_msg(n->db)->detail);
		if (r == ERR_IO || r == ERR_CLOSED)
			n->db = db_close(n->db);
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
	struct serve_notify *n = arg;

	while (wait_until(n, step(n)))
		;
	n->db = db_close(n->db);
	return NULL;
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
	if (r == 0 && pthread_create(&n->thread, NULL, keep, n) != 0) {
		msg_what(msg, "a thread cannot be started");
		r = ERR_IO;
	}
	if (r < 0) {
		(void)notify_close(n->notify);
		arena_free(arena);
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
	(void)pthread_cond_signal(&n->wake);
	(void)pthread_mutex_unlock(&n->lock);
	notify_stop(n->notify);
	(void)pthread_join(n->thread, NULL);
	(void)pthread_mutex_destroy(&n->lock);
	(void)pthread_cond_destroy(&n->wake);
	(void)notify_close(n->notify);
	arena_free(n->arena);
	return NULL;
}
