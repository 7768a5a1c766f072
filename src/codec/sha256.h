/* SHA-256 (FIPS 180-4) by libsodium: for chains, statements and what is kept of a secret. */
#ifndef VARDE_CODEC_SHA256_H
#define VARDE_CODEC_SHA256_H

#include "base/span.h"

enum {
	SHA256_BYTES = 32,
	SHA256_HEX = 65, /* lower-case hex and a NUL */
};

/* The digest of the bytes, to[SHA256_BYTES]. */
void sha256_of(struct span bytes, uint8_t *to);

/* The same in lower-case hex, to[SHA256_HEX]. Returns to. */
const char *sha256_hex(struct span bytes, char *to);

/* A digest of bytes that come in parts. */
struct sha256 {
	uint64_t state[16]; /* libsodium's */
};

/* Begins, adds bytes, and gives the digest in lower-case hex, to[SHA256_HEX]; after that only
 * sha256_init may follow. sha256_end returns to. */
void sha256_init(struct sha256 *sum);
void sha256_add(struct sha256 *sum, struct span bytes);
const char *sha256_end(struct sha256 *sum, char *to);

#endif
