#include "packet/frames.h"

#include "base/arena.h"

#include <string.h>

void frame_before(struct frame *f, const void *bytes, size_t n)
{
	memmove(f->b + n, f->b, f->n);
	memcpy(f->b, bytes, n);
	f->n += n;
}

void frame_behind(struct frame *f, const void *bytes, size_t n)
{
	memcpy(f->b + f->n, bytes, n);
	f->n += n;
}

static void put16(uint8_t *to, size_t v)
{
	to[0] = (uint8_t)(v >> 8);
	to[1] = (uint8_t)v;
}

static void put32(uint8_t *to, uint32_t v)
{
	put16(to, v >> 16);
	put16(to + 2, v & 0xffff);
}

void frame_udp(struct frame *f, uint16_t sport, uint16_t dport)
{
	uint8_t h[8] = {0};

	put16(h, sport);
	put16(h + 2, dport);
	put16(h + 4, f->n + 8);
	frame_before(f, h, 8);
}

void frame_tcp(
    struct frame *f, uint16_t sport, uint16_t dport, uint32_t seq, uint32_t ack, uint8_t flags)
{
	uint8_t h[20] = {[12] = 0x50, [13] = flags, [14] = 0xff, [15] = 0xff};

	put16(h, sport);
	put16(h + 2, dport);
	put32(h + 4, seq);
	put32(h + 8, ack);
	frame_before(f, h, 20);
}

void frame_ip4(struct frame *f, uint8_t proto, uint32_t src, uint32_t dst)
{
	uint8_t h[20] = {0x45, [8] = 64, [9] = proto};
	uint32_t sum = 0;

	put16(h + 2, f->n + 20);
	put32(h + 12, src);
	put32(h + 16, dst);
	for (size_t i = 0; i < 20; i += 2)
		sum += (uint32_t)(h[i] << 8 | h[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(h + 10, ~sum & 0xffff);
	frame_before(f, h, 20);
}

void frame_ip6(struct frame *f, uint8_t next)
{
	uint8_t h[40] = {
	    0x60, [6] = next, [7] = 64, [8] = 0x20, 1, [23] = 1, [24] = 0x20, 1, [39] = 2};

	put16(h + 4, f->n);
	frame_before(f, h, 40);
}

void frame_ether(struct frame *f, uint16_t type)
{
	uint8_t h[14] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};

	put16(h + 12, type);
	frame_before(f, h, 14);
}

static void take(void *ctx, struct packet *packet)
{
	struct told *told = ctx;
	size_t n = packet->payload.n < 2048 ? packet->payload.n : 2048;

	if (told->n == 16)
		return;
	told->packets[told->n] = *packet;
	if (n)
		memcpy(told->bytes[told->n], packet->payload.p, n);
	told->n++;
}

void frame_decode(const struct frame *f, int link, struct defrag *defrag, struct told *told)
{
	/* Exactly as long, so that a byte read behind it is found. */
	uint8_t *bytes = mem_alloc(f->n + !f->n);
	struct packet packet = {.frame = bytes,
	    .caplen = (uint32_t)f->n,
	    .wirelen = (uint32_t)f->n,
	    .nr = 1,
	    .time = 1000000};

	memcpy(bytes, f->b, f->n);
	told->n = 0;
	packet_decode(&packet, link, defrag, take, told);
	mem_free(bytes);
}
