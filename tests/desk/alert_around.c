#include "desk/alert_around.h"

#include "desk/intake.h"
#include "event_place.h"
#include "model/tracked.h"

/* A sensor's alert about the hospital's server, which names a CVE. */
static void attack(struct place *place, struct db *db, int n)
{
	const struct intake_origin origin = {.feed = "probe", .tlp = TLP_AMBER};
	struct event_taken t;
	const char *line = arena_printf(place->arena,
	    "{\"timestamp\":\"2026-11-20T10:00:0%d+0000\",\"flow_id\":%d,\"event_type\":"
	    "\"alert\",\"src_ip\":\"45.83.64.7\",\"src_port\":5,\"dest_ip\":"
	    "\"192.0.2.7\",\"dest_port\":443,\"proto\":\"TCP\",\"app_proto\":\"http\","
	    "\"http\":{\"hostname\":\"www.hospital.example\",\"http_user_agent\":\"curl\"},"
	    "\"fileinfo\":{\"sha256\":\"%064d\"},"
	    "\"alert\":{\"signature_id\":7,\"signature\":\"EXPLOIT log4j\",\"category\":"
	    "\"Web Application Attack\",\"severity\":1,\"metadata\":{\"cve\":["
	    "\"CVE_2021_44228\"],\"attack_target\":[\"Web_Server\"]}}}\n",
	    n, n, 1);

	assert_int_equal(
	    intake_take(db, NULL, &origin, span_str(line), NOW, place->arena, &t, NULL), 0);
}

static void finding(struct place *place, struct db *db, const char *org, const char *id,
    const char *source, const char *addr, int state)
{
	const struct tracked t = {.id = id,
	    .ref = id,
	    .org = org,
	    .type = "software.known-vulnerability",
	    .key = id,
	    .subject = "www.hospital.example",
	    .addr = addr,
	    .port = 443,
	    .run = "r1",
	    .state = state,
	    .source = source};

	(void)place;
	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
}

TEST_STORE(alert_around_finds_what_explains_it)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct alert_around_view view = {.cert = true, .inside = true};
	struct alert_around around = {0};
	struct alert a;

	attack(place, db, 1);
	attack(place, db, 2);
	finding(place, db, s.org, "f-other", NULL, "192.0.2.7", TRACKED_OPEN);
	finding(place, db, s.org, "f-test", "pentest", "192.0.2.7", TRACKED_OPEN);
	finding(place, db, s.org, "f-done", NULL, "192.0.2.7", TRACKED_VERIFIED_FIXED);
	finding(place, db, s.org, "f-away", NULL, "192.0.2.8", TRACKED_OPEN);
	finding(place, db, s.other, "f-theirs", NULL, "192.0.2.7", TRACKED_OPEN);
	assert_int_equal(
	    desk_exec(db,
		"INSERT INTO pentest_finding (\"id\", \"engagement\", \"org\", "
		"\"number\", \"type\", \"subject\", \"cwe\", \"score\", \"port\", "
		"\"criticality\", \"state\", \"retest\", \"noticed\", "
		"\"retested\", \"created\", \"changed\", \"version\", \"cves\", "
		"\"tracked\") VALUES ('p1', 'e', $1, 1, 'x', 'x', 0, 0, 0, 'high', "
		"'done', 'none', 0, 0, 0, 0, 1, '[\"CVE-2021-44228\"]', 'f-test')",
		DESK_PARAMS(DESK_TEXT(s.org)), NULL),
	    0);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(alert_around(db, &a, &view, place->arena, &around), 0);
	assert_int_equal(around.events.all.n, 2);
	assert_int_equal(around.findings.all.n, 2);
	assert_int_equal(around.cves.n, 1);
	assert_string_equal(around.cves.items[0], "CVE-2021-44228");
	assert_int_equal(around.same.n, 1);
	assert_string_equal(around.same.items[0], "f-test");
	assert_int_equal(around.tested.n, 1);
	/* The attacker and its file; not the hospital's own name. */
	assert_true(text_list_has(&around.values, "45.83.64.7"));
	assert_false(text_list_has(&around.values, "www.hospital.example"));
	assert_int_equal(around.values.n, 2);
	db_close(db);
}

/* What was not told, and what is stricter than the reader may see, is not among the others. */
TEST_STORE(alert_around_shows_others_as_they_may_be_seen)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct alert_around_view cert = {.cert = true, .inside = true},
				 member = {.inside = true}, outside = {0};
	struct alert_around around = {0};
	struct alert a;

	(void)event_takes(place, db, "scan_rdp",
	    arena_printf(place->arena, EVENT_HEAD "%s",
		event_row(place, NOW - DAY_MS, "192.0.2.7", 3389)),
	    NOW);
	assert_int_equal(
	    desk_exec(db, "UPDATE alert SET \"tlp\" = 'amber+strict'", NULL, 0, NULL), 0);
	attack(place, db, 1);
	assert_int_equal(desk_find(db, &alert_type, "WHERE \"feed\" = $1",
			     DESK_PARAMS(DESK_TEXT("probe")), place->arena, &a),
	    0);
	assert_string_equal(a.org, s.org);
	assert_int_equal(alert_around(db, &a, &cert, place->arena, &around), 0);
	assert_int_equal(around.before.all.n, 1);
	assert_int_equal(alert_around(db, &a, &member, place->arena, &around), 0);
	assert_int_equal(around.before.all.n, 1);
	assert_int_equal(alert_around(db, &a, &outside, place->arena, &around), 0);
	assert_int_equal(around.before.all.n, 0);
	assert_int_equal(
	    desk_exec(db, "UPDATE alert SET \"told\" = 0 WHERE \"tlp\" = 'amber+strict'", NULL,
		0, NULL),
	    0);
	assert_int_equal(alert_around(db, &a, &member, place->arena, &around), 0);
	assert_int_equal(around.before.all.n, 0);
	assert_int_equal(alert_around(db, &a, &cert, place->arena, &around), 0);
	assert_int_equal(around.before.all.n, 1);
	db_close(db);
}
