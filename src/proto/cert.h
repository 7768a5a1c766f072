/*
 * What EVE and rules want of an X.509 certificate (RFC 5280), read from its DER by codec/ber:
 * nothing is verified, and what cannot be read is left out. Pure.
 */
#ifndef VARDE_PROTO_CERT_H
#define VARDE_PROTO_CERT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/vec.h"

enum {
	CERT_DN = 4096,   /* bytes of a name's text */
	CERT_NAMES = 256, /* alternative names that are read */
	CERT_DATE = 20    /* "2026-11-22T14:00:00" and a NUL */
};

/* What is wrong with it; CERT_LENGTH: where its parts begin, a length is cut off. */
enum { CERT_DER = 1, CERT_DATES = 2, CERT_LENGTH = 4 };

struct cert {
	struct span der;             /* borrowed */
	struct span subject, issuer; /* "C=NO, O=Varde, CN=varde.example"; the arena's */
	struct span serial;          /* "00:AB:01"; the arena's */
	struct span fingerprint;     /* SHA-1, "ab:01:..."; the arena's */
	char not_before[CERT_DATE];  /* "": not known */
	char not_after[CERT_DATE];
	VEC(struct span) names; /* alternative names: texts, addresses as text; the arena's */
	uint8_t wrong;          /* CERT_* */
};

/* Reads it as far as it goes. */
void cert_read(struct span der, struct arena *arena, struct cert *ret);

#endif
