#include "proto/hpack.h"
#include "fuzz.h"

static void take(void *ctx, struct span name, struct span value)
{
	size_t *n = ctx;

	HOLDS(name.n <= HPACK_STRING && value.n <= HPACK_STRING);
	++*n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hpack *h = hpack_new();
	size_t n = 0;
	int r = 0;

	/* Blocks of one connection: a length, then so many bytes. */
	for (size_t at = 0; at < size && r == 0; at += (size_t)data[at] + 1)
		r = hpack_read(h, span_sub(span_of(data, size), at + 1, data[at]), take, &n);
	HOLDS(n <= size * 2);
	hpack_free(h);
	return 0;
}
