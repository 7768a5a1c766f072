/* Any archive: its members lie inside of what they were unpacked to, and have names. */
#include "feed/unpack.h"

#include "fuzz.h"

static int on_member(void *arg, const struct unpack_member *m)
{
	size_t *n = arg;

	HOLDS(m->name);
	for (size_t i = 0; i < m->bytes.n; i++)
		*n += m->bytes.p[i];
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct unpack_limits limits = {1 << 20, 1000, 1 << 24};
	struct msg msg = {0};
	size_t n = 0;
	int r = unpack_each(span_of(data, size), &limits, on_member, &n, &msg);

	HOLDS(r >= 0 || (msg.what[0] && msg.detail[0] && msg.hint[0]));
	return 0;
}
