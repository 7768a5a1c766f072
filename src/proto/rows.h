/* The protocols, each in its own file; proto.c has them in a table by id. */
#ifndef VARDE_PROTO_ROWS_H
#define VARDE_PROTO_ROWS_H

#include "proto/proto.h"

extern const struct proto proto_row_http1;
extern const struct proto proto_row_http2;
extern const struct proto proto_row_dns;
extern const struct proto proto_row_tls;
extern const struct proto proto_row_quic;
extern const struct proto proto_row_socks;

#endif
