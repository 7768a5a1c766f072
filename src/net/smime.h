/* Certificates of those who are written to, and encrypting to them: S/MIME (RFC 8550, RFC 8551)
 * through OpenSSL. */
#ifndef VARDE_NET_SMIME_H
#define VARDE_NET_SMIME_H

#include "base/span.h"
#include "base/str.h"
#include "model/contact.h"

/*
 * Reads the certificate of the mail address from PEM as somebody pasted it; those of its
 * authorities may stand beside it and are left out. Nobody vouches for it but who pasted it.
 * CONTACT_FINE: type, fingerprint, names, algorithm, key (its PEM), made and expires of *ret
 * are set, text in the arena; the rest stays. Else why it is not taken, and *ret is as it was.
 */
enum contact_fault smime_read(struct span text, const char *mail, int64_t now,
    struct arena *arena, struct contact_key *ret) MUST_USE;

/*
 * Appends the bytes as CMS enveloped-data (RFC 5652 section 6) for the certificate (PEM, as
 * smime_read gives it), with AES-256, in DER. CONTACT_EXPIRED by now, CONTACT_BROKEN with what
 * OpenSSL says.
 */
enum contact_fault smime_encrypt(
    const char *pem, int64_t now, struct span bytes, struct str *out, struct msg *msg) MUST_USE;

#endif
