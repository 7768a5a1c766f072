/*
 * Idempotency-Key: a change that is sent again with the same key and body within 24 hours gives
 * the reply of the first time and is not done again. Keys are of a token (or session); what was
 * not done (any failure) may be sent again. The change and its reply are one transaction:
 * whatever dies when, who sends again gets the reply, or it is done now.
 */
#ifndef VARDE_API_IDEMPOTENCY_H
#define VARDE_API_IDEMPOTENCY_H

#include "api/call.h"
#include "model/log.h"

enum { IDEMPOTENCY_MS = 24 * 3600 * 1000 };

/*
 * Before the handler: *ret_done is true when the reply of the first time has been given again;
 * row->id is NULL when the request has no key, else the handle is held until idempotency_end.
 * ERR_RANGE (the key is malformed, or was used for another request), ERR_BUSY (the first one
 * has no reply: it runs, or broke off), errors of the store.
 */
int idempotency_begin(struct call *call, struct idempotency *row, bool *ret_done) MUST_USE;

/* After it: keeps the reply of a success, and forgets the key of a failure (r, or a status from
 * 400 on). */
int idempotency_end(struct call *call, struct idempotency *row, int r) MUST_USE;

#endif
