/* Shared by version.c and version_package.c, which knows the schemes of packages. */
#ifndef VARDE_CODEC_VERSION_IMPL_H
#define VARDE_CODEC_VERSION_IMPL_H

#include "codec/version.h"

/* Where a key is written; version_key says how long one can be. */
struct version_sink {
	uint8_t *p;
	size_t n;
};

/* Writes one byte. */
static inline void version_put(struct version_sink *s, unsigned byte)
{
	s->p[s->n++] = (uint8_t)byte;
}

/* ASCII digits only. */
static inline bool version_is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* Bytes beyond ASCII count as letters, so that what differs stays different. */
static inline bool version_is_letter(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

/* Takes the bytes that a begins with and that the test takes. */
struct span version_take(struct span *a, bool (*test)(uint8_t));

/* Digits without leading zeros. */
struct span version_without_zeros(struct span digits);

/* The number of digits, from base on, so that base + length orders before base + value. */
void version_put_number(struct version_sink *s, unsigned base, struct span digits);

/* The epoch's digits, taken off with their colon; p NULL when the text has no such. */
struct span version_take_epoch(struct span *a);

/* version_package.c: writes the key of a Debian or RPM version. */
void version_put_deb(struct version_sink *s, struct span a);
void version_put_rpm(struct version_sink *s, struct span a);

#endif
