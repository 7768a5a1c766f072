/* Any bytes as records of a spool: what is read is what would be written. */
#include "ship/ship_frame.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = span_of(data, size);
	struct ship_frame f;
	struct ship_head h;

	(void)!ship_head_read(rest, &h);
	while (ship_frame_read(rest, &f) == 0) {
		struct str out;

		str_init(&out, SHIP_PAYLOAD * 2);
		HOLDS(ship_frame_put(&out, &f) == 0 && out.n == f.size);
		HOLDS(memcmp(out.p, rest.p, f.size) == 0);
		str_done(&out);
		rest = span_sub(rest, f.size, rest.n);
	}
	return 0;
}
