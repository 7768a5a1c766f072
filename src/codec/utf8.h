/* UTF-8 (RFC 3629): validation, and making text out of foreign bytes. */
#ifndef VARDE_CODEC_UTF8_H
#define VARDE_CODEC_UTF8_H

#include "base/arena.h"
#include "base/str.h"

/*
 * Length in bytes (1..4) of the valid sequence at the front of s, with its code point, or 0
 * when there is none: overlong forms, surrogates and values over U+10FFFF are invalid.
 */
size_t utf8_next(struct span s, uint32_t *ret_code);

/* Whether all of s is valid UTF-8. */
bool utf8_valid(struct span s);

/* Appends the code point in UTF-8; an invalid one becomes U+FFFD. */
void utf8_put(struct str *to, uint32_t code);

/*
 * Foreign bytes as text that is safe to store: valid UTF-8 is kept, every other byte is read as
 * Latin-1; control characters except TAB, LF and CR become U+FFFD; at most max bytes, never cut
 * inside a character. The arena owns it.
 */
char *utf8_clean(struct arena *arena, struct span bytes, size_t max);

#endif
