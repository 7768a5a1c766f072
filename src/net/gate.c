#include "net/gate.h"

#include "base/limits.h"
#include "net/gate_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A coroutine that waits for the gate's answer; it lives on that coroutine's stack. */
struct pending {
	uint32_t id;
	bool answered;
	int err;
	int fd;
	struct ip ip;
	struct co_queue queue;
	struct pending *next;
};

struct gate {
	struct loop *loop;
	struct arena *arena;
	struct perimeter perimeter;
	struct pending *pending;
	uint32_t next_id;
	int64_t granted;
	int fd;
	pid_t pid;
	bool dead;   /* it answers no more */
	bool gone;   /* without being asked to */
	size_t open; /* requests waiting or granted and not done: at most LIMIT_COROUTINES, as
			the gate process serves no more */
	struct co_queue queue; /* for a place among them */
	struct map reasons;    /* address text -> why it was blocked or refused the last time */
};

static int start_process(const struct job *job, struct gate *g, struct msg *msg)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) < 0) {
		msg_what(msg, "the gate cannot be started");
		msg_detail(msg, "socketpair: %s", strerrordesc_np(errno));
		return ERR_IO;
	}
	g->pid = fork();
	if (g->pid == 0) {
		(void)close(pair[0]);
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		_exit(gate_process(pair[1], job));
	}
	(void)close(pair[1]);
	g->fd = pair[0];
	if (g->pid < 0) {
		msg_what(msg, "the gate cannot be started");
		msg_detail(msg, "fork: %s", strerrordesc_np(errno));
		return ERR_IO;
	}
	return 0;
}

int gate_start(const struct job *job, struct loop *loop, struct gate **ret, struct msg *msg)
{
	struct gate *g = mem_alloc(sizeof(*g));
	int r;

	g->loop = loop;
	g->fd = -1;
	g->pid = -1;
	g->arena = arena_new();
	map_init(&g->reasons, g->arena);
	r = perimeter_of(job, g->arena, &g->perimeter, msg);
	if (r == 0 && gate_window_wait(&job->windows, 0) < 0) {
		msg_what(msg, "a window is malformed");
		msg_hint(msg, "write windows in UTC as HH:MM-HH:MM, for example 22:00-06:00");
		r = ERR_SYNTAX;
	}
	if (r == 0)
		r = start_process(job, g, msg);
	if (r < 0) {
		gate_stop(g);
		return r;
	}
	*ret = g;
	return 0;
}

struct gate *gate_stop(struct gate *gate)
{
	if (!gate)
		return NULL;
	if (gate->fd >= 0)
		(void)close(gate->fd);
	if (gate->pid > 0)
		(void)waitpid(gate->pid, NULL, 0); /* it ends by itself when the pair closes */
	arena_free(gate->arena);
	return mem_free(gate);
}

static struct pending *find(struct gate *g, uint32_t id)
{
	struct pending *p = g->pending;

	while (p && p->id != id)
		p = p->next;
	return p;
}

static int receive_answer(struct gate *g, struct gate_answer *ret, int *ret_fd)
{
	struct iovec iov = {ret, sizeof(*ret)};
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	struct msghdr msg = {.msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control.buf,
	    .msg_controllen = sizeof(control.buf)};
	struct cmsghdr *c;
	ssize_t n = recvmsg(g->fd, &msg, MSG_CMSG_CLOEXEC);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? ERR_TIMEOUT : ERR_CLOSED;
	if (n != (ssize_t)sizeof(*ret))
		return ERR_CLOSED;
	*ret_fd = -1;
	c = CMSG_FIRSTHDR(&msg);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(ret_fd, CMSG_DATA(c), sizeof(int));
	return 0;
}

/* The same few texts come again and again: one copy is kept of each change. */
static void keep_reason(struct gate *g, const struct ip *ip, const char *reason)
{
	char text[IP_TEXT];
	const char *known = map_get(&g->reasons, ip_text(ip, text));
	size_t n = strnlen(reason, sizeof(((struct gate_answer *)0)->reason));

	if (!known || strlen(known) != n || memcmp(known, reason, n) != 0)
		map_set(&g->reasons, text, arena_strndup(g->arena, reason, n));
}

static void deliver(struct gate *g, const struct gate_answer *a, int fd)
{
	struct pending *p = find(g, a->id);

	if (!p) { /* whoever asked was cancelled meanwhile */
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	p->answered = true;
	p->err = a->err;
	p->fd = fd;
	if (a->err == ERR_BLOCKED || a->err == ERR_DENIED)
		keep_reason(g, &p->ip, a->reason);
	co_queue_wake(&p->queue);
}

/* Nothing can be sent any more; all who wait hear it. */
static void stop_worker(struct gate *g)
{
	g->gone = g->dead = true;
	loop_stop(g->loop);
}

static void listen_loop(void *arg)
{
	struct gate *g = arg;

	while (!g->dead) {
		struct gate_answer a;
		int fd, r = receive_answer(g, &a, &fd);

		if (r == 0)
			deliver(g, &a, fd);
		else if (r == ERR_CLOSED)
			stop_worker(g);
		else
			g->dead = co_wait_fd(g->fd, CO_READ, -1) < 0;
	}
	loop_stop(g->loop);
}

void gate_listen(struct gate *gate)
{
	loop_spawn(gate->loop, listen_loop, gate);
}

static int send_request(struct gate *g, const struct gate_request *rq)
{
	for (;;) {
		if (send(g->fd, rq, sizeof(*rq), MSG_NOSIGNAL) == (ssize_t)sizeof(*rq))
			return 0;
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN) {
			/* The gate has ended and the listener has not heard it yet. That says
			 * nothing of the peer, so the unit must not go on as if it did. */
			stop_worker(g);
			return ERR_CANCELLED;
		}
		/* The pair is full: the listener owns the descriptor's place in the loop, so
		 * wait by time. */
		if (co_sleep(1) < 0)
			return ERR_CANCELLED;
	}
}

