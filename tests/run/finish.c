#include "run/finish.h"

#include "base/limits.h"
#include "os/file.h"
#include "run/job.h"
#include "store/finding.h"
#include "store/place.h"
#include "test.h"

enum { TIME = 1763717400 }; /* seconds */

static struct observation line(struct arena *arena, const char *text)
{
	struct observation o;
	struct msg msg = {0};

	if (obs_parse(span_str(text), arena, &o, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	return o;
}

/* A stored run that saw an address with telnet, or without. */
static struct run store_run(
    struct db *db, struct arena *arena, const char *id, int64_t created, bool telnet)
{
	static const char service[] =
	    "{\"kind\":\"service\",\"time\":\"2026-11-21T09:30:00Z\",\"unit\":\"u\",\"addr\":"
	    "\"127.20.0.5\",\"port\":23,\"transport\":\"tcp\",\"protocol\":\"telnet\","
	    "\"confidence\":100}";
	struct job_order order = {
	    .id = id, .authorised_by = "me", .profile = PROFILE_STANDARD, .ports = "23"};
	struct observations unit = {0};
	struct job job;
	struct run run;

	text_list_add(&order.targets, arena, "127.20.0.5");
	assert_int_equal(job_make(&order, created, arena, &job, NULL), 0);
	job_run(&job, created, arena, &run);
	assert_int_equal(run_insert(db, &run), 0);
	vec_push(arena, &unit.all,
	    line(arena, "{\"kind\":\"asset\",\"time\":\"2026-11-21T09:30:00Z\",\"unit\":\"u\","
			"\"type\":\"address\",\"name\":\"127.20.0.5\",\"reach\":\"full\","
			"\"why\":\"seed\"}"));
	vec_push(arena, &unit.all,
	    line(arena, telnet ? "{\"kind\":\"port\",\"time\":\"2026-11-21T09:30:00Z\","
				 "\"unit\":\"u\",\"addr\":\"127.20.0.5\",\"port\":23,"
				 "\"transport\":\"tcp\",\"state\":\"open\"}"
			       : "{\"kind\":\"port\",\"time\":\"2026-11-21T09:30:00Z\","
				 "\"unit\":\"u\",\"addr\":\"127.20.0.5\",\"port\":23,"
				 "\"transport\":\"tcp\",\"state\":\"closed\"}"));
	if (telnet)
		vec_push(arena, &unit.all, line(arena, service));
	vec_push(arena, &unit.all,
	    line(arena,
		"{\"kind\":\"burst\",\"time\":\"2026-11-21T09:30:00Z\",\"unit\":\"u\","
		"\"source\":\"127.0.0.1\",\"dest\":\"127.20.0.5\",\"port\":23,\"transport\":"
		"\"tcp\",\"probe\":\"connect\",\"packets\":1,\"authorisation\":\"me\"}"));
	vec_push(arena, &unit.all,
	    line(arena, "{\"kind\":\"unit\",\"time\":\"2026-11-21T09:30:00Z\",\"unit\":\"u\","
			"\"stage\":\"sweep\",\"state\":\"done\",\"duration\":5}"));
	assert_int_equal(obs_store_unit(db, id, &unit), 0);
	return run;
}

static void conclude(struct db *db, struct arena *arena, struct run *run, const char *compare,
    struct stored_run *ret)
{
	struct msg msg = {0};

	run->ended = run->created + 60000;
	if (finish_assess(db, run, compare, arena, ret, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	ret->run.state = RUN_FINISHED;
	assert_int_equal(finish_store(db, ret, &msg), 0);
}

TEST_STORE(finish_assesses_compares_and_stores)
{
	struct db *db = place_open(place);
	struct arena *arena = place->arena;
	struct run first, second, back;
	struct stored_run s;
	struct findings kept = {0};

	first = store_run(db, arena, "20251121-093000-aaaa", TIME * INT64_C(1000), true);
	conclude(db, arena, &first, NULL, &s);
	assert_null(s.previous.id);
	assert_int_equal(s.findings.all.n, 1);
	assert_string_equal(s.run.sources.items[0], "127.0.0.1");
	assert_int_equal(run_get(db, first.id, arena, &back), 0);
	assert_int_equal(back.state, RUN_FINISHED);
	assert_int_equal(back.findings, 1);
	second =
	    store_run(db, arena, "20251122-093000-bbbb", (TIME + 86400) * INT64_C(1000), false);
	conclude(db, arena, &second, NULL, &s);
	assert_string_equal(s.previous.id, first.id);
	assert_int_equal(s.findings.all.n, 0);
	assert_int_equal(s.gone.all.n, 1);
	assert_int_equal(s.gone.all.items[0].state, FINDING_FIXED);
	assert_int_equal(run_get(db, second.id, arena, &back), 0);
	assert_string_equal(back.compared, first.id);
	assert_int_equal(finding_load(db, second.id, arena, &kept), 0);
	assert_int_equal(kept.all.n, 0);
	conclude(db, arena, &second, "none", &s);
	assert_null(s.previous.id);
	db_close(db);
}

TEST_STORE(finish_finds_runs)
{
	struct db *db = place_open(place);
	struct stored_run s;
	struct run run;
	struct msg msg = {0};

	assert_int_equal(finish_find(db, "latest", place->arena, &run, &msg), ERR_NOTFOUND);
	place_assert_msg(&msg);
	(void)store_run(db, place->arena, "20251121-093000-aaaa", 1000, true);
	(void)store_run(db, place->arena, "20251122-093000-bbbb", 2000, true);
	assert_int_equal(finish_find(db, "latest", place->arena, &run, &msg), 0);
	assert_string_equal(run.id, "20251122-093000-bbbb");
	msg = (struct msg){0};
	assert_int_equal(finish_load(db, "20251121-093000-zzzz", NULL, place->arena, &s, &msg),
	    ERR_NOTFOUND);
	place_assert_msg(&msg);
	assert_int_equal(
	    finish_load(db, run.id, "20200101-000000-none", place->arena, &s, &msg),
	    ERR_NOTFOUND);
	db_close(db);
}

TEST(finish_renders_one_format_as_it_writes_it)
{
	struct place place;
	struct db *db;
	struct stored_run s;
	struct run run;
	struct finish_options o = {.lang = "fr",
	    .label = "TLP:GREEN",
	    .organisation = "CHU",
	    .watermark = "for Anna Berg, 22 Nov 2026, CHU",
	    .now = 1763717400000};
	struct msg msg = {0};

	place_sqlite(&place);
	db = place_open(&place);
	run = store_run(db, place.arena, "20251121-093000-aaaa", 1000, true);
	conclude(db, place.arena, &run, NULL, &s);
	assert_int_equal(
	    finish_report(
		&s, &o, arena_printf(place.arena, "%s/out", place.folder), REPORT_ALL, &msg),
	    0);
	for (unsigned f = REPORT_HTML; f < REPORT_ALL; f *= 2) {
		const char *name =
		    report_file_name((enum report_format)f, o.watermark, place.arena);
		STR_AUTO(rendered, LIMIT_DOCUMENT);
		STR_AUTO(written, LIMIT_DOCUMENT);

		assert_int_equal(
		    finish_render(&s, &o, (enum report_format)f, &rendered, &msg), 0);
		assert_int_equal(
		    file_read(arena_printf(place.arena, "%s/out/%s", place.folder, name),
			&written, &msg),
		    0);
		assert_int_equal(rendered.n, written.n);
		assert_memory_equal(rendered.p, written.p, rendered.n);
	}
	db_close(db);
	place_done(&place);
}
