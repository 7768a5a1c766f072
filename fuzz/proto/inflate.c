#include "proto/inflate.h"
#include "fuzz.h"

enum { MOST = 1 << 20 };

static void take(void *ctx, struct span piece)
{
	*(size_t *)ctx += piece.n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (int kind = INFLATE_GZIP; kind <= INFLATE_DEFLATE; kind++) {
		struct inflate *in = inflate_new((enum inflate_kind)kind);
		size_t n = 0;
		int r = 0;

		for (size_t at = 0; at < size && r == 0; at += 7)
			r = inflate_take(
			    in, span_sub(span_of(data, size), at, 7), MOST, take, &n);
		HOLDS(n <= MOST);
		inflate_free(in);
	}
	return 0;
}
