/*
 * TLS as a scanner speaks it: ClientHellos of any version with any suites, and what the server
 * chose. Debian's OpenSSL cannot speak the old protocols that must be detected, so the hello is
 * built and the answer read here (RFC 5246, 6101, 8446); no key is ever agreed.
 */
#ifndef VARDE_WIRE_TLS_H
#define VARDE_WIRE_TLS_H

#include "base/err.h"
#include "base/str.h"

enum tls_version {
	TLS_SSL3 = 0x0300,
	TLS_1_0 = 0x0301,
	TLS_1_1 = 0x0302,
	TLS_1_2 = 0x0303,
	TLS_1_3 = 0x0304
};

struct tls_suite {
	uint16_t code;
	const char *name; /* IANA's */
	bool tls13;       /* for TLS 1.3 only */
};

/* Every suite we can offer; ends with a NULL name. */
extern const struct tls_suite tls_suites[];

/* The suite's IANA name, or "0xNNNN" in to[8]. */
const char *tls_suite_name(uint16_t code, char *to);

/* "SSLv3", "TLSv1.0" ... "TLSv1.3"; "0xNNNN" in to[8]. */
const char *tls_version_name(uint16_t version, char *to);

struct tls_hello {
	uint16_t version;       /* the one version offered */
	const uint16_t *suites; /* offered, in order; borrowed */
	size_t nsuites;
	const char *name;      /* SNI; NULL for none (and none with SSL 3) */
	const uint8_t *random; /* 32 bytes; borrowed */
};

/* Appends one record with the ClientHello. For TLS 1.3 the key share is empty, so that the
 * server names its suite in a HelloRetryRequest. */
int tls_build_hello(struct str *out, const struct tls_hello *hello) MUST_USE;

struct tls_answer {
	bool hello;       /* a ServerHello came; else an alert */
	uint16_t version; /* chosen */
	uint16_t suite;   /* chosen */
	uint8_t alert;    /* its description, RFC 8446 section 6 */
};

/* Reads the first message of the server's answer. ERR_TRUNCATED when more bytes are needed;
 * ERR_PROTOCOL when it is no TLS. */
int tls_parse_answer(struct span bytes, struct tls_answer *ret) MUST_USE;

/* Whether bytes begin like a TLS record of a server: a handshake or an alert. */
bool tls_looks_like(struct span bytes);

#endif
