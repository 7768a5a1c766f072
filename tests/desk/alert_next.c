#include "desk/alert_next.h"

#include "desk/intake.h"
#include "event_place.h"
#include "model/incident.h"
#include "model/ioc.h"

/* A system of each hospital talks to the same bad address. */
static void infected(struct place *place, struct db *db, const char *addr, int n)
{
	const struct intake_origin origin = {.feed = "probe", .tlp = TLP_AMBER};
	struct event_taken t;
	const char *line = arena_printf(place->arena,
	    "{\"timestamp\":\"2026-11-20T10:00:0%d+0000\",\"flow_id\":%d,\"event_type\":"
	    "\"alert\",\"src_ip\":\"%s\",\"src_port\":5,\"dest_ip\":\"45.83.64.7\","
	    "\"dest_port\":443,\"proto\":\"TCP\",\"alert\":{\"signature_id\":7,"
	    "\"signature\":\"BAD beacon\",\"category\":\"A Network Trojan was detected\","
	    "\"severity\":1}}\n",
	    n, n, addr);

	assert_int_equal(
	    intake_take(db, NULL, &origin, span_str(line), NOW, place->arena, &t, NULL), 0);
}

TEST_STORE(alert_next_opens_one_incident_with_its_parties)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	const char *id = NULL, *again = NULL;
	struct alert a;

	infected(place, db, "192.0.2.7", 1);
	infected(place, db, "198.51.100.7", 2);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(
	    alert_next_incident(db, &s.member, &a, NOW, place->arena, &id), ERR_DENIED);
	assert_int_equal(alert_next_incident(db, &s.cert, &a, NOW, place->arena, &id), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM incident"), 1);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM incident_party WHERE \"role\" = 'victim'"), 1);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM incident_party WHERE \"role\" = 'suspected'"),
	    1);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM incident_link WHERE \"kind\" = 'alert'"), 1);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM incident_observable WHERE \"value\" = "
			  "'45.83.64.7'"),
	    1);
	/* Once: who asks again is led to it. */
	assert_int_equal(alert_next_incident(db, &s.cert, &a, NOW, place->arena, &again), 0);
	assert_string_equal(again, id);
	assert_int_equal(place_int(db, "SELECT count(*) FROM incident"), 1);
	db_close(db);
}

/* An organisation would learn of a penetration test by its case. */
TEST_STORE(alert_next_keeps_what_a_test_answers_for)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	const char *id = NULL;
	struct alert a;

	infected(place, db, "192.0.2.7", 1);
	a = event_alert(place, db, "192.0.2.7");
	a.state = ALERT_SUPPRESSED;
	a.ask = "ask";
	assert_int_equal(
	    alert_next_incident(db, &s.cert, &a, NOW, place->arena, &id), ERR_DENIED);
	a.ask = a.org = NULL;
	assert_int_equal(
	    alert_next_incident(db, &s.cert, &a, NOW, place->arena, &id), ERR_RANGE);
	assert_int_equal(place_int(db, "SELECT count(*) FROM incident"), 0);
	db_close(db);
}

TEST_STORE(alert_next_makes_candidates)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct text_list values = {0};
	size_t added = 0;
	struct alert a;

	infected(place, db, "192.0.2.7", 1);
	a = event_alert(place, db, "192.0.2.7");
	text_list_add(&values, place->arena, "45.83.64.7");
	text_list_add(&values, place->arena, "no indicator at all");
	assert_int_equal(
	    alert_next_indicators(db, &s.member, &a, &values, NOW, place->arena, &added),
	    ERR_DENIED);
	assert_int_equal(
	    alert_next_indicators(db, &s.cert, &a, &values, NOW, place->arena, &added), 0);
	assert_int_equal(added, 1);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM ioc WHERE \"state\" = 'candidate' AND "
			  "\"tlp\" = 'amber'"),
	    1);
	values.n = 0;
	assert_int_equal(
	    alert_next_indicators(db, &s.cert, &a, &values, NOW, place->arena, &added),
	    ERR_RANGE);
	db_close(db);
}
