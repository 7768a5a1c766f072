#include "portal/throttle.h"

#include "auth/attempts.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <string.h>

enum { SLOTS = 4096, PROBES = 8, KEY = 8 /* bytes: an IPv4 address, or half an IPv6 one */ };

struct slot {
	uint8_t key[KEY];
	struct attempts_bucket bucket;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct slot slots[SLOTS];

/* What is no address (a Unix socket without a proxy) shares one bucket. */
static void key_of(const char *remote, uint8_t *to)
{
	struct in_addr v4;
	struct in6_addr v6;

	memset(to, 0, KEY);
	if (inet_pton(AF_INET, remote, &v4) == 1) {
		to[0] = 4;
		memcpy(to + 1, &v4, sizeof(v4));
	} else if (inet_pton(AF_INET6, remote, &v6) == 1) {
		memcpy(to, &v6, KEY);
	}
}

static size_t hash(const uint8_t *key)
{
	uint64_t h = 14695981039346656037U; /* FNV-1a */

	for (int i = 0; i < KEY; i++)
		h = (h ^ key[i]) * 1099511628211U;
	return (size_t)(h ^ h >> 32);
}

/* The address's slot, an idle one, or the one that is idle soonest. */
static struct slot *find(const uint8_t *key)
{
	struct slot *best = NULL;

	for (size_t i = 0, at = hash(key); i < PROBES; i++) {
		struct slot *s = &slots[(at + i) % SLOTS];

		if (memcmp(s->key, key, KEY) == 0)
			return s;
		if (!best || s->bucket.full_at_ms < best->bucket.full_at_ms)
			best = s;
	}
	memcpy(best->key, key, KEY);
	best->bucket = (struct attempts_bucket){0};
	return best;
}

int64_t throttle_take(const char *remote, int64_t now_ms)
{
	uint8_t key[KEY];
	int64_t wait;

	key_of(remote ? remote : "", key);
	(void)pthread_mutex_lock(&lock);
	wait = attempts_take(&find(key)->bucket, &attempts_login_rate, now_ms);
	(void)pthread_mutex_unlock(&lock);
	return wait;
}
