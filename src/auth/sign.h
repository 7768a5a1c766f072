/*
 * Signing with Ed25519 (RFC 8032), for the heads of the audit log. A key is named by its public
 * half, so that who has a signature and knows which key to trust needs nothing else.
 */
#ifndef VARDE_AUTH_SIGN_H
#define VARDE_AUTH_SIGN_H

#include "base/err.h"
#include "base/str.h"

enum {
	SIGN_SECRET = 64,
	SIGN_NAME = 44, /* bytes of a key's name: base64url of the public key, and its NUL */
};

struct sign_key {
	unsigned char secret[SIGN_SECRET]; /* wipe it with sign_forget */
	char name[SIGN_NAME];
};

/* Reads the key's file, or makes a new key and the file (mode 0600) when there is none and make
 * says so. ERR_NOTFOUND, ERR_SYNTAX, ERR_DENIED, ERR_IO with a message. */
int sign_open(const char *path, bool make, struct sign_key *ret, struct msg *msg) MUST_USE;

/* Appends the signature over the message, base64url. ctx is a struct sign_key (struct
 * log_signer). ERR_LIMIT. */
int sign_message(void *ctx, struct span message, struct str *out) MUST_USE;

/* Whether the signature over the message is by the key of that name: 0, else ERR_DENIED. */
int sign_verify(struct span message, const char *name, const char *signature) MUST_USE;

/* Overwrites the secret. */
void sign_forget(struct sign_key *key);

#endif
