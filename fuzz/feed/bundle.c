/* Any bundle: its head and, by itself, its payload. */
#include "feed/bundle.h"

#include "fuzz.h"

static int on_record(void *arg, const struct knowledge *k)
{
	(void)arg;
	HOLDS(k->id && k->rec);
	return 0;
}

static int on_file(void *arg, const char *name, struct span bytes)
{
	(void)arg;
	(void)bytes;
	HOLDS(name[0] != '/' && name[0] != '.');
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct feed_read rd = {.source = "epss", .origin = "here", .emit = on_record};
	struct arena *arena = arena_new();
	struct bundle_head head;
	struct span payload;
	struct msg msg = {0};

	if (bundle_head_read(span_of(data, size), arena, &head, &payload, &msg) == 0)
		HOLDS(head.sha256 && head.key && head.signature);
	if (bundle_read(span_of(data, size), &rd, on_file, NULL, &msg) < 0)
		HOLDS(msg.what[0] && msg.detail[0]);
	arena_free(arena);
	return 0;
}
