/* A hash map from text to pointer. Keys are copied into the arena; values are borrowed.
 * Iteration keeps insertion order. */
#ifndef VARDE_BASE_MAP_H
#define VARDE_BASE_MAP_H

#include "base/arena.h"

struct map_entry {
	const char *key; /* the map's arena owns it */
	void *value;     /* borrowed */
	uint64_t hash;
};

struct map {
	struct arena *arena;       /* borrowed */
	struct map_entry *entries; /* in insertion order */
	size_t n, cap;
	uint32_t *slots; /* index + 1 into entries; 0 is free */
	size_t nslots;   /* a power of two */
};

/* Makes *map empty; it allocates from the arena (borrows), which outlives it. */
void map_init(struct map *map, struct arena *arena);

/* The value of the key, or NULL when it is absent. */
void *map_get(const struct map *map, const char *key);

/* Whether the key is present. */
bool map_has(const struct map *map, const char *key);

/* Sets the key's value. Returns true when the key is new. */
bool map_set(struct map *map, const char *key, void *value);

#define map_foreach(it, m) \
	for (struct map_entry *it = (m)->entries; (m)->n && it < (m)->entries + (m)->n; it++)

#endif
