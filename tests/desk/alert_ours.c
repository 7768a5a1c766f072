#include "desk/alert_ours.h"

#include "base/time.h"
#include "desk/alert_tell.h"
#include "desk/attribute.h"
#include "event_place.h"
#include "pentest_place.h"

#define TEAM "203.0.113.5"

/* A test that runs at an active member whose perimeter counts for events. */
static struct pentest_place scene(struct place *place)
{
	struct pentest_place p = pentest_place_make(place);

	pentest_place_to(&p, ENGAGEMENT_ACTIVE);
	assert_int_equal(db_begin(p.db, DB_WRITE), 0);
	assert_int_equal(attribute_changed(p.db), 0);
	assert_int_equal(db_commit(p.db), 0);
	return p;
}

/* The organisation's machine is flooded by somebody: kind ddos-target. */
static struct alert flood(
    struct pentest_place *p, const char *by, const char *target, int64_t time, int64_t now)
{
	char text[TIME_TEXT];

	(void)event_takes(p->place, p->db, "event4_honeypot_ddos_target",
	    arena_printf(p->place->arena,
		"timestamp,src_ip,src_port,dst_ip,dst_port\n%s,%s,40000,%s,443\n",
		time_text(time, text), by, target),
	    now);
	return event_alert(p->place, p->db, target);
}

static void log_op(struct pentest_place *p, const char *line)
{
	struct pentest_log_taken taken;

	assert_int_equal(pentest_log_add(p->db, &p->tester, p->e.id, span_str(line), NOW,
			     p->place->arena, &taken),
	    0);
	assert_int_equal(taken.taken, 1);
}

static int64_t mails(struct pentest_place *p, const char *template)
{
	int64_t n = 0;

	assert_int_equal(
	    desk_number(p->db, "SELECT count(*) FROM outgoing WHERE \"template\" = $1",
		DESK_PARAMS(DESK_TEXT(template)), &n),
	    0);
	return n;
}

static struct pentest_step only_step(struct pentest_place *p)
{
	struct pentest_step step = {0};

	assert_int_equal(place_int(p->db, "SELECT count(*) FROM pentest_step"), 1);
	assert_int_equal(desk_find(p->db, &pentest_step_type, "WHERE \"number\" = 1", NULL, 0,
			     p->place->arena, &step),
	    0);
	return step;
}

TEST_STORE(what_the_team_did_is_kept_back_and_fills_the_detection_table)
{
	struct pentest_place p = scene(place);
	struct alert a;
	struct pentest_step step;

	log_op(&p, TEAM " > 127.20.0.7 hping3 --flood");
	a = flood(&p, TEAM, "127.20.0.7", NOW + 60000, NOW + 300000);
	assert_int_equal(a.state, ALERT_SUPPRESSED);
	assert_non_null(a.ask);
	assert_false(a.waits);
	assert_int_equal(a.told, 0);
	assert_int_equal(place_int(p.db, "SELECT count(*) FROM notice"), 0);
	assert_int_equal(mails(&p, "pentest_alert"), 1);
	assert_int_equal(place_int(p.db, "SELECT count(*) FROM outgoing WHERE \"template\" = "
					 "'pentest_alert' AND \"person\" IN (SELECT \"lead\" "
					 "FROM engagement)"),
	    1);
	step = only_step(&p);
	assert_string_equal(step.what, "hping3 --flood");
	assert_string_equal(step.note, a.ref);
	assert_int_equal(step.time, NOW);
	assert_int_equal(step.sensor, SEEN_YES);
	assert_int_equal(step.sensor_minutes, 5);
	assert_int_equal(step.member, SEEN_UNKNOWN);
	/* More of the same: one question, one mail, one step, and the earlier minute. */
	a = flood(&p, TEAM, "127.20.0.7", NOW + 120000, NOW + 600000);
	assert_int_equal(a.state, ALERT_SUPPRESSED);
	assert_int_equal(a.events, 2);
	assert_int_equal(mails(&p, "pentest_alert"), 1);
	assert_int_equal(only_step(&p).sensor_minutes, 5);
	db_close(p.db);
}

