/* One thread of the process asks the database once a second for each thing that is looked at,
 * and every stream reads what that thread found. It begins with the first stream and ends with
 * the last. */
#include "portal/live.h"

#include "base/log.h"

#include <pthread.h>
#include <time.h>

enum {
	ASK_MS = 1000, /* between two looks at the database */
	STREAM_MS =
	    10 * 60 * 1000, /* then the browser comes back, and may be asked who it is */
	TEXT_MAX = 2048,
};

/* A thing that somebody looks at. */
struct watched {
	live_ask *ask;
	char *id;
	size_t readers;
	int64_t version; /* counts changes of text; 0: nothing known yet */
	char *text;      /* JSON of what is known; NULL */
	int state;       /* of the page, once version is not 0 */
	struct watched *next;
};

/* The thread and what it watches; one of them for each database (tests have several). */
struct poller {
	char *db;
	struct watched *first;
	pthread_t thread;
	pthread_cond_t wake;
	bool stop;
	struct poller *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct poller *pollers;

/* One reader's stream. */
struct stream {
	struct poller *poller;
	struct watched *watched;
	int64_t seen, until; /* version; ms of the monotonic clock */
	int state;           /* that the page shows; -1: not said */
};

static int64_t mono(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static char *copy(const char *text)
{
	size_t n = strlen(text) + 1;
	char *to = mem_alloc(n);

	memcpy(to, text, n);
	return to;
}

/* --- asking --- */

/* Under the lock: what is watched under that id; it may have gone meanwhile. */
static struct watched *find(const struct poller *p, live_ask *ask, const char *id)
{
	for (struct watched *w = p->first; w; w = w->next)
		if (w->ask == ask && strcmp(w->id, id) == 0)
			return w;
	return NULL;
}

/* What is asked in one round. */
struct question {
	live_ask *ask;
	const char *id;
};

static void tell(struct poller *p, const struct question *q, const char *text, int state)
{
	struct watched *w;

	(void)pthread_mutex_lock(&lock);
	w = find(p, q->ask, q->id);
	if (w && (!w->text || strcmp(w->text, text) != 0)) {
		mem_free(w->text);
		w->text = copy(text);
		w->version++;
	}
	if (w)
		w->state = state;
	(void)pthread_mutex_unlock(&lock);
}

typedef VEC(struct question) questions;

static void ask_all(struct poller *p, struct db **db, const questions *all)
{
	struct arena *arena = arena_new();
	struct msg msg = {0};

	if (!*db && db_open(p->db, 0, &msg, db) < 0)
		log_line(LOG_WARNING, "live pages: %s: %s", msg.what, msg.detail);
	vec_foreach (q, all) {
		STR_AUTO(text, TEXT_MAX);
		int state = 0;
		int r = *db ? q->ask(*db, q->id, arena, &text, &state) : 0;

		if (*db && r == 0 && str_ok(&text) == 0)
			tell(p, q, str_text(&text), state);
		if (r == ERR_IO || r == ERR_CLOSED)
			*db = db_close(*db);
	}
	arena_free(arena);
}

static void *poll_all(void *arg)
{
	struct poller *p = arg;
	struct db *db = NULL;

	(void)pthread_mutex_lock(&lock);
	while (!p->stop) {
		struct arena *arena = arena_new();
		questions all = {0};
		struct timespec until;

		for (const struct watched *w = p->first; w; w = w->next)
			vec_push(
			    arena, &all, (struct question){w->ask, arena_strdup(arena, w->id)});
		(void)pthread_mutex_unlock(&lock);
		ask_all(p, &db, &all);
		arena_free(arena);
		(void)clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += ASK_MS / 1000;
		(void)pthread_mutex_lock(&lock);
		if (!p->stop)
			(void)pthread_cond_timedwait(&p->wake, &lock, &until);
	}
	(void)pthread_mutex_unlock(&lock);
	db_close(db);
	return NULL;
}

/* --- watching; under the lock --- */

static struct poller *poller_of(const char *db)
{
	struct poller *p;

	for (p = pollers; p; p = p->next)
		if (strcmp(p->db, db) == 0)
			return p;
	p = mem_alloc(sizeof(*p));
	p->db = copy(db);
	(void)pthread_cond_init(&p->wake, NULL);
	if (pthread_create(&p->thread, NULL, poll_all, p) != 0) {
		(void)pthread_cond_destroy(&p->wake);
		mem_free(p->db);
		return mem_free(p);
	}
	p->next = pollers;
	pollers = p;
	return p;
}

static struct watched *watch(struct poller *p, live_ask *ask, const char *id)
{
	struct watched *w = find(p, ask, id);

	if (!w) {
		w = mem_alloc(sizeof(*w));
		w->ask = ask;
		w->id = copy(id);
		w->next = p->first;
		p->first = w;
		(void)pthread_cond_signal(&p->wake);
	}
	w->readers++;
	return w;
}

static void unwatch(struct poller *p, struct watched *w)
{
	struct watched **at = &p->first;

	if (--w->readers)
		return;
	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	mem_free(w->id);
	mem_free(w->text);
	mem_free(w);
}

/* The last stream takes the poller out of the list; gives it, to be ended without the lock. */
static struct poller *take_idle(struct poller *p)
{
	struct poller **at = &pollers;

	if (p->first)
		return NULL;
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	p->stop = true;
	(void)pthread_cond_signal(&p->wake);
	return p;
}

/* --- a stream --- */

static int next_events(void *state, struct str *out)
{
	struct stream *s = state;
	bool moved;

	(void)pthread_mutex_lock(&lock);
	if (s->watched->version != s->seen) {
		s->seen = s->watched->version;
		str_addf(out, "data: %s\n\n", s->watched->text);
	}
	moved = s->watched->version && s->state >= 0 && s->watched->state != s->state;
	(void)pthread_mutex_unlock(&lock);
	/* Another state is another page: other buttons, steps and files. */
	if (moved)
		str_add(out, "event: end\ndata: {}\n\n");
	return moved || mono() >= s->until ? 1 : 0;
}

static void end_events(void *state)
{
	struct stream *s = state;
	struct poller *idle;

	(void)pthread_mutex_lock(&lock);
	unwatch(s->poller, s->watched);
	idle = take_idle(s->poller);
	(void)pthread_mutex_unlock(&lock);
	if (idle) {
		(void)pthread_join(idle->thread, NULL);
		(void)pthread_cond_destroy(&idle->wake);
		mem_free(idle->db);
		mem_free(idle);
	}
	mem_free(s);
}

int live_stream(struct call *call, live_ask *ask, const char *id, int state)
{
	struct stream *s = mem_alloc(sizeof(*s));

	s->until = mono() + STREAM_MS;
	s->state = state;
	(void)pthread_mutex_lock(&lock);
	s->poller = poller_of(call->app->settings.db);
	if (s->poller)
		s->watched = watch(s->poller, ask, id);
	(void)pthread_mutex_unlock(&lock);
	if (!s->poller) {
		mem_free(s);
		return call_fail(call, ERR_LIMIT, "live progress is not possible now",
		    "load the page again to see how it stands", "%s", id);
	}
	call->reply->events = next_events;
	call->reply->events_state = s;
	call->reply->events_end = end_events;
	serve_reply_header(call->reply, "Content-Type", "text/event-stream");
	call->replied = true;
	return 0;
}
