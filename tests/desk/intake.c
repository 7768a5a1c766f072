#include "desk/intake.h"

#include "event_place.h"

#define TIME "2026-11-20T10:00:0"

static struct event_taken take(struct place *place, struct db *db, const char *org,
    const char *text, int64_t now, struct intake_counts *counts)
{
	const struct intake_origin origin = {
	    .feed = "probe", .file = "eve.json", .org = org, .tlp = TLP_AMBER};
	struct event_taken taken = {0};
	int r =
	    intake_take(db, NULL, &origin, span_str(text), now, place->arena, &taken, counts);

	if (r < 0)
		fail_msg("%d %s: %s", r, db_msg(db)->what, db_msg(db)->detail);
	return taken;
}

static const char *alert(
    struct place *place, const char *src, const char *dst, const char *category, int n)
{
	return arena_printf(place->arena,
	    "{\"timestamp\":\"" TIME
	    "%d.000000+0000\",\"flow_id\":%d,\"event_type\":\"alert\",\"src_"
	    "ip\":\"%s\",\"src_port\":1000,\"dest_ip\":\"%s\",\"dest_port\":80,\"proto\":"
	    "\"TCP\","
	    "\"alert\":{\"signature_id\":1,\"signature\":\"SIG\",\"category\":\"%s\","
	    "\"severity\":1}}"
	    "\n",
	    n % 10, n, src, dst, category);
}

#define TROJAN "A Network Trojan was detected"
#define WEB    "Web Application Attack"

TEST_STORE(intake_alerts_reach_the_side_that_is_a_members)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct intake_counts counts = {0};
	const char *text = arena_printf(place->arena, "%s%s%s%s",
	    alert(place, "192.0.2.7", "203.0.113.1", TROJAN, 1),
	    alert(place, "192.0.2.7", "203.0.113.1", TROJAN, 2),
	    /* The attacker is a member, whom it meets is not: that is what it needs to know. */
	    alert(place, "198.51.100.9", "203.0.113.2", WEB, 3),
	    alert(place, "203.0.113.3", "203.0.113.4", WEB, 4));
	struct event_taken t = take(place, db, NULL, text, NOW, &counts);
	struct alert a;

	assert_int_equal(t.import.rows, 4);
	assert_int_equal(t.import.added, 4);
	assert_int_equal(t.import.alerts, 3);
	assert_int_equal(t.import.unattributed, 1);
	assert_int_equal(t.told.orgs, 2);
	a = event_alert(place, db, "192.0.2.7");
	assert_string_equal(a.org, s.org);
	assert_string_equal(a.type, "infected-device");
	assert_string_equal(a.indicator, "SIG");
	assert_int_equal(a.events, 2);
	assert_int_equal(a.state, ALERT_NOTIFIED);
	a = event_alert(place, db, "198.51.100.9");
	assert_string_equal(a.org, s.other);
	assert_string_equal(a.type, "attack-source");
	assert_int_equal(event_alert(place, db, "203.0.113.4").state, ALERT_UNATTRIBUTED);
	db_close(db);
}

TEST_STORE(intake_between_two_members_both_are_told)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct event_taken t =
	    take(place, db, NULL, alert(place, "192.0.2.7", "198.51.100.9", WEB, 1), NOW, NULL);

	assert_int_equal(t.import.added, 2);
	assert_string_equal(event_alert(place, db, "192.0.2.7").type, "attack-source");
	assert_string_equal(event_alert(place, db, "192.0.2.7").org, s.org);
	assert_string_equal(event_alert(place, db, "198.51.100.9").type, "attack-target");
	assert_string_equal(event_alert(place, db, "198.51.100.9").org, s.other);
	db_close(db);
}

TEST_STORE(intake_inner_addresses_are_those_of_the_sensors_place)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct alert a;

	(void)take(
	    place, db, s.org, alert(place, "10.1.2.3", "203.0.113.1", TROJAN, 1), NOW, NULL);
	a = event_alert(place, db, "10.1.2.3");
	assert_string_equal(a.org, s.org);
	assert_int_equal(a.how, EVENT_BY_SENSOR);
	/* Where no sensor's place is known they are nobody's. */
	(void)take(
	    place, db, NULL, alert(place, "10.9.9.9", "203.0.113.1", TROJAN, 2), NOW, NULL);
	assert_null(event_alert(place, db, "10.9.9.9").org);
	db_close(db);
}

TEST_STORE(intake_again_gives_nothing_twice)
{
	struct db *db = place_open(place);
	const char *one, *two;
	struct event_taken t;

	(void)event_scene(place, db);
	one = alert(place, "192.0.2.7", "203.0.113.1", TROJAN, 1);
	two = alert(place, "192.0.2.7", "203.0.113.1", TROJAN, 2);
	(void)take(place, db, NULL, one, NOW, NULL);
	t = take(place, db, NULL, one, NOW + 1, NULL);
	assert_true(t.again);
	/* The same line in a longer file. */
	t = take(place, db, NULL, arena_printf(place->arena, "%s%s%s", one, two, two), NOW + 2,
	    NULL);
	assert_int_equal(t.import.added, 1);
	assert_int_equal(event_alert(place, db, "192.0.2.7").events, 2);
	assert_int_equal(place_int(db, "SELECT count(*) FROM event"), 2);
	db_close(db);
}

