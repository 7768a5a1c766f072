/* Any bytes as a host name: what is accepted is a name that is accepted again unchanged. */
#include "codec/idn.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	char *name, *again;

	if (idn_to_ascii(span_of(data, size), arena, &name) == 0) {
		HOLDS(strlen(name) <= 253);
		HOLDS(idn_to_ascii(span_str(name), arena, &again) == 0 &&
		      strcmp(name, again) == 0);
		HOLDS(idn_within(name, name));
	}
	arena_free(arena);
	return 0;
}
