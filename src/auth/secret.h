/*
 * Secrets: random tokens and codes, how they are stored, and comparing without telling by time.
 * A token of 256 random bits needs no slow hash: SHA-256 of it is what a database keeps.
 */
#ifndef VARDE_AUTH_SECRET_H
#define VARDE_AUTH_SECRET_H

#include "base/str.h"

enum {
	SECRET_DIGEST = 32, /* bytes of SHA-256 and HMAC-SHA-256 */
	SECRET_TEXT = 44,   /* bytes of a token: 256 bits in base64url, and its NUL */
	SECRET_HASH = 65,   /* bytes of a digest in lower-case hex, and its NUL */
	SECRET_CODE_MAX = 12,
};

/* n random bytes of the system's generator, good for keys. */
void secret_bytes(void *to, size_t n);

/* A new token, to[SECRET_TEXT]. Returns to. */
const char *secret_token(char *to);

/* A code that a person types: digits decimal digits (at most SECRET_CODE_MAX) and a NUL. It is
 * short, so whoever checks it counts the attempts. Returns to. */
const char *secret_code(char *to, size_t digits);

/* What is stored of a token: SHA-256 in hex, to[SECRET_HASH]. Returns to. */
const char *secret_hash(struct span token, char *to);

/* SHA-256 and HMAC-SHA-256 (RFC 2104; any length of key), to[SECRET_DIGEST]. */
void secret_sha256(struct span bytes, uint8_t *to);
void secret_hmac(struct span key, struct span message, uint8_t *to);

/* Whether both hold the same bytes; the time depends on the lengths alone. */
bool secret_equal(struct span a, struct span b);

/* The same for two texts; NULL equals nothing. */
bool secret_equal_text(const char *a, const char *b);

/* Overwrites n bytes in a way that the compiler does not leave out. */
void secret_wipe(void *p, size_t n);

/* Appends bytes as base64url without padding (RFC 4648 section 5). */
void secret_to_url(struct span bytes, struct str *out);

/* Appends what base64url without padding stands for; strict. ERR_SYNTAX, and ERR_LIMIT when it
 * does not fit *out, which then is as before. */
int secret_from_url(struct span text, struct str *out) MUST_USE;

#endif
