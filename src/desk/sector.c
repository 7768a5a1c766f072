#include "desk/sector.h"

#include "base/map.h"
#include "base/str.h"
#include "codec/json.h"
#include "desk/id.h"
#include "model/member.h"
#include "store/desk.h"

enum { NUMBERS = sizeof(struct figures_sector) / sizeof(int64_t), TEXT_MAX = 4000 };

/* The distribution is kept as its numbers in their order: it has no others. */
_Static_assert(sizeof(struct figures_sector) == (1 + 5 * 4 + 4 * 6) * sizeof(int64_t),
    "struct figures_sector is numbers alone");

/* Organisations that are looked at together. */
struct part {
	const char *region, *type;
	struct figures_snapshots of;
};

struct making {
	struct arena *arena;
	struct map parts; /* "region\ntype" -> struct part */
};

static void put(
    struct making *m, const char *region, const char *type, const struct snapshot *s)
{
	const char *key = arena_printf(m->arena, "%s\n%s", region, type);
	struct part *part = map_get(&m->parts, key);

	if (!part) {
		part = ARENA_NEW(m->arena, struct part);
		part->region = region;
		part->type = type;
		(void)map_set(&m->parts, key, part);
	}
	vec_push(m->arena, &part->of.all, *s);
}

/* Each organisation counts in four parts. */
static void put_all(
    struct making *m, const char *region, const char *type, const struct snapshot *s)
{
	put(m, SECTOR_ALL, SECTOR_ALL, s);
	put(m, region, SECTOR_ALL, s);
	put(m, SECTOR_ALL, type, s);
	put(m, region, type, s);
}

static const char *spread_text(struct arena *arena, const struct figures_sector *sector)
{
	const int64_t *numbers = (const int64_t *)sector;
	STR_AUTO(out, TEXT_MAX);

	for (size_t i = 0; i < NUMBERS; i++)
		str_addf(&out, "%s%lld", i ? "," : "[", (long long)numbers[i]);
	str_char(&out, ']');
	return str_dup(&out, arena);
}

static int store(struct db *db, const struct part *part, int64_t day, struct arena *arena)
{
	struct figures_sector sector;
	struct sector_day row = {.id = id_make(arena),
	    .day = day,
	    .region = part->region,
	    .type = part->type,
	    .orgs = (int64_t)part->of.all.n};

	vec_foreach (s, &part->of.all) {
		row.critical += s->critical;
		row.high += s->high;
		row.medium += s->medium;
		row.low += s->low;
		row.info += s->info;
		row.overdue += s->overdue;
	}
	figures_sector_of(&part->of, &sector);
	row.spread = spread_text(arena, &sector);
	return desk_insert(db, &sector_day_type, &row);
}

/* The newest figures of each active organisation. */
static int load(struct db *db, int64_t day, struct arena *arena, struct desk_records *ret)
{
	return desk_list(db, &snapshot_type,
	    "WHERE \"day\" <= CAST($1 AS @int) AND \"day\" > CAST($2 AS @int) AND \"day\" = "
	    "(SELECT max(x.\"day\") FROM snapshot AS x WHERE x.\"org\" = snapshot.\"org\" AND "
	    "x.\"day\" <= CAST($1 AS @int))",
	    DESK_PARAMS(DESK_INT(day), DESK_INT(day - SECTOR_FRESH_DAYS * FIGURES_DAY)), arena,
	    ret);
}

static int collect(struct db *db, int64_t day, struct making *m)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct desk_records newest = {0};
	struct map by_org;
	int r = load(db, day, m->arena, &newest);

	if (r < 0)
		return r;
	map_init(&by_org, m->arena);
	vec_foreach (s, &newest.all)
		(void)map_set(&by_org, ((const struct snapshot *)*s)->org, *s);
	r = db_prepare(db,
	    "SELECT \"id\", \"region\", \"type\" FROM org WHERE \"state\" = 'active'", &stmt);
	while (r >= 0 && (r = db_step(stmt)) == 1) {
		const struct snapshot *s = map_get(&by_org, db_text(stmt, 0));
		const char *region = db_text(stmt, 1);

		if (s)
			put_all(m,
			    arena_strdup(m->arena, region && *region ? region : SECTOR_UNNAMED),
			    arena_strdup(m->arena, db_text(stmt, 2)), s);
	}
	return r;
}

