#include "auth/secret.h"

#include "base/err.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Without randomness nothing here may go on. */
static void start(void)
{
	if (sodium_init() < 0)
		abort();
}

void secret_bytes(void *to, size_t n)
{
	pthread_once(&once, start);
	randombytes_buf(to, n);
}

const char *secret_token(char *to)
{
	uint8_t bytes[32];

	secret_bytes(bytes, sizeof(bytes));
	sodium_bin2base64(
	    to, SECRET_TEXT, bytes, sizeof(bytes), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(bytes, sizeof(bytes));
	return to;
}

const char *secret_code(char *to, size_t digits)
{
	pthread_once(&once, start);
	digits = MIN(digits, (size_t)SECRET_CODE_MAX);
	for (size_t i = 0; i < digits; i++)
		to[i] = (char)('0' + randombytes_uniform(10));
	to[digits] = '\0';
	return to;
}

void secret_sha256(struct span bytes, uint8_t *to)
{
	crypto_hash_sha256(to, bytes.p, bytes.n);
}

const char *secret_hash(struct span token, char *to)
{
	uint8_t digest[SECRET_DIGEST];

	secret_sha256(token, digest);
	return sodium_bin2hex(to, SECRET_HASH, digest, sizeof(digest));
}

void secret_hmac(struct span key, struct span message, uint8_t *to)
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, key.p, key.n);
	crypto_auth_hmacsha256_update(&state, message.p, message.n);
	crypto_auth_hmacsha256_final(&state, to);
	sodium_memzero(&state, sizeof(state));
}

bool secret_equal(struct span a, struct span b)
{
	if (a.n != b.n)
		return false;
	return a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0;
}

bool secret_equal_text(const char *a, const char *b)
{
	return a && b && secret_equal(span_str(a), span_str(b));
}

void secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void secret_to_url(struct span bytes, struct str *out)
{
	for (size_t i = 0; i < bytes.n; i += 3) {
		size_t left = MIN(bytes.n - i, (size_t)3);
		uint32_t v = (uint32_t)bytes.p[i] << 16;

		if (left > 1)
			v |= (uint32_t)bytes.p[i + 1] << 8;
		if (left > 2)
			v |= bytes.p[i + 2];
		for (size_t k = 0; k <= left; k++)
			str_char(out, alphabet[v >> (18 - 6 * k) & 63]);
	}
}

int secret_from_url(struct span text, struct str *out)
{
	size_t before = out->n;
	uint32_t v = 0;
	int bits = 0;

	if (text.n % 4 == 1)
		return ERR_SYNTAX;
	if (text.n / 4 * 3 + 3 > out->max - MIN(before, out->max))
		return ERR_LIMIT;
	for (size_t i = 0; i < text.n; i++) {
		const char *at = text.p[i] ? strchr(alphabet, text.p[i]) : NULL;

		if (!at) {
			str_cut(out, before);
			return ERR_SYNTAX;
		}
		v = (v << 6 | (uint32_t)(at - alphabet)) & 0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			str_u8(out, (uint8_t)(v >> bits));
		}
	}
	if (v & ((1U << bits) - 1)) { /* unused bits are zero, or two texts mean one value */
		str_cut(out, before);
		return ERR_SYNTAX;
	}
	return 0;
}
