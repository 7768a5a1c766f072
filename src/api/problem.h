/* What is said when a request is refused or fails: a page, or problem+json (RFC 9457) under
 * /api/. */
#ifndef VARDE_API_PROBLEM_H
#define VARDE_API_PROBLEM_H

#include "api/call.h"

/* Refusals that have no status of their own. */
enum {
	REFUSE_WEAK = 1, /* a second factor must be set up or shown first */
	REFUSE_FORM,     /* the form is not ours, or too old */
};

/* Answers with a refusal: 401 of a page leads to the sign-in, which leads back. */
void problem_refuse(struct call *call, int status);

/* Answers a failure: the status that fits the ERR_*, with call->msg. What is the house's own
 * fault shows no detail. */
void problem_error(struct call *call, int err);

/* Answers with that status and call->msg. */
void problem_reply(struct call *call, int status);

/* Answers 422 with the fields that are wrong; JSON only. Gives 0. */
int problem_fields(struct call *call);

/* The HTTP status that fits an ERR_*. */
int problem_status(int err);

#endif
