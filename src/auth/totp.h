/*
 * Second factors that a person types: time-based codes (RFC 6238: SHA-1, 6 digits, 30 s, what
 * every authenticator reads) and recovery codes on paper. A code counts once.
 */
#ifndef VARDE_AUTH_TOTP_H
#define VARDE_AUTH_TOTP_H

#include "base/str.h"

enum {
	TOTP_SECRET = 33, /* bytes of a secret: 160 bits in base32, and its NUL */
	TOTP_DIGITS = 6,
	TOTP_STEP = 30,  /* seconds */
	TOTP_WINDOW = 1, /* steps that a clock may be off, each way */
	TOTP_RECOVERY_CODES = 10,
	TOTP_RECOVERY_TEXT = 20, /* bytes of "abcd-efgh-ijkm-npqr" and its NUL: 80 bits */
	TOTP_RECOVERY_BARE = 17, /* without the dashes */
};

/* A new secret in base32, to[TOTP_SECRET]. Returns to. */
const char *totp_secret(char *to);

/* The secret that belongs to a random key and a message, the same each time: what is proposed
 * needs no place until it is confirmed. to[TOTP_SECRET]. Returns to. */
const char *totp_secret_of(struct span key, struct span message, char *to);

/* Appends the otpauth: URI that an authenticator reads; issuer and account are shown there. */
void totp_uri(const char *issuer, const char *account, const char *secret, struct str *out);

/* Appends the text as a QR code: an <svg role="img"> named title, dark on white in every theme,
 * with the quiet zone. ERR_LIMIT when the text is too long for one. */
int totp_qr(const char *text, const char *title, struct str *out) MUST_USE;

/*
 * Whether the code (spaces are passed over) is right at now_ms for a step after last_step, the
 * one last accepted (0: none yet); *ret_step is to be stored. ERR_DENIED: wrong, or used;
 * ERR_SYNTAX: the secret is none.
 */
int totp_verify(const char *secret, struct span code, int64_t now_ms, int64_t last_step,
    int64_t *ret_step) MUST_USE;

/* A new recovery code as it is shown, to[TOTP_RECOVERY_TEXT]. Returns to. */
const char *totp_recovery(char *to);

/* The code as it is hashed (secret_hash) and compared, ret[TOTP_RECOVERY_BARE], from what
 * somebody typed: lower case, without spaces and dashes. ERR_SYNTAX. */
int totp_recovery_bare(struct span typed, char *ret) MUST_USE;

#endif
