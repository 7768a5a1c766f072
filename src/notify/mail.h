/*
 * A mail as bytes (RFC 5322, MIME RFC 2045 to 2047): text only, UTF-8 in quoted-printable,
 * encoded headers. Whatever the texts hold, no header and no line can be added through them.
 *
 * One that is encrypted is made from the inside: mail_payload, with the headers that count
 * (RFC 9788), then mail_signed when there is a key to sign with, then mail_pgp (RFC 3156) or
 * mail_smime (RFC 8551) around what the caller has encrypted. Its subject outside says nothing.
 * Pure.
 */
#ifndef VARDE_NOTIFY_MAIL_H
#define VARDE_NOTIFY_MAIL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	MAIL_MAX = 1 << 20,    /* bytes of a composed mail */
	MAIL_SUBJECT_MAX = 250 /* bytes of a subject; longer ones are cut between characters */
};

/* Borrows all. */
struct mail {
	const char *from_name;  /* beside the sender's address; NULL: none */
	const char *from, *to;  /* addresses as mail_address gives them */
	const char *subject;    /* UTF-8; control characters become spaces */
	const char *body;       /* UTF-8, lines ended by LF */
	const char *lang;       /* of subject and body */
	const char *message_id; /* without <>, as mail_id gives it */
	int64_t date;           /* ms */
};

/*
 * The address in the form that mail servers without SMTPUTF8 take: one @, a dot-atom (RFC 5322
 * section 3.2.3) of at most 64 ASCII bytes before it, a host name behind it in its ASCII form.
 * ERR_SYNTAX. The arena owns *ret.
 */
int mail_address(const char *text, struct arena *arena, const char **ret) MUST_USE;

/* The Message-ID of that unique text (letters, digits, hyphens: else ERR_SYNTAX) at the domain
 * of the sender's address. The arena owns *ret. */
int mail_id(
    const char *unique, const char *from, struct arena *arena, const char **ret) MUST_USE;

/* Appends the mail. ERR_SYNTAX (an address, Message-ID or language that is none), ERR_LIMIT. */
int mail_compose(const struct mail *mail, struct str *out) MUST_USE;

#define MAIL_SEALED_SUBJECT "[...]" /* outside of an encrypted mail */

/*
 * Appends what is to be encrypted: a MIME part with the text and the headers that count, which
 * also tells what stands outside. For readers' programs that know nothing of that, the subject
 * is the first line of the text, too. Errors of mail_compose.
 */
int mail_payload(const struct mail *mail, struct str *out) MUST_USE;

/* Appends the part with its detached OpenPGP signature (armoured), made over exactly its bytes
 * with that digest ("pgp-sha512"): RFC 3156 section 5. ERR_SYNTAX (no such digest), ERR_LIMIT.
 */
int mail_signed(
    struct span part, const char *digest, struct span signature, struct str *out) MUST_USE;

/* Appends the mail around what was encrypted: OpenPGP, armoured, and CMS in DER. Subject, body
 * and language of *mail are not told. Errors of mail_compose. */
int mail_pgp(const struct mail *mail, struct span armoured, struct str *out) MUST_USE;
int mail_smime(const struct mail *mail, struct span der, struct str *out) MUST_USE;

#endif
