/* What a certificate says: X.509 (RFC 5280) through OpenSSL, as an observation. */
#ifndef VARDE_NET_CERT_H
#define VARDE_NET_CERT_H

#include "model/observation.h"

/*
 * Reads one certificate in DER into the subject, issuer, serial, names, validity, key,
 * signature, self_signed, sha256 members of *ret, and name_matches for ret->name (RFC 6125; an
 * address matches an iPAddress; NULL matches everything). Other members stay. ERR_SYNTAX. Texts
 * live in the arena, cleaned.
 */
int cert_read(struct span der, struct arena *arena, struct obs_cert *ret) MUST_USE;

#endif
