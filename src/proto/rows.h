/* The protocols, each in its own file; proto.c has them in a table by id. */
#ifndef VARDE_PROTO_ROWS_H
#define VARDE_PROTO_ROWS_H

#include "proto/proto.h"

/* HTTP/1 (http1.c). */
extern const struct proto proto_row_http1;

/* HTTP/2 without TLS (http2.c). */
extern const struct proto proto_row_http2;

/* DNS over UDP and TCP (dns.c). */
extern const struct proto proto_row_dns;

/* TLS and SSL 3 over TCP (tls.c). */
extern const struct proto proto_row_tls;

/* QUIC's hellos (quic.c). */
extern const struct proto proto_row_quic;

/* SOCKS 4 and 5 (socks.c). */
extern const struct proto proto_row_socks;

#endif
