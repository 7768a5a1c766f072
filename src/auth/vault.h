/*
 * What is encrypted at rest: XChaCha20-Poly1305 (libsodium), a random nonce before each text.
 * The server has one key in a file; a case has a key of its own that is kept sealed with it, so
 * that forgetting that one sealed key makes all of the case's files unreadable, backups of the
 * files included.
 */
#ifndef VARDE_AUTH_VAULT_H
#define VARDE_AUTH_VAULT_H

#include "base/err.h"
#include "base/str.h"

enum { VAULT_KEY = 32, VAULT_MORE = 40 /* bytes that sealing adds: nonce and tag */ };

#define VAULT_FILE "vault.key" /* in the folder of keys */

struct vault_key {
	unsigned char secret[VAULT_KEY]; /* wipe it with vault_forget */
};

/* Reads the key's file, or makes a new key and the file (mode 0600) when there is none and make
 * says so. ERR_NOTFOUND, ERR_SYNTAX, ERR_DENIED, ERR_IO with a message. */
int vault_open(const char *path, bool make, struct vault_key *ret, struct msg *msg) MUST_USE;

/* A new random key. */
void vault_new(struct vault_key *ret);

/* Appends the bytes, sealed. about is what they belong to (an id): a text that is put in
 * another one's place does not open. ERR_LIMIT. */
int vault_seal(const struct vault_key *key, const char *about, struct span bytes,
    struct str *out) MUST_USE;

/* Appends what was sealed. ERR_DENIED: another key, another about, or it was changed; *out is
 * then as before. ERR_LIMIT. */
int vault_unseal(const struct vault_key *key, const char *about, struct span sealed,
    struct str *out) MUST_USE;

/* A case's key as it is kept: sealed with the server's, base64url. Appends. */
int vault_wrap(const struct vault_key *server, const char *about, const struct vault_key *key,
    struct str *out) MUST_USE;

/* The case's key again. ERR_DENIED, ERR_SYNTAX. */
int vault_unwrap(const struct vault_key *server, const char *about, const char *wrapped,
    struct vault_key *ret) MUST_USE;

/* Overwrites the secret. */
void vault_forget(struct vault_key *key);

#endif
