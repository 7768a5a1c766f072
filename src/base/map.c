#include "base/map.h"

/* FNV-1a with a final mix. Keys of one run are bounded (LIMIT_UNITS), so crafted collisions
 * cannot cost more than a run. */
static uint64_t hash_text(const char *s)
{
	uint64_t h = 0xcbf29ce484222325U;

	for (; *s; s++)
		h = (h ^ (uint8_t)*s) * 0x100000001b3U;
	return h ^ (h >> 32);
}

void map_init(struct map *map, struct arena *arena)
{
	*map = (struct map){.arena = arena};
}

static uint32_t *slot_of(const struct map *map, const char *key, uint64_t hash)
{
	size_t i = hash & (map->nslots - 1);

	while (map->slots[i]) {
		const struct map_entry *e = &map->entries[map->slots[i] - 1];

		if (e->hash == hash && strcmp(e->key, key) == 0)
			break;
		i = (i + 1) & (map->nslots - 1);
	}
	return &map->slots[i];
}

static struct map_entry *find(const struct map *map, const char *key)
{
	uint32_t slot;

	if (!map->nslots)
		return NULL;
	slot = *slot_of(map, key, hash_text(key));
	return slot ? &map->entries[slot - 1] : NULL;
}

void *map_get(const struct map *map, const char *key)
{
	const struct map_entry *e = find(map, key);

	return e ? e->value : NULL;
}

bool map_has(const struct map *map, const char *key)
{
	return find(map, key) != NULL;
}

static void grow(struct map *map)
{
	size_t cap = map->cap ? map->cap * 2 : 16;
	struct map_entry *entries = ARENA_ARRAY(map->arena, cap, struct map_entry);

	if (map->entries)
		memcpy(entries, map->entries, map->n * sizeof(*entries));
	map->entries = entries;
	map->cap = cap;
	map->nslots = cap * 2;
	map->slots = ARENA_ARRAY(map->arena, map->nslots, uint32_t);
	for (size_t i = 0; i < map->n; i++)
		*slot_of(map, entries[i].key, entries[i].hash) = (uint32_t)i + 1;
}

bool map_set(struct map *map, const char *key, void *value)
{
	struct map_entry *e = find(map, key);

	if (e) {
		e->value = value;
		return false;
	}
	if (!map->entries || map->n == map->cap)
		grow(map);
	e = &map->entries[map->n++];
	*e = (struct map_entry){arena_strdup(map->arena, key), value, hash_text(key)};
	*slot_of(map, key, e->hash) = (uint32_t)map->n;
	return true;
}
