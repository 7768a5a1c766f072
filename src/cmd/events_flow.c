#include "cmd/events_flow.h"

#include "base/log.h"
#include "os/clock.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	PEERS = 64,         /* that are connected at a time */
	PEER_MAX = 2 << 20, /* bytes of one that wait for the end of their line */
	READ_MAX = 1 << 18,
	SOCKET_MAX = 8 << 20, /* bytes that the kernel keeps while we store */
	LOOK_MS = 500,        /* between two looks at a file */
	WAIT_MS = 5000,       /* after a failure that may pass */
	BACKLOG = 16,
};

/* A line of a connection may end in its next piece. */
struct peer {
	int fd;
	struct str rest;
};

struct listening {
	struct intake_flow *flow;
	struct peer peers[PEERS];
	size_t n;
	int fd, signals;
	int64_t began; /* when the oldest line that is not stored came, monotonic; 0: none */
	bool datagrams, ending;
	char *buffer;
};

static int64_t wall(void)
{
	return clock_system.wall(NULL);
}

static int64_t mono(void)
{
	return clock_system.mono(NULL);
}

static int open_signals(void)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void say(const struct intake_flow *f)
{
	struct intake_counts c;
	struct alert_told told;

	intake_flow_count(f, &c, &told);
	(void)printf("%lld lines, %lld wrong, %lld new events, %lld nobody's, %lld new alerts, "
		     "%lld traces, %lld notices\n",
	    (long long)c.lines, (long long)c.wrong, (long long)c.added, (long long)c.nobodys,
	    (long long)c.alerts, (long long)c.traces, (long long)told.orgs);
	(void)fflush(stdout);
}

/* --- a file --- */

struct following {
	struct intake_flow *flow;
	struct tail *tail;
	const char *path;
	int64_t lost; /* that are told */
	int signals;
};

/* Whether the process is to end; waits as long for it. */
static bool is_over(int signals, int ms)
{
	struct pollfd fd = {signals, POLLIN, 0};

	return poll(&fd, 1, ms) == 1;
}

/* 1: there was something; 0: nothing is new. */
static int follow_one(struct following *f, struct msg *msg)
{
	struct tail_counts counts;
	struct tail_mark where;
	struct span lines;
	int r = tail_read(f->tail, &lines, msg);

	if (r < 0)
		return r;
	tail_count(f->tail, &counts);
	if (counts.lost > f->lost)
		log_line(LOG_WARNING,
		    "%s: the file was gone before it was read to its end: keep the one before "
		    "unpacked",
		    f->path);
	if (!lines.n)
		return 0;
	r = intake_flow_lines(f->flow, lines, wall());
	tail_where(f->tail, &where);
	if (r == 0)
		r = intake_flow_store(f->flow, &where, counts.lost - f->lost, wall());
	f->lost = counts.lost;
	return r < 0 ? r : 1;
}

/* From the mark in the database. */
static int follow_from_mark(
    struct db *db, struct following *f, const struct intake_origin *origin, struct msg *msg)
{
	struct tail_mark mark = {0};
	int r = intake_flow_new(db, origin, wall(), &f->flow);

	if (r == 0)
		r = intake_flow_mark(f->flow, f->path, &mark);
	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	f->lost = 0;
	f->tail = tail_new(f->path, &mark);
	return 0;
}

static void follow_end(struct following *f)
{
	f->flow = intake_flow_free(f->flow);
	f->tail = tail_free(f->tail);
}

/* Until the end, or a failure. */
static int follow_on(struct following *f, bool once, struct db *db, struct msg *msg)
{
	int r = 0;

	while (r >= 0) {
		*msg = (struct msg){0};
		r = follow_one(f, msg);
		if (r < 0 && !*msg->what)
			*msg = *db_msg(db);
		if ((r == 0 && once) || (r >= 0 && is_over(f->signals, r ? 0 : LOOK_MS)))
			break;
	}
	return r < 0 ? r : 0;
}

int events_follow(struct db *db, const struct intake_origin *origin, const char *path,
    bool once, struct msg *msg)
{
	struct following f = {.path = path, .signals = open_signals()};
	int r;

	for (;;) {
		r = follow_from_mark(db, &f, origin, msg);
		if (r == 0)
			r = follow_on(&f, once, db, msg);
		if (f.flow)
			say(f.flow);
		follow_end(&f);
		if (r == 0 || once)
			break;
		/* What is not stored is read again. */
		log_line(LOG_WARNING, "%s: %s: %s", path, msg->what, msg->detail);
		if (is_over(f.signals, WAIT_MS)) {
			r = 0;
			break;
		}
	}
	(void)close(f.signals);
	return r;
}

/* --- a socket --- */

static int listen_on(const char *path, bool datagrams, struct msg *msg)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	const int room = SOCKET_MAX;
	struct stat st;
	mode_t was;
	int fd = -1;

	if (strlen(path) >= sizeof(un.sun_path))
		errno = ENAMETOOLONG;
	else
		fd = socket(AF_UNIX,
		    (datagrams ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0) {
		memcpy(un.sun_path, path, strlen(path));
		/* One that a killed process has left. */
		if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode) &&
		    connect(fd, (const struct sockaddr *)&un, sizeof(un)) < 0 &&
		    errno == ECONNREFUSED)
			(void)unlink(path);
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
		was = umask(0117);
		if (bind(fd, (const struct sockaddr *)&un, sizeof(un)) == 0 &&
		    (datagrams || listen(fd, BACKLOG) == 0)) {
			(void)umask(was);
			return fd;
		}
		(void)umask(was);
	}
	msg_what(msg, "cannot listen on %s", path);
	msg_detail(msg, "%s", strerrordesc_np(errno));
	msg_hint(msg, "name a socket in a folder that may be written, which nobody listens on");
	if (fd >= 0)
		(void)close(fd);
	return ERR_IO;
}

