#include "feed/unpack.h"

#include "test.h"

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

enum { ROOM = 1 << 20 };

static int on_piece(void *arg, struct span piece)
{
	struct str *out = arg;

	str_span(out, piece);
	return str_ok(out);
}

static size_t pack(enum unpack_kind kind, struct span in, uint8_t *to)
{
	size_t n = 0;
	z_stream z = {0};

	switch (kind) {
	case UNPACK_GZIP:
		assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, 0), Z_OK);
		z.next_in = (Bytef *)(uintptr_t)in.p;
		z.avail_in = (uInt)in.n;
		z.next_out = to;
		z.avail_out = ROOM;
		assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
		n = z.total_out;
		(void)deflateEnd(&z);
		return n;
	case UNPACK_XZ:
		assert_int_equal(lzma_easy_buffer_encode(
				     6, LZMA_CHECK_CRC64, NULL, in.p, in.n, to, &n, ROOM),
		    LZMA_OK);
		return n;
	case UNPACK_ZSTD:
		return ZSTD_compress(to, ROOM, in.p, in.n, 3);
	case UNPACK_NONE:
		break;
	}
	memcpy(to, in.p, in.n);
	return in.n;
}

static struct span sample(struct arena *arena)
{
	uint8_t *p = arena_alloc(arena, 5000);

	for (size_t i = 0; i < 5000; i++)
		p[i] = (uint8_t)(i * i >> 3);
	return span_of(p, 5000);
}

TEST(unpack_every_kind_and_refuse_it_cut_or_damaged)
{
	struct arena *arena = arena_new();
	struct span in = sample(arena);
	uint8_t *to = arena_alloc(arena, ROOM);

	for (int kind = UNPACK_GZIP; kind <= UNPACK_ZSTD; kind++) {
		size_t n = pack((enum unpack_kind)kind, in, to);
		struct msg msg = {0};
		STR_AUTO(out, ROOM);

		assert_int_equal(unpack_kind(span_of(to, n)), kind);
		assert_int_equal(unpack_stream(span_of(to, n), on_piece, &out, &msg), 0);
		assert_int_equal(out.n, in.n);
		assert_memory_equal(out.p, in.p, in.n);
		for (size_t cut = 6; cut < n; cut += 7) {
			str_clear(&out);
			assert_int_equal(unpack_stream(span_of(to, cut), on_piece, &out, &msg),
			    ERR_TRUNCATED);
		}
		assert_true(msg.what[0] && msg.detail[0] && msg.hint[0]);
		to[n / 2] ^= 0x55;
		str_clear(&out);
		if (kind != UNPACK_ZSTD) /* which has no checksum here */
			assert_true(unpack_stream(span_of(to, n), on_piece, &out, &msg) < 0);
	}
	arena_free(arena);
}

TEST(unpack_two_members_in_a_row)
{
	struct arena *arena = arena_new();
	struct span in = sample(arena);
	uint8_t *to = arena_alloc(arena, 2 * ROOM);
	struct msg msg = {0};
	STR_AUTO(out, ROOM);

	for (int kind = UNPACK_GZIP; kind <= UNPACK_ZSTD; kind++) {
		size_t n = pack((enum unpack_kind)kind, in, to);

		memcpy(to + n, to, n);
		str_clear(&out);
		assert_int_equal(unpack_stream(span_of(to, 2 * n), on_piece, &out, &msg), 0);
		assert_int_equal(out.n, 2 * in.n);
	}
	arena_free(arena);
}

static int count(void *arg, struct span piece)
{
	*(size_t *)arg += piece.n;
	return 0;
}

TEST(unpack_stops_at_what_was_made_to_fill_a_disk)
{
	struct arena *arena = arena_new();
	size_t n, got = 0, zeros = 200 << 20;
	uint8_t *to = arena_alloc(arena, ROOM), *from = mem_alloc(zeros);
	struct msg msg = {0};

	memset(from, 0, zeros);
	n = pack(UNPACK_ZSTD, span_of(from, zeros), to);
	from = mem_free(from);
	assert_int_equal(unpack_stream(span_of(to, n), count, &got, &msg), ERR_LIMIT);
	assert_true(got < zeros);
	arena_free(arena);
}

TEST(unpack_names_lose_their_packing)
{
	struct arena *arena = arena_new();

	assert_string_equal(unpack_name("a/b.json.gz", arena), "b.json");
	assert_string_equal(unpack_name("b.tar.xz", arena), "b.tar");
	assert_string_equal(unpack_name("x/.gz", arena), ".gz");
	arena_free(arena);
}
