/* What http1.c, http1_hooks.c and http1_event.c share. */
#ifndef VARDE_PROTO_HTTP1_IMPL_H
#define VARDE_PROTO_HTTP1_IMPL_H

#include "proto/http_impl.h"

#include <htp/htp.h>

enum { HTTP1_RAW = 64 << 10 }; /* bytes of a raw head that are kept */

/* What libhtp's transactions carry. */
struct http1_tx {
	struct tx *tx;
	struct str raw[2]; /* heads as they came */
	bool request_done;
	bool head[2]; /* of that direction was whole: a body may follow */
};

struct http1_state {
	struct proto_env *env;
	struct flow *flow;
	htp_connp_t *parser;
	struct http_body body[2];
	struct http1_tx *open[2]; /* whose message is on its way in that direction */
	bool failed[2];           /* libhtp gave up: the next message's begin is looked for */
	bool other;               /* what follows is another protocol */
	bool between[2];          /* bytes are missing between two messages */
	unsigned early; /* enum proto_event of an answer that has no transaction yet */
};

/* The thread's configuration, with all hooks. Gives; NULL without memory. */
htp_cfg_t *http1_impl_config(void);

/* What libhtp said is wrong becomes an event of its transaction. */
int http1_impl_log(htp_log_t *log);

/* The same by the flags that it leaves in a transaction. */
void http1_impl_flags(struct tx *tx, const htp_tx_t *htp);

/* libhtp lets its transaction go: what hangs on it is freed (the struct tx is not). */
void http1_impl_forget(struct http1_tx *own);

#endif
