/* Any bytes through a reader: it ends, and what it emits can be written, read and written again
 * as the same. */
#ifndef VARDE_FUZZ_FEED_READER_H
#define VARDE_FUZZ_FEED_READER_H

#include "feed/readers.h"
#include "fuzz.h"

static int fuzz_emit(void *arg, const struct knowledge *k)
{
	struct arena *arena = arena_new();
	struct knowledge again = *k;
	struct str *out = arg;

	HOLDS(k->id && k->source && k->origin);
	str_clear(out);
	if (record_validate(&know_types[k->kind], k->rec, NULL) == 0) {
		know_write(k, out);
		HOLDS(str_ok(out) < 0 ||
		      know_read(k->kind, str_bytes(out), arena, &again.rec, NULL) == 0);
	}
	arena_free(arena);
	return 0;
}

static int fuzz_read(const uint8_t *data, size_t size,
    int (*read)(struct span bytes, struct feed_read *rd, struct msg *msg),
    bool (*sniff)(struct span head, const char *name))
{
	struct str out = {.max = 1 << 24};
	struct feed_read rd = {
	    .source = "fuzz", .origin = "here", .emit = fuzz_emit, .arg = &out};
	struct msg msg = {0};
	int r = read(span_of(data, size), &rd, &msg);

	(void)sniff(span_of(data, size), "a.json");
	HOLDS(r == 0 || (msg.what[0] && msg.detail[0]));
	str_done(&out);
	return 0;
}

#endif
