#include "desk/alert_make.h"

#include "event_place.h"
#include "model/tracked.h"

static struct event_taken takes(
    struct place *place, struct db *db, const char *report, int64_t time, int64_t now)
{
	return event_takes(place, db, report,
	    arena_printf(
		place->arena, EVENT_HEAD "%s", event_row(place, time, "192.0.2.7", 3389)),
	    now);
}

TEST_STORE(alert_make_one_alert_until_the_window_is_over)
{
	struct db *db = place_open(place);
	int64_t then = NOW + (int64_t)10 * DAY_MS;
	struct event_taken t;

	(void)event_scene(place, db);
	t = takes(place, db, "scan_rdp", NOW, NOW);
	assert_int_equal(t.import.alerts, 1);
	t = takes(place, db, "scan_rdp", then, then);
	assert_int_equal(t.import.alerts, 0);
	assert_int_equal(t.grown, 1);
	/* Fifteen days later it is another one. */
	then += (int64_t)15 * DAY_MS;
	t = takes(place, db, "scan_rdp", then, then);
	assert_int_equal(t.import.alerts, 1);
	assert_int_equal(place_int(db, "SELECT count(*) FROM alert"), 2);
	assert_int_equal(place_int(db, "SELECT count(*) FROM alert WHERE \"newest\" = 1"), 1);
	assert_int_equal(place_int(db, "SELECT \"events\" FROM alert WHERE \"newest\" = 0"), 2);
	db_close(db);
}

TEST_STORE(alert_make_fixed_and_seen_again_is_open_again)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct alert_step step = {.action = ALERT_DO_ANSWER, .answer = ALERT_FIXED};
	int64_t then = NOW + (int64_t)2 * DAY_MS;
	struct alert a;

	(void)takes(place, db, "scan_rdp", NOW - 5, NOW);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(alert_act(db, &s.member, a.id, &step, NOW + 1, place->arena, NULL), 0);
	/* A row of before it was fixed changes nothing but the counts. */
	(void)takes(place, db, "scan_rdp", NOW - 4, NOW + 2);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(a.state, ALERT_ANSWERED);
	assert_int_equal(a.events, 2);
	(void)takes(place, db, "scan_rdp", then, then);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(a.reopened, 1);
	assert_int_equal(a.state, ALERT_NOTIFIED); /* and told again */
	assert_int_equal(a.answer, ALERT_UNANSWERED);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 2);
	/* A false alarm stays one. */
	step = (struct alert_step){
	    .action = ALERT_DO_ANSWER, .answer = ALERT_FALSE_POSITIVE, .note = "honeypot"};
	assert_int_equal(alert_act(db, &s.member, a.id, &step, then, place->arena, NULL), 0);
	then += (int64_t)3 * DAY_MS;
	(void)takes(place, db, "scan_rdp", then, then);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(a.state, ALERT_ANSWERED);
	assert_int_equal(a.events, 4);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 2);
	db_close(db);
}

TEST_STORE(alert_make_keeps_kinds_ports_and_infections_apart)
{
	struct db *db = place_open(place);
	struct event_taken t;

	(void)event_scene(place, db);
	t = event_takes(place, db, "scan_mysql",
	    arena_printf(place->arena, EVENT_HEAD "%s%s",
		event_row(place, NOW - 2, "192.0.2.7", 3306),
		event_row(place, NOW - 1, "192.0.2.7", 3307)),
	    NOW);
	assert_int_equal(t.import.alerts, 2);
	t = event_takes(place, db, "event4_sinkhole",
	    "timestamp,src_ip,src_port,infection\n2026-11-18 01:00:00,192.0.2.7,50001,qakbot\n"
	    "2026-11-18 01:00:01,192.0.2.7,50002,qakbot\n"
	    "2026-11-18 01:00:02,192.0.2.7,50003,emotet\n",
	    NOW);
	assert_int_equal(t.import.added, 3);
	assert_int_equal(t.import.alerts, 2);
	assert_int_equal(
	    place_int(db, "SELECT \"events\" FROM alert WHERE \"indicator\" = 'qakbot'"), 2);
	/* Kinds are told apart. */
	assert_int_equal(place_int(db, "SELECT count(*) FROM notice"), 2);
	db_close(db);
}

TEST_STORE(alert_make_links_the_open_finding_that_explains_it)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct tracked f = {.id = "f1",
	    .ref = "F-2026-000001",
	    .org = s.org,
	    .type = "rdp-exposed",
	    .key = "k",
	    .subject = "192.0.2.7",
	    .addr = "192.0.2.7",
	    .port = 3389,
	    .state = TRACKED_OPEN};
	struct alert a;

	assert_int_equal(desk_insert(db, &tracked_type, &f), 0);
	f = (struct tracked){.id = "f2",
	    .ref = "F-2026-000002",
	    .org = s.other,
	    .type = "rdp-exposed",
	    .key = "k",
	    .subject = "192.0.2.8",
	    .addr = "192.0.2.8",
	    .port = 3389,
	    .state = TRACKED_OPEN};
	assert_int_equal(desk_insert(db, &tracked_type, &f), 0);
	(void)event_takes(place, db, "scan_rdp",
	    arena_printf(place->arena, EVENT_HEAD "%s%s",
		event_row(place, NOW - 2, "192.0.2.7", 3389),
		event_row(place, NOW - 1, "192.0.2.8", 3389)),
	    NOW);
	a = event_alert(place, db, "192.0.2.7");
	assert_string_equal(a.finding, "f1");
	/* One of another organisation explains nothing. */
	assert_null(event_alert(place, db, "192.0.2.8").finding);
	assert_true(a.priority > event_alert(place, db, "192.0.2.8").priority);
	db_close(db);
}
