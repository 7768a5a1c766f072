/* Opening connections through the gate (net/gate.h), and what TLS told. Separate from
 * net/conn.h, which is all a probe sees. */
#ifndef VARDE_NET_DIAL_H
#define VARDE_NET_DIAL_H

#include "net/conn.h"
#include "net/gate.h"

/* Prepares TLS for the process: must be called before the sandbox closes, since OpenSSL reads
 * files when it starts. */
int dial_init(void) MUST_USE;

/* Opens a TCP connection (errors: gate_tcp). conn_close tells the gate how the peer behaved. */
int dial_tcp(struct gate *gate, const struct gate_call *call, int timeout_ms,
    struct conn **ret) MUST_USE;

/* Tells that the peer asked to slow down (429, 503, 421): the gate hears it when the connection
 * closes. */
void dial_busy(struct conn *conn);

/* The source address and port of the connection, into to[IP_TEXT + 8]. Returns to. */
const char *dial_source(const struct conn *conn, char *to, size_t size);

/* The certificates that the peer sent, leaf first, in DER; valid as long as the arena. Gives
 * the number (0 without TLS). */
size_t dial_certificates(
    const struct conn *conn, struct arena *arena, struct span *ret, size_t max);

/* The negotiated TLS version ("TLSv1.2") and suite (IANA name); NULL without TLS. Static
 * strings. */
const char *dial_tls_version(const struct conn *conn);
const char *dial_tls_suite(const struct conn *conn);

#endif
