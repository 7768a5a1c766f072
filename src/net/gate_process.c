/* The gate process: perimeter, politeness, and the sockets. It reads only its worker's
 * fixed-size messages. */
#include "base/limits.h"
#include "base/log.h"
#include "net/gate_wire.h"
#include "net/resolver.h"
#include "os/loop.h"
#include "os/sandbox.h"

#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

struct server {
	struct loop *loop;
	struct arena *arena;
	const struct job *job;
	struct perimeter perimeter;
	struct gate_policy policy;
	struct map resolvers; /* "addr port" of the job's resolvers */
	struct ip source;     /* to send from; family 0 for the system's choice */
	int fd;
};

/* One request in flight; freed by its coroutine. */
struct turn {
	struct server *server;
	struct gate_request rq;
};

static void answer(struct server *s, uint32_t id, int err, const char *reason, int fd)
{
	struct gate_answer a = {.id = id, .err = err};
	struct iovec iov = {&a, sizeof(a)};
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control = {0};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};

	(void)snprintf(a.reason, sizeof(a.reason), "%s", reason ? reason : "");
	if (fd >= 0) {
		struct cmsghdr *c;

		msg.msg_control = control.buf;
		msg.msg_controllen = sizeof(control.buf);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(int));
	}
	while (sendmsg(s->fd, &msg, MSG_NOSIGNAL) < 0) {
		/* The receiver owns the descriptor's place in the loop, so a full pair is
		 * waited for by time. */
		bool full =
		    errno == EAGAIN ||
		    errno == ETOOMANYREFS; /* of messages, or of descriptors on their way */

		if (errno != EINTR && (!full || co_sleep(1) < 0))
			break; /* the worker is gone: the receiver ends this process */
	}
}

static socklen_t to_sockaddr(const struct ip *ip, uint16_t port, struct sockaddr_storage *to)
{
	memset(to, 0, sizeof(*to));
	if (ip->family == 4) {
		struct sockaddr_in *a = (struct sockaddr_in *)to;

		a->sin_family = AF_INET;
		a->sin_port = htons(port);
		memcpy(&a->sin_addr, ip->b, 4);
		return sizeof(*a);
	}
	((struct sockaddr_in6 *)to)->sin6_family = AF_INET6;
	((struct sockaddr_in6 *)to)->sin6_port = htons(port);
	memcpy(&((struct sockaddr_in6 *)to)->sin6_addr, ip->b, 16);
	return sizeof(struct sockaddr_in6);
}

/* As gate_tcp tells those that come later: no way there is silence. */
static int connect_error(int e)
{
	if (e == ECONNREFUSED)
		return ERR_REFUSED;
	return e == ENETUNREACH || e == EHOSTUNREACH || e == ETIMEDOUT ? ERR_TIMEOUT : ERR_IO;
}

