#include "desk/notice_remind.h"

#include "desk/phone.h"
#include "notice_place.h"

static int64_t calls(struct db *db)
{
	int64_t n = 0;

	assert_int_equal(
	    desk_number(db, "SELECT count(*) FROM phone_task WHERE \"done\" = 0", NULL, 0, &n),
	    0);
	return n;
}

static int64_t remind(struct db *db, int64_t days, int64_t over)
{
	struct notice_reminded got = {0};

	if (notice_remind_due(db, NOW + days * (int64_t)DAY_MS + over, 100, &got) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	return got.notices;
}

TEST_STORE(silence_is_reminded_of_after_1_3_and_7_days_and_then_rings)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_CRITICAL);
	const struct notice_said said = {.answer = NOTICE_WORKING, .channel = NOTICE_BY_PHONE};
	const char *id = notice_opens(place, db, &new, NOW).id;

	assert_int_equal(remind(db, 1, -1), 0);
	assert_int_equal(remind(db, 1, 0), 1);
	assert_int_equal(remind(db, 1, 0), 0);
	assert_int_equal(notice_mails(db, "notice_reminder", s.tech), 1);
	assert_int_equal(remind(db, 3, -1), 0);
	assert_int_equal(remind(db, 3, 0), 1);
	assert_int_equal(calls(db), 0);
	assert_int_equal(remind(db, 7, 0), 1);
	assert_int_equal(notice_mails(db, "notice_reminder", s.tech), 3);
	assert_int_equal(calls(db), 1);
	assert_int_equal(remind(db, 30, 0), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(db, notice_answer_put(db, NULL, id, &said, NOW + 1, place->arena)), 0);
	assert_int_equal(calls(db), 0);
	(void)db_close(db);
}

TEST_STORE(an_answer_ends_the_reminders_and_a_medium_one_has_none)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	const struct notice_said said = {.answer = NOTICE_WORKING};
	const char *id = notice_opens(place, db, &new, NOW).id;

	new.severity = CRIT_MEDIUM;
	new.object = "a2";
	(void)notice_opens(place, db, &new, NOW);
	assert_int_equal(notice_answer(db, NULL, s.org, id, &said, NOW + 1, place->arena), 0);
	assert_int_equal(remind(db, 9, 0), 0);
	assert_int_equal(notice_mails(db, "notice_reminder", NULL), 0);
	(void)db_close(db);
}
