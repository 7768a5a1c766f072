#include "store/run.h"

#include "place.h"
#include "store/finding.h"
#include "store/observation.h"

static const char *const anne[] = {"chu-sainte-anne.test", "127.20.0.0/28", NULL};
static const char *const enna[] = {"127.20.0.0/28", "chu-sainte-anne.test", NULL};
static const char *const part[] = {"chu-sainte-anne.test", NULL};
static const char *const other[] = {"chu-sainte-anne.test", "127.20.0.0/29", NULL};

static void insert(struct place *place, struct db *db, const char *id, int64_t created,
    const char *const *targets, int state)
{
	struct run run = place_run(place->arena, id, created, targets);

	run.state = state;
	assert_int_equal(run_insert(db, &run), 0);
}

TEST_STORE(run_is_inserted_once)
{
	struct db *db = place_open(place);
	struct run run = place_run(place->arena, "r1", 1, anne);

	assert_int_equal(run_insert(db, &run), 0);
	assert_int_equal(run_insert(db, &run), ERR_EXISTS);
	place_assert_msg(db_msg(db));
	run.id = "";
	assert_int_equal(run_insert(db, &run), ERR_RANGE);
	assert_int_equal(run_get(db, "r2", place->arena, &run), ERR_NOTFOUND);
	place_assert_msg(db_msg(db));
	assert_string_equal(run.id, ""); /* untouched on failure */
	(void)db_close(db);
}

