/* Packets between two hosts, for tests: made without frames. */
#ifndef VARDE_TESTS_FLOW_WIRE_H
#define VARDE_TESTS_FLOW_WIRE_H

#include "flow/flow.h"

enum { WIRE_CLIENT = 40000, WIRE_SERVER = 80 };

/* A segment from the client (dir 0) or the server. */
struct packet wire_tcp(
    enum flow_dir dir, uint32_t seq, uint32_t ack, uint8_t flags, const void *bytes, size_t n);

/* A datagram. */
struct packet wire_udp(uint32_t from, uint32_t to, uint16_t sport, uint16_t dport);

#endif
