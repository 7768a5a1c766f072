/*
 * The little cryptography that reading TLS and QUIC wants: SHA-1 of certificates, and the keys
 * of QUIC's first packets, which everybody knows (RFC 9001 section 5.2). libcrypto, for it uses
 * the processor's instructions; nothing of it parses foreign bytes.
 */
#ifndef VARDE_PROTO_CRYPT_H
#define VARDE_PROTO_CRYPT_H

#include "base/err.h"
#include "base/span.h"
#include "base/str.h"

enum { CRYPT_SHA1 = 20, CRYPT_SHA256 = 32, CRYPT_KEY = 16, CRYPT_NONCE = 12, CRYPT_TAG = 16 };

/* Loads what is needed; to be called before a sandbox forbids to open files. */
void crypt_ready(void);

/* Which digests of a whole are made, bytes by bytes. */
enum crypt_digest { CRYPT_DIGEST_MD5, CRYPT_DIGEST_SHA1, CRYPT_DIGEST_SHA256, CRYPT_DIGESTS };
enum { CRYPT_DIGEST_MAX = 32 }; /* bytes of the longest */

struct crypt_digester;

/* Of those digests: bits 1 << enum crypt_digest. Gives; crypt_digester_free ends it. NULL: the
 * system has not all of them. */
struct crypt_digester *crypt_digester_new(unsigned which);

/* NULL is allowed. Returns NULL. */
struct crypt_digester *crypt_digester_free(struct crypt_digester *digester);

/* Begins anew. */
void crypt_digester_begin(struct crypt_digester *digester);

/* The next bytes. */
void crypt_digester_take(struct crypt_digester *digester, struct span bytes);

/* One of the digests, once, into to[CRYPT_DIGEST_MAX]; gives its bytes, 0: it is not made. */
size_t crypt_digester_end(
    struct crypt_digester *digester, enum crypt_digest which, uint8_t *to);

/* to[CRYPT_SHA1]. */
void crypt_sha1(struct span bytes, uint8_t *to);

/* HMAC-SHA-256, to[CRYPT_SHA256]. */
void crypt_hmac(struct span key, struct span bytes, uint8_t *to);

/* HKDF-Expand-Label (RFC 8446 section 7.1) with an empty context; n at most CRYPT_SHA256. */
void crypt_expand_label(const uint8_t *secret, const char *label, uint8_t *to, size_t n);

/* One block of AES-128. */
void crypt_block(const uint8_t *key, const uint8_t *block, uint8_t *to);

/* Appends what AES-128-GCM sealed: ends with its tag. ERR_CORRUPT when the tag does not fit;
 * *to is then as before. */
int crypt_open(const uint8_t *key, const uint8_t *nonce, struct span header, struct span sealed,
    struct str *to) MUST_USE;

#endif
