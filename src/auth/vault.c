#include "auth/vault.h"

#include "auth/secret.h"
#include "os/file.h"

#include <sodium.h>

enum {
	FILE_MAX = 4096,
	NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

static const char head[] = "varde vault key 1 ";

static int make_key(const char *path, struct vault_key *ret, struct msg *msg)
{
	STR_AUTO(text, FILE_MAX);
	struct vault_key key;
	int r;

	vault_new(&key);
	str_add(&text, head);
	secret_to_url(span_of(key.secret, VAULT_KEY), &text);
	str_char(&text, '\n');
	r = file_create(path, str_bytes(&text), 0600, msg);
	secret_wipe(text.p, text.n);
	if (r == 0)
		*ret = key;
	vault_forget(&key);
	return r;
}

static int read_key(struct span text, struct vault_key *ret)
{
	STR_AUTO(key, VAULT_KEY + 4);
	int r = ERR_SYNTAX;

	if (span_starts(text, head))
		r = secret_from_url(span_trim(span_sub(text, sizeof(head) - 1, text.n)), &key);
	if (r == 0 && key.n != VAULT_KEY)
		r = ERR_SYNTAX;
	if (r == 0)
		memcpy(ret->secret, key.p, VAULT_KEY);
	if (key.n)
		secret_wipe(key.p, key.n);
	return r;
}

int vault_open(const char *path, bool make, struct vault_key *ret, struct msg *msg)
{
	STR_AUTO(text, FILE_MAX);
	int r = file_read(path, &text, msg);

	if (r == ERR_NOTFOUND && make) {
		r = make_key(path, ret, msg);
		/* Another server was faster: its key is the key. */
		if (r != ERR_EXISTS)
			return r;
		r = file_read(path, &text, msg);
	}
	if (r < 0)
		return r;
	r = read_key(str_bytes(&text), ret);
	secret_wipe(text.p, text.n);
	if (r < 0) {
		msg_what(msg, "the key of the evidence cannot be used");
		msg_detail(msg, "%s is no key file", path);
		msg_hint(msg, "bring it back from a backup; what was encrypted with it cannot "
			      "be read otherwise");
		return ERR_SYNTAX;
	}
	return 0;
}

void vault_new(struct vault_key *ret)
{
	secret_bytes(ret->secret, VAULT_KEY);
}

int vault_seal(
    const struct vault_key *key, const char *about, struct span bytes, struct str *out)
{
	unsigned char nonce[NONCE];
	unsigned char *to;
	size_t was = out->n;

	if (out->max < out->n + bytes.n + VAULT_MORE)
		return ERR_LIMIT;
	secret_bytes(nonce, sizeof(nonce));
	str_put(out, nonce, sizeof(nonce));
	str_span(out, bytes);
	for (int i = 0; i < TAG; i++)
		str_char(out, '\0');
	to = (unsigned char *)out->p + was + NONCE;
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(to, NULL, to, bytes.n,
	    (const unsigned char *)about, strlen(about), NULL, nonce, key->secret);
	return str_ok(out);
}

int vault_unseal(
    const struct vault_key *key, const char *about, struct span sealed, struct str *out)
{
	const unsigned char *from = (const unsigned char *)sealed.p;
	size_t n = sealed.n, was = out->n;
	unsigned char *to;

	if (n < VAULT_MORE)
		return ERR_DENIED;
	if (out->max < out->n + n)
		return ERR_LIMIT;
	str_put(out, from + NONCE, n - NONCE);
	to = (unsigned char *)out->p + was;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(to, NULL, NULL, from + NONCE, n - NONCE,
		(const unsigned char *)about, strlen(about), from, key->secret) != 0) {
		out->n = was;
		out->p[was] = '\0';
		return ERR_DENIED;
	}
	out->n = was + n - VAULT_MORE;
	out->p[out->n] = '\0';
	return str_ok(out);
}

int vault_wrap(const struct vault_key *server, const char *about, const struct vault_key *key,
    struct str *out)
{
	STR_AUTO(sealed, VAULT_KEY + VAULT_MORE);
	int r = vault_seal(server, about, span_of(key->secret, VAULT_KEY), &sealed);

	if (r == 0) {
		secret_to_url(str_bytes(&sealed), out);
		r = str_ok(out);
	}
	return r;
}

int vault_unwrap(const struct vault_key *server, const char *about, const char *wrapped,
    struct vault_key *ret)
{
	STR_AUTO(sealed, VAULT_KEY + VAULT_MORE + 4);
	STR_AUTO(key, VAULT_KEY + VAULT_MORE);
	int r = secret_from_url(span_str(wrapped), &sealed);

	if (r == 0)
		r = vault_unseal(server, about, str_bytes(&sealed), &key);
	if (r == 0 && key.n != VAULT_KEY)
		r = ERR_SYNTAX;
	if (r == 0)
		memcpy(ret->secret, key.p, VAULT_KEY);
	if (key.n)
		secret_wipe(key.p, key.n);
	return r;
}

void vault_forget(struct vault_key *key)
{
	secret_wipe(key->secret, sizeof(key->secret));
}
