#include "desk/seen.h"

#include "../pack/sample_knowledge.h"
#include "place.h"
#include "store/observation.h"
#include "store/run.h"

static const char *const one[] = {"192.0.2.0/24", NULL};
static const char *const two[] = {"192.0.2.0/25", NULL};

static void run_of(struct place *place, struct db *db, const char *id, int64_t time,
    const char *const *targets, struct obs_service *services, size_t n)
{
	struct run run = place_run(place->arena, id, time, targets);
	struct obs_unit unit = {
	    .unit = "u", .time = time, .stage = "examine", .state = UNIT_DONE};
	struct observations obs = {0};

	run.state = RUN_FINISHED;
	assert_int_equal(run_insert(db, &run), 0);
	for (size_t i = 0; i < n; i++) {
		services[i].unit = "u";
		vec_push(place->arena, &obs.all,
		    (struct observation){.kind = OBS_SERVICE, .service = &services[i]});
	}
	vec_push(place->arena, &obs.all, (struct observation){.kind = OBS_UNIT, .unit = &unit});
	assert_int_equal(obs_store_unit(db, id, &obs), 0);
}

static int take(void *arg, const struct seen *seen, struct arena *arena)
{
	struct str *out = arg;

	(void)arena;
	str_addf(out, "%s%s %d %s %s (%zu)", out->n ? "; " : "", seen->service->addr,
	    (int)seen->service->port, seen->product.product,
	    seen->product.version ? seen->product.version : "-", seen->product.nothers);
	return 0;
}

static void assert_seen(
    struct db *db, struct banner_set *banners, const char *want, size_t runs)
{
	STR_AUTO(out, 4096);
	size_t n = 0;

	assert_int_equal(seen_each(db, banners, take, &out, &n), 0);
	assert_string_equal(str_text(&out), want);
	assert_int_equal(n, runs);
}

TEST_STORE(seen_gives_each_place_once_as_the_newest_run_saw_it)
{
	struct db *db = place_open(place);
	struct obs_service first[] = {{.addr = "192.0.2.1",
					  .port = 22,
					  .protocol = "ssh",
					  .product = "a",
					  .version = "1"},
	    {.addr = "192.0.2.1", .port = 80, .protocol = "http", .product = "b"},
	    {.addr = "192.0.2.1", .port = 81, .protocol = "unknown"},
	    {.addr = "192.0.2.2", .port = 22, .protocol = "ssh", .product = "c"}};
	struct obs_service second[] = {{.addr = "192.0.2.1",
					   .port = 22,
					   .protocol = "ssh",
					   .product = "a",
					   .version = "2"},
	    {.addr = "192.0.2.1", .port = 80, .protocol = "http"}};

	assert_seen(db, NULL, "", 0);
	run_of(place, db, "r1", 1, one, first, ARRAY_LEN(first));
	assert_seen(
	    db, NULL, "192.0.2.1 22 a 1 (2); 192.0.2.1 80 b - (2); 192.0.2.2 22 c - (1)", 1);
	run_of(place, db, "r2", 2, two, second, ARRAY_LEN(second));
	assert_seen(db, NULL, "192.0.2.1 22 a 2 (1); 192.0.2.2 22 c - (1)", 2);
	(void)db_close(db);
}

TEST_STORE(seen_asks_the_packs_fingerprints)
{
	struct db *db = place_open(place);
	struct sample s = sample_new();
	struct know_print p = {
	    .id = "ssh.banner 00001", .field = "ssh.banner", .pattern = "^RomSShell_([\\d.]+)"};
	struct obs_service services[] = {{.addr = "192.0.2.1",
	    .port = 22,
	    .protocol = "ssh",
	    .banner = "SSH-2.0-RomSShell_4.62"}};
	struct banner_set *banners;

	text_list_add(&p.params, s.arena, "0 service.product RomSShell");
	text_list_add(&p.params, s.arena, "1 service.version ");
	sample_add(&s, KNOW_PRINT, "recog", &p);
	banners = banner_new(sample_pack(&s));
	run_of(place, db, "r1", 1, one, services, 1);
	assert_seen(db, NULL, "", 1);
	assert_seen(db, banners, "192.0.2.1 22 RomSShell 4.62 (1)", 1);
	(void)banner_free(banners);
	sample_free(&s);
	(void)db_close(db);
}
