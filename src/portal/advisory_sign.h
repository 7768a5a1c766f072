/* Signatures of published documents, by the server's OpenPGP key: made when one is fetched
 * first, kept by the document's digest. Without a key nothing is signed. */
#ifndef VARDE_PORTAL_ADVISORY_SIGN_H
#define VARDE_PORTAL_ADVISORY_SIGN_H

#include "api/call.h"

/* The key's fingerprint, hexadecimal in upper case; NULL: there is no key. */
int advisory_sign_key(struct call *call, const char **ret) MUST_USE;

/* The public key, armoured. */
int advisory_sign_public(struct call *call, const char **ret) MUST_USE;

/* The detached signature of the bytes, armoured; NULL: there is no key. */
int advisory_sign(struct call *call, struct span bytes, const char **ret) MUST_USE;

#endif
