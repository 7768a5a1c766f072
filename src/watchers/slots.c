#include "watchers/slots.h"

#include "base/arena.h"
#include "base/rng.h"

enum { WAYS = 8 };

/* A group's hashes lie side by side: what is not there costs one look. */
struct slots {
	uint64_t *hashes; /* 0: free */
	int64_t *used;
	uint8_t *rows;
	size_t stride; /* bytes of a row */
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

static void *zeroed(size_t n)
{
	void *p = mem_alloc(n);

	memset(p, 0, n);
	return p;
}

struct slots *slots_new(uint32_t rows, size_t size)
{
	struct slots *s = zeroed(sizeof(*s));
	struct rng rng;
	size_t n;

	s->stride = (size + 7) / 8 * 8;
	s->groups = MAX((rows + WAYS - 1) / WAYS, 1U);
	n = (size_t)s->groups * WAYS;
	s->hashes = zeroed(n * sizeof(*s->hashes));
	s->used = zeroed(n * sizeof(*s->used));
	s->rows = mem_alloc(n * s->stride); /* a row is zeroed when it is taken */
	rng_seed_system(&rng);
	s->seed = rng_next(&rng);
	return s;
}

struct slots *slots_free(struct slots *s)
{
	if (!s)
		return NULL;
	(void)mem_free(s->hashes);
	(void)mem_free(s->used);
	(void)mem_free(s->rows);
	return mem_free(s);
}

/* Never 0, which is a free place. */
static uint64_t hash_of(const struct slots *s, struct span key)
{
	return slots_hash(s->seed, key) | 1;
}

static size_t group_of(const struct slots *s, uint64_t hash)
{
	return (size_t)((hash >> 32) * s->groups >> 32) * WAYS;
}

static void *row_at(const struct slots *s, size_t i)
{
	return s->rows + i * s->stride;
}

void *slots_find(const struct slots *s, struct span key)
{
	uint64_t hash = hash_of(s, key);
	size_t group = group_of(s, hash);

	for (size_t i = group; i < group + WAYS; i++)
		if (s->hashes[i] == hash)
			return row_at(s, i);
	return NULL;
}

/* The place of a new row: a free one, else the one that was used longest ago. */
static size_t place(struct slots *s, size_t group)
{
	size_t best = group;

	for (size_t i = group; i < group + WAYS; i++) {
		if (!s->hashes[i])
			return i;
		if (s->used[i] < s->used[best])
			best = i;
	}
	s->evicted++;
	return best;
}

void *slots_take(struct slots *s, struct span key, int64_t now, bool *ret_new)
{
	uint64_t hash = hash_of(s, key);
	size_t group = group_of(s, hash), i = group;

	while (i < group + WAYS && s->hashes[i] != hash)
		i++;
	if (ret_new)
		*ret_new = i == group + WAYS;
	if (i == group + WAYS) {
		i = place(s, group);
		memset(row_at(s, i), 0, s->stride);
		s->hashes[i] = hash;
		s->used[i] = now;
	}
	s->used[i] = MAX(s->used[i], now);
	return row_at(s, i);
}

uint64_t slots_evicted(const struct slots *s)
{
	return s->evicted;
}
