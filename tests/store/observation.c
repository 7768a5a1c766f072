#include "store/observation.h"

#include "place.h"
#include "store/run.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const targets[] = {"chu-sainte-anne.test", NULL};

static struct db *open_with_run(struct place *place)
{
	struct db *db = place_open(place);
	struct run run = place_run(place->arena, "r1", 1, targets);

	assert_int_equal(run_insert(db, &run), 0);
	return db;
}

static struct observations load(struct place *place, struct db *db)
{
	struct observations all = {0};

	assert_int_equal(obs_load(db, "r1", place->arena, &all), 0);
	return all;
}

TEST_STORE(observation_unit_is_stored_once)
{
	struct db *db = open_with_run(place);
	struct observations unit = place_unit(place->arena, "u1", 3),
			    again = place_unit(place->arena, "u1", 9);
	struct text_list done = {0};

	assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	assert_int_equal(obs_store_unit(db, "r1", &again), 0);
	assert_int_equal(load(place, db).all.n, 4);
	assert_int_equal(place_int(db, "SELECT next_seq FROM run"), 5);
	assert_int_equal(obs_units_done(db, "r1", place->arena, &done), 0);
	assert_int_equal(done.n, 1);
	assert_string_equal(done.items[0], "u1");
	(void)db_close(db);
}

TEST_STORE(observation_unit_of_another_run_is_another_unit)
{
	struct db *db = open_with_run(place);
	struct run second = place_run(place->arena, "r2", 2, targets);
	struct observations unit = place_unit(place->arena, "u1", 3);
	struct text_list done = {0};

	assert_int_equal(run_insert(db, &second), 0);
	assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	assert_int_equal(obs_units_done(db, "r2", place->arena, &done), 0);
	assert_int_equal(done.n, 0);
	assert_int_equal(obs_store_unit(db, "r2", &unit), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM obs_port"), 6);
	assert_int_equal(obs_store_unit(db, "r3", &unit), ERR_NOTFOUND);
	place_assert_msg(db_msg(db));
	assert_int_equal(obs_units_done(db, "r3", place->arena, &done), ERR_NOTFOUND);
	assert_int_equal(obs_load(db, "r3", place->arena, &unit), ERR_NOTFOUND);
	assert_int_equal(unit.all.n, 4); /* untouched on failure */
	(void)db_close(db);
}

TEST_STORE(observation_half_units_are_refused)
{
	struct db *db = open_with_run(place);
	struct observations unit = place_unit(place->arena, "u1", 3);
	struct observations mixed = place_unit(place->arena, "u2", 3),
			    twice = place_unit(place->arena, "u3", 1), none = {0};

	unit.all.n--; /* without its end */
	mixed.all.items[1].port->unit = "u9";
	vec_push(place->arena, &twice.all, twice.all.items[1]);
	assert_int_equal(obs_store_unit(db, "r1", &unit), ERR_RANGE);
	place_assert_msg(db_msg(db));
	assert_int_equal(obs_store_unit(db, "r1", &mixed), ERR_RANGE);
	assert_int_equal(obs_store_unit(db, "r1", &twice), ERR_RANGE);
	assert_int_equal(obs_store_unit(db, "r1", &none), ERR_RANGE);
	assert_int_equal(load(place, db).all.n, 0);
	(void)db_close(db);
}

TEST_STORE(observation_transient_kinds_are_left_out)
{
	struct db *db = open_with_run(place);
	struct observations unit = place_unit(place->arena, "u1", 1);
	struct obs_progress progress = {.time = 1, .stage = "sweep"};
	struct obs_end end = {.time = 1};

	vec_push(place->arena, &unit.all,
	    (struct observation){.kind = OBS_PROGRESS, .progress = &progress});
	vec_push(place->arena, &unit.all, (struct observation){.kind = OBS_END, .end = &end});
	assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	assert_int_equal(load(place, db).all.n, 2);
	(void)db_close(db);
}

TEST_STORE(observation_batch_is_all_or_nothing)
{
	struct db *db = open_with_run(place);
	struct observations units[3];
	size_t stored = 99;

	for (int i = 0; i < 3; i++)
		units[i] = place_unit(place->arena, arena_printf(place->arena, "u%d", i), 2);
	assert_int_equal(obs_store_unit(db, "r1", &units[1]), 0);
	units[2].all.items[0].port->port = -1;
	assert_int_equal(obs_store_batch(db, "r1", units, 3, &stored), ERR_RANGE);
	assert_int_equal(stored, 99);
	assert_int_equal(load(place, db).all.n, 3);
	units[2].all.items[0].port->port = 1;
	assert_int_equal(obs_store_batch(db, "r1", units, 3, &stored), 0);
	assert_int_equal(stored, 2);
	assert_int_equal(load(place, db).all.n, 9);
	assert_int_equal(obs_store_batch(db, "r1", units, 3, &stored), 0);
	assert_int_equal(stored, 0);
	assert_int_equal(obs_store_batch(db, "r1", NULL, 0, &stored), 0);
	(void)db_close(db);
}

/* Kinds lie in different tables; the order is that of the calls. */
TEST_STORE(observation_order_is_kept_over_all_kinds)
{
	struct db *db = open_with_run(place);
	struct observations all;
	int n = 0;

	for (int u = 0; u < 20; u++) {
		struct observations unit = {0}, end = place_unit(place->arena,
						    arena_printf(place->arena, "u%d", u), 0);

		for (int k = 0; k < 8; k++) {
			struct observation o = {
			    .kind = (enum obs_kind)((u * 5 + k * 3) % OBS_UNIT)};

			o.rec = place_hostile(&obs_types[o.kind], place->arena, 0);
			field_set_text(record_field(&obs_types[o.kind], "unit"), o.rec,
			    end.all.items[0].unit->unit);
			field_set_int(record_field(&obs_types[o.kind], "time"), o.rec, ++n);
			vec_push(place->arena, &unit.all, o);
		}
		end.all.items[0].unit->time = ++n;
		vec_push(place->arena, &unit.all, end.all.items[0]);
		assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	}
	all = load(place, db);
	assert_int_equal(all.all.n, n);
	for (int i = 0; i < n; i++) {
		const struct observation *o = &all.all.items[i];

		assert_int_equal(
		    field_int(record_field(&obs_types[o->kind], "time"), o->rec), i + 1);
	}
	(void)db_close(db);
}

/* --- kill -9 --- */

enum { UNITS = 3000, PER_BATCH = 25, RESUME_BATCH = 40, KILLS = 8 };

/* Unit i of the work: its size follows from i, so that a part of it shows. */
static struct observations work(struct arena *arena, int i)
{
	return place_unit(arena, arena_printf(arena, "u%04d", i), i % 7 + 1);
}

/* Works until it is killed; says through the pipe that it has begun. */
static void writer(const struct place *place, int ready)
{
	struct arena *arena = arena_new();
	struct db *db;

	if (db_open(place->where, 0, NULL, &db) < 0)
		_exit(1);
	for (int i = 0; i < UNITS; i += PER_BATCH) {
		struct observations units[PER_BATCH];

		for (int k = 0; k < PER_BATCH; k++)
			units[k] = work(arena, i + k);
		if (obs_store_batch(db, "r1", units, PER_BATCH, NULL) < 0)
			_exit(2);
		if (ready >= 0)
			(void)close(ready);
		ready = -1;
		arena_clear(arena);
	}
	(void)db_close(db);
	_exit(0);
}

/* Lets a writer work for so long and kills it. */
static void kill_writer(const struct place *place, long us)
{
	int ready[2], status;
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	(void)fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)close(ready[0]);
		writer(place, ready[1]);
	}
	(void)close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 0);
	(void)close(ready[0]);
	(void)usleep((useconds_t)us);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) || status == 0);
}

