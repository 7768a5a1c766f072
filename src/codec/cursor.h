/*
 * A reading cursor with a sticky error: after the first overrun every read gives 0 or an empty
 * span and the position stays, so a parser checks once at the end (cursor_err). Builders are
 * the str_u16 family of base/str.h.
 */
#ifndef VARDE_CODEC_CURSOR_H
#define VARDE_CODEC_CURSOR_H

#include "base/err.h"
#include "base/span.h"

struct cursor {
	const uint8_t *p; /* borrowed */
	size_t n;         /* bytes in all */
	size_t at;        /* position */
	int err;          /* 0 or the first ERR_* */
};

/* A cursor at the first of the span's bytes (borrows). */
struct cursor cursor_of(struct span s);

/* Integers, big-endian unless _le; 0 after an error. */
uint8_t cursor_u8(struct cursor *c);
uint16_t cursor_u16(struct cursor *c);
uint32_t cursor_u24(struct cursor *c);
uint32_t cursor_u32(struct cursor *c);
uint64_t cursor_u64(struct cursor *c);
uint16_t cursor_u16_le(struct cursor *c);
uint32_t cursor_u24_le(struct cursor *c);
uint32_t cursor_u32_le(struct cursor *c);

/* The next n bytes (borrows), or an empty span and the sticky ERR_TRUNCATED. */
struct span cursor_bytes(struct cursor *c, size_t n);

/* A cursor over the next n bytes; when they are not there both carry the error. */
struct cursor cursor_sub(struct cursor *c, size_t n);

/* The bytes up to the next NUL (stepped over, not included); ERR_TRUNCATED when there is none.
 */
struct span cursor_cstr(struct cursor *c);

/* Steps over n bytes. */
void cursor_skip(struct cursor *c, size_t n);

/* Moves to an absolute position (at most n). */
void cursor_seek(struct cursor *c, size_t at);

/* Bytes that are left; 0 after an error. */
size_t cursor_left(const struct cursor *c);

/* The rest (borrows), without moving. */
struct span cursor_rest(const struct cursor *c);

/* Records an error of the parser's own, unless there is one already. */
void cursor_fail(struct cursor *c, int err);

/* 0 or the first error. */
int cursor_err(const struct cursor *c) MUST_USE;

#endif
