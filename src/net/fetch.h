/*
 * One web request of the service itself (identity provider, webhook, feed), by libcurl. Blocks
 * its thread; never for scanning, which goes through the gate. http and https alone, no
 * redirect, no proxy but the one that is given, certificates always checked.
 */
#ifndef VARDE_NET_FETCH_H
#define VARDE_NET_FETCH_H

#include "base/arena.h"
#include "base/err.h"
#include "wire/ip.h"

enum { FETCH_TIMEOUT = 10 * 1000, FETCH_BODY = 1 << 20 };

struct fetch_header {
	const char *name;
	const char *value;
};

struct fetch_request {
	const char *url;
	const char *method;                 /* NULL: GET, or POST when there is a body */
	const struct fetch_header *headers; /* names and values without line ends */
	size_t nheaders;
	struct span body;    /* p == NULL: none */
	int64_t timeout_ms;  /* for everything; 0: FETCH_TIMEOUT */
	size_t max_body;     /* bytes of the answer; 0: FETCH_BODY */
	const char *ca_file; /* PEM to trust instead of the system's; NULL: the system's */
	const char *cert_file, *key_file; /* PEM: who we are (mutual TLS); NULL: nobody */
	const char *proxy;                /* URL; NULL: none, whatever the environment says */
	bool plain; /* http may be used, too; else only https, and http to loopback */
	/*
	 * Asked about every address before it is connected to; NULL allows all. With a proxy it
	 * is the proxy's.
	 */
	bool (*allow)(void *arg, const struct ip *ip);
	void *allow_arg;
};

struct fetch_reply {
	int status;
	const struct fetch_header
	    *headers; /* names in lower case, in order; the arena owns all */
	size_t nheaders;
	struct span body; /* NUL-terminated after its end; the arena owns it */
};

/*
 * Sends the request and reads the answer, whatever its status. ERR_SYNTAX (URL or header),
 * ERR_UNSUPPORTED (scheme), ERR_NOTFOUND (no such host), ERR_REFUSED, ERR_DENIED (allow said
 * no, or the certificate is not trusted), ERR_TIMEOUT, ERR_LIMIT (the answer is too long),
 * ERR_CLOSED, ERR_IO. *msg says which host, never the headers or the body.
 */
int fetch(const struct fetch_request *rq, struct arena *arena, struct fetch_reply *ret,
    struct msg *msg) MUST_USE;

/* The value of a header of the answer, or NULL (borrows). name in lower case. */
const char *fetch_header(const struct fetch_reply *reply, const char *name);

/* An allow function: no loopback, private, link-local, shared, multicast or unspecified
 * address, so that an address from outside cannot be used to reach inside. */
bool fetch_public_only(void *arg, const struct ip *ip);

#endif
