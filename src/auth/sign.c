#include "auth/sign.h"

#include "auth/secret.h"
#include "os/file.h"

#include <sodium.h>

enum { FILE_MAX = 4096 };

static const char head[] = "varde signing key 1 ";

static void name_key(struct sign_key *key)
{
	STR_AUTO(name, SIGN_NAME);

	/* libsodium keeps the public half behind the seed. */
	secret_to_url(
	    span_of(key->secret + crypto_sign_SEEDBYTES, crypto_sign_PUBLICKEYBYTES), &name);
	(void)snprintf(key->name, sizeof(key->name), "%s", str_text(&name));
}

static int make_key(const char *path, struct sign_key *ret, struct msg *msg)
{
	unsigned char seed[crypto_sign_SEEDBYTES], pk[crypto_sign_PUBLICKEYBYTES];
	struct sign_key key;
	STR_AUTO(text, FILE_MAX);
	int r;

	secret_bytes(seed, sizeof(seed));
	(void)crypto_sign_seed_keypair(pk, key.secret, seed);
	name_key(&key);
	str_add(&text, head);
	secret_to_url(span_of(seed, sizeof(seed)), &text);
	str_char(&text, '\n');
	r = file_write(path, str_bytes(&text), 0600, msg);
	secret_wipe(seed, sizeof(seed));
	secret_wipe(text.p, text.n);
	if (r == 0)
		*ret = key;
	sign_forget(&key);
	return r;
}

static int read_key(struct span text, struct sign_key *ret)
{
	unsigned char pk[crypto_sign_PUBLICKEYBYTES];
	STR_AUTO(seed, crypto_sign_SEEDBYTES + 4);
	int r = ERR_SYNTAX;

	if (span_starts(text, head))
		r = secret_from_url(span_trim(span_sub(text, sizeof(head) - 1, text.n)), &seed);
	if (r == 0 && seed.n != crypto_sign_SEEDBYTES)
		r = ERR_SYNTAX;
	if (r == 0) {
		(void)crypto_sign_seed_keypair(pk, ret->secret, (const unsigned char *)seed.p);
		name_key(ret);
	}
	if (seed.n)
		secret_wipe(seed.p, seed.n);
	return r;
}

int sign_open(const char *path, bool make, struct sign_key *ret, struct msg *msg)
{
	STR_AUTO(text, FILE_MAX);
	int r = file_read(path, &text, msg);

	if (r == ERR_NOTFOUND && make)
		return make_key(path, ret, msg);
	if (r < 0)
		return r;
	r = read_key(str_bytes(&text), ret);
	secret_wipe(text.p, text.n);
	if (r < 0) {
		msg_what(msg, "the signing key cannot be used");
		msg_detail(msg, "%s is no key file", path);
		msg_hint(msg, "bring it back from a backup; without it the log is signed with "
			      "a new key");
		return ERR_SYNTAX;
	}
	return 0;
}

int sign_message(void *ctx, struct span message, struct str *out)
{
	const struct sign_key *key = ctx;
	unsigned char signature[crypto_sign_BYTES];

	(void)crypto_sign_detached(
	    signature, NULL, (const unsigned char *)message.p, message.n, key->secret);
	secret_to_url(span_of(signature, sizeof(signature)), out);
	return str_ok(out);
}

int sign_verify(struct span message, const char *name, const char *signature)
{
	STR_AUTO(pk, crypto_sign_PUBLICKEYBYTES + 4);
	STR_AUTO(sig, crypto_sign_BYTES + 4);

	if (secret_from_url(span_str(name), &pk) < 0 || pk.n != crypto_sign_PUBLICKEYBYTES ||
	    secret_from_url(span_str(signature), &sig) < 0 || sig.n != crypto_sign_BYTES)
		return ERR_DENIED;
	return crypto_sign_verify_detached((const unsigned char *)sig.p,
		   (const unsigned char *)message.p, message.n,
		   (const unsigned char *)pk.p) == 0
		   ? 0
		   : ERR_DENIED;
}

void sign_forget(struct sign_key *key)
{
	secret_wipe(key->secret, sizeof(key->secret));
}