TEST_STORE(without_an_entry_address_window_and_scope_must_fit)
{
	struct pentest_place p = scene(place);

	assert_int_equal(flood(&p, TEAM, "127.20.0.9", NOW, NOW + 1).state, ALERT_SUPPRESSED);
	assert_string_equal(only_step(&p).what, TEAM " > 127.20.0.9");
	/* Somebody else, what nobody may touch, and a day when nobody tests. */
	assert_int_equal(
	    flood(&p, "192.0.2.99", "127.20.0.10", NOW, NOW + 1).state, ALERT_NOTIFIED);
	assert_int_equal(flood(&p, TEAM, "127.20.0.66", NOW, NOW + 1).state, ALERT_NOTIFIED);
	assert_int_equal(
	    flood(&p, TEAM, "127.20.0.11", NOW - 3 * (int64_t)DAY_MS, NOW + 1).state,
	    ALERT_NOTIFIED);
	assert_int_equal(place_int(p.db, "SELECT count(*) FROM pentest_ask"), 1);
	db_close(p.db);
}

TEST_STORE(outside_its_windows_the_team_has_no_excuse)
{
	struct pentest_place p = scene(place);

	/* NOW is not in the minute before it. */
	assert_int_equal(
	    desk_exec(p.db, "UPDATE engagement SET \"windows\" = $1",
		DESK_PARAMS(DESK_TEXT(arena_printf(place->arena, "[\"%02d:%02d-%02d:%02d\"]",
		    (int)((NOW / 60000 - 1) % 1440 / 60), (int)((NOW / 60000 - 1) % 60),
		    (int)(NOW / 60000 % 1440 / 60), (int)(NOW / 60000 % 60)))),
		NULL),
	    0);
	assert_int_equal(flood(&p, TEAM, "127.20.0.9", NOW, NOW + 1).state, ALERT_NOTIFIED);
	assert_int_equal(
	    flood(&p, TEAM, "127.20.0.12", NOW - 90000, NOW + 1).state, ALERT_SUPPRESSED);
	db_close(p.db);
}

TEST_STORE(an_event_that_is_not_the_teams_tells_the_organisation)
{
	struct pentest_place p = scene(place);

	assert_int_equal(flood(&p, TEAM, "127.20.0.9", NOW, NOW + 1).state, ALERT_SUPPRESSED);
	assert_int_equal(
	    flood(&p, "192.0.2.99", "127.20.0.9", NOW + 2, NOW + 3).state, ALERT_NOTIFIED);
	assert_null(event_alert(place, p.db, "127.20.0.9").ask);
	assert_int_equal(place_int(p.db, "SELECT count(*) FROM notice"), 1);
	/* What the team does then is no news. */
	assert_int_equal(flood(&p, TEAM, "127.20.0.9", NOW + 4, NOW + 5).waits, 0);
	db_close(p.db);
}

TEST_STORE(the_lead_says_no_and_the_organisation_is_told)
{
	struct pentest_place p = scene(place);
	struct alert_step release = {.action = ALERT_DO_RELEASE};
	struct alert_told told;
	struct alert a = flood(&p, TEAM, "127.20.0.9", NOW, NOW + 1);
	const char *ask = a.ask;

	/* No analyst tells it over the lead's head. */
	assert_int_equal(
	    alert_act(p.db, &p.cert, a.id, &release, NOW + 2, place->arena, NULL), ERR_DENIED);
	assert_int_equal(pentest_ask_answer(p.db, &p.lead, a.ask, PENTEST_NOT_OURS, "not us",
			     NOW + 3, place->arena, NULL),
	    0);
	a = event_alert(place, p.db, "127.20.0.9");
	assert_int_equal(a.state, ALERT_TRIAGE);
	assert_true(a.waits);
	assert_null(a.ask);
	assert_int_equal(place_int(p.db, "SELECT count(*) FROM pentest_step"), 0);
	assert_int_equal(alert_tell_due(p.db, NOW + 4, 10, &told), 0);
	assert_int_equal(told.orgs, 1);
	/* That was the answer, for what comes later too. */
	assert_int_equal(pentest_ask_answer(p.db, &p.lead, ask, PENTEST_OURS, NULL, NOW + 5,
			     place->arena, NULL),
	    ERR_UNSUPPORTED);
	assert_null(flood(&p, TEAM, "127.20.0.9", NOW + 6, NOW + 7).ask);
	db_close(p.db);
}

