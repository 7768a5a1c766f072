/* Signing in with a national or company identity (OpenID Connect). */
#ifndef VARDE_PORTAL_OIDC_H
#define VARDE_PORTAL_OIDC_H

#include "api/call.h"

/* Where to end the session at the issuer, too, or NULL. Borrows from the call's arena. */
const char *oidc_logout(struct call *call);

/* Whether the issuer says that more than one factor was used: acr and amr as in the token
 * (NULL: not said); demanded: the acr that the configuration demands and got, or NULL. */
bool oidc_is_strong(const char *acr, const char *amr, const char *demanded);

/* Whether who is signed in may link an identity: it opens the account from then on, so they
 * must have shown what the house asks for. */
bool oidc_may_link(const struct call *call);

#endif
