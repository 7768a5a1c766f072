/*
 * The OpenPGP keys of those who are written to, by GPGME: whether one is good for mails, and
 * encrypting to it. In a temporary home of its own that holds public keys alone, without
 * network, agent or anybody's keyring; whom somebody trusts plays no part, for everybody names
 * their own key.
 */
#ifndef VARDE_AUTH_PGP_KEY_H
#define VARDE_AUTH_PGP_KEY_H

#include "base/span.h"
#include "base/str.h"
#include "model/contact.h"

struct pgp_key_home;

/* A home without keys. ERR_UNSUPPORTED (gpg is missing), errors of file_error, with a message.
 * One thread at a time; pgp_key_close ends it. */
int pgp_key_open(struct pgp_key_home **ret, struct msg *msg) MUST_USE;

/* Takes it, and removes the home; NULL is fine. */
void pgp_key_close(struct pgp_key_home *p);

/*
 * Reads one armoured public key as somebody pasted it. CONTACT_FINE: type, fingerprint, names,
 * algorithm, key (as it is to be stored: without others' signatures), made and expires of *ret
 * are set, text in the arena; the rest stays. Else why it is not taken, and *ret is as it was.
 * CONTACT_BROKEN: gpg itself failed, *msg says how.
 */
enum contact_fault pgp_key_read(struct pgp_key_home *p, struct span text, int64_t now,
    struct arena *arena, struct contact_key *ret, struct msg *msg) MUST_USE;

/* Appends the bytes encrypted to the key (as it is stored), armoured. Else why that cannot be;
 * *msg says what gpg says. */
enum contact_fault pgp_key_encrypt(struct pgp_key_home *p, const struct contact_key *key,
    struct span bytes, struct str *out, struct msg *msg) MUST_USE;

#endif
