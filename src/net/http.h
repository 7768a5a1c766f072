/* One read-only web request through the gate: HTTP/1.1, one connection each, bytes capped.
 * Called from coroutines. */
#ifndef VARDE_NET_HTTP_H
#define VARDE_NET_HTTP_H

#include "net/dial.h"
#include "wire/http.h"

struct http_reply {
	struct http_head head;
	struct span body; /* unchunked, at most LIMIT_HTTP_BODY bytes; the arena owns it */
	size_t ncerts;    /* certificates shown, DER, leaf first */
	struct span certs[4];
	const char *source; /* address it was sent from */
	bool cut;           /* the body stopped on its way: time ran out before its end */
};

/*
 * Sends rq to call's address and reads the answer. call->cls becomes GATE_HTTP. rq->tls starts
 * TLS with SNI rq->host (not for addresses). Errors: gate_tcp's, ERR_PROTOCOL (no HTTP, or no
 * TLS), ERR_CLOSED (nothing answered), ERR_TIMEOUT.
 */
int http_fetch(struct gate *gate, const struct gate_call *call, const struct http_request *rq,
    struct arena *arena, struct http_reply *ret) MUST_USE;

/* The same on a connection that is open already; it is borrowed. */
int http_talk(struct conn *conn, const struct http_request *rq, struct arena *arena,
    struct http_reply *ret) MUST_USE;

#endif