/* Every unit is there with all it saw, or not at all. Gives how many are. */
static int check_whole_units(struct place *place, struct db *db)
{
	struct observations all = load(place, db);
	int unit = 0, ports = 0;

	for (size_t i = 0; i < all.all.n; i++) {
		const struct observation *o = &all.all.items[i];

		if (o->kind == OBS_PORT) {
			assert_int_equal(o->port->port, ++ports);
			continue;
		}
		assert_string_equal(o->unit->unit, arena_printf(place->arena, "u%04d", unit));
		assert_int_equal(ports, unit % 7 + 1);
		ports = 0;
		unit++;
	}
	assert_int_equal(ports, 0);
	assert_int_equal(place_int(db, "SELECT next_seq FROM run"), all.all.n + 1);
	return unit;
}

TEST_STORE(observation_kill_leaves_whole_units_and_resume_completes)
{
	struct db *db = open_with_run(place);
	int partial = 0, units = 0;

	(void)db_close(db);
	for (int i = 0; i < KILLS; i++) {
		kill_writer(place, 1000 + 3700 * i);
		db = place_open(place);
		units = check_whole_units(place, db);
		assert_int_equal(units % PER_BATCH, 0);
		partial += units < UNITS;
		(void)db_close(db);
	}
	assert_true(partial > 0); /* else nothing was killed at work */
	db = place_open(place);
	for (int i = 0; i < UNITS; i += RESUME_BATCH) {
		struct observations batch[RESUME_BATCH];

		for (int k = 0; k < RESUME_BATCH; k++)
			batch[k] = work(place->arena, i + k);
		assert_int_equal(obs_store_batch(db, "r1", batch, RESUME_BATCH, NULL), 0);
	}
	assert_int_equal(check_whole_units(place, db), UNITS);
	(void)db_close(db);
}
