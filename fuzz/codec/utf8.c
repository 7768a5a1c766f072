#include "codec/utf8.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of(data, size), rest = all;
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	STR_AUTO(built, 1 << 22);
	uint32_t code;
	size_t n;

	while ((n = utf8_next(rest, &code)) > 0) {
		HOLDS(n <= rest.n && code <= 0x10ffff);
		utf8_put(&built, code);
		rest = span_sub(rest, n, rest.n);
	}
	HOLDS(utf8_valid(all) == (rest.n == 0));
	HOLDS(fuzz_same(str_bytes(&built), span_sub(all, 0, size - rest.n)));
	for (size_t max = size & 7; max < 64; max += 9) {
		struct span clean = span_str(utf8_clean(arena, all, max));

		HOLDS(clean.n <= max && utf8_valid(clean) && span_find(clean, "\x1b") < 0);
		HOLDS(fuzz_same(clean, span_str(utf8_clean(arena, clean, max))));
	}
	return 0;
}
