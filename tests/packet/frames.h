/* Frames for tests, built layer by layer from the inside out. */
#ifndef VARDE_TESTS_PACKET_FRAMES_H
#define VARDE_TESTS_PACKET_FRAMES_H

#include "packet/event.h"

struct frame {
	uint8_t b[4096];
	size_t n;
};

/* What packet_decode told, copied as it came. */
struct told {
	struct packet packets[16];
	uint8_t bytes[16][2048]; /* of their payloads, up to so many */
	size_t n;
};

/* Puts n bytes before (or, tail, behind) what the frame has. */
void frame_before(struct frame *f, const void *bytes, size_t n);
void frame_behind(struct frame *f, const void *bytes, size_t n);

/* Headers before what the frame has, with lengths that fit. */
void frame_udp(struct frame *f, uint16_t sport, uint16_t dport);
void frame_tcp(
    struct frame *f, uint16_t sport, uint16_t dport, uint32_t seq, uint32_t ack, uint8_t flags);
void frame_ip4(struct frame *f, uint8_t proto, uint32_t src, uint32_t dst);
void frame_ip6(struct frame *f, uint8_t next);
void frame_ether(struct frame *f, uint16_t type);

/* Decodes it as an Ethernet frame (or link), with fragments collected in defrag (NULL: not). */
void frame_decode(const struct frame *f, int link, struct defrag *defrag, struct told *told);

#endif
