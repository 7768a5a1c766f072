#include "codec/sha256.h"

#include <sodium.h>

_Static_assert(SHA256_BYTES == crypto_hash_sha256_BYTES, "libsodium has another size");
_Static_assert(sizeof(struct sha256) >= sizeof(crypto_hash_sha256_state),
    "libsodium's state does not fit");
/* NOLINTNEXTLINE(misc-redundant-expression): they are equal on some machines only */
_Static_assert(_Alignof(struct sha256) >= _Alignof(crypto_hash_sha256_state),
    "libsodium's state stands elsewhere");

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

static crypto_hash_sha256_state *state_of(struct sha256 *sum)
{
	return (crypto_hash_sha256_state *)(void *)sum->state;
}

void sha256_init(struct sha256 *sum)
{
	(void)crypto_hash_sha256_init(state_of(sum));
}

void sha256_add(struct sha256 *sum, struct span bytes)
{
	(void)crypto_hash_sha256_update(state_of(sum), bytes.p, bytes.n);
}

const char *sha256_end(struct sha256 *sum, char *to)
{
	uint8_t digest[SHA256_BYTES];

	(void)crypto_hash_sha256_final(state_of(sum), digest);
	return sodium_bin2hex(to, SHA256_HEX, digest, sizeof(digest));
}
