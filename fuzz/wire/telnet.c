#include "wire/telnet.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), rest = all;
	STR_AUTO(built, 1 << 21);
	STR_AUTO(other, 1 << 21);
	struct telnet_event event;

	while (telnet_next(&rest, &event) == 0) {
		HOLDS(fuzz_inside(event.data, all));
		telnet_build(&built, &event);
		telnet_refuse(&other, &event);
		telnet_describe(&other, &event);
	}
	/* What was parsed builds to the very bytes. */
	HOLDS(fuzz_same(str_bytes(&built), span_sub(all, 0, size - rest.n)));
	return 0;
}
