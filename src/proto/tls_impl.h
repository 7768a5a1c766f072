/* What tls.c, tls_hand.c and tls_log.c share. */
#ifndef VARDE_PROTO_TLS_IMPL_H
#define VARDE_PROTO_TLS_IMPL_H

#include "codec/json.h"
#include "proto/cert.h"
#include "proto/hello.h"
#include "proto/ja.h"
#include "proto/proto_impl.h"

enum { TLS_ALPNS = 16, TLS_VERSION_TEXT = 16 };

/* A side's certificates and protocols. */
struct tls_peer {
	bool hello, certified;
	struct cert cert; /* the first of the chain */
	struct span alpns[TLS_ALPNS];
	size_t nalpns;
};

/* The parser's part of a transaction, in its arena. */
struct tls_own {
	uint16_t version; /* what the server chose, else what the client offered; 0: none */
	bool resumed;
	struct span sni, ja3, ja3_text, ja3s, ja3s_text, ja4; /* empty: not known */
	struct tls_peer peer[2];                              /* by direction they send in */
	struct span session;                                  /* the client's, copied */
};

/* Buffers and fields of a handshake message's body; the message is the first of its kind, or a
 * further ClientHello. */
void tls_impl_client_hello(struct tx *tx, struct tls_own *own, struct span body);
void tls_impl_server_hello(struct tx *tx, struct tls_own *own, struct span body);
void tls_impl_certificates(
    struct tx *tx, struct tls_own *own, enum flow_dir dir, struct span body);

/* "TLS 1.2" and so on, as EVE has it; others in to[TLS_VERSION_TEXT]. */
const char *tls_impl_version(unsigned version, char *to);

/* The members of EVE's object, and whether there is anything to tell (tls_log.c). */
void tls_impl_log(const struct tx *tx, struct json_writer *w);
bool tls_impl_tells(const struct tx *tx);

#endif
