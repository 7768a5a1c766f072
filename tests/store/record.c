#include "store/record.h"

#include "place.h"
#include "store/finding.h"
#include "store/observation.h"
#include "store/run.h"

enum { VARIANTS = 12 };

static const char *const targets[] = {"chu-sainte-anne.test", NULL};

static void insert_run(struct place *place, struct db *db)
{
	struct run run = place_run(place->arena, "r1", 1, targets);

	assert_int_equal(run_insert(db, &run), 0);
}

/* One unit with every stored kind in every variant. */
static struct observations hostile_unit(struct arena *arena)
{
	struct observations unit = {0};

	for (int variant = 0; variant < VARIANTS; variant++) {
		for (int kind = 0; kind < OBS_UNIT; kind++) {
			struct observation o = {.kind = (enum obs_kind)kind};

			o.rec = place_hostile(&obs_types[kind], arena, variant);
			field_set_text(
			    record_field(&obs_types[kind], "unit"), o.rec, "it's a \"unit\"");
			vec_push(arena, &unit.all, o);
		}
	}
	vec_push(arena, &unit.all, place_unit(arena, "it's a \"unit\"", 0).all.items[0]);
	return unit;
}

TEST_STORE(record_observations_of_every_kind_come_back_the_same)
{
	struct observations unit = hostile_unit(place->arena), all = {0};
	struct db *db = place_open(place);

	insert_run(place, db);
	if (obs_store_unit(db, "r1", &unit) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	(void)db_close(db);
	db = place_open(place);
	assert_int_equal(obs_load(db, "r1", place->arena, &all), 0);
	assert_int_equal(all.all.n, unit.all.n);
	assert_int_equal(all.all.n, VARIANTS * OBS_UNIT + 1);
	for (size_t i = 0; i < all.all.n; i++) {
		assert_int_equal(all.all.items[i].kind, unit.all.items[i].kind);
		place_assert_same(&obs_types[all.all.items[i].kind], unit.all.items[i].rec,
		    all.all.items[i].rec);
	}
	(void)db_close(db);
}

TEST_STORE(record_findings_come_back_the_same)
{
	struct db *db = place_open(place);
	struct findings put = {0}, got = {0};

	insert_run(place, db);
	for (int variant = 0; variant < VARIANTS; variant++)
		vec_push(place->arena, &put.all,
		    *(struct finding *)place_hostile(&finding_type, place->arena, variant));
	assert_int_equal(finding_replace_all(db, "r1", &put), 0);
	assert_int_equal(finding_load(db, "r1", place->arena, &got), 0);
	assert_int_equal(got.all.n, VARIANTS);
	for (size_t i = 0; i < got.all.n; i++)
		place_assert_same(&finding_type, &put.all.items[i], &got.all.items[i]);
	(void)db_close(db);
}

TEST_STORE(record_runs_come_back_the_same)
{
	struct db *db = place_open(place);

	for (int variant = 0; variant < VARIANTS; variant++) {
		struct run *put = place_hostile(&run_type, place->arena, variant), got;

		put->id = arena_printf(place->arena, "'%d", variant);
		assert_int_equal(run_insert(db, put), 0);
		assert_int_equal(run_get(db, put->id, place->arena, &got), 0);
		place_assert_same(&run_type, put, &got);
	}
	(void)db_close(db);
}

TEST_STORE(record_that_is_not_valid_is_refused)
{
	static const char *const bad[] = {
	    "\xff", "\xc0\x80", "\xed\xa0\x80", "ab\xc3"}; /* no UTF-8 */
	struct observations unit = place_unit(place->arena, "u1", 2);
	struct db *db = place_open(place);

	insert_run(place, db);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		unit.all.items[1].port->addr = bad[i];
		assert_int_equal(obs_store_unit(db, "r1", &unit), ERR_RANGE);
		place_assert_msg(db_msg(db));
		assert_non_null(strstr(db_msg(db)->detail, "addr"));
	}
	unit.all.items[1].port->addr = "127.0.0.1";
	unit.all.items[1].port->port = 65536;
	assert_int_equal(obs_store_unit(db, "r1", &unit), ERR_RANGE);
	assert_int_equal(place_int(db, "SELECT count(*) FROM obs_port"), 0);
	unit.all.items[1].port->port = 65535;
	assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM obs_port"), 2);
	(void)db_close(db);
}

TEST_STORE(record_that_somebody_changed_is_corrupt)
{
	static const char *const changes[] = {
	    "UPDATE run SET targets = '[\"a\"'",
	    "UPDATE run SET targets = '{}'",
	    "UPDATE run SET targets = '[1]'",
	    "UPDATE run SET targets = '[\"a\\u0000b\"]'",
	    "UPDATE run SET targets = '[]', state = 'asleep'",
	    "UPDATE run SET state = 'running', findings = -1",
	};
	struct db *db = place_open(place);
	struct run run;

	insert_run(place, db);
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		assert_int_equal(db_exec(db, changes[i]), 0);
		assert_int_equal(run_get(db, "r1", place->arena, &run), ERR_CORRUPT);
		place_assert_msg(db_msg(db));
		assert_non_null(strstr(db_msg(db)->detail, "table run"));
	}
	assert_int_equal(db_exec(db, "UPDATE run SET findings = 0"), 0);
	assert_int_equal(run_get(db, "r1", place->arena, &run), 0);
	(void)db_close(db);
}
