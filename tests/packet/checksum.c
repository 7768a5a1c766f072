#include "packet/checksum.h"

#include "packet/frames.h"
#include "test.h"

/* Sums of RFC 1071 taken by hand of the bytes below: an echo request, a datagram with and
 * without its sum, and the same with one bit turned. */
static void take(void *ctx, struct packet *packet)
{
	*(int *)ctx = checksum_ok(packet);
}

static bool right(const void *bytes, size_t n)
{
	struct packet p = {.frame = bytes, .caplen = (uint32_t)n, .wirelen = (uint32_t)n};
	int ok = -1;

	packet_decode(&p, PACKET_RAW, NULL, take, &ok);
	return ok;
}

TEST(checksum_of_each_protocol)
{
	uint8_t echo[] =
	    "\x45\0\0\x1c\0\0\0\0\x40\1\x66\xdf\x0a\0\0\1\x0a\0\0\2\x08\0\xf7\xfd\0\1\0\1";
	uint8_t udp[] =
	    "\x45\0\0\x1e\0\0\0\0\x40\x11\x66\xcd\x0a\0\0\1\x0a\0\0\2\0\1\0\2\0\x0a\x8a\x72"
	    "ab";
	uint8_t tcp6[60] = {
	    0x60, 0, 0, 0, 0, 20, 6, 64, [23] = 1, [39] = 1, 0, 1, 0, 2, [52] = 0x50};
	uint32_t sum = 1 + 1 + 20 + 6 + 1 + 2 + 0x5000;

	assert_true(right(echo, 28));
	echo[24] ^= 4;
	assert_false(right(echo, 28));
	assert_true(right(udp, 30));
	udp[28] ^= 1;
	assert_false(right(udp, 30));
	udp[26] = udp[27] = 0;
	assert_true(right(udp, 30));
	udp[11] ^= 1;
	assert_false(right(udp, 30));
	tcp6[56] = (uint8_t)(~sum >> 8);
	tcp6[57] = (uint8_t)~sum;
	assert_true(right(tcp6, 60));
	tcp6[40] ^= 0x80;
	assert_false(right(tcp6, 60));
}
