/* Base64 (RFC 4648 section 4): the standard alphabet with padding. */
#ifndef VARDE_CODEC_BASE64_H
#define VARDE_CODEC_BASE64_H

#include "base/str.h"

/* Appends the bytes in base64, padded, without line breaks. */
void base64_encode(struct span bytes, struct str *out);

/*
 * Appends the bytes that the text stands for. Strict: padding is required, nothing else but the
 * alphabet is allowed and unused bits are zero. ERR_SYNTAX; *out is then as before.
 */
int base64_decode(struct span text, struct str *out) MUST_USE;

#endif
