#include "store/latest.h"

#include "base/map.h"
#include "base/str.h"
#include "store/record.h"
#include "store/run.h"

#include <stdlib.h>

static const struct record_table table = {"run", &run_type, false};
static const struct record_table assets = {"obs_asset", &obs_types[OBS_ASSET], true};
static const struct record_table services = {"obs_service", &obs_types[OBS_SERVICE], true};

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The organisation and its sorted targets, which may hold no line feed. */
static const char *key_of(struct arena *arena, const struct latest_run *run)
{
	const struct text_list *targets = &run->run.targets;
	const char **items = ARENA_ARRAY(arena, targets->n + 1, const char *);
	char *key = arena_strdup(arena, run->org ? run->org : "");

	if (targets->n)
		memcpy(items, targets->items, targets->n * sizeof(*items));
	qsort(items, targets->n, sizeof(*items), by_text);
	for (size_t i = 0; i < targets->n; i++)
		key = arena_printf(arena, "%s\n%s", key, items[i]);
	return key;
}

struct owner {
	const char *org, *name;
};

/* Whose order a run was, by its id. */
static int owners(struct db *db, struct arena *arena, struct map *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT a.\"run\", a.\"org\", o.\"name\" FROM audit_order a JOIN org o ON "
	    "o.\"id\" = a.\"org\" WHERE a.\"run\" IS NOT NULL",
	    &stmt);

	if (r < 0)
		return r;
	while ((r = db_step(stmt)) == 1) {
		struct owner *owner = ARENA_NEW(arena, struct owner);

		owner->org = arena_strdup(arena, db_text(stmt, 1));
		owner->name = arena_strdup(arena, db_text(stmt, 2));
		(void)map_set(ret, arena_strdup(arena, db_text(stmt, 0)), owner);
	}
	return r;
}

int latest_runs(struct db *db, struct arena *arena, struct latest_runs *ret)
{
	struct latest_runs out = {0};
	struct runs runs = {0};
	struct map whose, seen;
	int r;

	map_init(&whose, arena);
	map_init(&seen, arena);
	r = run_list(db, arena, &runs);
	if (r == 0)
		r = owners(db, arena, &whose);
	if (r < 0)
		return r;
	vec_foreach (run, &runs.all) {
		const struct owner *owner = map_get(&whose, run->id);
		struct latest_run latest = {*run, NULL, NULL};

		if (owner) {
			latest.org = owner->org;
			latest.org_name = owner->name;
		}
		if (run->state == RUN_FINISHED && map_set(&seen, key_of(arena, &latest), run))
			vec_push(arena, &out.all, latest);
	}
	*ret = out;
	return 0;
}

/* The name of the organisation. */
static int name_of(struct db *db, const char *org, struct arena *arena, const char **ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, "SELECT \"name\" FROM org WHERE \"id\" = $1", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, org);
	r = db_step(stmt);
	if (r == 1)
		*ret = arena_strdup(arena, db_text(stmt, 0));
	return MIN(r, 0);
}

int latest_runs_of(struct db *db, const char *org, struct arena *arena, struct latest_runs *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct latest_run latest = {.org = org};
	struct latest_runs out = {0};
	struct map seen;
	int r = name_of(db, org, arena, &latest.org_name);

	map_init(&seen, arena);
	if (r == 0)
		r = record_select(db, &table,
		    "WHERE \"state\" = 'finished' AND \"id\" IN (SELECT a.\"run\" FROM "
		    "audit_order a WHERE a.\"org\" = $1 AND a.\"run\" IS NOT NULL) ORDER BY "
		    "\"created\" DESC, \"id\" DESC",
		    &stmt);
	if (r < 0)
		return r;
	db_bind_text(stmt, 1, org);
	while ((r = db_step(stmt)) == 1) {
		r = record_read(stmt, &table, arena, &latest.run);
		if (r < 0)
			return r;
		if (map_set(&seen, key_of(arena, &latest), db))
			vec_push(arena, &out.all, latest);
	}
	if (r == 0)
		*ret = out;
	return r;
}

int latest_orgs(
    struct db *db, const char *after, int max, struct arena *arena, struct text_list *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct text_list out = {0};
	int r = db_prepare(db,
	    "SELECT o.\"id\" FROM org o WHERE o.\"state\" = 'active' AND o.\"id\" > $1 AND "
	    "EXISTS (SELECT 1 FROM audit_order a JOIN run r ON r.\"id\" = a.\"run\" WHERE "
	    "a.\"org\" = o.\"id\" AND r.\"state\" = 'finished') ORDER BY o.\"id\" LIMIT $2",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, after);
	db_bind_int(stmt, 2, max);
	while ((r = db_step(stmt)) == 1)
		text_list_add(&out, arena, arena_strdup(arena, db_text(stmt, 0)));
	if (r == 0)
		*ret = out;
	return r;
}

int latest_assets(
    struct db *db, const char *run, struct arena *arena, struct latest_assets *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct latest_assets out = {0};
	struct obs_asset asset;
	int r = record_select(db, &assets, "WHERE \"run\" = $1 ORDER BY \"seq\"", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, run);
	while ((r = db_step(stmt)) == 1) {
		r = record_read(stmt, &assets, arena, &asset);
		if (r < 0)
			return r;
		vec_push(arena, &out.all, asset);
	}
	if (r == 0)
		*ret = out;
	return r;
}

int latest_services(
    struct db *db, const char *run, struct arena *arena, struct latest_services *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct latest_services out = {0};
	struct obs_service service;
	int r = record_select(db, &services, "WHERE \"run\" = $1 ORDER BY \"seq\"", &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, run);
	while ((r = db_step(stmt)) == 1) {
		r = record_read(stmt, &services, arena, &service);
		if (r < 0)
			return r;
		vec_push(arena, &out.all, service);
	}
	if (r == 0)
		*ret = out;
	return r;
}
