#include "watchers/watcher_impl.h"

#include <stdio.h>

enum { HEADERS = 90 }; /* bytes that a packet without anything to say has at most */

void watch_tell(struct watch *w, const struct watcher_alert *alert, uint64_t observed,
    uint64_t threshold, uint32_t seconds, const char *fmt, ...)
{
	struct watcher_hit *hit = &w->hits[w->n];
	va_list ap;

	if (w->n == WATCHER_HITS)
		return;
	w->n++;
	*hit = (struct watcher_hit){
	    .alert = alert, .observed = observed, .threshold = threshold, .seconds = seconds};
	va_start(ap, fmt);
	(void)vsnprintf(hit->text, sizeof(hit->text), fmt, ap);
	va_end(ap);
}

struct watch_key watch_key_of(uint8_t letter)
{
	return (struct watch_key){.bytes = {letter}, .n = 1};
}

void watch_key_add(struct watch_key *key, const void *bytes, size_t n)
{
	n = MIN(n, sizeof(key->bytes) - key->n);
	memcpy(key->bytes + key->n, bytes, n);
	key->n += n;
}

void watch_key_number(struct watch_key *key, uint32_t n)
{
	watch_key_add(key, &n, sizeof(n));
}

struct span watch_key_bytes(const struct watch_key *key)
{
	return span_of(key->bytes, key->n);
}

bool watch_window_new(struct watch_window *window, int64_t now, uint32_t seconds)
{
	if (window->begin && now - window->begin < (int64_t)seconds * WATCH_SECOND)
		return false;
	window->begin = MAX(now, 1);
	return true;
}

bool watch_window_tell(struct watch_window *window, int64_t now, uint32_t again)
{
	if (window->told && now - window->told < (int64_t)again * WATCH_SECOND)
		return false;
	window->told = MAX(now, 1);
	return true;
}

uint64_t watch_said(const struct flow *flow, enum flow_dir dir)
{
	const struct flow_side *side = &flow->side[dir];

	return side->bytes > side->packets * HEADERS ? side->bytes - side->packets * HEADERS
						     : 0;
}

bool watch_to_many(const struct flow *flow)
{
	if (flow->family == 6)
		return flow->server[0] == 0xff;
	return flow->server[0] >= 224 || flow->server[3] == 255;
}