static int replace(struct db *db, int64_t day, struct making *m)
{
	int r = desk_exec(
	    db, "DELETE FROM sector_day WHERE \"day\" = $1", DESK_PARAMS(DESK_INT(day)), NULL);

	map_foreach (entry, &m->parts) {
		if (r == 0)
			r = store(db, entry->value, day, m->arena);
	}
	return r;
}

int sector_make(struct db *db, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct making m = {.arena = arena};
	int64_t day = figures_day(now);
	int r;

	map_init(&m.parts, arena);
	/* Reading takes its time and needs no lock; figures of a moment later count next time.
	 */
	r = collect(db, day, &m);
	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	r = db_end(db, replace(db, day, &m));
	/* Another server made them at the same moment. */
	return r == ERR_EXISTS ? 0 : r;
}

int sector_make_due(struct db *db, int64_t now, int64_t taken, int64_t max, bool *ret)
{
	int64_t there = 0;
	int r = 0;

	*ret = false;
	if (taken < max)
		r = desk_number(db, "SELECT count(*) FROM sector_day WHERE \"day\" = $1",
		    DESK_PARAMS(DESK_INT(figures_day(now))), &there);
	if (r < 0 || taken == max || (there && !taken))
		return r;
	r = sector_make(db, now);
	*ret = r == 0;
	return r;
}

int sector_newest(struct db *db, int64_t now, const char *region, const char *type,
    struct arena *arena, struct sector_day *ret)
{
	return desk_find(db, &sector_day_type,
	    "WHERE \"region\" = $1 AND \"type\" = $2 AND \"day\" <= $3 AND \"day\" > $4 ORDER "
	    "BY \"day\" DESC LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(region), DESK_TEXT(type), DESK_INT(now),
		DESK_INT(figures_day(now) - SECTOR_FRESH_DAYS * FIGURES_DAY)),
	    arena, ret);
}

void sector_spread(const struct sector_day *day, struct figures_sector *ret)
{
	static const struct figures_snapshots none = {0};
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int64_t *numbers = (int64_t *)ret;
	struct json *v = NULL;

	figures_sector_of(&none, ret);
	if (json_parse(span_str(day->spread ? day->spread : ""), arena, &v, NULL) < 0 ||
	    v->type != JSON_ARRAY || v->array.n != NUMBERS)
		return;
	for (size_t i = 0; i < NUMBERS; i++)
		numbers[i] = json_int(&v->array.items[i], FIGURES_HIDDEN);
}

static int list(struct db *db, const char *tail, const struct desk_param *params, size_t n,
    struct arena *arena, struct sector_days *ret)
{
	struct sector_days out = {0};
	struct desk_records all = {0};
	int r = desk_list(db, &sector_day_type, tail, params, n, arena, &all);

	if (r < 0)
		return r;
	vec_foreach (s, &all.all)
		vec_push(arena, &out.all, *(struct sector_day *)*s);
	*ret = out;
	return 0;
}

int sector_regions(
    struct db *db, int64_t day, const char *type, struct arena *arena, struct sector_days *ret)
{
	return list(db,
	    "WHERE \"day\" = $1 AND \"type\" = $2 AND \"region\" <> '*' ORDER BY \"region\" "
	    "LIMIT 200",
	    DESK_PARAMS(DESK_INT(day), DESK_TEXT(type)), arena, ret);
}

int sector_kinds(struct db *db, int64_t day, const char *region, struct arena *arena,
    struct sector_days *ret)
{
	return list(db,
	    "WHERE \"day\" = $1 AND \"region\" = $2 AND \"type\" <> '*' ORDER BY \"type\" "
	    "LIMIT "
	    "200",
	    DESK_PARAMS(DESK_INT(day), DESK_TEXT(region)), arena, ret);
}

int sector_weeks(struct db *db, const struct sector_day *last, int weeks, struct arena *arena,
    struct sector_days *ret)
{
	return list(db,
	    "WHERE \"region\" = $1 AND \"type\" = $2 AND \"day\" <= CAST($3 AS @int) AND "
	    "\"day\" > CAST($4 AS @int) AND (CAST($3 AS @int) - \"day\") % 604800000 = 0 ORDER "
	    "BY \"day\"",
	    DESK_PARAMS(DESK_TEXT(last->region), DESK_TEXT(last->type), DESK_INT(last->day),
		DESK_INT(last->day - (int64_t)weeks * 7 * FIGURES_DAY)),
	    arena, ret);
}
