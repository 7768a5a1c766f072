/*
 * The table of connections: how many there are, of whom, what each is doing, and until when it
 * may. libmicrohttpd's timeout ends with any byte that comes, so that a client that drips keeps
 * its connection for ever (slowloris); here each phase has an absolute end, which a thread
 * enforces with shutdown(2). MHD closes a descriptor only after it has told us, so it is valid
 * while the connection is in the table.
 */
#include "serve/serve_impl.h"

#include "os/clock.h"

#include <arpa/inet.h>
#include <sys/socket.h>

static int64_t now_ms(void)
{
	return clock_system.mono(clock_system.arg);
}

/* IPv4 mapped into IPv6; zero for a Unix socket. */
static struct in6_addr address_of(const struct sockaddr *addr)
{
	struct in6_addr a = IN6ADDR_ANY_INIT;

	if (addr && addr->sa_family == AF_INET6) {
		memcpy(&a, (const char *)addr + offsetof(struct sockaddr_in6, sin6_addr), 16);
	} else if (addr && addr->sa_family == AF_INET) {
		memcpy(&a.s6_addr[12],
		    (const char *)addr + offsetof(struct sockaddr_in, sin_addr), 4);
		a.s6_addr[10] = a.s6_addr[11] = 0xff;
	}
	return a;
}

/* A customer has a /64 of IPv6 at least: it counts as one address. */
static struct in6_addr counted_address(struct in6_addr a)
{
	if (!IN6_IS_ADDR_V4MAPPED(&a))
		memset(&a.s6_addr[8], 0, 8);
	return a;
}

static size_t bucket_of(const struct serve *serve, const struct in6_addr *a)
{
	uint64_t parts[2];
	struct rng rng;

	memcpy(parts, a, sizeof(parts));
	rng_seed(&rng, serve->seed ^ parts[0]);
	rng_seed(&rng, rng_next(&rng) ^ parts[1]);
	return (size_t)rng_below(&rng, SERVE_BUCKETS);
}

static bool is_proxy(const struct serve *serve, const struct in6_addr *a)
{
	return serve->has_proxy && memcmp(a, &serve->proxy, sizeof(*a)) == 0;
}

/* This thread's row of serve->pending; a thread is of one server. */
static _Thread_local int my_row = -1;

/* Forgets what this thread had accepted: it is in the table now, or never came to be. The lock
 * is held. */
static void settle(struct serve *serve)
{
	if (my_row >= 0)
		serve->pending[my_row].used = false;
	my_row = -1;
}

/* Remembers what this thread accepts, so that no other thread gives its place away. The lock is
 * held. */
static bool reserve(struct serve *serve, struct in6_addr a, bool counted)
{
	for (int i = 0; i < SERVE_THREADS; i++)
		if (!serve->pending[i].used) {
			serve->pending[i] = (struct serve_pending){a, true, counted};
			my_row = i;
			return true;
		}
	return false;
}

/* Connections in the table and on their way there; a: only those that count for this address.
 * The lock is held. */
static int64_t held_by(const struct serve *serve, const struct in6_addr *a)
{
	int64_t n = 0;

	for (int i = 0; i < SERVE_THREADS; i++) {
		const struct serve_pending *p = &serve->pending[i];

		n += p->used && (!a || (p->counted && memcmp(&p->addr, a, sizeof(*a)) == 0));
	}
	if (!a)
		return n + serve->connections;
	for (const struct serve_conn *c = serve->buckets[bucket_of(serve, a)]; c; c = c->next)
		n += c->counted && memcmp(&c->addr, a, sizeof(*a)) == 0;
	return n;
}

enum MHD_Result serve_conn_accept(void *cls, const struct sockaddr *addr, socklen_t n UNUSED)
{
	struct serve *serve = cls;
	struct in6_addr from = address_of(addr), a = counted_address(from);
	bool counted = !serve->unix_path && !is_proxy(serve, &from), room;

	(void)pthread_mutex_lock(&serve->lock);
	settle(serve);
	room = !serve->stopping && held_by(serve, NULL) < serve->o.connections &&
	       (!counted || held_by(serve, &a) < serve->o.per_address) &&
	       reserve(serve, a, counted);
	(void)pthread_mutex_unlock(&serve->lock);
	if (room)
		return MHD_YES;
	serve->refused++;
	return MHD_NO;
}

