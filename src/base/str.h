/*
 * A growing byte string with a written maximum. Appending past the maximum drops the bytes and
 * sets .over, which the caller checks once at the end (str_ok), so that writers need no check
 * per call. p is always NUL-terminated once used.
 */
#ifndef VARDE_BASE_STR_H
#define VARDE_BASE_STR_H

#include "base/arena.h"
#include "base/macros.h"
#include "base/span.h"

#include <stdarg.h>

struct str {
	char *p;    /* owned by the str; NULL until the first byte */
	size_t n;   /* bytes, without the NUL */
	size_t cap; /* bytes allocated */
	size_t max; /* bytes at most */
	bool over;  /* something did not fit and was dropped */
};

/* Makes *s empty with room for at most max bytes. str_done ends it. */
void str_init(struct str *s, size_t max);

/* Frees the bytes; *s may be used again after str_init. Cleanup-attribute helper too. */
void str_done(struct str *s);

/* Empties the string, keeps the memory and clears .over. */
void str_clear(struct str *s);

/* 0, or ERR_LIMIT when something did not fit. */
int str_ok(const struct str *s) MUST_USE;

/* Appends n bytes at p (borrows), a C string, a span, one byte, formatted text. */
void str_put(struct str *s, const void *p, size_t n);
void str_add(struct str *s, const char *text); /* NULL adds nothing */
void str_span(struct str *s, struct span bytes);
void str_char(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) PRINTF(2, 3);
void str_vaddf(struct str *s, const char *fmt, va_list ap) PRINTF(2, 0);

/* Big-endian integers, for wire formats. */
void str_u8(struct str *s, uint8_t v);
void str_u16(struct str *s, uint16_t v);
void str_u24(struct str *s, uint32_t v);
void str_u32(struct str *s, uint32_t v);

/* Little-endian integers. */
void str_u16_le(struct str *s, uint16_t v);
void str_u32_le(struct str *s, uint32_t v);

/* Overwrites 2 or 3 bytes at offset at with v, big-endian: for lengths known later. Does
 * nothing out of bounds. */
void str_set_u16(struct str *s, size_t at, uint16_t v);
void str_set_u24(struct str *s, size_t at, uint32_t v);

/* Removes n bytes from the front (n is clamped). */
void str_drop(struct str *s, size_t n);

/* Shortens to n bytes (longer n does nothing). */
void str_cut(struct str *s, size_t n);

/* The bytes (borrows, until the next change). */
struct span str_bytes(const struct str *s);

/* The text, "" when empty (borrows, until the next change). */
const char *str_text(const struct str *s);

/* A copy of the text in the arena, which owns it. */
char *str_dup(const struct str *s, struct arena *arena);

#define STR_AUTO(name, maximum) struct str name CLEANUP(str_done) = {.max = (maximum)}

#endif
