/*
 * Signed tokens (JWS, RFC 7515; JWK, RFC 7517) by libcjose: ES256, RS256 and PS256, nothing
 * else. What a key is decides which algorithm it may be used with; a token's header never
 * brings a key along.
 */
#ifndef VARDE_AUTH_JOSE_H
#define VARDE_AUTH_JOSE_H

#include "base/arena.h"
#include "base/err.h"
#include "codec/json.h"

enum {
	JOSE_TOKEN = 64 << 10, /* bytes of a token */
	JOSE_KEYS = 32,        /* keys of a set that are looked at */
	JOSE_RSA_BITS = 2048,  /* at least */
};

/* A new private key for the algorithm as a JWK with alg, use and kid (its thumbprint, RFC
 * 7638). The arena owns it. ERR_UNSUPPORTED. */
int jose_key_new(const char *alg, struct arena *arena, char **ret_private) MUST_USE;

/* The public half of a private key as a JWK set, to be published or given to a provider. The
 * arena owns it. ERR_SYNTAX, ERR_UNSUPPORTED. */
int jose_key_public(const char *private_key, struct arena *arena, char **ret_set) MUST_USE;

/* Signs the payload with a private JWK, by its alg or what its type suggests. typ: the header's
 * (NULL: none). The arena owns the token. ERR_SYNTAX, ERR_UNSUPPORTED. */
int jose_sign(const char *private_key, const char *typ, struct span payload,
    struct arena *arena, char **ret_token) MUST_USE;

/*
 * Checks the token's signature with the keys of the set (a JWK set) and gives its payload, an
 * object, in the arena. ERR_SYNTAX: no such token; ERR_UNSUPPORTED: its algorithm;
 * ERR_NOTFOUND: no key of the set is meant (the set may be old); ERR_DENIED: the signature is
 * wrong.
 */
int jose_verify(
    struct span token, const struct json *set, struct arena *arena, struct json **ret) MUST_USE;

#endif
