/* Any bytes as the manifest of a MISP feed: what it gives are parts of addresses. */
#include "feed/misp_feed.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new();
	struct misp_feed feed;
	struct json *event;
	struct msg msg = {0};

	if (misp_feed_read(span_of(data, size), arena, &feed, &msg) < 0)
		HOLDS(msg.what[0] && msg.detail[0]);
	else
		vec_foreach (e, &feed.events) {
			HOLDS(strlen(e->uuid) == 36 &&
			      strspn(e->uuid, "0123456789abcdef-") == 36);
			HOLDS(e->stamp > 0);
			msg = (struct msg){0};
			if (misp_feed_open(span_of(data, size), e, arena, &event, &msg) < 0)
				HOLDS(msg.what[0]);
		}
	arena_free(arena);
	return 0;
}
