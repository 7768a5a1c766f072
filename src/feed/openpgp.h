/*
 * Detached OpenPGP signatures by GPGME, with the keys that a publisher names and no others: in
 * a temporary home of its own, without network, agent or the user's keys. A key is taken only
 * under the fingerprint that was told elsewhere; whom the user trusts plays no part.
 */
#ifndef VARDE_FEED_OPENPGP_H
#define VARDE_FEED_OPENPGP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

struct openpgp;

/* A home without keys. ERR_UNSUPPORTED (gpg is missing), errors of file_error, with a message.
 * openpgp_free ends it. */
int openpgp_new(struct openpgp **ret, struct msg *msg) MUST_USE;

/* Takes it, and removes the home; NULL is fine. */
void openpgp_free(struct openpgp *p);

/*
 * Takes the public key in (armored or not). Its fingerprint, hexadecimal in upper case, is the
 * one under which it is known: ERR_DENIED when the bytes hold another key or a secret one,
 * ERR_SYNTAX when none, with a message.
 */
int openpgp_add(
    struct openpgp *p, struct span key, const char *fingerprint, struct msg *msg) MUST_USE;

/*
 * Whether the signature over the bytes is by one of the keys: 0. ERR_DENIED: it is by another
 * key, by one that has expired or was revoked, made with a broken digest, or wrong; ERR_SYNTAX:
 * there is none in the bytes; with a message.
 */
int openpgp_verify(
    struct openpgp *p, struct span bytes, struct span signature, struct msg *msg) MUST_USE;

#endif
