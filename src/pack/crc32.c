#include "pack/crc32.h"

enum { SLICES = 8 };

/* Built per call: some microseconds, and no state that threads would share. */
static void tables_fill(uint32_t t[SLICES][256])
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;

		for (int k = 0; k < 8; k++)
			c = c & 1 ? 0xEDB88320U ^ (c >> 1) : c >> 1;
		t[0][i] = c;
	}
	for (uint32_t i = 0; i < 256; i++)
		for (int s = 1; s < SLICES; s++)
			t[s][i] = t[0][t[s - 1][i] & 0xFF] ^ (t[s - 1][i] >> 8);
}

static uint32_t load_le(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

uint32_t crc32_of(struct span bytes)
{
	uint32_t t[SLICES][256];
	uint32_t c = 0xFFFFFFFFU;
	const uint8_t *p = bytes.p;
	size_t n = bytes.n;

	tables_fill(t);
	for (; n >= 8; n -= 8, p += 8) {
		uint32_t lo = c ^ load_le(p);

		c = t[7][lo & 0xFF] ^ t[6][lo >> 8 & 0xFF] ^ t[5][lo >> 16 & 0xFF] ^
		    t[4][lo >> 24] ^ t[3][p[4]] ^ t[2][p[5]] ^ t[1][p[6]] ^ t[0][p[7]];
	}
	for (; n; n--, p++)
		c = t[0][(c ^ *p) & 0xFF] ^ (c >> 8);
	return ~c;
}
