/* CRC-32C (Castagnoli: polynomial 0x1EDC6F41 reflected, RFC 3720 appendix B.4). */
#ifndef VARDE_SHIP_CRC32C_H
#define VARDE_SHIP_CRC32C_H

#include "base/span.h"

/* The checksum of the bytes (borrows). */
uint32_t crc32c_of(struct span bytes);

#endif
