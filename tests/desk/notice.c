#include "desk/notice.h"

#include "desk/notice_tell.h"
#include "notice_place.h"

TEST_STORE(a_notice_is_told_once_to_those_of_the_rules)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct notice_opened got = notice_opens(place, db, &new, NOW), again;
	struct notice n = notice_is(place, db, got.id);
	struct outgoing m;

	assert_true(got.is_new);
	assert_int_equal(got.told, 2);
	assert_true(span_starts(span_str(got.ref), "VARDE#2026-00001"));
	assert_int_equal(notice_mails(db, "notice_urgent", s.tech), 1);
	assert_int_equal(notice_mails(db, "notice_urgent", s.officer), 1);
	assert_int_equal(notice_mails(db, "notice_urgent", s.boss), 0);
	assert_int_equal(notice_mails(db, "notice_urgent", s.rival), 0);
	assert_int_equal(n.state, NOTICE_OPEN);
	assert_int_equal(n.count, 1);
	assert_int_equal(n.remind, NOW + (int64_t)DAY_MS);
	assert_int_equal(desk_find(db, &outgoing_type, "WHERE \"person\" = $1",
			     DESK_PARAMS(DESK_TEXT(s.tech)), place->arena, &m),
	    0);
	/* AMBER does not stand in a plain mail. */
	assert_non_null(strstr(m.values, "\"content\":false"));
	assert_non_null(strstr(m.values, "\"reference\":\"VARDE#2026-00001\""));
	desk_place_logged(place, db, "notice.open");
	/* The same cause with the same item: nothing is told. */
	again = notice_opens(place, db, &new, NOW + 1000);
	assert_false(again.is_new);
	assert_string_equal(again.id, got.id);
	assert_int_equal(again.told, 0);
	assert_int_equal(notice_is(place, db, got.id).due, 0);
	assert_int_equal(notice_mails(db, "notice_urgent", NULL), 2);
	(void)db_close(db);
}

TEST_STORE(news_of_the_same_cause_wait_for_the_interval)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct notice_item more = {.key = "k2", .text = "b"};
	struct notice_opened got = notice_opens(place, db, &new, NOW);
	int64_t told = 0;

	new.items = &more;
	(void)notice_opens(place, db, &new, NOW + 1000);
	assert_int_equal(notice_is(place, db, got.id).due, NOW + NOTICE_INTERVAL);
	assert_int_equal(notice_is(place, db, got.id).count, 2);
	assert_int_equal(notice_mails(db, "notice_urgent", NULL), 2);
	assert_int_equal(notice_tell_due(db, NOW + NOTICE_INTERVAL - 1, 100, &told), 0);
	assert_int_equal(told, 0);
	assert_int_equal(notice_tell_due(db, NOW + NOTICE_INTERVAL, 100, &told), 0);
	assert_int_equal(told, 1);
	assert_int_equal(notice_mails(db, "notice_urgent", NULL), 4);
	assert_int_equal(notice_tell_due(db, NOW + NOTICE_INTERVAL, 100, &told), 0);
	assert_int_equal(told, 0);
	/* After the interval news are told at once. */
	more.key = "k3";
	(void)notice_opens(place, db, &new, NOW + 3 * (int64_t)NOTICE_INTERVAL);
	assert_int_equal(notice_mails(db, "notice_urgent", NULL), 6);
	(void)db_close(db);
}

static void answers(struct db *db, struct place *place, const char *id, int answer)
{
	const struct notice_said said = {.answer = answer, .note = "we know"};

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, notice_answer_put(db, &desk_place_actor, id, &said, NOW + 5,
					place->arena)),
	    0);
}

TEST_STORE(what_was_fixed_is_open_anew_and_a_false_positive_stays_quiet)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct notice_item more = {.key = "k2", .text = "b"};
	struct notice_opened got = notice_opens(place, db, &new, NOW);

	answers(db, place, got.id, NOTICE_FIXED);
	assert_int_equal(notice_is(place, db, got.id).state, NOTICE_ANSWERED);
	(void)notice_opens(place, db, &new, NOW + 2 * (int64_t)NOTICE_INTERVAL);
	assert_int_equal(notice_is(place, db, got.id).state, NOTICE_OPEN);
	assert_int_equal(notice_is(place, db, got.id).answer, NOTICE_UNANSWERED);
	assert_int_equal(notice_mails(db, "notice_urgent", s.tech), 2);
	answers(db, place, got.id, NOTICE_FALSE_POSITIVE);
	new.items = &more;
	(void)notice_opens(place, db, &new, NOW + 9 * (int64_t)NOTICE_INTERVAL);
	assert_int_equal(notice_is(place, db, got.id).state, NOTICE_ANSWERED);
	assert_int_equal(notice_is(place, db, got.id).due, 0);
	assert_int_equal(notice_mails(db, "notice_urgent", s.tech), 2);
	(void)db_close(db);
}

