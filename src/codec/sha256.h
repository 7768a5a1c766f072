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

#endif
