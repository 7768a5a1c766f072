#include "proto/crypt.h"
#include "base/arena.h"
#include "base/macros.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sodium.h>

/* Fetched once a process: a fetch takes locks and looks names up. */
static EVP_MD *mds[CRYPT_DIGESTS];
static EVP_CIPHER *ecb, *gcm;

void crypt_ready(void)
{
	if (mds[CRYPT_DIGEST_SHA1])
		return;
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	ecb = EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL);
	gcm = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
	mds[CRYPT_DIGEST_MD5] = EVP_MD_fetch(NULL, "MD5", NULL);
	mds[CRYPT_DIGEST_SHA256] = EVP_MD_fetch(NULL, "SHA256", NULL);
	/* Without sodium, which cannot be on Linux, nothing here works. */
	if (sodium_init() >= 0)
		mds[CRYPT_DIGEST_SHA1] = EVP_MD_fetch(NULL, "SHA1", NULL);
}

void crypt_sha1(struct span bytes, uint8_t *to)
{
	unsigned n = CRYPT_SHA1;

	if (!mds[CRYPT_DIGEST_SHA1] ||
	    EVP_Digest(bytes.p, bytes.n, to, &n, mds[CRYPT_DIGEST_SHA1], NULL) != 1)
		memset(to, 0, CRYPT_SHA1);
}

void crypt_hmac(struct span key, struct span bytes, uint8_t *to)
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, key.p, key.n);
	crypto_auth_hmacsha256_update(&state, bytes.p, bytes.n);
	crypto_auth_hmacsha256_final(&state, to);
}

void crypt_expand_label(const uint8_t *secret, const char *label, uint8_t *to, size_t n)
{
	uint8_t info[64], block[CRYPT_SHA256];
	size_t text = strlen(label), at = 0;

	info[at++] = 0;
	info[at++] = (uint8_t)n;
	info[at++] = (uint8_t)(6 + text);
	memcpy(info + at, "tls13 ", 6);
	at += 6;
	memcpy(info + at, label, text);
	at += text;
	info[at++] = 0;
	info[at++] = 1;
	crypt_hmac(span_of(secret, CRYPT_SHA256), span_of(info, at), block);
	memcpy(to, block, MIN(n, sizeof(block)));
}

void crypt_block(const uint8_t *key, const uint8_t *block, uint8_t *to)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;

	memset(to, 0, 16);
	if (ctx && ecb && EVP_EncryptInit_ex2(ctx, ecb, key, NULL, NULL) == 1)
		(void)EVP_EncryptUpdate(ctx, to, &n, block, 16);
	EVP_CIPHER_CTX_free(ctx);
}

int crypt_open(const uint8_t *key, const uint8_t *nonce, struct span header, struct span sealed,
    struct str *to)
{
	size_t before = to->n, n = sealed.n - CRYPT_TAG;
	EVP_CIPHER_CTX *ctx;
	uint8_t tag[CRYPT_TAG], text[2048];
	int got = 0, r = ERR_CORRUPT;

	if (sealed.n < CRYPT_TAG || n > sizeof(text))
		return ERR_CORRUPT;
	memcpy(tag, sealed.p + n, CRYPT_TAG);
	ctx = EVP_CIPHER_CTX_new();
	if (ctx && gcm && EVP_DecryptInit_ex2(ctx, gcm, key, nonce, NULL) == 1 &&
	    EVP_DecryptUpdate(ctx, NULL, &got, header.p, (int)header.n) == 1 &&
	    EVP_DecryptUpdate(ctx, text, &got, sealed.p, (int)n) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, CRYPT_TAG, tag) == 1 &&
	    EVP_DecryptFinal_ex(ctx, text + n, &got) == 1) {
		str_put(to, text, n);
		r = str_ok(to);
	}
	EVP_CIPHER_CTX_free(ctx);
	if (r < 0)
		str_cut(to, before);
	return r;
}

struct crypt_digester {
	EVP_MD_CTX *ctx[CRYPT_DIGESTS]; /* NULL: not wanted */
};

struct crypt_digester *crypt_digester_new(unsigned which)
{
	struct crypt_digester *d = mem_alloc(sizeof(*d));
	bool all = true;

	crypt_ready();
	memset(d, 0, sizeof(*d));
	for (int i = 0; i < CRYPT_DIGESTS; i++) {
		if (!(which & 1U << i))
			continue;
		d->ctx[i] = EVP_MD_CTX_new();
		all = all && mds[i] && d->ctx[i];
	}
	return all ? d : crypt_digester_free(d);
}

struct crypt_digester *crypt_digester_free(struct crypt_digester *d)
{
	if (!d)
		return NULL;
	for (int i = 0; i < CRYPT_DIGESTS; i++)
		EVP_MD_CTX_free(d->ctx[i]);
	return mem_free(d);
}

void crypt_digester_begin(struct crypt_digester *d)
{
	for (int i = 0; i < CRYPT_DIGESTS; i++)
		if (d->ctx[i])
			(void)EVP_DigestInit_ex2(d->ctx[i], mds[i], NULL);
}

void crypt_digester_take(struct crypt_digester *d, struct span bytes)
{
	for (int i = 0; i < CRYPT_DIGESTS; i++)
		if (d->ctx[i] && bytes.n)
			(void)EVP_DigestUpdate(d->ctx[i], bytes.p, bytes.n);
}

size_t crypt_digester_end(struct crypt_digester *d, enum crypt_digest which, uint8_t *to)
{
	unsigned n = 0;

	if (!d->ctx[which] || EVP_DigestFinal_ex(d->ctx[which], to, &n) != 1)
		return 0;
	return n;
}