static void set_remote(struct serve_conn *conn, const struct in6_addr *a)
{
	if (conn->serve->unix_path)
		memcpy(conn->remote, "unix", sizeof("unix"));
	else if (IN6_IS_ADDR_V4MAPPED(a))
		(void)inet_ntop(AF_INET, &a->s6_addr[12], conn->remote, sizeof(conn->remote));
	else
		(void)inet_ntop(AF_INET6, a, conn->remote, sizeof(conn->remote));
}

static void begin(struct serve *serve, struct MHD_Connection *mhd, void **context)
{
	struct serve_conn *conn = mem_alloc(sizeof(*conn));
	const union MHD_ConnectionInfo *fd =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
	const union MHD_ConnectionInfo *peer =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct in6_addr a = address_of(peer ? peer->client_addr : NULL);

	conn->serve = serve;
	conn->fd = fd ? fd->connect_fd : -1;
	conn->addr = counted_address(a);
	conn->trusted = serve->unix_path ? serve->proxy_unix : is_proxy(serve, &a);
	conn->counted = !serve->unix_path && !conn->trusted;
	conn->bucket = bucket_of(serve, &conn->addr);
	set_remote(conn, &a);
	serve_conn_phase(conn, SERVE_START, serve->o.header_ms);
	*context = conn;
	(void)pthread_mutex_lock(&serve->lock);
	settle(serve);
	serve->connections++;
	conn->next = serve->buckets[conn->bucket];
	if (conn->next)
		conn->next->prev = conn;
	serve->buckets[conn->bucket] = conn;
	(void)pthread_mutex_unlock(&serve->lock);
}

static void end(struct serve *serve, struct serve_conn *conn)
{
	(void)pthread_mutex_lock(&serve->lock);
	if (conn->next)
		conn->next->prev = conn->prev;
	if (conn->prev)
		conn->prev->next = conn->next;
	else
		serve->buckets[conn->bucket] = conn->next;
	(void)pthread_mutex_unlock(&serve->lock);
	serve->connections--;
	serve_conn_forget(conn);
	(void)arena_free(conn->arena);
	(void)mem_free(conn);
}

void serve_conn_notify(void *cls, struct MHD_Connection *mhd, void **context,
    enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		begin(cls, mhd, context);
	} else if (*context) {
		end(cls, *context);
		*context = NULL;
	}
}

struct serve_conn *serve_conn_of(struct MHD_Connection *mhd)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

void serve_conn_phase(struct serve_conn *conn, enum serve_phase phase, int64_t ms)
{
	conn->deadline = ms > 0 ? now_ms() + ms : 0;
	conn->phase = phase;
}

void serve_conn_forget(struct serve_conn *conn)
{
	if (!conn->call)
		return;
	conn->serve->uploads -= conn->call->body.cap;
	str_done(&conn->call->body);
	conn->call = NULL;
	arena_clear(conn->arena);
}

/* The shortest deadline decides how often we look: a tenth of it is exact enough. */
static int64_t reap_pause(const struct serve_options *o)
{
	int64_t least = MIN(o->header_ms, MIN(o->body_ms, o->idle_ms)) / 10;

	return MAX(5, MIN(least, 250));
}

void *serve_conn_reap(void *cls)
{
	struct serve *serve = cls;
	int64_t pause = reap_pause(&serve->o);

	(void)pthread_mutex_lock(&serve->lock);
	while (!serve->over) {
		int64_t now = now_ms();

		for (size_t i = 0; i < SERVE_BUCKETS; i++) {
			for (struct serve_conn *c = serve->buckets[i]; c; c = c->next) {
				int64_t deadline = c->deadline;

				if (deadline == 0 || now < deadline)
					continue;
				/* Once is enough: MHD sees the end and closes. */
				c->deadline = 0;
				serve->reaped++;
				(void)shutdown(c->fd, SHUT_RDWR);
			}
		}
		serve_wait(serve, pause);
	}
	(void)pthread_mutex_unlock(&serve->lock);
	return NULL;
}

int serve_conn_drain(struct serve *serve)
{
	int busy = 0;

	(void)pthread_mutex_lock(&serve->lock);
	for (size_t i = 0; i < SERVE_BUCKETS; i++) {
		for (struct serve_conn *c = serve->buckets[i]; c; c = c->next) {
			if (c->phase == SERVE_START || c->phase == SERVE_IDLE)
				(void)shutdown(c->fd, SHUT_RDWR);
			else
				busy++;
		}
	}
	(void)pthread_mutex_unlock(&serve->lock);
	return busy;
}
