/* Any bytes unpacked: pieces come, bounded, or an error with a message. */
#include "feed/unpack.h"

#include "fuzz.h"

static int on_piece(void *arg, struct span piece)
{
	struct str *out = arg;

	str_span(out, piece);
	return str_ok(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str out = {.max = 1 << 24};
	struct msg msg = {0};
	int r = unpack_stream(span_of(data, size), on_piece, &out, &msg);

	HOLDS(r == 0 || r == ERR_LIMIT || (msg.what[0] && msg.detail[0]));
	str_done(&out);
	return 0;
}
