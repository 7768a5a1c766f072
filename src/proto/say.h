/* What the writers of EVE objects share: members whose values are bytes of the wire. */
#ifndef VARDE_PROTO_SAY_H
#define VARDE_PROTO_SAY_H

#include "codec/json.h"

/* The member, unless the value is empty. */
void say_span(struct json_writer *w, const char *key, struct span value);

/* The bytes in lower-case hex, with that separator (0: none); 256 at most. */
void say_hex(struct json_writer *w, const char *key, struct span value, char separator);

/* An address of 4 bytes, as text; the member with a key, a value of an array without. */
void say_ipv4(struct json_writer *w, const char *key, const uint8_t *address);

/* UTF-16 (little-endian) as UTF-8 in the arena; what is no character becomes U+FFFD. */
struct span say_utf16(struct arena *arena, struct span text);

/* A number as text of a fixed width: "0x" and so many digits, to[width + 3]. */
const char *say_number(uint32_t v, int width, char *to);

#endif
