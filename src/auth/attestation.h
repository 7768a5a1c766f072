/* The parts of a WebAuthn attestation object (Web Authentication level 2, section 6.5.4) as
 * bytes, read from its CBOR (RFC 8949). */
#ifndef VARDE_AUTH_ATTESTATION_H
#define VARDE_AUTH_ATTESTATION_H

#include "base/macros.h"
#include "base/span.h"

struct attestation {
	struct span format;    /* text: "none", "packed" ... */
	struct span statement; /* the CBOR map of the format */
	struct span data;      /* the authenticator data */
};

/* Takes the object apart: a map of exactly these three, definite lengths, nothing after it.
 * *ret borrows from the bytes. ERR_SYNTAX, ERR_TRUNCATED, ERR_LIMIT (nested too deep). */
int attestation_read(struct span object, struct attestation *ret) MUST_USE;

/* Whether the bytes are whole CBOR items, one after the other, none claiming more than there
 * is: libcbor 0.8 allocates what an array claims before it looks. ERR_SYNTAX, ERR_TRUNCATED,
 * ERR_LIMIT. */
int attestation_items(struct span cbor) MUST_USE;

#endif
