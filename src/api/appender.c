#include "api/appender.h"

#include "base/arena.h"
#include "base/macros.h"

#include <pthread.h>

enum { BATCH = 256 };

/* An entry that waits; it lives on the stack of who waits for it. */
struct waiting {
	struct log_entry entry;
	bool done;
	int err;
	struct waiting *next;
};

struct appender {
	struct db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t come, stored;
	struct waiting *first, **last;
	bool stop;
};

static int store(struct appender *a, struct waiting *const *batch, size_t n)
{
	struct arena *arena = arena_new();
	struct log_entry *entries = ARENA_ARRAY(arena, n, struct log_entry);
	int r = db_begin(a->db, DB_WRITE);

	for (size_t i = 0; i < n; i++)
		entries[i] = batch[i]->entry;
	if (r == 0)
		r = db_end(a->db, log_append_many(a->db, entries, n, arena));
	arena_free(arena);
	return r;
}

/* Under the lock: takes what waits, at most BATCH. */
static size_t take(struct appender *a, struct waiting **batch)
{
	size_t n = 0;

	while (a->first && n < BATCH) {
		batch[n++] = a->first;
		a->first = a->first->next;
	}
	if (!a->first)
		a->last = &a->first;
	return n;
}

static void *write_entries(void *arg)
{
	struct appender *a = arg;
	struct waiting *batch[BATCH];

	(void)pthread_mutex_lock(&a->lock);
	for (;;) {
		size_t n;
		int r;

		while (!a->first && !a->stop)
			(void)pthread_cond_wait(&a->come, &a->lock);
		n = take(a, batch);
		if (!n)
			break;
		(void)pthread_mutex_unlock(&a->lock);
		r = store(a, batch, n);
		(void)pthread_mutex_lock(&a->lock);
		for (size_t i = 0; i < n; i++) {
			batch[i]->err = r;
			batch[i]->done = true;
		}
		(void)pthread_cond_broadcast(&a->stored);
	}
	(void)pthread_mutex_unlock(&a->lock);
	return NULL;
}

int appender_start(const char *db, struct appender **ret, struct msg *msg)
{
	struct appender *a = mem_alloc(sizeof(*a));
	int r;

	a->last = &a->first;
	r = db_open(db, 0, msg, &a->db);
	if (r < 0) {
		mem_free(a);
		return r;
	}
	(void)pthread_mutex_init(&a->lock, NULL);
	(void)pthread_cond_init(&a->come, NULL);
	(void)pthread_cond_init(&a->stored, NULL);
	if (pthread_create(&a->thread, NULL, write_entries, a) != 0) {
		db_close(a->db);
		mem_free(a);
		msg_what(msg, "a thread cannot be started");
		return ERR_IO;
	}
	*ret = a;
	return 0;
}

int appender_add(struct appender *a, const struct actor *actor, const char *action,
    const char *org, const char *object, const char *outcome, int64_t now)
{
	struct waiting w = {.entry = {.time = now,
				.actor = actor->person,
				.actor_name = actor->name,
				.token = actor->token,
				.remote = actor->remote,
				.action = action,
				.org = org,
				.object = object,
				.outcome = outcome}};

	(void)pthread_mutex_lock(&a->lock);
	*a->last = &w;
	/* It is out of the list before this call is over: done says so. */
	/* cppcheck-suppress autoVariables */
	a->last = &w.next;
	(void)pthread_cond_signal(&a->come);
	while (!w.done)
		(void)pthread_cond_wait(&a->stored, &a->lock);
	(void)pthread_mutex_unlock(&a->lock);
	return w.err;
}

struct appender *appender_stop(struct appender *a)
{
	if (!a)
		return NULL;
	(void)pthread_mutex_lock(&a->lock);
	a->stop = true;
	(void)pthread_cond_signal(&a->come);
	(void)pthread_mutex_unlock(&a->lock);
	(void)pthread_join(a->thread, NULL);
	(void)pthread_mutex_destroy(&a->lock);
	(void)pthread_cond_destroy(&a->come);
	(void)pthread_cond_destroy(&a->stored);
	db_close(a->db);
	return mem_free(a);
}
