/* Certificates made on the spot, with OpenSSL. */
#ifndef VARDE_TESTS_NET_CERTS_H
#define VARDE_TESTS_NET_CERTS_H

#include "base/arena.h"

#include <openssl/x509v3.h>

struct cert_wish {
	const char *name;  /* common name; NULL for an empty subject */
	const char *names; /* subjectAltName as OpenSSL writes it; NULL for none */
	int days;     /* valid from two days ago for so many more from now; negative: expired */
	int rsa_bits; /* 0: an EC key on P-256 */
	const char *digest; /* NULL: SHA-256 */
	X509 *issuer;       /* NULL: itself */
	EVP_PKEY *issuer_key;
};

/* Makes a certificate and its key; X509_free and EVP_PKEY_free end them. Fails the test when
 * OpenSSL cannot. */
X509 *cert_make(const struct cert_wish *wish, EVP_PKEY **ret_key);

/* Its DER; the arena owns it. */
struct span cert_der(X509 *cert, struct arena *arena);

#endif
