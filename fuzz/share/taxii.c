/* Any bytes as the value of each filter of TAXII: it is refused, or the answer is JSON. */
#include "share/taxii.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"added_after", "limit", "next", "match[id]",
	    "match[type]", "match[version]", "match[spec_version]"};
	static const struct blocklist_row rows[] = {
	    {.id = "a", .value = "evil.example", .expires = 9}};
	const struct share_view view = {rows, 1, ~0U, 5, "https://x", "x", NULL};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct arena *arena = arena_new();
		const struct taxii_arg arg = {
		    names[i], arena_strndup(arena, (const char *)data, size)};
		struct str out = {.max = 1 << 20};
		struct taxii_query query;
		struct taxii_page page;
		struct json *answer;
		struct msg why = {0};

		if (taxii_query_read(&arg, 1, arena, &query, &why) < 0) {
			HOLDS(why.what[0]);
		} else {
			taxii_write(&view, 0, &query, TAXII_OBJECTS, arena, &out, &page);
			HOLDS(json_parse(str_bytes(&out), arena, &answer, NULL) == 0);
		}
		str_done(&out);
		arena_free(arena);
	}
	return 0;
}
