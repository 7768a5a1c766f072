#include "store/latest.h"

#include "model/member.h"
#include "model/order.h"
#include "place.h"
#include "store/desk.h"
#include "store/observation.h"
#include "store/run.h"

static const char *const anne[] = {"chu-sainte-anne.test", "127.20.0.0/28", NULL};
static const char *const enna[] = {"127.20.0.0/28", "chu-sainte-anne.test", NULL};
static const char *const other[] = {"127.20.0.0/29", NULL};

static void insert(struct place *place, struct db *db, const char *id, int64_t created,
    const char *const *targets, int state)
{
	struct run run = place_run(place->arena, id, created, targets);

	run.state = state;
	assert_int_equal(run_insert(db, &run), 0);
}

TEST_STORE(latest_runs_are_the_newest_finished_of_their_targets)
{
	struct db *db = place_open(place);
	struct latest_runs runs;

	assert_int_equal(latest_runs(db, place->arena, &runs), 0);
	assert_int_equal(runs.all.n, 0);
	insert(place, db, "r1", 1, anne, RUN_FINISHED);
	insert(place, db, "r2", 2, enna, RUN_FINISHED);
	insert(place, db, "r3", 3, anne, RUN_STOPPED);
	insert(place, db, "r4", 4, other, RUN_FINISHED);
	assert_int_equal(latest_runs(db, place->arena, &runs), 0);
	assert_int_equal(runs.all.n, 2);
	assert_string_equal(runs.all.items[0].run.id, "r4");
	assert_string_equal(runs.all.items[1].run.id, "r2");
	assert_null(runs.all.items[0].org);
	(void)db_close(db);
}

/* Two organisations may order the same targets: each has its newest run. */
TEST_STORE(latest_runs_know_whose_order_they_were)
{
	struct db *db = place_open(place);
	struct org *one = place_hostile(&org_type, place->arena, 1);
	struct audit_order *order = place_hostile(&audit_order_type, place->arena, 1);
	struct latest_runs runs;

	insert(place, db, "r1", 1, anne, RUN_FINISHED);
	insert(place, db, "r2", 2, anne, RUN_FINISHED);
	assert_int_equal(desk_insert(db, &org_type, one), 0);
	order->org = one->id;
	order->run = "r1";
	assert_int_equal(desk_insert(db, &audit_order_type, order), 0);
	assert_int_equal(latest_runs(db, place->arena, &runs), 0);
	assert_int_equal(runs.all.n, 2);
	assert_null(runs.all.items[0].org_name);
	assert_string_equal(runs.all.items[1].run.id, "r1");
	assert_string_equal(runs.all.items[1].org, one->id);
	assert_string_equal(runs.all.items[1].org_name, one->name);
	(void)db_close(db);
}

TEST_STORE(latest_services_are_those_of_the_run)
{
	struct db *db = place_open(place);
	struct observations unit = place_unit(place->arena, "u1", 1);
	struct obs_service service = {.time = 5,
	    .unit = "u1",
	    .addr = "127.20.0.3",
	    .port = 22,
	    .protocol = "ssh",
	    .product = "OpenSSH",
	    .version = "9.2p1"};
	struct observation o = {.kind = OBS_SERVICE, .service = &service}, last;
	struct latest_services services;

	insert(place, db, "r1", 1, anne, RUN_FINISHED);
	insert(place, db, "r2", 2, anne, RUN_FINISHED);
	last = unit.all.items[unit.all.n - 1];
	unit.all.items[unit.all.n - 1] = o;
	vec_push(place->arena, &unit.all, last);
	assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	assert_int_equal(latest_services(db, "r1", place->arena, &services), 0);
	assert_int_equal(services.all.n, 1);
	place_assert_same(&obs_types[OBS_SERVICE], &service, &services.all.items[0]);
	assert_int_equal(latest_services(db, "r2", place->arena, &services), 0);
	assert_int_equal(services.all.n, 0);
	(void)db_close(db);
}

TEST_STORE(latest_runs_of_an_organisation)
{
	struct db *db = place_open(place);
	struct org *one = place_hostile(&org_type, place->arena, 1);
	struct org *two = place_hostile(&org_type, place->arena, 2);
	struct latest_runs runs;
	struct text_list orgs = {0};

	one->id = "o1";
	two->id = "o2";
	one->path = "/o1/";
	two->path = "/o2/";
	one->state = two->state = ORG_ACTIVE;
	assert_int_equal(desk_insert(db, &org_type, one), 0);
	assert_int_equal(desk_insert(db, &org_type, two), 0);
	insert(place, db, "r1", 1, anne, RUN_FINISHED);
	insert(place, db, "r2", 2, enna, RUN_FINISHED);
	insert(place, db, "r3", 3, other, RUN_FINISHED);
	insert(place, db, "r4", 4, other, RUN_STOPPED);
	insert(place, db, "r5", 5, anne, RUN_FINISHED); /* nobody's */
	for (int i = 1; i <= 4; i++) {
		struct audit_order *order = place_hostile(&audit_order_type, place->arena, i);

		order->id = arena_printf(place->arena, "a%d", i);
		order->ref = arena_printf(place->arena, "A-%d", i);
		order->org = "o1";
		order->run = arena_printf(place->arena, "r%d", i);
		assert_int_equal(desk_insert(db, &audit_order_type, order), 0);
	}
	assert_int_equal(latest_runs_of(db, "o1", place->arena, &runs), 0);
	assert_int_equal(runs.all.n, 2);
	assert_string_equal(runs.all.items[0].run.id, "r3");
	assert_string_equal(runs.all.items[1].run.id, "r2");
	assert_string_equal(runs.all.items[1].org, "o1");
	assert_string_equal(runs.all.items[1].org_name, one->name);
	assert_int_equal(latest_runs_of(db, "o2", place->arena, &runs), 0);
	assert_int_equal(runs.all.n, 0);
	assert_int_equal(latest_orgs(db, "", 10, place->arena, &orgs), 0);
	assert_int_equal(orgs.n, 1);
	assert_string_equal(orgs.items[0], "o1");
	assert_int_equal(latest_orgs(db, "o1", 10, place->arena, &orgs), 0);
	assert_int_equal(orgs.n, 0);
	(void)db_close(db);
}

TEST_STORE(latest_assets_are_those_of_the_run)
{
	struct db *db = place_open(place);
	struct observations unit = place_unit(place->arena, "u1", 1);
	struct obs_asset asset = {.time = 5,
	    .unit = "u1",
	    .type = ASSET_ADDRESS,
	    .name = "127.20.0.3",
	    .why = "seed"};
	struct observation last = unit.all.items[unit.all.n - 1];
	struct latest_assets assets;

	insert(place, db, "r1", 1, anne, RUN_FINISHED);
	insert(place, db, "r2", 2, anne, RUN_FINISHED);
	unit.all.items[unit.all.n - 1] =
	    (struct observation){.kind = OBS_ASSET, .asset = &asset};
	vec_push(place->arena, &unit.all, last);
	assert_int_equal(obs_store_unit(db, "r1", &unit), 0);
	assert_int_equal(latest_assets(db, "r1", place->arena, &assets), 0);
	assert_int_equal(assets.all.n, 1);
	assert_string_equal(assets.all.items[0].name, "127.20.0.3");
	assert_int_equal(latest_assets(db, "r2", place->arena, &assets), 0);
	assert_int_equal(assets.all.n, 0);
	(void)db_close(db);
}