static void forget(struct gate *g, const struct pending *p)
{
	struct pending **at = &g->pending;

	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
}

/* Waits for a place among the open requests. */
static int enter(struct gate *g)
{
	while (!g->dead && g->open >= LIMIT_COROUTINES) {
		int r = co_queue_wait(&g->queue, -1);

		if (r < 0)
			return r;
	}
	if (g->dead)
		return ERR_CANCELLED;
	g->open++;
	return 0;
}

static void leave(struct gate *g)
{
	g->open--;
	co_queue_wake(&g->queue);
}

/* Sends the request and waits, however long the turn takes. */
static int ask(struct gate *g, const struct gate_call *call, enum gate_op op, uint32_t *ret_id,
    int *ret_fd)
{
	struct gate_request rq = {.id = ++g->next_id,
	    .op = (uint8_t)op,
	    .cls = (uint8_t)call->cls,
	    .direct = call->direct,
	    .port = call->port,
	    .ip = call->ip};
	struct pending p = {.id = rq.id, .fd = -1, .ip = call->ip};
	int r;

	if (call->name)
		(void)snprintf(rq.name, sizeof(rq.name), "%s", call->name);
	r = send_request(g, &rq);
	if (r < 0)
		return r;
	p.next = g->pending;
	g->pending = &p;
	r = co_queue_wait(&p.queue, -1);
	forget(g, &p);
	if (r == 0)
		r = p.answered ? p.err : ERR_CANCELLED;
	if (r < 0) {
		if (p.fd >= 0)
			(void)close(p.fd);
		return r;
	}
	g->granted++;
	*ret_id = p.id;
	*ret_fd = p.fd;
	return 0;
}

static int grant(
    struct gate *g, const struct gate_call *call, enum gate_op op, struct gate_grant *ret)
{
	struct gate_grant got = {.fd = -1};
	int r = enter(g);

	if (r < 0)
		return r;
	r = ask(g, call, op, &got.id, &got.fd);
	if (r < 0) {
		leave(g);
		return r;
	}
	got.call = *call;
	got.asked = loop_now(g->loop);
	if (got.fd < 0) { /* this process has no descriptor left to receive it in */
		gate_done(g, &got, GATE_QUIET, 0);
		return ERR_IO;
	}
	*ret = got;
	return 0;
}

static int connect_result(int fd)
{
	int e = 0;
	socklen_t n = sizeof(e);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &e, &n) < 0)
		return ERR_IO;
	switch (e) {
	case 0:
		return 0;
	case ECONNREFUSED:
		return ERR_REFUSED;
	case ETIMEDOUT:
	case EHOSTUNREACH:
	case ENETUNREACH:
		return ERR_TIMEOUT;
	default:
		return ERR_CLOSED;
	}
}

int gate_tcp(
    struct gate *gate, const struct gate_call *call, int timeout_ms, struct gate_grant *ret)
{
	struct gate_grant got;
	int r = grant(gate, call, GATE_OPEN_TCP, &got);

	if (r < 0)
		return r;
	r = co_wait_fd(got.fd, CO_WRITE, timeout_ms);
	if (r == 0)
		r = connect_result(got.fd);
	if (r < 0) {
		gate_done(gate, &got, GATE_QUIET, 0);
		return r;
	}
	*ret = got;
	return 0;
}

int gate_udp(struct gate *gate, const struct gate_call *call, struct gate_grant *ret)
{
	return grant(gate, call, GATE_OPEN_UDP, ret);
}

void gate_done(
    struct gate *gate, struct gate_grant *g, enum gate_outcome outcome, int64_t latency_ms)
{
	struct gate_request rq = {.id = g->id,
	    .op = GATE_CLOSE,
	    .cls = (uint8_t)g->call.cls,
	    .outcome = (uint8_t)outcome,
	    .ip = g->call.ip,
	    .latency = latency_ms};

	if (g->fd >= 0)
		(void)close(g->fd);
	g->fd = -1;
	leave(gate);
	if (!gate->dead)
		(void)send_request(gate, &rq); /* a stopping worker takes the gate with it */
}

enum asset_reach gate_reach(
    const struct gate *gate, const struct ip *ip, const char *name, bool direct)
{
	return perimeter_reach(&gate->perimeter, ip, name, direct);
}

const struct perimeter *gate_perimeter(const struct gate *gate)
{
	return &gate->perimeter;
}

int64_t gate_granted(const struct gate *gate)
{
	return gate->granted;
}

const char *gate_reason(const struct gate *gate, const struct ip *ip)
{
	char text[IP_TEXT];
	const char *reason = map_get(&gate->reasons, ip_text(ip, text));

	return reason ? reason : "";
}

bool gate_gone(const struct gate *gate)
{
	return gate->gone;
}
