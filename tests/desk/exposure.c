#include "desk/exposure.h"

#include "model/member.h"
#include "place.h"
#include "store/desk.h"
#include "store/observation.h"
#include "store/run.h"

static const int64_t start = 1795000000000;

static struct exposed service(const char *product)
{
	return (struct exposed){.id = "e1",
	    .org = "o1",
	    .type = EXPOSED_SERVICE,
	    .name = "192.0.2.1:443/tcp",
	    .protocol = "http",
	    .product = product,
	    .first_seen = start,
	    .last_seen = start};
}

/* Decides about one asset that is known (or not), seen (or not), or gone. */
static struct exposed_change decide(struct arena *a, const struct exposed *was,
    const struct exposed *now, bool gone, int64_t time)
{
	struct exposed_list before = {0}, seen = {0};
	struct exposed_changes out;
	struct map absent;

	map_init(&absent, a);
	if (was)
		vec_push(a, &before.all, *was);
	if (now)
		vec_push(a, &seen.all, *now);
	if (gone)
		(void)map_set(&absent, "192.0.2.1:443/tcp", a);
	exposed_decide(&before, &seen, &absent, "r2", time, a, &out);
	return out.all.n ? out.all.items[0] : (struct exposed_change){0};
}

TEST(exposure_new_changed_gone_back)
{
	struct arena *a = arena_new();
	struct exposed old = service("nginx 1.22"), same = service("nginx 1.22");
	struct exposed newer = service("nginx 1.24"), silent = service(NULL);
	struct exposed_change c = decide(a, NULL, &same, false, start + 1);

	assert_string_equal(c.what, "new");
	assert_int_equal(c.after.first_seen, start + 1);
	c = decide(a, &old, &same, false, start + 1);
	assert_null(c.what);
	assert_int_equal(c.after.last_seen, start + 1);
	assert_int_equal(c.after.first_seen, start);
	c = decide(a, &old, &newer, false, start + 1);
	assert_string_equal(c.what, "changed");
	assert_string_equal(c.detail, "http nginx 1.22 -> http nginx 1.24");
	assert_int_equal(c.after.changed, start + 1);
	/* A banner that was not told is not a change, and does not forget what was. */
	c = decide(a, &old, &silent, false, start + 1);
	assert_null(c.what);
	assert_string_equal(c.after.product, "nginx 1.22");
	c = decide(a, &old, NULL, true, start + 1);
	assert_string_equal(c.what, "gone");
	assert_true(c.after.gone);
	/* Not looked at is not gone; an older run says nothing. */
	assert_null(decide(a, &old, NULL, false, start + 1).before);
	assert_null(decide(a, &old, NULL, true, start).before);
	assert_null(decide(a, &old, &newer, false, start).before);
	old.gone = true;
	assert_string_equal(decide(a, &old, &same, false, start + 1).what, "back");
	assert_null(decide(a, &old, NULL, true, start + 1).before);
	(void)arena_free(a);
}

static void push(struct arena *a, struct observations *obs, enum obs_kind kind, const void *rec)
{
	vec_push(a, &obs->all,
	    (struct observation){.kind = kind, .rec = record_copy(&obs_types[kind], rec, a)});
}

/* Stores a run that swept 192.0.2.1: what answered at port 443, or nothing. */
static void run_of(struct place *place, struct db *db, const char *id, int64_t time,
    const char *version, bool name)
{
	struct arena *a = place->arena;
	struct run run = place_run(a, id, time, (const char *[]){"192.0.2.0/24", NULL});
	struct observations obs = {0};
	struct text_list addrs = {(const char *[]){"192.0.2.1"}, 1};

	run.job = "{\"id\":\"r\",\"targets\":[\"192.0.2.0/24\"]}";
	run.ended = time;
	if (version)
		push(a, &obs, OBS_SERVICE,
		    &(struct obs_service){.time = time,
			.unit = "u",
			.addr = "192.0.2.1",
			.port = 443,
			.protocol = "http",
			.product = "nginx",
			.version = version});
	if (name)
		push(a, &obs, OBS_ASSET,
		    &(struct obs_asset){.time = time,
			.unit = "u",
			.type = ASSET_HOST,
			.name = "www.chu.test",
			.why = "seed",
			.addresses = addrs});
	else
		push(a, &obs, OBS_DNS,
		    &(struct obs_dns){.time = time,
			.unit = "u",
			.name = "www.chu.test",
			.type = "A",
			.rcode = "NXDOMAIN"});
	push(a, &obs, OBS_COVERAGE,
	    &(struct obs_coverage){.time = time,
		.unit = "u",
		.subject = "192.0.2.1",
		.addr = "192.0.2.1",
		.stage = "sweep",
		.state = COVERAGE_SCANNED});
	push(a, &obs, OBS_UNIT,
	    &(struct obs_unit){
		.time = time, .unit = "u", .stage = "sweep", .state = UNIT_DONE});
	assert_int_equal(run_insert(db, &run), 0);
	assert_int_equal(run_update(db, &run), 0);
	assert_int_equal(obs_store_unit(db, id, &obs), 0);
}

