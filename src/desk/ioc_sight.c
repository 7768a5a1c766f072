#include "desk/ioc_sight.h"

#include "base/map.h"
#include "codec/json.h"
#include "codec/sha256.h"
#include "desk/ioc.h"

enum { ID_HEX = 32, ID_MAX = 64 };

#define DAY_MS INT64_C(86400000)

struct sights {
	struct map all; /* to struct sighting */
	struct arena *arena;
};

/* The indicator that the event names, or NULL. Few do: the text is looked at before it is
 * parsed. */
static const char *ioc_of(const struct event *e, struct arena *arena)
{
	struct json *detail = NULL;
	const char *id;

	if (!e->detail || !strstr(e->detail, "\"ioc\"") ||
	    json_parse(span_str(e->detail), arena, &detail, NULL) < 0)
		return NULL;
	id = json_text(json_get(detail, "ioc"), NULL);
	return id && strlen(id) <= ID_MAX ? id : NULL;
}

static void add(struct sights *s, const char *ioc, const struct event *e)
{
	const char *slot = arena_printf(s->arena, "sensor %s %s %lld", ioc,
	    e->org ? e->org : "", (long long)(e->time / DAY_MS));
	struct sighting *one;
	char hex[SHA256_HEX];

	if (map_has(&s->all, slot))
		return;
	one = ARENA_NEW(s->arena, struct sighting);
	*one = (struct sighting){
	    .id = arena_strndup(s->arena, sha256_hex(span_str(slot), hex), ID_HEX),
	    .ioc = ioc,
	    .type = SIGHTING_SEEN,
	    .org = e->org,
	    .time = e->time,
	    .note = e->feed};
	(void)map_set(&s->all, slot, one);
}

/* 1: it is new, of an indicator that is known; 0: it is neither. */
static int store(struct db *db, const struct sighting *s, int64_t *ret)
{
	return desk_exec(db,
	    "INSERT INTO ioc_sighting (\"id\", \"ioc\", \"type\", \"org\", \"person\", "
	    "\"time\", "
	    "\"note\") SELECT $1, i.\"id\", 'seen', $2, NULL, CAST($3 AS @int), $4 FROM ioc AS "
	    "i "
	    "WHERE i.\"id\" = $5 AND i.\"state\" = 'active' ON CONFLICT (\"id\") DO NOTHING",
	    DESK_PARAMS(DESK_TEXT(s->id), DESK_TEXT(s->org), DESK_INT(s->time),
		DESK_TEXT(s->note), DESK_TEXT(s->ioc)),
	    ret);
}

static int count(struct db *db, const struct sighting *s)
{
	return desk_exec(db,
	    "UPDATE ioc SET \"sightings\" = \"sightings\" + 1, \"version\" = \"version\" + 1 "
	    "WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(s->ioc)), NULL);
}

int ioc_sight_events(
    struct db *db, struct event *const *events, size_t n, struct arena *arena, int64_t *ret)
{
	struct sights s = {.arena = arena};
	int64_t total = 0;
	int r = 0;

	map_init(&s.all, arena);
	for (size_t i = 0; i < n; i++) {
		const char *ioc = ioc_of(events[i], arena);

		if (ioc)
			add(&s, ioc, events[i]);
	}
	map_foreach (it, &s.all) {
		const struct sighting *one = it->value;
		int64_t added = 0;

		if (r == 0)
			r = store(db, one, &added);
		if (r == 0 && added)
			r = count(db, one);
		total += added;
	}
	if (r == 0 && ret)
		*ret = total;
	return r;
}
