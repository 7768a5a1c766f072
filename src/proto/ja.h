/*
 * Fingerprints of hellos: JA3 and JA3S (MD5 over decimal lists) and JA4 of clients (BSD
 * licence; its siblings for servers, HTTP and certificates are not free, and are not here).
 */
#ifndef VARDE_PROTO_JA_H
#define VARDE_PROTO_JA_H

#include "base/str.h"
#include "proto/hello.h"

enum {
	JA_STRING = 16 << 10, /* bytes of a JA3 string at most */
	JA_LIST = 1024,       /* ciphers or extensions that are looked at */
	JA4_SIZE = 37         /* with the NUL */
};

/* Appends "version,ciphers,extensions,groups,points" of a ClientHello. */
void ja_3_string(const struct hello *hello, struct str *to);

/* Appends "version,cipher,extensions" of a ServerHello. */
void ja_3s_string(const struct hello *hello, struct str *to);

/* JA4 of a ClientHello over transport 't' (TCP), 'q' (QUIC) or 'd' (DTLS), to[JA4_SIZE].
 * Returns to. */
const char *ja_4(const struct hello *hello, char transport, char *to);

#endif