static int open_socket(const struct server *s, const struct gate_request *rq, int *ret_fd)
{
	int type =
	    (rq->op == GATE_OPEN_UDP ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int fd = socket(rq->ip.family == 4 ? AF_INET : AF_INET6, type, 0);
	struct sockaddr_storage a;
	socklen_t n;

	if (fd < 0)
		return ERR_IO;
	if (s->source.family == rq->ip.family) {
		n = to_sockaddr(&s->source, 0, &a);
		if (bind(fd, (struct sockaddr *)&a, n) < 0) {
			(void)close(fd);
			return ERR_IO;
		}
	}
	n = to_sockaddr(&rq->ip, rq->port, &a);
	if (connect(fd, (struct sockaddr *)&a, n) < 0 && errno != EINPROGRESS) {
		int e = errno;

		(void)close(fd);
		return connect_error(e);
	}
	*ret_fd = fd;
	return 0;
}

static bool is_resolver(const struct server *s, const struct gate_request *rq)
{
	char key[IP_TEXT + 8], text[IP_TEXT];

	(void)snprintf(key, sizeof(key), "%s %u", ip_text(&rq->ip, text), rq->port);
	return rq->cls == GATE_DNS && map_has(&s->resolvers, key);
}

/* The one place that decides whether a packet may leave. Gives NULL, or why not. */
static const char *refusal(const struct server *s, const struct gate_request *rq)
{
	enum asset_reach reach;

	if (is_resolver(s, rq))
		return NULL;
	if (!s->perimeter.authorised && !ip_is_loopback(&rq->ip))
		return "without an authorisation only loopback is scanned";
	if (s->job->profile == PROFILE_PASSIVE)
		return "the passive profile sends nothing to hosts";
	if (s->job->proofs.n && (rq->op != GATE_OPEN_TCP || rq->cls != GATE_HTTP ||
				    (rq->port != 80 && rq->port != 443)))
		return "a proof of ownership needs the web and nothing else";
	reach =
	    perimeter_reach(&s->perimeter, &rq->ip, rq->name[0] ? rq->name : NULL, rq->direct);
	if (reach == REACH_NONE)
		return perimeter_excluded(&s->perimeter, &rq->ip)
			   ? "it is excluded"
			   : "it is outside the authorised perimeter";
	if (reach == REACH_NAME && (rq->op != GATE_OPEN_TCP || rq->cls != GATE_HTTP ||
				       (rq->port != 80 && rq->port != 443 &&
					   !perimeter_url(&s->perimeter, &rq->ip,
					       rq->name[0] ? rq->name : NULL, rq->port))))
		return "it belongs to somebody else: only the web by name is authorised";
	if (rq->port >= 9100 && rq->port <= 9107 && rq->cls != GATE_PLAIN)
		return "printers get a connection and not a byte more";
	return NULL;
}

/* Waits for the window and for the tokens. 0, ERR_BLOCKED, ERR_CANCELLED. */
static int take_turn(struct server *s, const struct gate_request *rq)
{
	for (;;) {
		int64_t wait = gate_window_wait(&s->job->windows, loop_wall(s->loop));
		int r;

		if (wait <= 0)
			wait = gate_policy_ask(
			    &s->policy, &rq->ip, (enum gate_class)rq->cls, loop_now(s->loop));
		if (wait <= 0)
			return (int)wait;
		r = co_sleep(MIN(wait, (int64_t)1000));
		if (r < 0)
			return r;
	}
}

static void serve_turn(void *arg)
{
	struct turn *t = arg;
	struct server *s = t->server;
	const char *why = refusal(s, &t->rq);
	int fd = -1, r = why ? ERR_DENIED : take_turn(s, &t->rq);

	if (r == 0) {
		r = open_socket(s, &t->rq, &fd);
		if (r < 0)
			gate_policy_tell(&s->policy, &t->rq.ip, (enum gate_class)t->rq.cls,
			    GATE_QUIET, 0, loop_now(s->loop));
	}
	if (r == ERR_BLOCKED)
		why = gate_policy_blocked(&s->policy, &t->rq.ip);
	answer(s, t->rq.id, r, why, fd);
	if (fd >= 0)
		(void)close(fd);
	mem_free(t);
}

static bool well_formed(const struct gate_request *rq, ssize_t n)
{
	return n == (ssize_t)sizeof(*rq) && rq->op <= GATE_CLOSE && rq->cls < GATE_CLASSES &&
	       rq->outcome <= GATE_RESET && (rq->ip.family == 4 || rq->ip.family == 6) &&
	       memchr(rq->name, 0, sizeof(rq->name));
}

/* A worker that sends nonsense, or is gone, ends the gate: nothing more can be sent. */
static void receive(void *arg)
{
	struct server *s = arg;
	struct turn *t;

	for (;;) {
		struct gate_request rq;
		ssize_t n = recv(s->fd, &rq, sizeof(rq), 0);

		if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
			if (errno == EAGAIN && co_wait_fd(s->fd, CO_READ, -1) < 0)
				break;
			continue;
		}
		if (!well_formed(&rq, n))
			break;
		if (rq.op == GATE_CLOSE) {
			gate_policy_tell(&s->policy, &rq.ip, (enum gate_class)rq.cls,
			    (enum gate_outcome)rq.outcome, rq.latency, loop_now(s->loop));
			continue;
		}
		if (loop_coroutines(s->loop) > LIMIT_COROUTINES + 1) {
			answer(s, rq.id, ERR_LIMIT, "too many requests at once", -1);
			continue;
		}
		t = mem_alloc(sizeof(*t));
		*t = (struct turn){s, rq};
		loop_spawn(s->loop, serve_turn, t);
	}
	loop_stop(s->loop);
}

/* Kept as "addr port". */
static int add_resolver(struct server *s, const char *text)
{
	char key[IP_TEXT + 8], canonical[IP_TEXT];
	uint16_t port;
	struct ip ip;

	if (resolver_parse(span_str(text), &ip, &port) < 0)
		return ERR_SYNTAX;
	(void)snprintf(key, sizeof(key), "%s %u", ip_text(&ip, canonical), port);
	map_set(&s->resolvers, key, s);
	return 0;
}

static int prepare(struct server *s)
{
	struct msg msg = {0};
	int r = perimeter_of(s->job, s->arena, &s->perimeter, &msg);

	gate_policy_init(&s->policy, s->job, s->arena);
	map_init(&s->resolvers, s->arena);
	for (size_t i = 0; i < s->job->resolvers.n && r == 0; i++)
		r = add_resolver(s, s->job->resolvers.items[i]);
	if (r == 0 && s->job->source)
		r = ip_parse(span_str(s->job->source), &s->source);
	if (r == 0)
		r = loop_new(&clock_system, &s->loop);
	if (r == 0)
		r = sandbox_enter(SANDBOX_GATE, NULL, &msg);
	if (r < 0)
		log_msg(LOG_ERROR, &msg);
	return r;
}

int gate_process(int fd, const struct job *job)
{
	struct server s = {.job = job, .fd = fd, .arena = arena_new()};
	int r;

	/* Ends by the worker's going away, so that Ctrl-C and a stop are the worker's business
	 * alone. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	r = prepare(&s);
	if (r == 0) {
		loop_spawn(s.loop, receive, &s);
		r = loop_run(s.loop);
	}
	loop_free(s.loop);
	arena_free(s.arena);
	return r < 0;
}