TEST_STORE(run_update_changes_what_may_change)
{
	struct db *db = place_open(place);
	struct run run = place_run(place->arena, "r1", 1, anne), got;

	insert(place, db, "r0", 1, anne, RUN_RUNNING);
	assert_int_equal(run_insert(db, &run), 0);
	run.state = RUN_FINISHED;
	run.started = 2;
	run.ended = 3;
	run.compared = "r0";
	run.findings = 41;
	text_list_add(&run.sources, place->arena, "127.0.0.1");
	assert_int_equal(run_update(db, &run), 0);
	assert_int_equal(run_get(db, "r1", place->arena, &got), 0);
	place_assert_same(&run_type, &run, &got);
	run.created = 99;
	run.tool = "another";
	run.targets.n = 0;
	assert_int_equal(run_update(db, &run), 0);
	assert_int_equal(run_get(db, "r1", place->arena, &got), 0);
	assert_int_equal(got.created, 1);
	assert_string_equal(got.tool, "varde test");
	assert_int_equal(got.targets.n, 2);
	assert_int_equal(run_get(db, "r0", place->arena, &got), 0);
	assert_int_equal(got.state, RUN_RUNNING);
	run.id = "r2";
	assert_int_equal(run_update(db, &run), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(run_list_is_newest_first)
{
	static const char *const want[] = {"b", "a", "d", "c"};
	struct db *db = place_open(place);
	struct runs runs = {0};

	assert_int_equal(run_list(db, place->arena, &runs), 0);
	assert_int_equal(runs.all.n, 0);
	insert(place, db, "a", 30, anne, RUN_RUNNING);
	insert(place, db, "c", 10, anne, RUN_FINISHED);
	insert(place, db, "b", 30, anne, RUN_STOPPED);
	insert(place, db, "d", 20, anne, RUN_FAILED);
	assert_int_equal(run_list(db, place->arena, &runs), 0);
	assert_int_equal(runs.all.n, ARRAY_LEN(want));
	for (size_t i = 0; i < ARRAY_LEN(want); i++)
		assert_string_equal(runs.all.items[i].id, want[i]);
	(void)db_close(db);
}

TEST_STORE(run_latest_finished_has_the_same_targets)
{
	struct run now = place_run(place->arena, "r9", 100, anne), got;
	struct db *db = place_open(place);

	insert(place, db, "r1", 10, anne, RUN_FINISHED);
	insert(place, db, "r2", 20, enna, RUN_FINISHED);
	insert(place, db, "r3", 30, part, RUN_FINISHED);
	insert(place, db, "r4", 40, other, RUN_FINISHED);
	insert(place, db, "r5", 50, anne, RUN_STOPPED);
	insert(place, db, "r6", 60, anne, RUN_FAILED);
	insert(place, db, "r7", 70, anne, RUN_RUNNING);
	insert(place, db, "r9", 100, anne, RUN_FINISHED);
	insert(place, db, "rx", 200, anne, RUN_FINISHED);
	assert_int_equal(run_latest_finished(db, &now, place->arena, &got), 0);
	assert_string_equal(got.id, "r2");
	now = got;
	assert_int_equal(run_latest_finished(db, &now, place->arena, &got), 0);
	assert_string_equal(got.id, "r1");
	now = got;
	assert_int_equal(run_latest_finished(db, &now, place->arena, &got), ERR_NOTFOUND);
	place_assert_msg(db_msg(db));
	(void)db_close(db);
}

static int64_t rows_of(struct place *place, struct db *db, const char *run)
{
	int64_t n = 0;

	for (int kind = 0; kind < OBS_KINDS; kind++)
		if (obs_stored((enum obs_kind)kind))
			n += place_int(db, arena_printf(place->arena,
					       "SELECT count(*) FROM obs_%s WHERE run = '%s'",
					       obs_types[kind].name, run));
	n += place_int(db,
	    arena_printf(place->arena, "SELECT count(*) FROM finding WHERE run = '%s'", run));
	return n + place_int(db, arena_printf(place->arena,
				     "SELECT count(*) FROM run WHERE id = '%s'", run));
}

TEST_STORE(run_delete_leaves_nothing)
{
	static const char *const ids[] = {"gone", "kept"};
	struct db *db = place_open(place);

	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		struct observations unit = place_unit(place->arena, "u", 0);
		struct findings findings = {0};

		insert(place, db, ids[i], 1, anne, RUN_FINISHED);
		for (int kind = 0; kind < OBS_UNIT; kind++) {
			struct observation o = {.kind = (enum obs_kind)kind};

			o.rec = place_hostile(&obs_types[kind], place->arena, kind);
			field_set_text(record_field(&obs_types[kind], "unit"), o.rec, "u");
			vec_push(place->arena, &unit.all, o);
		}
		vec_push(place->arena, &findings.all,
		    *(struct finding *)place_hostile(&finding_type, place->arena, 1));
		assert_int_equal(obs_store_unit(db, ids[i], &unit), 0);
		assert_int_equal(finding_replace_all(db, ids[i], &findings), 0);
		assert_int_equal(rows_of(place, db, ids[i]), OBS_UNIT + 3);
	}
	assert_int_equal(run_delete(db, "gone"), 0);
	assert_int_equal(rows_of(place, db, "gone"), 0);
	assert_int_equal(rows_of(place, db, "kept"), OBS_UNIT + 3);
	assert_int_equal(run_delete(db, "gone"), ERR_NOTFOUND);
	place_assert_msg(db_msg(db));
	(void)db_close(db);
}

TEST_STORE(run_lock_keeps_other_writers_off)
{
	struct db *a = place_open(place), *b = place_open(place);
	struct observations unit = place_unit(place->arena, "u1", 2);
	int64_t next = 0;

	insert(place, a, "r1", 1, anne, RUN_RUNNING);
	assert_int_equal(db_wait(b, 100), 0);
	assert_int_equal(db_begin(a, DB_WRITE), 0);
	assert_int_equal(run_lock(a, "r1", &next), 0);
	assert_int_equal(next, 1);
	assert_int_equal(obs_store_unit(b, "r1", &unit), ERR_BUSY);
	place_assert_msg(db_msg(b));
	assert_int_equal(run_set_next(a, "r1", 7), 0);
	assert_int_equal(db_commit(a), 0);
	assert_int_equal(obs_store_unit(b, "r1", &unit), 0);
	assert_int_equal(place_int(b, "SELECT min(seq) FROM obs_port"), 7);
	assert_int_equal(place_int(b, "SELECT next_seq FROM run"), 10);
	assert_int_equal(db_begin(a, DB_WRITE), 0);
	assert_int_equal(run_lock(a, "r2", &next), ERR_NOTFOUND);
	db_rollback(a);
	(void)db_close(a);
	(void)db_close(b);
}
