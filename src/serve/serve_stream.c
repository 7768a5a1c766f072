/*
 * Server-sent events. A stream belongs to one thread at a time: to MHD's, which sends what
 * stands in out, until that is sent; then MHD's thread suspends the connection and parks the
 * stream with the ticker, which asks for events five times a second, and gives it back with
 * something to send. So the maker of events needs no lock, and a reader that is slow is not
 * asked for.
 */
#include "serve/serve_impl.h"

#include "os/clock.h"

#include <poll.h>

enum { OUT_MAX = 1 << 20, BLOCK = 4096, LOOK_EVERY = 5 /* ticks */ };

struct serve_stream {
	struct serve_stream *next; /* parked */
	struct serve *serve;
	struct serve_conn *conn;
	struct MHD_Connection *mhd;
	serve_events events;
	void *state;
	void (*end)(void *state);
	struct str out;
	size_t sent;  /* of out */
	bool ended;   /* after out */
	int64_t beat; /* when a silent stream says that it lives */
};

static int64_t now_ms(void)
{
	return clock_system.mono(clock_system.arg);
}

/* MHD's thread has sent all: the stream waits with the ticker. */
static void park(struct serve_stream *s)
{
	struct serve *serve = s->serve;
	bool stopping;

	serve_conn_phase(s->conn, SERVE_STREAM, 0);
	MHD_suspend_connection(s->mhd);
	(void)pthread_mutex_lock(&serve->lock);
	stopping = serve->stopping;
	if (!stopping) {
		s->next = serve->parked;
		serve->parked = s;
	}
	(void)pthread_mutex_unlock(&serve->lock);
	if (stopping) {
		s->ended = true;
		MHD_resume_connection(s->mhd);
	}
}

/* MHD_ContentReaderCallback */
static ssize_t read_stream(void *cls, uint64_t pos UNUSED, char *buf, size_t max)
{
	struct serve_stream *s = cls;
	size_t n = MIN(max, s->out.n - s->sent);

	if (n == 0) {
		if (s->ended)
			return MHD_CONTENT_READER_END_OF_STREAM;
		str_clear(&s->out);
		s->sent = 0;
		park(s);
		return 0;
	}
	memcpy(buf, s->out.p + s->sent, n);
	s->sent += n;
	s->conn->call->bytes += n;
	/* We are called again when these bytes have left: a reader that takes none is cut. */
	serve_conn_phase(s->conn, SERVE_STREAM, s->serve->o.idle_ms);
	return (ssize_t)n;
}

static void free_stream(void *cls)
{
	struct serve_stream *s = cls;

	s->serve->streams--;
	if (s->end)
		s->end(s->state);
	str_done(&s->out);
	(void)mem_free(s);
}

struct MHD_Response *serve_stream_open(
    struct serve_conn *conn, struct MHD_Connection *mhd, struct serve_reply *reply)
{
	struct serve_stream *s = mem_alloc(sizeof(*s));
	struct MHD_Response *response;

	s->serve = conn->serve;
	s->conn = conn;
	s->mhd = mhd;
	s->events = reply->events;
	s->state = reply->events_state;
	s->end = reply->events_end;
	reply->events = NULL;
	reply->events_end = NULL;
	str_init(&s->out, OUT_MAX);
	s->beat = now_ms() + SERVE_BEAT_MS;
	conn->serve->streams++;
	response = MHD_create_response_from_callback(
	    MHD_SIZE_UNKNOWN, BLOCK, read_stream, s, free_stream);
	if (!response)
		free_stream(s);
	return response;
}

/* Whether the stream goes back to MHD's thread, to send or to end. */
static bool is_ready(struct serve_stream *s, int64_t now, bool gone)
{
	if (gone) {
		s->ended = true;
		return true;
	}
	s->ended = s->events(s->state, &s->out) != 0;
	if (str_ok(&s->out) < 0)
		s->ended = true;
	if (s->out.n == 0 && now >= s->beat)
		str_add(&s->out, ":\n\n");
	if (s->out.n == 0 && !s->ended)
		return false;
	s->beat = now + SERVE_BEAT_MS;
	return true;
}

/* Whether the reader has hung up: MHD does not look at a suspended connection. */
static bool is_gone(const struct serve_stream *s)
{
	struct pollfd p = {.fd = s->conn->fd, .events = POLLRDHUP};

	return poll(&p, 1, 0) > 0 && (p.revents & (POLLHUP | POLLERR | POLLRDHUP)) != 0;
}

/* One look at the parked streams, which are the ticker's alone: the lock is not held. Gives
 * those that stay. */
static struct serve_stream *look(struct serve_stream *list, bool at_peers, bool stopping)
{
	struct serve_stream *stay = NULL, *next;
	int64_t now = now_ms();

	for (struct serve_stream *s = list; s; s = next) {
		next = s->next;
		if (is_ready(s, now, stopping || (at_peers && is_gone(s)))) {
			MHD_resume_connection(s->mhd);
		} else {
			s->next = stay;
			stay = s;
		}
	}
	return stay;
}

/* Puts the streams back before those parked meanwhile. The lock is held. */
static void put_back(struct serve *serve, struct serve_stream *list)
{
	struct serve_stream **last = &list;

	while (*last)
		last = &(*last)->next;
	*last = serve->parked;
	serve->parked = list;
}

void *serve_stream_tick(void *cls)
{
	struct serve *serve = cls;
	bool last = false;

	(void)pthread_mutex_lock(&serve->lock);
	for (unsigned tick = 0; !last; tick++) {
		struct serve_stream *list = serve->parked;
		bool stopping = serve->stopping;

		/* Nobody parks once stopping is set, so the look after that is the last. */
		last = stopping;
		serve->parked = NULL;
		(void)pthread_mutex_unlock(&serve->lock);
		list = look(list, tick % LOOK_EVERY == 0, stopping);
		(void)pthread_mutex_lock(&serve->lock);
		put_back(serve, list);
		if (!last)
			serve_wait(serve, SERVE_TICK_MS);
	}
	(void)pthread_mutex_unlock(&serve->lock);
	return NULL;
}
