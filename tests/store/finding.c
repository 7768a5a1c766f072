#include "store/finding.h"

#include "place.h"
#include "store/run.h"

static const char *const targets[] = {"chu-sainte-anne.test", NULL};

static struct findings sample(struct arena *arena, int n, const char *type)
{
	struct findings findings = {0};

	for (int i = 0; i < n; i++) {
		struct finding f = {.type = type,
		    .key = arena_printf(arena, "%s|host%d", type, i),
		    .criticality = i % CRIT_LEVELS,
		    .category = i % CATEGORIES,
		    .subject = arena_printf(arena, "host%d", i)};

		vec_push(arena, &findings.all, f);
	}
	return findings;
}

static struct findings load(struct place *place, struct db *db, const char *run)
{
	struct findings got = {0};

	assert_int_equal(finding_load(db, run, place->arena, &got), 0);
	return got;
}

TEST_STORE(finding_replace_all_replaces_all)
{
	struct db *db = place_open(place);
	struct run run = place_run(place->arena, "r1", 1, targets),
		   other = place_run(place->arena, "r2", 2, targets);
	struct findings many = sample(place->arena, 30, "many"),
			few = sample(place->arena, 2, "few"), none = {0}, got;

	assert_int_equal(run_insert(db, &run), 0);
	assert_int_equal(run_insert(db, &other), 0);
	assert_int_equal(finding_replace_all(db, "r2", &few), 0);
	assert_int_equal(finding_replace_all(db, "r1", &many), 0);
	got = load(place, db, "r1");
	assert_int_equal(got.all.n, 30);
	for (int i = 0; i < 30; i++)
		place_assert_same(&finding_type, &many.all.items[i], &got.all.items[i]);
	assert_int_equal(finding_replace_all(db, "r1", &few), 0);
	got = load(place, db, "r1");
	assert_int_equal(got.all.n, 2);
	assert_string_equal(got.all.items[1].key, "few|host1");
	assert_int_equal(finding_replace_all(db, "r1", &none), 0);
	assert_int_equal(load(place, db, "r1").all.n, 0);
	assert_int_equal(load(place, db, "r2").all.n, 2);
	(void)db_close(db);
}

TEST_STORE(finding_replace_all_is_all_or_nothing)
{
	struct db *db = place_open(place);
	struct run run = place_run(place->arena, "r1", 1, targets);
	struct findings good = sample(place->arena, 3, "good"),
			bad = sample(place->arena, 5, "bad"), got;

	assert_int_equal(run_insert(db, &run), 0);
	assert_int_equal(finding_replace_all(db, "r1", &good), 0);
	bad.all.items[4].qod = 101;
	assert_int_equal(finding_replace_all(db, "r1", &bad), ERR_RANGE);
	place_assert_msg(db_msg(db));
	got = load(place, db, "r1");
	assert_int_equal(got.all.n, 3);
	assert_string_equal(got.all.items[0].type, "good");
	assert_int_equal(finding_replace_all(db, "r2", &good), ERR_NOTFOUND);
	(void)db_close(db);
}
