#include "feed/unpack.h"

#include "feed/feed.h"

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

enum {
	PIECE = 256 << 10,     /* bytes that are unpacked at a time */
	XZ_MEMORY = 192 << 20, /* bytes that an xz stream may ask for: "xz -9" needs 65 MiB */
	ZSTD_WINDOW = 27,      /* log2 of bytes: "zstd --ultra" and --long */
};

enum unpack_kind unpack_kind(struct span bytes)
{
	if (bytes.n >= 3 && memcmp(bytes.p, "\x1f\x8b\x08", 3) == 0)
		return UNPACK_GZIP;
	if (bytes.n >= 6 && memcmp(bytes.p,
				"\xfd"
				"7zXZ\0",
				6) == 0)
		return UNPACK_XZ;
	if (bytes.n >= 4 && memcmp(bytes.p, "\x28\xb5\x2f\xfd", 4) == 0)
		return UNPACK_ZSTD;
	return UNPACK_NONE;
}

struct unpacking {
	struct span in;
	int (*out)(void *arg, struct span piece);
	void *arg;
	struct msg *msg;
	uint8_t *piece;
	size_t total;
};

static int damaged(struct unpacking *u, const char *what)
{
	return feed_bad(u->msg, ERR_SYNTAX, "the %s stream is damaged", what);
}

static int cut(struct unpacking *u, const char *what)
{
	return feed_bad(u->msg, ERR_TRUNCATED, "the %s stream ends in the middle", what);
}

static int give(struct unpacking *u, size_t n)
{
	u->total += n;
	if (u->total > PIECE && u->total / UNPACK_RATIO > u->in.n)
		return feed_bad(u->msg, ERR_LIMIT,
		    "%zu bytes unpack to more than %zu: it was made to fill the disk", u->in.n,
		    u->total);
	return n ? u->out(u->arg, span_of(u->piece, n)) : 0;
}

/* 1: there is more to do, 0: it ended where the bytes end. */
static int gunzip_step(struct unpacking *u, z_stream *z, size_t *left)
{
	int r, code;

	if (z->avail_in == 0) {
		z->avail_in = (uInt)MIN(*left, (size_t)1 << 30);
		*left -= z->avail_in;
	}
	z->next_out = u->piece;
	z->avail_out = PIECE;
	code = inflate(z, Z_NO_FLUSH);
	if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
		return damaged(u, "gzip");
	r = give(u, PIECE - z->avail_out);
	if (r < 0)
		return r;
	if (z->avail_in || *left) /* after a member's end another may follow */
		return code != Z_STREAM_END || inflateReset(z) == Z_OK ? 1 : damaged(u, "gzip");
	if (code == Z_STREAM_END)
		return 0;
	return z->avail_out == 0 ? 1 : cut(u, "gzip");
}

static int gunzip(struct unpacking *u)
{
	z_stream z = {.next_in = (Bytef *)(uintptr_t)u->in.p};
	size_t left = u->in.n;
	int r = inflateInit2(&z, 15 + 16) == Z_OK ? 1 : damaged(u, "gzip");

	while (r == 1)
		r = gunzip_step(u, &z, &left);
	(void)inflateEnd(&z);
	return r;
}

static int unxz(struct unpacking *u)
{
	lzma_stream z = LZMA_STREAM_INIT;
	lzma_ret code = lzma_stream_decoder(&z, XZ_MEMORY, LZMA_CONCATENATED);
	int r = code == LZMA_OK ? 0 : damaged(u, "xz");

	z.next_in = u->in.p;
	z.avail_in = u->in.n;
	while (r == 0 && code == LZMA_OK) {
		z.next_out = u->piece;
		z.avail_out = PIECE;
		code = lzma_code(&z, LZMA_FINISH);
		if (code == LZMA_MEMLIMIT_ERROR)
			r = feed_bad(u->msg, ERR_LIMIT, "the xz stream wants too much memory");
		else if (code == LZMA_BUF_ERROR)
			r = cut(u, "xz");
		else if (code != LZMA_OK && code != LZMA_STREAM_END)
			r = damaged(u, "xz");
		else
			r = give(u, PIECE - z.avail_out);
	}
	lzma_end(&z);
	return r;
}

static int unzstd(struct unpacking *u)
{
	ZSTD_DStream *z = ZSTD_createDStream();
	ZSTD_inBuffer in = {u->in.p, u->in.n, 0};
	size_t more = 1;
	int r = 0;

	if (!z || ZSTD_isError(ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, ZSTD_WINDOW)))
		r = damaged(u, "zstd");
	while (r == 0 && (in.pos < in.size || more)) {
		ZSTD_outBuffer out = {u->piece, PIECE, 0};
		size_t before = in.pos;

		more = ZSTD_decompressStream(z, &out, &in);
		if (ZSTD_isError(more))
			r = damaged(u, "zstd");
		else if (in.pos == before && out.pos == 0)
			r = cut(u, "zstd");
		else
			r = give(u, out.pos);
	}
	(void)ZSTD_freeDStream(z);
	return r;
}

int unpack_stream(
    struct span bytes, int (*out)(void *arg, struct span piece), void *arg, struct msg *msg)
{
	struct unpacking u = {.in = bytes, .out = out, .arg = arg, .msg = msg};
	int r;

	u.piece = mem_alloc(PIECE);
	switch (unpack_kind(bytes)) {
	case UNPACK_GZIP:
		r = gunzip(&u);
		break;
	case UNPACK_XZ:
		r = unxz(&u);
		break;
	case UNPACK_ZSTD:
		r = unzstd(&u);
		break;
	case UNPACK_NONE:
	default:
		r = out(arg, bytes);
		break;
	}
	u.piece = mem_free(u.piece);
	return r;
}

const char *unpack_name(const char *name, struct arena *arena)
{
	static const char *const endings[] = {".gz", ".xz", ".zst"};
	const char *slash = strrchr(name, '/');
	size_t n;

	name = slash ? slash + 1 : name;
	n = strlen(name);
	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		size_t e = strlen(endings[i]);

		if (n > e && strcmp(name + n - e, endings[i]) == 0)
			return arena_strndup(arena, name, n - e);
	}
	return arena_strdup(arena, name);
}
