/*
 * The HTTP/1.1 server (RFC 9112) on libmicrohttpd: listeners, TLS, deadlines and limits,
 * requests that are whole before anybody sees them, replies, and server-sent events. It knows
 * nothing of what is served. Every reply carries the security headers of serve_reply_init
 * unless its maker changed them.
 */
#ifndef VARDE_SERVE_SERVE_H
#define VARDE_SERVE_SERVE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct serve;

/* One name and its value: of a query, a form, a cookie, a header. Both NUL-terminated UTF-8
 * (checked). */
struct serve_pair {
	const char *name, *value;
};

struct serve_pairs {
	struct serve_pair *items;
	size_t n;
};

/* A file of a multipart form (RFC 7578). */
struct serve_file {
	const char *name;     /* of the field */
	const char *filename; /* as sent, without any folder; "" when none */
	const char *type;     /* media type as sent; "" when none */
	struct span bytes;
};

/* A whole request; everything lives in its arena. */
struct serve_request {
	struct arena *arena; /* ends when the reply is complete and logged */
	const char *method;  /* "GET", "POST", ...; a HEAD request says GET, with .head */
	bool head;           /* the client asked with HEAD: the reply's body is not sent */
	const char
	    *path; /* percent-decoded, normalised: no "//", no dot segments, begins with / */
	const char *target;                               /* as sent, with the query */
	struct serve_pairs query, form, cookies, headers; /* header names in lower case */
	struct serve_file *files;
	size_t nfiles;
	struct span body;   /* raw, also of a form */
	const char *remote; /* client's address as text; behind a trusted proxy,
			       X-Forwarded-For's last; "unix" over the socket without a proxy */
	bool tls;           /* by us, or by the trusted proxy */
	const char *peer; /* SHA-256 (hex) of the client's certificate that our CA signed; NULL
			     for none */
	const char *id;   /* of this request, for logs and error pages: 16 letters */
};

/* The value of a name (the last one), or NULL. Borrows from the request. */
const char *serve_query(const struct serve_request *rq, const char *name);
const char *serve_form(const struct serve_request *rq, const char *name);
const char *serve_cookie(const struct serve_request *rq, const char *name);
const char *serve_header(const struct serve_request *rq, const char *name);

/* Writes the next server-sent events (already framed) into out when there are any: 0 to go on,
 * 1 to end the stream after out. Called about five times a second on a thread of the server;
 * must not block. */
typedef int (*serve_events)(void *state, struct str *out);

struct serve_reply {
	struct arena *arena; /* the request's */
	int status;          /* HTTP status code; 200 to begin with */
	struct serve_pairs headers;
	struct str body;     /* at most LIMIT_REPLY bytes */
	int file;            /* descriptor to send instead of the body, taken; -1 for none */
	serve_events events; /* instead of the body; NULL for none */
	void *events_state;  /* taken: events_end frees it */
	void (*events_end)(void *state);
};

/* An empty reply with status 200 and the security headers; tls adds
 * Strict-Transport-Security. The server calls it before each handler; tests of handlers do
 * too. serve_reply_done ends it. */
void serve_reply_init(struct serve_reply *reply, struct arena *arena, bool tls);

/* Frees the body, closes the file, ends the events: what was not taken. */
void serve_reply_done(struct serve_reply *reply);

/* Sets (replaces) a header of the reply; both are copied. Names without distinction of case; a
 * NULL value removes it. Control characters in the value become spaces. */
void serve_reply_header(struct serve_reply *reply, const char *name, const char *value);

/* Adds a header that may occur many times (Set-Cookie); copied. */
void serve_reply_add(struct serve_reply *reply, const char *name, const char *value);

/* Answers a request; runs on one of the server's threads. */
typedef void (*serve_handler)(
    void *app, const struct serve_request *rq, struct serve_reply *reply);

struct serve_options {
	const char *listen; /* "127.0.0.1:8443", "[::1]:0", or "unix:/run/varde/web.sock"; port
			       0 lets the system choose */
	const char *cert, *key; /* PEM files; NULL for plain HTTP */
	const char *client_ca; /* PEM file: client certificates are asked for and checked; NULL:
				  not asked */
	const char *proxy; /* address of the proxy whose X-Forwarded-* count; "unix" for whoever
			      speaks over the socket; NULL for none */
	int threads; /* 8, 64 at most: a reader waits for the disk, not for the processor */
	int64_t header_ms;  /* a request's headers must be whole within: 10,000; on a new
			       connection that includes the TLS handshake, on a kept one it
			       counts from the request line */
	int64_t body_ms;    /* and its body within: 60,000 */
	int64_t reply_rate; /* bytes a second that a client takes of a reply: 16 KiB; a reply
			       must be gone within body_ms and what that makes */
	int64_t idle_ms;    /* keep-alive without a request: 30,000 */
	size_t body_max;    /* bytes: 4 MiB; more is 413 */
	int connections;    /* at once: 2,000; more are closed */
	int per_address;    /* at once from one address: 200 (a proxy's are not counted) */
	serve_handler handler;
	void *app; /* borrowed; given to the handler */
	/* After the reply is complete, or the client gone; NULL for none. status is 408 when
	   the body did not come. us: since the request line. Not for what is refused before the
	   headers are whole. */
	void (*log)(
	    void *app, const struct serve_request *rq, int status, size_t bytes, int64_t us);
};

/* The defaults above; handler, app, log and listen are NULL. */
void serve_options_init(struct serve_options *o);

/* Starts listening; raises the process's soft limit of open files as needed. ERR_IO (the place
 * is taken, a file cannot be read), ERR_SYNTAX (listen), with a message. Gives; serve_stop ends
 * it. */
int serve_start(const struct serve_options *o, struct serve **ret, struct msg *msg) MUST_USE;

/* The port that is listened on (0 for a Unix socket). */
int serve_port(const struct serve *serve);

/* Figures since the start, for the metrics. */
struct serve_figures {
	int64_t requests;    /* answered by the handler */
	int64_t refused;     /* requests and connections that the server itself turned down */
	int64_t connections; /* open now */
	int64_t streams;     /* of events, open now */
	int64_t reaped;      /* connections cut at a deadline */
};

/* Reads the figures; any thread. */
void serve_figures(const struct serve *serve, struct serve_figures *ret);

/* Accepts nothing more, lets running requests end (for at most wait_ms), ends the streams, and
 * frees. NULL is allowed. Returns NULL. */
struct serve *serve_stop(struct serve *serve, int64_t wait_ms);

#endif
