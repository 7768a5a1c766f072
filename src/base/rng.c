#include "base/rng.h"

#include <sys/random.h>

void rng_seed(struct rng *rng, uint64_t seed)
{
	rng->state = seed;
}

void rng_seed_system(struct rng *rng)
{
	if (getrandom(&rng->state, sizeof(rng->state), 0) != (ssize_t)sizeof(rng->state))
		abort();
}

uint64_t rng_next(struct rng *rng)
{
	uint64_t z = (rng->state += 0x9e3779b97f4a7c15U);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

uint64_t rng_below(struct rng *rng, uint64_t bound)
{
	return bound ? rng_next(rng) % bound : 0;
}

void rng_label(struct rng *rng, char *to, size_t n)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";

	for (size_t i = 0; i < n; i++)
		to[i] = letters[rng_below(rng, sizeof(letters) - 1)];
	to[n] = '\0';
}
