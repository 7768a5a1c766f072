/* MD5 (RFC 1321): for checksums that a foreign contract wants, never where anything depends on
 * nobody being able to make two texts with one digest. */
#ifndef VARDE_CODEC_MD5_H
#define VARDE_CODEC_MD5_H

#include "base/span.h"

enum { MD5_HEX = 33 }; /* lower-case hex and a NUL */

/* The digest of the bytes in lower-case hex, to[MD5_HEX]. Returns to. */
const char *md5_hex(struct span bytes, char *to);

#endif
