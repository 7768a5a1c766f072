/*
 * ClientHello and ServerHello (RFC 5246 section 7.4.1, RFC 8446 section 4.1), as TLS over TCP
 * and QUIC have them. Pure; spans borrow from the message.
 */
#ifndef VARDE_PROTO_HELLO_H
#define VARDE_PROTO_HELLO_H

#include "base/err.h"
#include "base/span.h"

enum hello_extension {
	HELLO_SERVER_NAME = 0,
	HELLO_GROUPS = 10,
	HELLO_POINTS = 11,
	HELLO_SIGNATURES = 13,
	HELLO_ALPN = 16,
	HELLO_TICKET = 35,
	HELLO_VERSIONS = 43
};

/* What is wrong with it though it could be read. */
enum { HELLO_SNI_SEVERAL = 1, HELLO_SNI_TYPE = 2, HELLO_SNI_LENGTH = 4 };

struct hello {
	uint16_t version; /* the message's own field */
	uint16_t chosen;  /* the highest that supported_versions offers, or the one it chose;
			     else version */
	struct span random, session;
	struct span ciphers;    /* uint16 each; of a ServerHello the one it chose */
	struct span extensions; /* type, length, data each; empty: none */
	bool has_name;          /* server_name is there, whatever it holds */
	struct span name;
	struct span alpn;                       /* length, name each */
	struct span groups, points, signatures; /* lists without their lengths */
	uint8_t wrong;                          /* HELLO_SNI_* */
};

/* Reads the body of a ClientHello or ServerHello (without type and length). ERR_TRUNCATED,
 * ERR_SYNTAX; what was read before stands in *ret then. */
int hello_client(struct span body, struct hello *ret) MUST_USE;
int hello_server(struct span body, struct hello *ret) MUST_USE;

/* Whether the value is one of RFC 8701, sent only to be ignored. */
bool hello_grease(unsigned value);

/* Takes one extension out of *rest; false at the end. */
bool hello_extension(struct span *rest, unsigned *ret_type, struct span *ret_data);

/* Takes one protocol's name out of an ALPN list; false at the end. */
bool hello_alpn(struct span *rest, struct span *ret_name);

#endif