TEST_STORE(the_lead_says_yes_and_nobody_else_learns_of_it)
{
	struct pentest_place p = scene(place);
	struct alert a = flood(&p, TEAM, "127.20.0.9", NOW, NOW + 1);

	assert_int_equal(pentest_ask_answer(p.db, &p.lead, a.ask, PENTEST_OURS, NULL, NOW + 3,
			     place->arena, NULL),
	    0);
	a = event_alert(place, p.db, "127.20.0.9");
	assert_int_equal(a.state, ALERT_SUPPRESSED);
	assert_int_equal(place_int(p.db, "SELECT count(*) FROM audit_log WHERE \"action\" = "
					 "'pentest.answer' AND \"org\" IS NOT NULL"),
	    0);
	assert_int_equal(mails(&p, "pentest_answered"), 0);
	db_close(p.db);
}

TEST_STORE(a_question_of_the_organisation_is_what_it_noticed)
{
	struct pentest_place p = scene(place);
	struct pentest_ask ask = {
	    .org = p.org, .time = NOW + 60000, .source = TEAM, .target = "127.20.0.7"};
	struct pentest_step step;

	log_op(&p, TEAM " > 127.20.0.7 hydra");
	(void)flood(&p, TEAM, "127.20.0.7", NOW, NOW + 120000);
	assert_int_equal(pentest_ask_add(p.db, &p.legal, &ask, NOW + 600000, place->arena), 0);
	assert_int_equal(pentest_ask_answer(p.db, &p.lead, ask.id, PENTEST_OURS, NULL,
			     NOW + 660000, place->arena, NULL),
	    0);
	step = only_step(&p);
	assert_int_equal(step.sensor_minutes, 2);
	assert_int_equal(step.member, SEEN_YES);
	assert_int_equal(step.member_minutes, 10);
	db_close(p.db);
}

TEST_STORE(what_stands_open_is_nobodys_doing)
{
	struct pentest_place p = scene(place);

	log_op(&p, TEAM " > 127.20.0.7 nmap");
	(void)event_takes(place, p.db, "scan_rdp",
	    arena_printf(
		place->arena, EVENT_HEAD "%s", event_row(place, NOW, "127.20.0.7", 3389)),
	    NOW + 1);
	assert_int_equal(event_alert(place, p.db, "127.20.0.7").state, ALERT_NOTIFIED);
	db_close(p.db);
}

TEST_STORE(an_alert_that_is_assigned_later_is_asked_too)
{
	struct pentest_place p = scene(place);
	struct alert_step step = {
	    .action = ALERT_DO_ASSIGN, .org = p.org, .note = "their new network"};
	struct alert a = flood(&p, TEAM, "198.51.100.9", NOW, NOW + 1);

	assert_int_equal(a.state, ALERT_UNATTRIBUTED);
	log_op(&p, TEAM " > 198.51.100.9 nmap");
	assert_int_equal(alert_act(p.db, &p.cert, a.id, &step, NOW + 2, place->arena, NULL), 0);
	a = event_alert(place, p.db, "198.51.100.9");
	assert_int_equal(a.state, ALERT_SUPPRESSED);
	assert_non_null(a.ask);
	assert_int_equal(mails(&p, "pentest_alert"), 1);
	db_close(p.db);
}
