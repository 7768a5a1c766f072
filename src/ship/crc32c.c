#include "ship/crc32c.h"

#include <pthread.h>

enum { TABLES = 8 };

static uint32_t table[TABLES][256];
static pthread_once_t made = PTHREAD_ONCE_INIT;

static void make(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t v = i;

		for (int bit = 0; bit < 8; bit++)
			v = v & 1 ? v >> 1 ^ UINT32_C(0x82F63B78) : v >> 1;
		table[0][i] = v;
	}
	for (size_t t = 1; t < TABLES; t++)
		for (size_t i = 0; i < 256; i++)
			table[t][i] = table[t - 1][i] >> 8 ^ table[0][table[t - 1][i] & 255];
}

static uint32_t word(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

uint32_t crc32c_of(struct span s)
{
	uint32_t crc = UINT32_MAX;

	(void)pthread_once(&made, make);
	for (; s.n >= 8; s.p += 8, s.n -= 8) {
		uint32_t a = word(s.p) ^ crc, b = word(s.p + 4);

		crc = table[7][a & 255] ^ table[6][a >> 8 & 255] ^ table[5][a >> 16 & 255] ^
		      table[4][a >> 24] ^ table[3][b & 255] ^ table[2][b >> 8 & 255] ^
		      table[1][b >> 16 & 255] ^ table[0][b >> 24];
	}
	for (; s.n; s.p++, s.n--)
		crc = crc >> 8 ^ table[0][(crc ^ *s.p) & 255];
	return ~crc;
}
