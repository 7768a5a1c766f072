/* People with OpenPGP keys: gpg itself in a private folder, for tests. Everything fails the
 * test when it fails. */
#ifndef VARDE_TESTS_AUTH_PGP_PLACE_H
#define VARDE_TESTS_AUTH_PGP_PLACE_H

#include "base/arena.h"
#include "base/span.h"

#include <stdbool.h>

struct pgp_place {
	struct arena *arena;
	char folder[32];  /* what gpg is given and gives */
	const char *home; /* their keyring, with private keys */
};

/* Whether gpg is there; else the test is skipped by who asks. */
bool pgp_place_there(void);

/* Makes the folder; pgp_place_done ends gpg's agent of it and removes it. */
void pgp_place_init(struct pgp_place *place);
void pgp_place_done(struct pgp_place *place);

/* gpg over the home with these arguments (ended by NULL); its exit code. What it writes is in
 * the file "out" of the folder. */
int pgp_place_gpg(struct pgp_place *place, const char *const *args);

/* A key that signs and encrypts, for name@varde.test; it ends as gpg says it ("1y", "0"). Gives
 * the public key, armoured. */
const char *pgp_place_key(struct pgp_place *place, const char *name, const char *ends);

/* Its public key as it is now, and the private one. */
const char *pgp_place_public(struct pgp_place *place, const char *name);
const char *pgp_place_secret(struct pgp_place *place, const char *name);

/* What gpg decrypts out of the bytes with the keys of the home; NULL when it cannot. */
const char *pgp_place_decrypt(struct pgp_place *place, struct span bytes);

#endif
