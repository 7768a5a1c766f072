#include "codec/fold.h"

#include "codec/utf8.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	const char *text =
	    arena_strndup(arena, (const char *)data, strnlen((const char *)data, size));
	const char *once = fold(arena, text);

	HOLDS(utf8_valid(span_str(once)));
	HOLDS(strcmp(fold(arena, once), once) == 0);
	return 0;
}
