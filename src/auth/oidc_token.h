/* What an ID token has to say (OpenID Connect Core 1.0, section 3.1.3.7): pure. */
#ifndef VARDE_AUTH_OIDC_TOKEN_H
#define VARDE_AUTH_OIDC_TOKEN_H

#include "auth/oidc.h"

struct oidc_expect {
	const char *issuer;
	const char *client_id;
	const char *nonce;
	const char *acr; /* or NULL: any */
	int64_t now_ms;
};

/* Checks the claims of a token whose signature is right and fills *ret, whose texts borrow from
 * the claims (amr: the arena). ERR_DENIED with a detail, ERR_SYNTAX. */
int oidc_token_check(const struct oidc_expect *expect, const struct json *claims,
    struct arena *arena, struct oidc_person *ret, struct msg *msg) MUST_USE;

/* Fills in name and mail of userinfo's claims where they are there; ERR_DENIED when it is about
 * another subject. */
int oidc_token_about(
    const struct json *about, struct oidc_person *person, struct msg *msg) MUST_USE;

#endif
