/*
 * Idempotency-Key: a change that is sent again with the same key and body within 24 hours gives
 * the reply of the first time and is not done again. Keys are of a token (or session); what was
 * not done (any failure) may be sent again.
 */
#ifndef VARDE_API_IDEMPOTENCY_H
#define VARDE_API_IDEMPOTENCY_H

#include "api/call.h"

enum { IDEMPOTENCY_MS = 24 * 3600 * 1000 };

/* The row of a reply that is kept; NULL id: the request has no key. */
struct idempotency {
	const char *id;   /* SHA-256 of whose key it is, and the key */
	const char *hash; /* SHA-256 of method, path and body */
	int64_t status;   /* of the reply; 0 while it is being made */
	const char *type; /* its headers */
	const char *location;
	const char *etag;
	const char *body;
	int64_t created;
};

/*
 * Before the handler: *ret_done is true when the reply of the first time has been given again.
 * ERR_RANGE (the key is malformed, or was used for another request), ERR_BUSY (the first one
 * has no reply: it runs, or broke off), errors of the store.
 */
int idempotency_begin(struct call *call, struct idempotency *row, bool *ret_done) MUST_USE;

/* After it: keeps the reply of a success, and forgets the key of a failure (r, or a status from
 * 400 on). */
int idempotency_end(struct call *call, struct idempotency *row, int r) MUST_USE;

#endif
