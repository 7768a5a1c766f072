/*
 * BER (ITU-T X.690) as network protocols use it: one-byte tags and definite lengths; not for
 * certificates, whose reader must be strict. Reading is sticky as the cursor is: after an error
 * every call gives nothing, and the parser asks once at the end.
 */
#ifndef VARDE_CODEC_BER_H
#define VARDE_CODEC_BER_H

#include "base/macros.h"
#include "base/str.h"
#include "codec/cursor.h"

enum ber_tag {
	BER_INTEGER = 0x02,
	BER_OCTETS = 0x04,
	BER_NULL = 0x05,
	BER_OID = 0x06,
	BER_SEQUENCE = 0x30,
};

struct ber {
	uint8_t tag;       /* class and constructed bits included */
	struct span value; /* contents, borrowed */
};

/* The next element, of whatever tag. ERR_SYNTAX for long tags, an indefinite length or one over
 * 4 bytes, ERR_TRUNCATED. */
struct ber ber_any(struct cursor *c);

/* The contents of the next element (borrows), which must have that tag (ERR_SYNTAX). */
struct span ber_take(struct cursor *c, uint8_t tag);

/* A cursor over the contents of the next element, which must have that tag; it carries an error
 * of c. */
struct cursor ber_open(struct cursor *c, uint8_t tag);

/* The value of the next element, an integer of that tag with 1 to 8 bytes of contents;
 * ERR_RANGE for others. */
int64_t ber_int(struct cursor *c, uint8_t tag);

/* Appends an object identifier's contents in dotted text; ERR_SYNTAX (then part of it may be
 * appended), ERR_RANGE over 64 bits. */
int ber_oid_text(struct span contents, struct str *to) MUST_USE;

/* Appends an element of up to 65535 bytes of contents (borrows), with the shortest length form;
 * a longer one sets to->over. */
void ber_put(struct str *to, uint8_t tag, struct span contents);

/* Appends an integer of that tag in its shortest form. */
void ber_put_int(struct str *to, uint8_t tag, int64_t value);

#endif
