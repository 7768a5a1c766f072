/*
 * A big file from the web, by libcurl, into a scratch file: asked for only when it has changed,
 * gone on with where it was cut, never more than is allowed. Blocks its thread. https alone
 * (http to loopback), redirects within https alone, certificates always checked.
 */
#ifndef VARDE_NET_DOWNLOAD_H
#define VARDE_NET_DOWNLOAD_H

#include "net/fetch.h"
#include "os/scratch.h"

enum {
	DOWNLOAD_TIMEOUT = 3600 * 1000, /* ms, for everything */
	DOWNLOAD_STALL = 60,            /* seconds in which nothing comes */
	DOWNLOAD_ATTEMPTS = 4,
};

/* Connections that stay open between requests to the same servers. */
struct download_line;

/* One; download_line_free ends it. */
struct download_line *download_line_new(void);

/* Takes it (NULL is fine). */
void download_line_free(struct download_line *line);

struct download_request {
	const char *url;
	const char *etag, *last_modified; /* of what we have; NULL: it is wanted anyhow */
	const struct fetch_header *headers;
	size_t nheaders;
	int64_t timeout_ms;  /* 0: DOWNLOAD_TIMEOUT */
	int stall_s;         /* 0: DOWNLOAD_STALL */
	const char *ca_file; /* PEM to trust instead of the system's; NULL: the system's */
	const char *proxy;   /* URL; NULL: none */
	/* Told how far it is; total 0: not known. NULL: nobody. An answer other than 0 stops
	 * it (ERR_CANCELLED). */
	int (*progress)(void *arg, int64_t done, int64_t total);
	/* Asked about every second, even when nothing comes yet: true stops it (ERR_CANCELLED).
	 * NULL: nobody. */
	bool (*stopped)(void *arg);
	void *arg;                  /* of both */
	struct download_line *line; /* borrowed; NULL: a connection of its own */
	/* Asked before a redirect is followed: an answer other than 0 refuses it (ERR_DENIED).
	 * NULL: any is followed that stays within https. */
	int (*redirect)(void *arg, const char *to);
	void *redirect_arg;
	/* Asked about every address before it is connected to; NULL allows all. With a proxy it
	 * is the proxy's. */
	bool (*allow)(void *arg, const struct ip *ip);
	void *allow_arg;
};

struct download_reply {
	bool same;                        /* it has not changed: nothing was written */
	const char *etag, *last_modified; /* NULL: the server gives none; the arena owns them */
	int64_t bytes;
	int resumed; /* how often it was cut and gone on with */
};

/*
 * Fetches into to (scratch_new; its maximum bounds the answer). ERR_SYNTAX, ERR_UNSUPPORTED
 * (the URL), ERR_NOTFOUND (no such host or file), ERR_REFUSED, ERR_DENIED (certificate, or the
 * server says so, or a redirect that leaves https), ERR_LIMIT (too long, too many redirects),
 * ERR_TIMEOUT, ERR_BLOCKED (asked to come later), ERR_CLOSED (cut, also after all attempts),
 * ERR_PROTOCOL (another answer), with a message in three parts.
 */
int download(const struct download_request *rq, struct scratch *to, struct arena *arena,
    struct download_reply *ret, struct msg *msg) MUST_USE;

#endif
