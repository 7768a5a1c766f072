#include "cmd/serve_notify.h"

#include "base/arena.h"
#include "base/log.h"
#include "notify/mailbox.h"
#include "notify/notify.h"
#include "os/clock.h"

#include <pthread.h>

enum { MAILS, MORE_MAILS, OTHER_MAILS, WEBHOOKS, REPLIES, LANES };
enum { WAIT_MS = 1000, MAILBOX_MS = 5000, IMAP_MS = 30000, ORPHANS_MS = 15000 };

/* Mails, webhooks and replies have threads of their own: who is slow keeps nobody else waiting.
 * Mails have several, as a mail server's answers are what takes the time. */
struct lane {
	struct serve_notify *n;
	struct notify *notify;           /* a connection of its own */
	int64_t (*step)(struct lane *l); /* gives the time of the next one */
	struct notify_options options;
	const char *what;
	struct db *db;
	struct notify_unsaid unsaid; /* of the last step that the database did not survive */
	int64_t looked;              /* for messages of servers that have ended; ms */
	pthread_t thread;
	bool runs;
};

struct serve_notify {
	const struct settings *settings;
	struct arena *arena;
	struct lane lanes[LANES];
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

static int64_t send_step(struct lane *l);

static bool has_db(struct lane *l)
{
	struct msg msg = {0};

	if (l->db)
		return true;
	if (db_open(l->n->settings->db, 0, &msg, &l->db) == 0) {
		/* A step that is forgotten when the power fails is done again, under the same
		 * Message-ID: what was put into the outbox is on the disk. */
		if (l->step != send_step || db_quick(l->db) == 0)
			return true;
		msg = *db_msg(l->db);
		l->db = db_close(l->db);
	}
	log_line(LOG_WARNING, "%s: %s: %s", l->what, msg.what, msg.detail);
	return false;
}

/* The database has failed: the handle may be of no use any more. */
static int64_t again(struct lane *l, int r)
{
	log_line(
	    LOG_WARNING, "%s: %s: %s", l->what, db_msg(l->db)->what, db_msg(l->db)->detail);
	if (r == ERR_IO || r == ERR_CLOSED)
		l->db = db_close(l->db);
	return wall() + WAIT_MS;
}

/* What a server of this machine had in hand when it was killed: this one's predecessor, before
 * anything else is sent. One lane looks for all. */
static int take_orphans(struct lane *l)
{
	int64_t n = 0, now = wall();
	int r;

	if (l != &l->n->lanes[MAILS] || (l->looked && now - l->looked < ORPHANS_MS))
		return 0;
	r = notify_orphans(l->db, &n);
	if (r == 0)
		l->looked = now;
	if (n)
		log_line(LOG_INFO, "%s of a server that has ended wait again: %lld", l->what,
		    (long long)n);
	return r == ERR_BUSY ? 0 : r;
}

static int64_t send_step(struct lane *l)
{
	struct notify_result got = {0};
	int r;

	if (!has_db(l))
		return wall() + WAIT_MS;
	r = take_orphans(l);
	if (r == 0 && l->unsaid.id[0])
		r = notify_say(l->db, &l->unsaid);
	if (r == 0) {
		l->unsaid = (struct notify_unsaid){0};
		r = notify_step(l->db, &l->options, wall(), &got);
		l->unsaid = got.unsaid;
	}
	tell(l, &got);
	return r < 0 ? again(l, r) : got.next;
}

static int64_t read_step(struct lane *l)
{
	const struct settings *s = l->n->settings;
	struct mailbox_result got = {0};
	int r;

	if (!s->mail_dir && !s->imap)
		return INT64_MAX;
	if (!has_db(l))
		return wall() + WAIT_MS;
	r = mailbox_read(l->db, s, wall(), &got);
	if (got.replies || got.bounces || got.for_duty || got.refused || got.ignored)
		log_line(LOG_INFO,
		    "replies answers=%lld bounces=%lld to_read=%lld refused=%lld ignored=%lld",
		    (long long)got.replies, (long long)got.bounces, (long long)got.for_duty,
		    (long long)got.refused, (long long)got.ignored);
	if (got.msg.what[0])
		log_line(LOG_WARNING, "%s: %s: %s", l->what, got.msg.what, got.msg.detail);
	if (r < 0)
		return again(l, r);
	return wall() + (got.more ? 0 : s->mail_dir ? MAILBOX_MS : IMAP_MS);
}

/* Waits until that time, or the end. Whether it goes on. */
static bool wait_until(struct serve_notify *n, int64_t ms)
{
	/* Nothing is ever to be done: looked at again after an hour. */
	const struct timespec until = {
	    .tv_sec = MIN(ms, wall() + 3600000) / 1000, .tv_nsec = ms % 1000 * 1000000};
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

	while (wait_until(l->n, l->step(l)))
		;
	l->db = db_close(l->db);
	return NULL;
}

static int start_lane(struct serve_notify *n, size_t i, struct msg *msg)
{
	struct lane *l = &n->lanes[i];
	int r = notify_open(n->settings, &l->notify, msg);

	static const char *const names[LANES] = {
	    "mails", "mails", "mails", "webhooks", "replies"};

	if (r < 0)
		return r;
	l->n = n;
	l->what = names[i];
	l->step = i == REPLIES ? read_step : send_step;
	l->options =
	    i >= WEBHOOKS ? notify_hook_options(l->notify) : *notify_options(l->notify);
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
	int r = 0;

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
	for (size_t i = 0; i < ARRAY_LEN(n->lanes); i++)
		if (n->lanes[i].notify)
			notify_stop(n->lanes[i].notify);
	for (size_t i = 0; i < ARRAY_LEN(n->lanes); i++) {
		if (n->lanes[i].runs)
			(void)pthread_join(n->lanes[i].thread, NULL);
		n->lanes[i].notify = notify_close(n->lanes[i].notify);
	}
	(void)pthread_mutex_destroy(&n->lock);
	(void)pthread_cond_destroy(&n->wake);
	arena_free(n->arena);
	return NULL;
}
