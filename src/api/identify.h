/* Who sends a request: by the session's cookie or an API token. */
#ifndef VARDE_API_IDENTIFY_H
#define VARDE_API_IDENTIFY_H

#include "api/call.h"

#define SESSION_COOKIE "__Host-varde"

/* Fills call->who and call->actor; nobody when there is neither cookie nor token, or it has
 * ended. ERR_DENIED with a message for a token that is not (or no longer) good. */
int identify(struct call *call) MUST_USE;

/* Whether a request that changes something comes from our own form: its token is the session's,
 * and the browser names no other origin. A token of the API proves itself. */
bool identify_form_is_ours(const struct call *call);

/* Makes the browser hold a session (the cookie's value as it is), or forget it (NULL). */
void identify_set_cookie(struct call *call, const char *secret);

/* Begins a session of the person (who has proved to be it by that method) and gives its cookie
 * to the browser; forms of this reply carry its token. strong: with a second factor. ERR_* of
 * the store. */
int identify_begin(
    struct call *call, const char *person, const char *method, bool strong) MUST_USE;

#endif
