#include "proto/cert.h"
#include "fuzz.h"
#include "proto/crypt.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct cert cert;

	crypt_ready();
	cert_read(span_of(data, size), arena, &cert);
	HOLDS(cert.names.n <= CERT_NAMES && cert.fingerprint.n == 59);
	HOLDS(cert.subject.n <= CERT_DN && cert.issuer.n <= CERT_DN);
	HOLDS(!cert.not_before[0] || strlen(cert.not_before) == CERT_DATE - 1);
	arena_free(arena);
	return 0;
}
