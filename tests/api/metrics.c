#include "api/metrics.h"

#include "desk/log.h"
#include "model/member.h"
#include "place.h"
#include "store/desk.h"

TEST(metrics_latencies_are_a_histogram)
{
	struct metrics m = {0};
	struct serve_figures figures = {.reaped = 3, .connections = 2};
	STR_AUTO(out, 65536);

	metrics_request(&m, 200, 900);
	metrics_request(&m, 200, 1000);
	metrics_request(&m, 404, 1001);
	metrics_request(&m, 503, 20000000);
	metrics_process(&m, &figures, &out);
	assert_non_null(strstr(str_text(&out), "varde_requests_total{class=\"2xx\"} 2\n"));
	assert_non_null(strstr(str_text(&out), "varde_requests_total{class=\"4xx\"} 1\n"));
	assert_non_null(strstr(str_text(&out), "varde_requests_total{class=\"5xx\"} 1\n"));
	assert_non_null(strstr(str_text(&out), "_bucket{le=\"0.001\"} 2\n"));
	assert_non_null(strstr(str_text(&out), "_bucket{le=\"0.0025\"} 3\n"));
	assert_non_null(strstr(str_text(&out), "_bucket{le=\"10\"} 3\n"));
	assert_non_null(strstr(str_text(&out), "_bucket{le=\"+Inf\"} 4\n"));
	assert_non_null(strstr(str_text(&out), "_sum 20.002901\n"));
	assert_non_null(strstr(str_text(&out), "_count 4\n"));
	assert_non_null(strstr(str_text(&out), "varde_reaped_total 3\n"));
	assert_non_null(strstr(str_text(&out), "varde_build_info{version=\""));
}

TEST_STORE(metrics_of_the_database)
{
	struct db *db = place_open(place);
	struct metrics m = {0};
	STR_AUTO(out, 65536);

	assert_int_equal(
	    db_exec(db,
		"INSERT INTO session (\"id\", \"person\", \"csrf\", \"created\", \"seen\","
		" \"expires\", \"strong\") VALUES ('a', 'p', 'c', 1, 1, 2000, 0),"
		" ('b', 'p', 'c', 1, 1, 500, 0)"),
	    0);
	assert_int_equal(metrics_database(&m, db, 1000, &out), 0);
	assert_non_null(strstr(str_text(&out), "varde_sessions 1\n"));
	assert_non_null(strstr(str_text(&out), "varde_chunks{state=\"waiting\"} 0\n"));
	assert_non_null(strstr(str_text(&out), "varde_queue_age_seconds 0\n"));
	assert_non_null(strstr(str_text(&out), "varde_database_up 1\n"));
	assert_non_null(strstr(str_text(&out), "varde_signin_failures 0\n"));
	assert_non_null(strstr(str_text(&out), "varde_refusals 0\n"));
	assert_int_equal(db_exec(db, "DROP TABLE session"), 0);
	str_clear(&out);
	assert_true(metrics_database(&m, db, 1000, &out) < 0);
	assert_non_null(strstr(str_text(&out), "varde_database_up 0\n"));
	assert_int_equal(m.db_errors, 1);
	(void)db_close(db);
}

/* What an alert on attacks rests on: the last hour, and no more. */
TEST_STORE(metrics_of_unusual_activity)
{
	static const int64_t hour = 3600000, now = INT64_C(1795000000000);
	struct db *db = place_open(place);
	struct person guessed = {.id = "p1", .name = "Anna", .mail = "a@x.test", .lang = "en"},
		      old = {.id = "p2", .name = "Bo", .mail = "b@x.test", .lang = "en"};
	struct actor actor = {.name = "test"};
	struct metrics m = {0};
	STR_AUTO(out, 65536);

	guessed.failures = 7;
	guessed.failed = now - hour + 1;
	old.failures = 9;
	old.failed = now - hour;
	assert_int_equal(desk_insert(db, &person_type, &guessed), 0);
	assert_int_equal(desk_insert(db, &person_type, &old), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(
	    log_append(db, &actor, "GET /cert", NULL, NULL, "refused", NULL, now - hour), 0);
	assert_int_equal(
	    log_append(db, &actor, "GET /cert", NULL, NULL, "refused", NULL, now - 5), 0);
	assert_int_equal(
	    db_end(db, log_append(db, &actor, "GET /cert", NULL, NULL, "done", NULL, now - 4)),
	    0);
	assert_int_equal(metrics_database(&m, db, now, &out), 0);
	assert_non_null(strstr(str_text(&out), "varde_signin_failures 7\n"));
	assert_non_null(strstr(str_text(&out), "varde_refusals 1\n"));
	(void)db_close(db);
}
