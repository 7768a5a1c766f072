/*
 * Passkeys: the server's side of Web Authentication level 2 (W3C), verified by libfido2. Says
 * what the browser is asked for as JSON, and checks what it answers (the JSON that a
 * PublicKeyCredential's toJSON gives). Attestation proves nothing here: "none" and "packed"
 * are read, whose certificate chain nobody checks.
 */
#ifndef VARDE_AUTH_WEBAUTHN_H
#define VARDE_AUTH_WEBAUTHN_H

#include "base/arena.h"
#include "base/err.h"
#include "codec/json.h"

enum { WEBAUTHN_TIMEOUT = 5 * 60 * 1000 /* ms that the browser waits for the person */ };

struct webauthn_site {
	const char *id;     /* the relying party: a host name, e.g. "portal.example" */
	const char *name;   /* shown by some browsers */
	const char *origin; /* the pages: "https://portal.example" */
};

struct webauthn_person {
	struct span handle; /* up to 64 random bytes, the same for all keys of the person */
	const char *name;   /* what they log in as */
	const char *display;
};

/* Everything to be stored of a passkey. */
struct webauthn_key {
	const char *id;     /* base64url; how the browser names it */
	const char *key;    /* algorithm, a dot, the public key in base64url: "ES256.3q2-7w" */
	const char *aaguid; /* the authenticator's model in hex; zeros when it does not say */
	int64_t count;      /* signatures so far; 0 when the authenticator does not count */
	bool verified;      /* the person was verified (PIN, finger), not only present */
	bool synced;        /* backed up beyond one device */
};

/*
 * Appends the options of navigator.credentials.create as JSON. challenge: a secret_token to be
 * kept for the answer, for one attempt. known: ids of the person's keys, which are not made
 * twice.
 */
void webauthn_create_options(const struct webauthn_site *site,
    const struct webauthn_person *person, const char *challenge, const char *const *known,
    size_t nknown, struct str *out);

/* Appends the options of navigator.credentials.get as JSON. allowed: ids of the keys that will
 * do; none: whichever the person has for this site. */
void webauthn_get_options(const struct webauthn_site *site, const char *challenge,
    const char *const *allowed, size_t nallowed, struct str *out);

/*
 * Checks the answer to webauthn_create_options. Texts of *ret live in the arena. ERR_SYNTAX:
 * not what a browser sends; ERR_DENIED: another challenge, origin or site, nobody verified, a
 * wrong signature; ERR_UNSUPPORTED: another kind of key or attestation. *msg has the detail
 * (for the log, not for the person).
 */
int webauthn_register(const struct webauthn_site *site, const char *challenge,
    const struct json *answer, struct arena *arena, struct webauthn_key *ret,
    struct msg *msg) MUST_USE;

/*
 * Checks the answer to webauthn_get_options against the stored key, which the caller has found
 * by webauthn_answer_id and which belongs to the person that webauthn_answer_handle names, if
 * it names one. *ret_count is to be stored. The errors of webauthn_register, and ERR_CORRUPT:
 * the count went back, so there is a copy of the authenticator.
 */
int webauthn_login(const struct webauthn_site *site, const char *challenge,
    const struct webauthn_key *stored, const struct json *answer, int64_t *ret_count,
    struct msg *msg) MUST_USE;

/* The id of the key that answers, or NULL (borrows from the answer). */
const char *webauthn_answer_id(const struct json *answer);

/* The handle of the person that the authenticator names: appended to out. ERR_NOTFOUND when it
 * names none, ERR_SYNTAX. */
int webauthn_answer_handle(const struct json *answer, struct str *out) MUST_USE;

#endif
