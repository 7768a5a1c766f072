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

#endif