TEST_STORE(many_notices_are_opened_in_one_go)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new all[5];
	struct notice_opened got[5];
	static const char *const objects[] = {"o1", "o2", "o3", "o2", "o1"};

	for (size_t i = 0; i < 5; i++) {
		all[i] = notice_sample(i % 2 ? s.other : s.org, CRIT_MEDIUM);
		all[i].object = objects[i];
	}
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(db, notice_open_many(db, &desk_place_actor, all, 5, NOW, place->arena, got)),
	    0);
	assert_true(got[0].is_new && got[1].is_new && got[2].is_new);
	assert_false(got[3].is_new || got[4].is_new);
	assert_string_equal(got[0].id, got[4].id);
	assert_string_equal(got[2].ref, "VARDE#2026-00003");
	desk_place_logged(place, db, "notice.update");
	/* No number is lost. */
	all[0].object = "o9";
	assert_string_equal(notice_opens(place, db, &all[0], NOW).ref, "VARDE#2026-00004");
	(void)db_close(db);
}

TEST_STORE(an_item_that_is_stricter_is_hidden)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	const struct notice_item items[] = {{.key = "a", .text = "green", .tlp = TLP_GREEN},
	    {.key = "b", .text = "red", .tlp = TLP_RED}};
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct audience_membership at = {.org = {s.org, ""}, .active = true};
	struct audience_viewer tech = {.person = s.tech, .memberships = &at, .nmemberships = 1};
	struct audience_viewer rival = tech;
	struct audience_membership elsewhere = {.org = {s.other, ""}, .active = true};
	struct notice_items seen = {0};
	size_t hidden = 0;
	struct notice n;

	new.items = items;
	new.nitems = 2;
	new.tlp = TLP_GREEN;
	n = notice_is(place, db, notice_opens(place, db, &new, NOW).id);
	assert_int_equal(notice_items_for(&n, "", &tech, place->arena, &seen, &hidden), 0);
	assert_int_equal(seen.all.n, 1);
	assert_int_equal(hidden, 1);
	assert_string_equal(seen.all.items[0].text, "green");
	rival.memberships = &elsewhere;
	assert_true(notice_seen_by(&n, "", &tech));
	assert_false(notice_seen_by(&n, "", &rival));
	(void)db_close(db);
}

TEST_STORE(red_is_told_to_the_named_alone)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);

	new.tlp = TLP_RED;
	new.persons = (struct text_list){(const char **)&s.boss, 1};
	assert_int_equal(notice_opens(place, db, &new, NOW).told, 1);
	assert_int_equal(notice_mails(db, "notice_urgent", s.boss), 1);
	assert_int_equal(notice_mails(db, "notice_urgent", s.officer), 0);
	(void)db_close(db);
}

TEST_STORE(an_urgent_one_that_reaches_nobody_rings)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	const char *empty = desk_place_org(place, db, "Empty", ORG_HOSPITAL, NULL);
	struct notice_new new = notice_sample(empty, CRIT_HIGH);
	struct phone_task task;

	assert_int_equal(notice_opens(place, db, &new, NOW).told, 0);
	assert_int_equal(desk_find(db, &phone_task_type, "WHERE \"org\" = $1",
			     DESK_PARAMS(DESK_TEXT(empty)), place->arena, &task),
	    0);
	assert_int_equal(task.reason, PHONE_NOBODY);
	assert_int_equal(notice_mails(db, "phone_task", s.analyst), 1);
	(void)db_close(db);
}

TEST_STORE(a_notice_that_cannot_be_is_refused)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct notice_opened got;

	new.cause = "nothing";
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(db, notice_open(db, NULL, &new, NOW, place->arena, &got)), ERR_RANGE);
	new = notice_sample("nobody", CRIT_HIGH);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(db, notice_open(db, NULL, &new, NOW, place->arena, &got)), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(a_notice_is_read_and_closed_once)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct notice n = notice_is(place, db, notice_opens(place, db, &new, NOW).id);
	int64_t events = 0;

	assert_int_equal(notice_see(db, &desk_place_actor, &n, NOW + 1), 0);
	assert_int_equal(notice_see(db, &desk_place_actor, &n, NOW + 2), 0);
	assert_int_equal(notice_is(place, db, n.id).seen, NOW + 1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(db_begin(db, DB_WRITE), 0);
		assert_int_equal(
		    db_end(db, notice_close(db, NULL, n.id, "over", NOW + 3, place->arena)), 0);
	}
	assert_int_equal(notice_is(place, db, n.id).state, NOTICE_CLOSED);
	assert_int_equal(
	    desk_number(db,
		"SELECT count(*) FROM notice_event WHERE \"step\" IN ('read', 'closed')", NULL,
		0, &events),
	    0);
	assert_int_equal(events, 2);
	(void)db_close(db);
}
