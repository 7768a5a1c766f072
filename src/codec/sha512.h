/* SHA-512 (FIPS 180-4) by libsodium: publishers give their files' digests by it. */
#ifndef VARDE_CODEC_SHA512_H
#define VARDE_CODEC_SHA512_H

#include "base/span.h"

enum {
	SHA512_BYTES = 64,
	SHA512_HEX = 129, /* lower-case hex and a NUL */
};

/* The digest of the bytes in lower-case hex, to[SHA512_HEX]. Returns to. */
const char *sha512_hex(struct span bytes, char *to);

#endif
