/*
 * The server's OpenPGP key, in a GnuPG home of its own below the data folder: what Varde
 * publishes is signed by it. `varde init` makes it.
 */
#ifndef VARDE_AUTH_PGP_H
#define VARDE_AUTH_PGP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "base/str.h"

#define PGP_HOME "openpgp" /* folder below the data folder */

struct pgp;

/*
 * Opens the home; with make it is made, and a key for the name and mail address (NULL: the name
 * alone) when it has none. Without: ERR_NOTFOUND when there is no key. ERR_UNSUPPORTED (gpg is
 * missing) and errors of files, with a message. One thread at a time; pgp_free ends it.
 */
int pgp_open(const char *home, bool make, const char *name, const char *mail, struct pgp **ret,
    struct msg *msg) MUST_USE;

/* Takes it; NULL is fine. */
void pgp_free(struct pgp *p);

/* The key's fingerprint, hexadecimal in upper case. Borrows. */
const char *pgp_fingerprint(const struct pgp *p);

/* Appends the public key, armoured. */
int pgp_public(struct pgp *p, struct str *out, struct msg *msg) MUST_USE;

/* Appends a detached signature over the bytes, armoured. */
int pgp_sign(struct pgp *p, struct span bytes, struct str *out, struct msg *msg) MUST_USE;

/* The digest of the last signature as RFC 3156 names it ("pgp-sha512"); "" when there is none.
 * Borrows until the next. */
const char *pgp_digest(struct pgp *p);

#endif
