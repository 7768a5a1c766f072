/*
 * Mails that only their reader can read: PGP/MIME (RFC 3156), signed with the server's key when
 * it has one, and S/MIME (RFC 8551).
 */
#ifndef VARDE_NOTIFY_SEAL_H
#define VARDE_NOTIFY_SEAL_H

#include "model/contact.h"
#include "notify/mail.h"

struct seal;

/* What it needs is opened at its first use: home is the folder of the server's OpenPGP key
 * (auth/pgp.h; NULL: nothing is signed). One thread at a time. Gives; seal_free ends it. */
struct seal *seal_new(const char *home);

/* NULL is allowed. */
void seal_free(struct seal *seal);

/*
 * Appends the mail, encrypted to the key at that time. Else why it cannot be: nothing is
 * appended, and *msg says more of CONTACT_BROKEN.
 */
enum contact_fault seal_mail(struct seal *seal, const struct contact_key *key,
    const struct mail *mail, int64_t now, struct str *out, struct msg *msg) MUST_USE;

#endif
