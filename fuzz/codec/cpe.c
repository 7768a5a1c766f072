/* A name that is read, written and read again is the same, and stands to itself as equal. */
#include "codec/cpe.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct cpe cpe, again;
	STR_AUTO(out, (size_t)1 << 24);

	if (size <= 4096 && cpe_parse(span_of(data, size), arena, &cpe) == 0) {
		cpe_write(&cpe, &out);
		HOLDS(cpe_parse(str_bytes(&out), arena, &again) == 0);
		for (int i = 0; i < CPE_ATTRS; i++) {
			enum cpe_relation r =
			    cpe_compare_attr((enum cpe_attr)i, cpe.attr[i], again.attr[i]);

			HOLDS(r == CPE_EQUAL || r == CPE_UNDEFINED);
			HOLDS(!cpe.attr[i] == !again.attr[i]);
			HOLDS(!cpe.attr[i] || strcmp(cpe.attr[i], again.attr[i]) == 0);
		}
		(void)cpe_match(&cpe, NULL, &again);
	}
	arena_free(arena);
	return 0;
}
