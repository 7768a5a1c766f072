#include "codec/sha256.h"

#include <sodium.h>

_Static_assert(SHA256_BYTES == crypto_hash_sha256_BYTES, "libsodium has another size");

void sha256_of(struct span bytes, uint8_t *to)
{
	(void)crypto_hash_sha256(to, bytes.p, bytes.n);
}

const char *sha256_hex(struct span bytes, char *to)
{
	uint8_t digest[SHA256_BYTES];

	sha256_of(bytes, digest);
	return sodium_bin2hex(to, SHA256_HEX, digest, sizeof(digest));
}
