#include "watchers/slots.h"

#include "base/arena.h"
#include "base/rng.h"

enum { WAYS = 8 };

struct head {
	uint64_t hash; /* 0: free */
	int64_t used;
};

struct slots {
	uint8_t *rows;
	size_t stride; /* a row with its head */
	uint32_t groups;
	uint64_t seed, evicted;
};

/* One multiplication a word; both halves of the product are used. */
static uint64_t mix(uint64_t h, uint64_t word)
{
	unsigned __int128 m = (unsigned __int128)(h ^ word) * UINT64_C(0x9fb21c651e98df25);

	return (uint64_t)m ^ (uint64_t)(m >> 64);
}

uint64_t slots_hash(uint64_t seed, struct span bytes)
{
	uint64_t h = mix(seed ^ UINT64_C(0x9e3779b97f4a7c15), bytes.n);

	while (bytes.n) {
		uint64_t word = 0;
		size_t n = MIN(bytes.n, sizeof(word));

		memcpy(&word, bytes.p, n);
		h = mix(h, word + 1);
		bytes = span_sub(bytes, n, bytes.n);
	}
	return mix(h, seed);
}

struct slots *slots_new(uint32_t rows, size_t size)
{
	struct slots *s = mem_alloc(sizeof(*s));
	struct rng rng;

	memset(s, 0, sizeof(*s));
	s->stride = sizeof(struct head) + (size + 7) / 8 * 8;
	s->groups = MAX((rows + WAYS - 1) / WAYS, 1U);
	s->rows = mem_alloc((size_t)s->groups * WAYS * s->stride);
	memset(s->rows, 0, (size_t)s->groups * WAYS * s->stride);
	rng_seed_system(&rng);
	s->seed = rng_next(&rng);
	return s;
}

struct slots *slots_free(struct slots *s)
{
	if (s)
		(void)mem_free(s->rows);
	return mem_free(s);
}

static struct head *way(const struct slots *s, uint64_t hash, uint32_t i)
{
	size_t row = (size_t)((hash >> 32) * s->groups >> 32) * WAYS + i;

	return (struct head *)(s->rows + row * s->stride);
}

/* Never 0, which is a free place. */
static uint64_t hash_of(const struct slots *s, struct span key)
{
	return slots_hash(s->seed, key) | 1;
}

void *slots_find(const struct slots *s, struct span key)
{
	uint64_t hash = hash_of(s, key);

	for (uint32_t i = 0; i < WAYS; i++)
		if (way(s, hash, i)->hash == hash)
			return way(s, hash, i) + 1;
	return NULL;
}

void *slots_take(struct slots *s, struct span key, int64_t now, bool *ret_new)
{
	uint64_t hash = hash_of(s, key);
	struct head *row = NULL;
	bool found = false;

	for (uint32_t i = 0; i < WAYS && !found; i++) {
		struct head *at = way(s, hash, i);

		found = at->hash == hash;
		if (found || !row || (row->hash && (!at->hash || at->used < row->used)))
			row = at;
	}
	if (!found) {
		s->evicted += row->hash != 0;
		memset(row, 0, s->stride);
		row->hash = hash;
		row->used = now;
	}
	row->used = MAX(row->used, now);
	if (ret_new)
		*ret_new = !found;
	return row + 1;
}

uint64_t slots_evicted(const struct slots *s)
{
	return s->evicted;
}
