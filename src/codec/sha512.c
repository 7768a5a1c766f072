#include "codec/sha512.h"

#include <sodium.h>

_Static_assert(
    SHA512_HEX == 2 * crypto_hash_sha512_BYTES + 1, "libsodium has another size");

const char *sha512_hex(struct span bytes, char *to)
{
	uint8_t digest[crypto_hash_sha512_BYTES];

	(void)crypto_hash_sha512(digest, bytes.p, bytes.n);
	return sodium_bin2hex(to, SHA512_HEX, digest, sizeof(digest));
}
