#include "proto/inflate.h"
#include "base/arena.h"

#include <isa-l/igzip_lib.h>

enum { PIECE = 32 << 10 };

struct inflate {
	struct inflate_state state;
	enum inflate_kind kind;
	bool begun, over;
	uint64_t size; /* bytes given so far */
	uint8_t piece[PIECE];
};

enum inflate_kind inflate_kind(struct span encoding)
{
	encoding = span_trim(encoding);
	if (span_ieq(encoding, "gzip") || span_ieq(encoding, "x-gzip"))
		return INFLATE_GZIP;
	if (span_ieq(encoding, "deflate") || span_ieq(encoding, "x-deflate"))
		return INFLATE_DEFLATE;
	return INFLATE_NONE;
}

void inflate_reset(struct inflate *in, enum inflate_kind kind)
{
	isal_inflate_init(&in->state);
	in->kind = kind;
	in->begun = in->over = false;
	in->size = 0;
}

struct inflate *inflate_new(enum inflate_kind kind)
{
	struct inflate *in = mem_alloc(sizeof(*in));

	inflate_reset(in, kind);
	return in;
}

struct inflate *inflate_free(struct inflate *in)
{
	return mem_free(in);
}

/* "deflate" is zlib by RFC 9110, but many servers send it raw; RFC 1950 section 2.2 tells. */
static uint32_t wrapper(const struct inflate *in, struct span bytes)
{
	if (in->kind == INFLATE_GZIP)
		return ISAL_GZIP_NO_HDR_VER;
	if ((bytes.p[0] & 15) == 8 &&
	    (bytes.n < 2 || (bytes.p[0] * 256 + bytes.p[1]) % 31 == 0))
		return ISAL_ZLIB_NO_HDR_VER;
	return ISAL_DEFLATE;
}

int inflate_take(struct inflate *in, struct span bytes, uint64_t max,
    void (*out)(void *ctx, struct span piece), void *ctx)
{
	if (in->over || !bytes.n)
		return 0;
	if (!in->begun) {
		in->begun = true;
		in->state.crc_flag = wrapper(in, bytes) == ISAL_DEFLATE ? ISAL_DEFLATE
				     : in->kind == INFLATE_GZIP         ? ISAL_GZIP
									: ISAL_ZLIB;
	}
	in->state.next_in = (uint8_t *)(uintptr_t)bytes.p;
	in->state.avail_in = (uint32_t)bytes.n;
	for (;;) {
		uint64_t room = MIN((uint64_t)PIECE, max - in->size);
		size_t got;
		int r;

		if (!room) {
			in->over = true;
			return ERR_LIMIT;
		}
		in->state.next_out = in->piece;
		in->state.avail_out = (uint32_t)room;
		r = isal_inflate(&in->state);
		got = (size_t)room - in->state.avail_out;
		in->size += got;
		if (got)
			out(ctx, span_of(in->piece, got));
		if (r != ISAL_DECOMP_OK && r != ISAL_END_INPUT && r != ISAL_OUT_OVERFLOW) {
			in->over = true;
			return ERR_SYNTAX;
		}
		if (in->state.block_state == ISAL_BLOCK_FINISH) {
			in->over = true;
			return 0;
		}
		if (in->state.avail_out && !in->state.avail_in)
			return 0;
	}
}
