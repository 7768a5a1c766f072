/* Whatever stands before it, a password never comes out; what does is one short line of text.
 */
#include "assess/redact.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	STR_AUTO(text, 1 << 16);
	const char *out;

	str_put(&text, data, size);
	str_add(&text, "\npassword=Zq9Kx ");
	out = redact_text(arena, str_bytes(&text), 4000);
	HOLDS(span_find(span_of(data, size), "Zq") >= 0 || !strstr(out, "Zq9Kx"));
	out = redact_text(arena, span_of(data, size), 300);
	HOLDS(strlen(out) <= 300);
	for (const char *p = out; *p; p++)
		HOLDS((uint8_t)*p >= ' ' && *p != 127);
	arena_free(arena);
	return 0;
}
