#include "codec/json.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	STR_AUTO(once, 1 << 24);
	STR_AUTO(twice, 1 << 24);
	struct json_writer w;
	struct json *v, *again;
	size_t at = 0;

	if (json_parse(span_of(data, size), arena, &v, &at) < 0) {
		HOLDS(at <= size);
		return 0;
	}
	json_write_init(&w, &once, 0);
	json_write_value(&w, v);
	HOLDS(json_parse(str_bytes(&once), arena, &again, NULL) == 0);
	json_write_init(&w, &twice, 0);
	json_write_value(&w, again);
	HOLDS(fuzz_same(str_bytes(&once), str_bytes(&twice)));
	return 0;
}
