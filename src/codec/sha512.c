#include "codec/sha512.h"

#include <sodium.h>

_Static_assert(SHA512_BYTES == crypto_hash_sha512_BYTES, "libsodium has another size");

const char *sha512_hex(struct span bytes, char *to)
{
	uint8_t digest[SHA512_BYTES];

	(void)crypto_hash_sha512(digest, bytes.p, bytes.n);
	return sodium_bin2hex(to, SHA512_HEX, digest, sizeof(digest));
}