static const char *dns(struct place *place, const char *src, const char *name, int second)
{
	return arena_printf(place->arena,
	    "{\"timestamp\":\"" TIME
	    "%d.000000+0000\",\"flow_id\":1,\"event_type\":\"dns\",\"src_ip\":"
	    "\"%s\",\"src_port\":1,\"dest_ip\":\"203.0.113.53\",\"dest_port\":53,\"dns\":{"
	    "\"type\":"
	    "\"query\",\"rrname\":\"%s\"}}\n",
	    second, src, name);
}

TEST_STORE(intake_what_was_met_is_added_up)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	struct intake_counts counts = {0};
	struct desk_records found;
	const struct trace *t;

	(void)take(place, db, NULL,
	    arena_printf(place->arena, "%s%s%s", dns(place, "192.0.2.7", "a.evil.example", 5),
		dns(place, "192.0.2.7", "A.EVIL.example", 3),
		dns(place, "198.51.100.1", "b.example", 4)),
	    NOW, &counts);
	assert_int_equal(counts.met, 3);
	assert_int_equal(counts.traces, 2);
	(void)take(
	    place, db, NULL, dns(place, "192.0.2.7", "a.evil.example", 9), NOW + 1, NULL);
	assert_int_equal(place_int(db, "SELECT count(*) FROM trace"), 2);
	assert_int_equal(desk_list(db, &trace_type, "WHERE \"org\" = $1",
			     DESK_PARAMS(DESK_TEXT(s.org)), place->arena, &found),
	    0);
	assert_int_equal(found.all.n, 1);
	t = found.all.items[0];
	assert_string_equal(t->value, "a.evil.example");
	assert_string_equal(t->addr, "192.0.2.7");
	assert_int_equal(t->count, 3);
	assert_int_equal(t->last - t->first, 6000);
	assert_int_equal(place_int(db, "SELECT count(*) FROM alert"), 0);
	db_close(db);
}

TEST_STORE(intake_rubbish_is_refused_and_some_is_counted)
{
	struct db *db = place_open(place);
	const struct intake_origin origin = {.feed = "probe"};
	struct event_taken t;

	(void)event_scene(place, db);
	assert_int_equal(intake_take(db, NULL, &origin, span_str("what\nis\nthis\n"), NOW,
			     place->arena, &t, NULL),
	    ERR_SYNTAX);
	place_assert_msg(db_msg(db));
	assert_int_equal(place_int(db, "SELECT count(*) FROM event_import"), 0);
	t = take(place, db, NULL,
	    arena_printf(place->arena, "%s{\"cut\n%s", dns(place, "192.0.2.7", "a.example", 1),
		dns(place, "192.0.2.7", "b.example", 1)),
	    NOW, NULL);
	assert_int_equal(t.import.rows, 3);
	assert_int_equal(t.import.wrong, 1);
	assert_string_equal(t.import.lines.items[0], "2: it is no JSON");
	db_close(db);
}

TEST_STORE(intake_goes_on_where_it_was_interrupted)
{
	struct db *db = place_open(place);
	const char *text;
	struct event_taken t;

	(void)event_scene(place, db);
	text = arena_printf(place->arena, "%s%s", dns(place, "192.0.2.7", "a.example", 1),
	    dns(place, "192.0.2.7", "b.example", 1));
	(void)take(place, db, NULL, text, NOW, NULL);
	/* As if it had been stopped after its first line. */
	assert_int_equal(db_exec(db, "UPDATE event_import SET \"ended\" = 0, \"rows\" = 1;"
				     "DELETE FROM trace WHERE \"value\" = 'b.example'"),
	    0);
	t = take(place, db, NULL, text, NOW + 1, NULL);
	assert_false(t.again);
	assert_int_equal(t.import.rows, 2);
	assert_int_equal(place_int(db, "SELECT count(*) FROM trace"), 2);
	assert_int_equal(place_int(db, "SELECT CAST(sum(\"count\") AS BIGINT) FROM trace"), 2);
	db_close(db);
}

TEST_STORE(intake_sweeps_what_is_old)
{
	struct db *db = place_open(place);
	int64_t n = 0;

	(void)event_scene(place, db);
	(void)take(place, db, NULL, dns(place, "192.0.2.7", "a.example", 1), NOW, NULL);
	assert_int_equal(intake_sweep(db, NOW, 100, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(intake_sweep(db, NOW + INT64_C(100) * DAY_MS, 100, &n), 0);
	assert_int_equal(n, 1);
	db_close(db);
}
