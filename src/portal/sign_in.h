/* Getting in: what the ways have in common. */
#ifndef VARDE_PORTAL_SIGN_IN_H
#define VARDE_PORTAL_SIGN_IN_H

#include "api/call.h"

/* Ends the session that the browser has, and begins one of the person, who has proved to be it
 * by the method ("password", "passkey", "oidc"). strong: with a second factor. */
int sign_in_begin(
    struct call *call, const char *person, const char *method, bool strong) MUST_USE;

/* Leads to next (an own path, else "/") after sign_in_begin; over the second factor when the
 * session is weak. */
int sign_in_lead(struct call *call, const char *next);

/* Whether the address may try once more; else it has been told to wait (429, errors.form). */
bool sign_in_may_try(struct call *call);

/* Whether a form that changes something without a session was sent by a page of ours, as the
 * browser says. */
bool sign_in_from_here(const struct call *call);

#endif
