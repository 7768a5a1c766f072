/*
 * Live progress. However many people look at however many orders, one thread of the process
 * asks the database once a second for each order that is looked at, and every stream reads what
 * that thread found. The thread begins with the first stream and ends with the last.
 */
#include "base/log.h"
#include "codec/html.h"
#include "codec/json.h"
#include "portal/bound.h"
#include "portal/order.h"

#include <pthread.h>
#include <time.h>

enum {
	ASK_MS = 1000, /* between two looks at the database */
	STREAM_MS =
	    10 * 60 * 1000, /* then the browser comes back, and may be asked who it is */
	TEXT_MAX = 2048,
};

/* An order that somebody looks at. */
struct watched {
	char *id;
	size_t readers;
	int64_t version; /* counts changes of text; 0: nothing known yet */
	char *text;      /* JSON of what is known; NULL */
	int state;       /* enum order_state, once version is not 0 */
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

/* The parts of the page are text. */
static void put_number(struct json_writer *w, const char *part, int64_t n)
{
	char text[24];

	(void)snprintf(text, sizeof(text), "%lld", (long long)n);
	json_member_text(w, part, text);
}

/* What the parts of the page become: HTML, as web/portal/README.md says. */
static void write_progress(const struct chunk *c, struct str *out)
{
	struct json_writer w;
	STR_AUTO(stage, 512);
	STR_AUTO(bar, 128);

	html_text(&stage, span_str(c->stage ? c->stage : ""));
	/* Without a value the bar says that nobody knows yet how much there is. */
	if (c->total)
		str_addf(&bar, "<progress value=\"%lld\" max=\"%lld\"></progress>",
		    (long long)c->done, (long long)c->total);
	else
		str_add(&bar, "<progress></progress>");
	json_write_init(&w, out, 0);
	json_write_object(&w);
	json_member_text(&w, "bar", str_text(&bar));
	json_member_text(&w, "stage", str_text(&stage));
	put_number(&w, "done", c->done);
	put_number(&w, "total", c->total);
	put_number(&w, "hosts", c->hosts);
	put_number(&w, "services", c->services);
	put_number(&w, "requests", c->requests);
	json_write_object_end(&w);
}

static int ask(
    struct db *db, const char *id, struct arena *arena, struct str *out, int *ret_state)
{
	struct audit_order o;
	struct chunk c = {0};
	int r = desk_get(db, &audit_order_type, id, arena, &o);

	if (r == 0)
		r = order_progress(db, &o, arena, &c);
	if (r < 0)
		return r;
	write_progress(&c, out);
	*ret_state = o.state;
	return 0;
}

/* Under the lock: the watched order of that id; it may have gone meanwhile. */
static struct watched *find(const struct poller *p, const char *id)
{
	for (struct watched *w = p->first; w; w = w->next)
		if (strcmp(w->id, id) == 0)
			return w;
	return NULL;
}

static void tell(struct poller *p, const char *id, const char *text, int state)
{
	struct watched *w;

	(void)pthread_mutex_lock(&lock);
	w = find(p, id);
	if (w && (!w->text || strcmp(w->text, text) != 0)) {
		mem_free(w->text);
		w->text = copy(text);
		w->version++;
	}
	if (w)
		w->state = state;
	(void)pthread_mutex_unlock(&lock);
}

static void ask_all(struct poller *p, struct db **db, const struct text_list *ids)
{
	struct arena *arena = arena_new();
	struct msg msg = {0};

	if (!*db && db_open(p->db, 0, &msg, db) < 0)
		log_line(LOG_WARNING, "live progress: %s: %s", msg.what, msg.detail);
	for (size_t i = 0; *db && i < ids->n; i++) {
		STR_AUTO(text, TEXT_MAX);
		int state = ORDER_DRAFT;
		int r = ask(*db, ids->items[i], arena, &text, &state);

		if (r == 0 && str_ok(&text) == 0)
			tell(p, ids->items[i], str_text(&text), state);
		if (r == ERR_IO || r == ERR_CLOSED)
			*db = db_close(*db);
	}
	arena_free(arena);
}

static void *poll_orders(void *arg)
{
	struct poller *p = arg;
	struct db *db = NULL;

	(void)pthread_mutex_lock(&lock);
	while (!p->stop) {
		struct arena *arena = arena_new();
		struct text_list ids = {0};
		struct timespec until;

		for (const struct watched *w = p->first; w; w = w->next)
			text_list_add(&ids, arena, arena_strdup(arena, w->id));
		(void)pthread_mutex_unlock(&lock);
		ask_all(p, &db, &ids);
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
	if (pthread_create(&p->thread, NULL, poll_orders, p) != 0) {
		(void)pthread_cond_destroy(&p->wake);
		mem_free(p->db);
		return mem_free(p);
	}
	p->next = pollers;
	pollers = p;
	return p;
}

static struct watched *watch(struct poller *p, const char *id)
{
	struct watched *w = find(p, id);

	if (!w) {
		w = mem_alloc(sizeof(*w));
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

int order_live(struct call *call)
{
	const char *state = serve_query(call->rq, "state");
	struct audit_order o;
	struct stream *s;
	int r = bound_order(call, &o);

	if (r < 0)
		return r;
	s = mem_alloc(sizeof(*s));
	s->until = mono() + STREAM_MS;
	s->state = bound_name(order_state_names, state ? state : "");
	(void)pthread_mutex_lock(&lock);
	s->poller = poller_of(call->app->settings.db);
	if (s->poller)
		s->watched = watch(s->poller, o.id);
	(void)pthread_mutex_unlock(&lock);
	if (!s->poller) {
		mem_free(s);
		return call_fail(call, ERR_LIMIT, "live progress is not possible now",
		    "load the page again to see how it stands", "%s", o.ref);
	}
	call->reply->events = next_events;
	call->reply->events_state = s;
	call->reply->events_end = end_events;
	serve_reply_header(call->reply, "Content-Type", "text/event-stream");
	call->replied = true;
	return 0;
}
