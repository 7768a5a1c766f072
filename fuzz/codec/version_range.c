/* A range is understood or refused, and what is understood is complete. */
#include "codec/version_range.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct version_ranges ranges = {0};

	if (version_range_parse(span_of(data, size), a, &ranges) == 0) {
		HOLDS(ranges.all.n > 0);
		vec_foreach (r, &ranges.all) {
			HOLDS((r->kind == VERSION_RANGE_EXACT) == (r->version != NULL));
			HOLDS((r->kind == VERSION_RANGE_SPAN) == (r->start || r->end));
			HOLDS(r->scheme >= 0 && r->scheme < VERSION_SCHEMES);
		}
	}
	arena_free(a);
	return 0;
}
