/* What the files of serve share; nobody else includes it. */
#ifndef VARDE_SERVE_SERVE_IMPL_H
#define VARDE_SERVE_SERVE_IMPL_H

#include "base/rng.h"
#include "serve/serve.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
	SERVE_BUCKETS = 1024,
	SERVE_THREADS = 64, /* at most; struct serve_options .threads */
	SERVE_POOL =
	    32 << 10,    /* bytes that MHD may use a connection: request line and headers */
	SERVE_PEER = 64, /* hexadecimal digits of SHA-256 */
	SERVE_BEAT_MS = 15000, /* a silent stream says that it lives */
	SERVE_TICK_MS = 200,   /* between two looks at the events */
};

/* What a connection is doing. Between requests it is START (the first) or IDLE. */
enum serve_phase {
	SERVE_START,
	SERVE_IDLE,
	SERVE_HEAD,
	SERVE_BODY,
	SERVE_HANDLER,
	SERVE_REPLY,
	SERVE_STREAM,
};

struct serve_stream;

/* One request and its reply, from the request line to the log. */
struct serve_call {
	struct serve_request rq;
	const char *raw; /* MHD's buffer: only its place is compared */
	size_t raw_n;
	bool begun;      /* the handler has been called by MHD */
	struct str body; /* at most body_max bytes; counted in serve->uploads */
	int status;      /* replied with; 0: none yet */
	int refused;     /* status to refuse with when the body has ended; 0: none */
	const char *why; /* for the client, with refused */
	size_t bytes;    /* of the reply */
	int64_t start_us;
};

/* What one thread has accepted and libmicrohttpd has not yet begun. */
struct serve_pending {
	struct in6_addr addr; /* as counted */
	bool used, counted;
};

/* One connection: MHD's socket context. The table's lock guards the links alone. */
struct serve_conn {
	struct serve *serve;
	struct serve_conn *prev, *next; /* in its bucket */
	size_t bucket;
	int fd;               /* open as long as the connection is in the table */
	struct in6_addr addr; /* IPv4 mapped; IPv6 by its /64; zero over a Unix socket */
	bool trusted;         /* the proxy */
	bool counted;         /* against per_address */
	char remote[INET6_ADDRSTRLEN];
	bool peer_known;
	char peer[SERVE_PEER + 1];
	_Atomic int phase;
	_Atomic int64_t deadline; /* clock_system.mono; 0: none */
	struct arena *arena;      /* the call's; kept from request to request */
	struct serve_call *call;  /* the arena owns it; NULL between requests */
};

struct serve {
	struct serve_options o; /* texts are borrowed only while starting, but for app */
	struct MHD_Daemon *mhd;
	int listen_fd;
	int port;
	char *unix_path; /* removed at the end; NULL for none */
	struct in6_addr proxy;
	bool has_proxy, proxy_unix;
	char *cert, *key, *client_ca; /* the files' texts, while the daemon lives */
	char mhd_said[256];           /* the last message of MHD while starting */

	pthread_mutex_t lock; /* buckets, pending, parked, rng */
	struct serve_conn *buckets[SERVE_BUCKETS];
	struct serve_pending pending[SERVE_THREADS]; /* accepted and not yet in the table */
	uint64_t seed;
	struct rng rng;
	struct serve_stream *parked; /* suspended: the ticker's */
	pthread_cond_t wake;         /* ends the sleep of both threads */
	pthread_t reaper, ticker;
	_Atomic bool started;  /* mhd_said is no longer written */
	_Atomic bool stopping; /* streams end, replies close */
	_Atomic bool over;     /* the threads end */

	_Atomic int64_t requests, refused, connections, streams, reaped;
	_Atomic size_t uploads; /* bytes of bodies held */
};

/* serve_listen.c: a listening socket for o->listen. Fills fd, port, unix_path. */
int serve_listen(struct serve *serve, struct msg *msg) MUST_USE;

/* serve_listen.c: an address (IPv4 mapped into IPv6) from text. ERR_SYNTAX. */
int serve_listen_address(const char *text, struct in6_addr *ret) MUST_USE;

/* serve_tls.c: reads and tries the certificate, the key and the CA. ERR_IO, ERR_SYNTAX. */
int serve_tls_load(struct serve *serve, struct msg *msg) MUST_USE;

/* serve_tls.c: the protocols and ciphers we speak, as GnuTLS writes them. */
extern const char serve_tls_priorities[];

/* serve_tls.c: the SHA-256 of the client's certificate, when our CA vouches for it, else "". */
void serve_tls_peer(struct MHD_Connection *mhd, char ret_hex[SERVE_PEER + 1]);

/* serve_conn.c: whether one more connection is welcome (MHD_AcceptPolicyCallback). */
enum MHD_Result serve_conn_accept(void *cls, const struct sockaddr *addr, socklen_t n);

/* serve_conn.c: a connection begins and ends (MHD_NotifyConnectionCallback). */
void serve_conn_notify(void *cls, struct MHD_Connection *mhd, void **context,
    enum MHD_ConnectionNotificationCode code);

/* serve_conn.c: the connection of an MHD connection; NULL when it has been refused. */
struct serve_conn *serve_conn_of(struct MHD_Connection *mhd);

/* serve_conn.c: enters a phase that may last ms milliseconds; 0 for as long as it takes. */
void serve_conn_phase(struct serve_conn *conn, enum serve_phase phase, int64_t ms);

/* serve_conn.c: ends the call and empties the arena. */
void serve_conn_forget(struct serve_conn *conn);

/* serve_conn.c: cuts what is past its deadline; the body of the reaper thread; cls: the serve.
 */
void *serve_conn_reap(void *cls);

/* serve_conn.c: cuts the connections that wait for a request; the number of the others. */
int serve_conn_drain(struct serve *serve);

/* serve_request.c: a call begins with its request line; uri as sent. */
void serve_request_begin(struct serve_conn *conn, const char *uri);

/* serve_request.c: the headers are in. 0, or the status to refuse with, and why. */
int serve_request_head(struct serve_conn *conn, struct MHD_Connection *mhd, const char *method,
    const char *version, const char **ret_why) MUST_USE;

/* serve_request.c: takes bytes of the body. False when the connection is to be cut. */
bool serve_request_body(struct serve_conn *conn, struct span bytes);

/* serve_request.c: the body is in. 0, or the status to refuse with, and why. */
int serve_request_end(struct serve_conn *conn, const char **ret_why) MUST_USE;

/* serve_reply.c: sends a reply, whose body, file and events it takes. */
enum MHD_Result serve_reply_send(
    struct serve_conn *conn, struct MHD_Connection *mhd, struct serve_reply *reply);

/* serve_reply.c: refuses a request with a line of text. */
enum MHD_Result serve_reply_refuse(
    struct serve_conn *conn, struct MHD_Connection *mhd, int status, const char *why);

/* serve_stream.c: a response of events; takes them. NULL when MHD has no memory. */
struct MHD_Response *serve_stream_open(
    struct serve_conn *conn, struct MHD_Connection *mhd, struct serve_reply *reply);

/* serve_stream.c: asks for events and wakes streams; the body of the ticker thread; cls: the
 * serve. */
void *serve_stream_tick(void *cls);

/* serve.c: waits ms milliseconds, or until the server stops. The lock is held. */
void serve_wait(struct serve *serve, int64_t ms);

/* serve.c: microseconds of a clock that never goes back. */
int64_t serve_now_us(void);

#endif