static int take_bytes(struct listening *l, struct span lines)
{
	if (!lines.n)
		return 0;
	if (!l->began)
		l->began = mono();
	return intake_flow_lines(l->flow, lines, wall());
}

static void accept_peer(struct listening *l)
{
	int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

	if (fd < 0)
		return;
	if (l->n == PEERS) {
		log_line(LOG_WARNING, "more than %d connections: one is refused", PEERS);
		(void)close(fd);
		return;
	}
	l->peers[l->n].fd = fd;
	str_init(&l->peers[l->n++].rest, PEER_MAX);
}

/* Its last line may lack its end. */
static int drop_peer(struct listening *l, size_t i)
{
	struct peer *p = &l->peers[i];
	int r = take_bytes(l, str_bytes(&p->rest));

	str_done(&p->rest);
	(void)close(p->fd);
	*p = l->peers[--l->n];
	return r;
}

/* What came of a peer: whole lines are read, the rest waits. 1: it is gone. */
static int read_peer(struct listening *l, size_t i)
{
	struct peer *p = &l->peers[i];
	ssize_t n = read(p->fd, l->buffer, READ_MAX);
	const char *end;
	size_t whole;
	int r;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0) {
		r = drop_peer(l, i);
		return r < 0 ? r : 1;
	}
	end = memrchr(l->buffer, '\n', (size_t)n);
	whole = end ? (size_t)(end - l->buffer) + 1 : 0;
	str_put(&p->rest, l->buffer, whole ? whole : (size_t)n);
	if (str_ok(&p->rest) < 0) {
		log_line(LOG_WARNING, "a line without an end: its connection is closed");
		str_clear(&p->rest);
		r = drop_peer(l, i);
		return r < 0 ? r : 1;
	}
	if (!whole)
		return 0;
	r = take_bytes(l, str_bytes(&p->rest));
	str_clear(&p->rest);
	str_put(&p->rest, l->buffer + whole, (size_t)n - whole);
	return r;
}

static int read_datagrams(struct listening *l)
{
	int r = 0;

	for (int i = 0; r == 0 && i < 1000; i++) {
		ssize_t n = recv(l->fd, l->buffer, READ_MAX, MSG_DONTWAIT);

		if (n <= 0)
			break;
		r = take_bytes(l, span_of(l->buffer, (size_t)n));
	}
	return r;
}

/* How long to wait: what was read is stored INTAKE_FLOW_WAIT ms after it came. */
static int wait_ms(const struct listening *l)
{
	return l->began ? (int)MAX(l->began + INTAKE_FLOW_WAIT - mono(), 0) : -1;
}

static int turn(struct listening *l)
{
	struct pollfd fds[PEERS + 2] = {{l->signals, POLLIN, 0}, {l->fd, POLLIN, 0}};
	size_t n = l->n;
	int r = 0;

	for (size_t i = 0; i < n; i++)
		fds[i + 2] = (struct pollfd){l->peers[i].fd, POLLIN, 0};
	if (poll(fds, n + 2, wait_ms(l)) < 0 && errno != EINTR)
		return ERR_IO;
	l->ending = fds[0].revents != 0;
	/* From the last: one that goes is replaced by the last. */
	for (size_t i = n; r >= 0 && i-- > 0;)
		if (fds[i + 2].revents)
			r = read_peer(l, i);
	if (r >= 0 && fds[1].revents) {
		r = 0;
		if (l->datagrams)
			r = read_datagrams(l);
		else
			accept_peer(l);
	}
	if (r >= 0 && l->began && (l->ending || wait_ms(l) == 0)) {
		r = intake_flow_store(l->flow, NULL, 0, wall());
		l->began = 0;
	}
	return r < 0 ? r : 0;
}

static int listen_until_end(struct listening *l, struct db *db, struct msg *msg)
{
	int r = 0;

	while (!l->ending) {
		r = turn(l);
		if (r == 0)
			continue;
		/* It stays in memory and is tried again; who sends, waits. */
		while (r < 0 && !l->ending) {
			*msg = *db_msg(db);
			log_line(LOG_WARNING, "what came is not stored yet: %s: %s", msg->what,
			    msg->detail);
			l->ending = is_over(l->signals, WAIT_MS);
			r = intake_flow_store(l->flow, NULL, 0, wall());
		}
		l->began = 0;
	}
	while (l->n && drop_peer(l, 0) == 0)
		;
	r = intake_flow_store(l->flow, NULL, 0, wall());
	if (r < 0)
		*msg = *db_msg(db);
	return r;
}

int events_listen(struct db *db, const struct intake_origin *origin, const char *path,
    bool datagrams, struct msg *msg)
{
	struct listening l = {.signals = open_signals(), .datagrams = datagrams};
	int r = intake_flow_new(db, origin, wall(), &l.flow);

	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	l.fd = listen_on(path, datagrams, msg);
	r = l.fd < 0 ? l.fd : 0;
	l.buffer = mem_alloc(READ_MAX);
	if (r == 0) {
		r = listen_until_end(&l, db, msg);
		say(l.flow);
		(void)unlink(path);
		(void)close(l.fd);
	}
	(void)mem_free(l.buffer);
	(void)intake_flow_free(l.flow);
	(void)close(l.signals);
	return r;
}
