#include "flow/wire.h"

#include <string.h>

static const uint8_t somewhere[65536];

static void put32(uint8_t *to, uint32_t v)
{
	to[0] = (uint8_t)(v >> 24);
	to[1] = (uint8_t)(v >> 16);
	to[2] = (uint8_t)(v >> 8);
	to[3] = (uint8_t)v;
}

struct packet wire_udp(uint32_t from, uint32_t to, uint16_t sport, uint16_t dport)
{
	struct packet p = {.family = 4,
	    .proto = 17,
	    .sport = sport,
	    .dport = dport,
	    .wirelen = 60,
	    .time = 1000000,
	    .l4 = span_of(somewhere, 20)};

	put32(p.src, from);
	put32(p.dst, to);
	return p;
}

struct packet wire_tcp(
    enum flow_dir dir, uint32_t seq, uint32_t ack, uint8_t flags, const void *bytes, size_t n)
{
	struct packet p = dir == FLOW_TO_SERVER ? wire_udp(1, 2, WIRE_CLIENT, WIRE_SERVER)
						: wire_udp(2, 1, WIRE_SERVER, WIRE_CLIENT);

	p.proto = 6;
	p.tcp_seq = seq;
	p.tcp_ack = ack;
	p.tcp_flags = flags;
	p.tcp_window = 65535;
	p.tcp_wscale = 0xff;
	p.payload = span_of(bytes, n);
	return p;
}
