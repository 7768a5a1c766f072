#include "api/rate.h"

#include "base/macros.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

/*
 * A table of fixed size, so that many keys cannot make it grow. A key has a few places; when
 * all are taken in this window, the one with the fewest requests gives way.
 */
enum { SLOTS = 1 << 14, PLACES = 8 };

static struct slot {
	uint64_t key;
	int64_t window;
	int64_t n;
} slots[SLOTS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* FNV-1a, 64 bits. */
static uint64_t hash_of(const char *key)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *key; key++)
		h = (h ^ (unsigned char)*key) * 0x100000001b3u;
	return h ? h : 1;
}

static struct slot *slot_of(uint64_t key, int64_t window)
{
	struct slot *best = NULL;

	for (size_t i = 0; i < PLACES; i++) {
		struct slot *s = &slots[(key + i) & (SLOTS - 1)];

		if (s->key == key && s->window == window)
			return s;
		if (!best ||
		    (best->window == window && (s->window != window || s->n < best->n)))
			best = s;
	}
	*best = (struct slot){.key = key, .window = window};
	return best;
}

bool rate_take(const char *key, int64_t now, struct rate *ret)
{
	int64_t window = now / RATE_WINDOW_MS, n;

	(void)pthread_mutex_lock(&lock);
	n = ++slot_of(hash_of(key), window)->n;
	(void)pthread_mutex_unlock(&lock);
	ret->left = n < RATE_LIMIT ? RATE_LIMIT - n : 0;
	ret->reset = ((window + 1) * RATE_WINDOW_MS - now + 999) / 1000;
	return n <= RATE_LIMIT;
}
