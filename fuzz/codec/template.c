/* Whatever compiles writes as much markup with hostile values as with harmless ones. */
#include "codec/template.h"
#include "fuzz.h"

/* Renders values; gives how many bytes could be markup, -1 when there is too much. */
static int render(struct template_set *set, const char *values, struct arena *arena)
{
	static const struct template_reader reader = {.lang = "fr", .zone = 60};
	struct json *json;
	int n = 0;
	STR_AUTO(out, 1 << 16);
	if (json_parse(span_str(values), arena, &json, NULL) < 0 ||
	    template_render(template_of(set, "page"), json, &reader, &out) < 0)
		return -1;
	for (size_t i = 0; i < out.n; i++)
		n += strchr("<>\"'", out.p[i]) != NULL;
	return n;
}
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct template_set *set = template_set_new();
	struct arena *arena = arena_new();
	const char *text = arena_strndup(arena, data, size);
	if (template_add(set, "page", text, NULL) == 0) {
		int a = render(set, "{\"a\":\"x\",\"l\":[\"x\",\"x\"]}", arena);
		int b = render(set, "{\"a\":\"<'>\",\"l\":[\"\\\"\",\"<\"]}", arena);
		HOLDS(a < 0 || b < 0 || a == b || strstr(text, "{{{") || strstr(text, "{{&"));
	}
	return arena_free(arena) || template_set_free(set);
}
