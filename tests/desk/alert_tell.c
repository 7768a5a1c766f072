#include "desk/alert_tell.h"

#include "desk/notice_answer.h"
#include "event_place.h"

TEST_STORE(alert_tell_answers_of_the_notice_are_the_alerts)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct alert a;
	struct notice n;

	(void)event_takes(place, db, "scan_rdp",
	    arena_printf(place->arena, EVENT_HEAD "%s%s",
		event_row(place, NOW - 2, "192.0.2.7", 3389),
		event_row(place, NOW - 1, "192.0.2.8", 3389)),
	    NOW);
	a = event_alert(place, db, "192.0.2.7");
	assert_int_equal(desk_get(db, &notice_type, a.notice, place->arena, &n), 0);
	assert_string_equal(n.cause, ALERT_CAUSE);
	assert_string_equal(n.object, "open-rdp");
	assert_int_equal(n.count, 2);
	n.answer = NOTICE_NOT_OURS;
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(alert_tell_answered(db, &s.member, &n, NOW + 5, place->arena), 0);
	assert_int_equal(db_commit(db), 0);
	a = event_alert(place, db, "192.0.2.8");
	assert_int_equal(a.state, ALERT_ANSWERED);
	assert_int_equal(a.answer, ALERT_NOT_OURS);
	assert_string_equal(a.answered_by, s.tech);
	assert_int_equal(event_alert(place, db, "192.0.2.7").answer, ALERT_NOT_OURS);
	db_close(db);
}

TEST_STORE(alert_tell_is_many_notices_and_each_once)
{
	enum { MANY = 1200 };
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct alert_told told;
	STR_AUTO(text, 1 << 20);

	str_add(&text, EVENT_HEAD);
	for (int i = 0; i < MANY; i++)
		str_add(&text,
		    event_row(place, NOW - 9,
			arena_printf(place->arena, "192.0.2.%d", i % 200 + 1), 1000 + i / 200));
	(void)event_takes(place, db, "scan_rdp", str_text(&text), NOW);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM alert WHERE \"state\" = 'notified'"), MANY);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 1);
	assert_int_equal(place_int(db, "SELECT \"count\" FROM notice"), MANY);
	assert_int_equal(alert_tell_due(db, NOW, 100, &told), 0);
	assert_int_equal(told.alerts, 0);
	/* Whoever is not served is not told, and his alerts wait. */
	assert_int_equal(
	    desk_exec(db, "UPDATE org SET \"state\" = 'suspended' WHERE \"id\" = $1",
		DESK_PARAMS(DESK_TEXT(s.other)), NULL),
	    0);
	(void)event_takes(place, db, "scan_vnc",
	    arena_printf(
		place->arena, EVENT_HEAD "%s", event_row(place, NOW - 1, "198.51.100.1", 5900)),
	    NOW);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 1);
	assert_int_equal(event_alert(place, db, "198.51.100.1").state, ALERT_TRIAGE);
	db_close(db);
}
