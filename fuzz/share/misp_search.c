/* Any bytes as a search of MISP: it is refused with a reason, or its answer is JSON. */
#include "share/misp_search.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct blocklist_row rows[] = {
	    {.id = "a", .value = "evil.example", .expires = 9}};
	const struct share_view view = {rows, 1, ~0U, 5, "https://x", "x", NULL};
	struct arena *arena = arena_new();
	struct json *body, *answer;
	struct misp_query query;
	struct misp_events events;
	struct msg why = {0};
	struct str out = {.max = 1 << 20};

	misp_events_of(&view, arena, &events);
	if (json_parse(span_of(data, size), arena, &body, NULL) == 0) {
		if (misp_query_read(body, view.now, arena, &query, &why) < 0)
			HOLDS(why.what[0]);
		else if (misp_search_attributes(&view, &events, &query, &out) <= 1 &&
			 query.format == MISP_JSON)
			HOLDS(json_parse(str_bytes(&out), arena, &answer, NULL) == 0);
	}
	str_done(&out);
	arena_free(arena);
	return 0;
}
