#include "desk/event.h"

#include "event_place.h"

TEST_STORE(event_file_becomes_one_alert_an_asset_and_one_notice_an_organisation)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	const char *text = arena_printf(place->arena, EVENT_HEAD "%s%s%s%s%s",
	    event_row(place, NOW - 4000, "192.0.2.7", 3389),
	    event_row(place, NOW - 3000, "192.0.2.7", 3389),
	    event_row(place, NOW - 2000, "192.0.2.8", 3389),
	    event_row(place, NOW - 1000, "198.51.100.9", 3389),
	    event_row(place, NOW - 500, "203.0.113.1", 3389));
	struct event_taken t = event_takes(place, db, "scan_rdp", text, NOW);
	struct alert a;

	assert_false(t.again);
	assert_int_equal(t.import.rows, 5);
	assert_int_equal(t.import.added, 5);
	assert_int_equal(t.import.unattributed, 1);
	assert_int_equal(t.import.alerts, 4);
	assert_int_equal(t.told.orgs, 2);
	assert_int_equal(t.told.alerts, 3);
	assert_int_equal(t.told.messages, 2);
	/* Two organisations in one file: each has one message, and its own alone. */
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 2);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM outgoing WHERE \"values\" LIKE '%192.0.2.7%'"),
	    1);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing WHERE \"values\" LIKE "
				       "'%192.0.2%' AND \"values\" LIKE '%198.51%'"),
	    0);
	a = event_alert(place, db, "192.0.2.7");
	assert_string_equal(a.org, s.org);
	assert_string_equal(a.type, "open-rdp");
	assert_int_equal(a.severity, CRIT_HIGH);
	assert_int_equal(a.state, ALERT_NOTIFIED);
	assert_int_equal(a.events, 2);
	assert_int_equal(a.first, NOW - 4000);
	assert_int_equal(a.last, NOW - 3000);
	assert_int_equal(a.told, NOW);
	assert_non_null(a.notice);
	assert_true(strncmp(a.ref, "AL-2026-0000", 12) == 0);
	a = event_alert(place, db, "203.0.113.1");
	assert_null(a.org);
	assert_int_equal(a.state, ALERT_UNATTRIBUTED);
	assert_int_equal(a.told, 0);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM event WHERE \"alert\" IS NULL"), 0);
	db_close(db);
}

TEST_STORE(event_same_file_twice_changes_nothing)
{
	struct db *db = place_open(place);
	const char *text;
	struct event_taken t;

	(void)event_scene(place, db);
	text = arena_printf(
	    place->arena, EVENT_HEAD "%s", event_row(place, NOW - 1000, "192.0.2.7", 3389));
	(void)event_takes(place, db, "scan_rdp", text, NOW);
	t = event_takes(place, db, "scan_rdp", text, NOW + 1000);
	assert_true(t.again);
	/* The same row in a longer file is the same event. */
	t = event_takes(place, db, "scan_rdp",
	    arena_printf(
		place->arena, "%s%s", text, event_row(place, NOW - 500, "192.0.2.7", 3389)),
	    NOW + 2000);
	assert_false(t.again);
	assert_int_equal(t.import.rows, 2);
	assert_int_equal(t.import.added, 1);
	assert_int_equal(t.import.alerts, 0);
	assert_int_equal(t.grown, 1);
	assert_int_equal(event_alert(place, db, "192.0.2.7").events, 2);
	assert_int_equal(place_int(db, "SELECT count(*) FROM event"), 2);
	/* It was told, and is not told again within the interval. */
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 1);
	assert_int_equal(place_int(db, "SELECT count(*) FROM notice"), 1);
	db_close(db);
}

TEST_STORE(event_interrupted_import_goes_on)
{
	struct db *db = place_open(place);
	const char *text;
	struct event_taken t;

	(void)event_scene(place, db);
	text = arena_printf(place->arena, EVENT_HEAD "%s%s",
	    event_row(place, NOW - 1000, "192.0.2.7", 3389),
	    event_row(place, NOW - 900, "192.0.2.8", 3389));
	(void)event_takes(place, db, "scan_rdp", text, NOW);
	/* As if it had been stopped after its first row, before anybody was told. */
	assert_int_equal(db_exec(db, "UPDATE event_import SET \"ended\" = 0, \"added\" = 1;"
				     "DELETE FROM event WHERE \"addr\" = '192.0.2.8';"
				     "DELETE FROM alert WHERE \"asset\" = '192.0.2.8'"),
	    0);
	t = event_takes(place, db, "scan_rdp", text, NOW + 1000);
	assert_false(t.again);
	assert_int_equal(t.import.added, 2);
	assert_int_equal(place_int(db, "SELECT count(*) FROM event"), 2);
	assert_int_equal(event_alert(place, db, "192.0.2.7").events, 1);
	assert_int_equal(event_alert(place, db, "192.0.2.8").events, 1);
	assert_true(event_takes(place, db, "scan_rdp", text, NOW + 2000).again);
	db_close(db);
}

TEST_STORE(event_rubbish_is_refused_as_a_whole)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct event_source source = {.feed = "shadowserver",
	    .file = "2026-11-20-scan_rdp-x.csv",
	    .bytes = span_str("timestamp,ip\n2026-11-20,192.0.2.7\nx,y\nz,z\n")};
	struct event_taken t;

	assert_int_equal(event_take(db, &s.cert, &source, NOW, place->arena, &t), ERR_SYNTAX);
	place_assert_msg(db_msg(db));
	assert_int_equal(place_int(db, "SELECT count(*) FROM event"), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM event_import"), 0);
	/* A member's technician may not. */
	source.bytes = span_str("timestamp,ip\n2026-11-20,192.0.2.7\n");
	assert_int_equal(event_take(db, &s.member, &source, NOW, place->arena, &t), ERR_DENIED);
	assert_int_equal(event_take(db, &s.cert, &source, NOW, place->arena, &t), 0);
	desk_place_logged(place, db, "event.import");
	db_close(db);
}

TEST_STORE(event_held_files_wait_for_an_analyst)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	const struct event_source source = {.feed = "shadowserver",
	    .file = "2026-11-20-scan_rdp-x.csv",
	    .bytes = span_str("timestamp,ip,port\n2026-11-20,192.0.2.7,3389\n"),
	    .hold = true};
	struct event_taken t;
	struct alert a;

	assert_int_equal(event_take(db, &s.cert, &source, NOW, place->arena, &t), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 0);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(a.state, ALERT_TRIAGE);
	assert_false(a.waits);
	assert_int_equal(alert_tell_one(db, &s.member, a.id, NOW, place->arena), ERR_DENIED);
	assert_int_equal(alert_tell_one(db, &s.cert, a.id, NOW + 1, place->arena), 0);
	assert_int_equal(event_alert(place, db, "192.0.2.7").state, ALERT_NOTIFIED);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 1);
	assert_int_equal(
	    alert_tell_one(db, &s.cert, a.id, NOW + 2, place->arena), ERR_UNSUPPORTED);
	db_close(db);
}
