/* Any report: its events are valid, and what is refused is refused with a message. */
#include "feed/shadowserver.h"

#include "fuzz.h"

static int on_event(void *ctx, struct event *e)
{
	HOLDS(ctx == NULL && record_validate(&event_type, e, NULL) == 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct event like = {
	    .feed = "fuzz", .report = "event4_honeypot_ddos_target", .import = "i"};
	struct arena *arena = arena_new();
	struct shadowserver_counts counts;
	struct msg msg = {0};
	int r = shadowserver_read(
	    span_of(data, size), &like, arena, on_event, NULL, arena, &counts, &msg);

	HOLDS(r == 0 || (msg.what[0] && msg.hint[0]));
	arena_free(arena);
	return 0;
}
