/* Random numbers: from the system for identifiers, seeded for orders that tests repeat. Not for
 * keys. */
#ifndef VARDE_BASE_RNG_H
#define VARDE_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
	uint64_t state;
};

/* A generator whose sequence depends on the seed alone (splitmix64). */
void rng_seed(struct rng *rng, uint64_t seed);

/* A generator seeded by the system (getrandom); ends the process when the system has no
 * randomness. */
void rng_seed_system(struct rng *rng);

/* The next 64 bits. */
uint64_t rng_next(struct rng *rng);

/* A number in 0..bound-1; bound 0 gives 0. */
uint64_t rng_below(struct rng *rng, uint64_t bound);

/* n random lower-case letters and digits and a NUL: to has n + 1 bytes. */
void rng_label(struct rng *rng, char *to, size_t n);

#endif