static struct exposed_counts update(struct db *db, const char *id, int64_t time)
{
	struct exposed_counts n = {0};

	if (exposed_update(db, "o1", id, time, &n) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	return n;
}

TEST_STORE(exposure_follows_runs)
{
	struct db *db = place_open(place);
	struct tracked t = {.id = "f1",
	    .ref = "F1",
	    .org = "o1",
	    .type = "t",
	    .key = "k",
	    .subject = "192.0.2.1",
	    .addr = "192.0.2.1",
	    .port = 443,
	    .state = TRACKED_OPEN,
	    .criticality = CRIT_HIGH};
	struct exposed_counts n;
	struct exposed e;

	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
	run_of(place, db, "r1", start, "1.22", true);
	n = update(db, "r1", start);
	assert_int_equal(n.fresh, 3);
	n = update(db, "r1", start);
	assert_int_equal(n.fresh + n.changed + n.gone + n.back, 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM exposure_event"), 3);
	assert_int_equal(
	    desk_find(db, &exposed_type, "WHERE \"type\" = 'service' AND \"org\" = $1",
		DESK_PARAMS(DESK_TEXT("o1")), place->arena, &e),
	    0);
	assert_string_equal(e.name, "192.0.2.1:443/tcp");
	assert_string_equal(e.product, "nginx 1.22");
	assert_int_equal(e.worst, CRIT_HIGH);
	run_of(place, db, "r2", start + 1000, "1.24", true);
	n = update(db, "r2", start + 1000);
	assert_int_equal(n.changed, 1);
	assert_int_equal(n.fresh + n.gone, 0);
	run_of(place, db, "r3", start + 2000, NULL, false);
	n = update(db, "r3", start + 2000);
	assert_int_equal(n.gone, 3); /* the service, its address, the name */
	run_of(place, db, "r4", start + 3000, "1.24", true);
	n = update(db, "r4", start + 3000);
	assert_int_equal(n.back, 3);
	assert_int_equal(place_int(db, "SELECT count(*) FROM exposed_asset"), 3);
	assert_int_equal(exposed_update(db, "o1", "none", start, NULL), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST(exposure_names_endpoints)
{
	struct arena *a = arena_new();
	struct observations obs = {0};
	struct exposed_list got;

	push(a, &obs, OBS_PORT,
	    &(struct obs_port){
		.unit = "u", .addr = "2001:db8::1", .port = 161, .transport = TRANSPORT_UDP});
	push(a, &obs, OBS_PORT,
	    &(struct obs_port){
		.unit = "u", .addr = "192.0.2.1", .port = 22, .state = PORT_CLOSED});
	exposed_collect(&obs, a, &got);
	assert_int_equal(got.all.n, 2);
	assert_string_equal(got.all.items[1].name, "[2001:db8::1]:161/udp");
	assert_string_equal(got.all.items[1].parent, "2001:db8::1");
	(void)arena_free(a);
}

TEST(exposure_a_name_learns_whereto_it_leads)
{
	struct arena *a = arena_new();
	struct observations obs = {0};
	struct exposed_list got;
	struct obs_asset seed = {.unit = "u", .type = ASSET_HOST, .name = "www.chu.example"};
	struct obs_asset later = seed;

	seed.reach = later.reach = REACH_FULL;
	later.parent = "chu.example";
	text_list_add(&later.addresses, a, "192.0.2.7");
	push(a, &obs, OBS_ASSET, &seed);
	push(a, &obs, OBS_ASSET, &later);
	exposed_collect(&obs, a, &got);
	assert_int_equal(got.all.n, 1);
	assert_string_equal(got.all.items[0].addr, "192.0.2.7");
	assert_string_equal(got.all.items[0].parent, "chu.example");
	(void)arena_free(a);
}
