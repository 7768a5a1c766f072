/*
 * Passwords: argon2id by libsodium and a policy without rules of composition (NIST SP 800-63B
 * section 5.1.1, OWASP ASVS 2.1): long enough, and not what everybody guesses first. At most
 * two are hashed at a time in a process, so that logins cannot exhaust its memory (64 MiB
 * each).
 */
#ifndef VARDE_AUTH_PASSWORD_H
#define VARDE_AUTH_PASSWORD_H

#include "base/macros.h"
#include "base/span.h"

enum {
	PASSWORD_STORED = 128,     /* bytes of an encoded hash with its NUL */
	PASSWORD_LEAST = 12,       /* characters */
	PASSWORD_MOST = 256,       /* bytes */
	PASSWORD_UNEXPLAINED = 4,  /* characters that no pattern explains, at least */
	PASSWORD_CONCURRENT = 2,   /* hashes at a time */
	PASSWORD_OPS = 2,          /* argon2id passes */
	PASSWORD_MEMORY = 64 << 20 /* argon2id bytes */
};

enum password_fault {
	PASSWORD_FINE,
	PASSWORD_SHORT,    /* fewer than PASSWORD_LEAST characters */
	PASSWORD_LONG,     /* more than PASSWORD_MOST bytes */
	PASSWORD_NOT_TEXT, /* no UTF-8, or control characters */
	PASSWORD_COMMON,   /* made of words, years, sequences that everybody tries */
	PASSWORD_PERSONAL, /* made of the person's name, address or organisation */
};

/* What the policy says about a new password. own: up to nown texts about the person (name, mail
 * address, organisation), whose words count as known; NULLs among them are passed over. */
enum password_fault password_fault(
    struct span password, const char *const *own, size_t nown) MUST_USE;

/* The encoded hash with its salt and parameters, ret_stored[PASSWORD_STORED]. Waits for its
 * turn; about a tenth of a second. ERR_NOMEM, ERR_RANGE (longer than PASSWORD_MOST). */
int password_hash(struct span password, char *ret_stored) MUST_USE;

/*
 * Whether the password is the one that is stored. stored NULL or empty: there is no such
 * person, or they have no password; takes as long and gives false. Waits for its turn.
 */
bool password_verify(const char *stored, struct span password) MUST_USE;

/* Whether the stored hash was made with other parameters than today's: hash the password anew
 * when it is next typed. */
bool password_outdated(const char *stored);

#endif
