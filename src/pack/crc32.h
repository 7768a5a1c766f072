/* CRC-32 (ISO-HDLC: polynomial 0x04C11DB7 reflected), which guards packs against damage, not
 * against malice. */
#ifndef VARDE_PACK_CRC32_H
#define VARDE_PACK_CRC32_H

#include "base/span.h"

/* The checksum of the bytes (borrows). Eight bytes a step. */
uint32_t crc32_of(struct span bytes);

#endif
