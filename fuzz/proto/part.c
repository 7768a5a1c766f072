#include "proto/part.h"
#include "fuzz.h"

static int64_t size_of(struct span head)
{
	return head.n < 2 ? 0 : head.p[0] == 0xff ? -1 : 2 + (head.p[0] << 4 | head.p[1] >> 4);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part messages, lines;
	size_t at = 0;

	part_init(&messages, 64);
	part_init(&lines, 16);
	while (at < size) {
		size_t n = MIN((size_t)data[at] + 1, size - at - (at + 1 < size));
		struct span a = span_of(data + at, n), b = a, m;

		while (part_message(&messages, size_of, &a, &m))
			HOLDS(m.n <= 64 && m.p);
		while (part_line(&lines, &b, &m))
			HOLDS(m.n <= 16);
		if (data[at] == 0)
			part_gap(&messages, size_of, 7);
		at += n ? n : 1;
	}
	return part_done(&messages), part_done(&lines), 0;
}
