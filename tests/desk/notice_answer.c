#include "desk/notice_answer.h"

#include "notice_place.h"

static int answer(struct place *place, struct db *db, const char *org, const char *id, int what,
    const char *note)
{
	const struct notice_said said = {.answer = what, .note = note, .person = "p"};

	return notice_answer(db, &desk_place_actor, org, id, &said, NOW + 5, place->arena);
}

TEST_STORE(an_answer_is_stored_and_logged)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	const char *id = notice_opens(place, db, &new, NOW).id;
	struct notice n;

	assert_int_equal(answer(place, db, s.org, id, NOTICE_UNANSWERED, NULL), ERR_RANGE);
	assert_int_equal(answer(place, db, s.org, id, NOTICE_ANSWERS, NULL), ERR_RANGE);
	assert_int_equal(answer(place, db, s.org, id, NOTICE_NOT_OURS, ""), ERR_RANGE);
	assert_int_equal(answer(place, db, s.other, id, NOTICE_WORKING, NULL), ERR_NOTFOUND);
	assert_int_equal(answer(place, db, s.org, id, NOTICE_WORKING, "on it"), 0);
	desk_place_logged(place, db, "notice.answer");
	n = notice_is(place, db, id);
	assert_int_equal(n.state, NOTICE_ANSWERED);
	assert_int_equal(n.answer, NOTICE_WORKING);
	assert_int_equal(n.remind, 0);
	assert_string_equal(n.note, "on it");
	assert_int_equal(answer(place, db, s.org, id, NOTICE_FIXED, NULL), 0);
	assert_int_equal(notice_is(place, db, id).answer, NOTICE_FIXED);
	(void)db_close(db);
}

TEST_STORE(who_asks_for_help_is_called)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_MEDIUM);
	const char *id = notice_opens(place, db, &new, NOW).id;
	struct phone_task t;

	assert_int_equal(answer(place, db, s.org, id, NOTICE_NEED_HELP, "how?"), 0);
	assert_int_equal(desk_find(db, &phone_task_type, "WHERE \"notice\" = $1",
			     DESK_PARAMS(DESK_TEXT(id)), place->arena, &t),
	    0);
	assert_int_equal(t.reason, PHONE_NEED_HELP);
	assert_string_equal(t.text, "how?");
	/* Asking again is the same call. */
	assert_int_equal(answer(place, db, s.org, id, NOTICE_NEED_HELP, "still?"), 0);
	assert_int_equal(desk_get(db, &phone_task_type, t.id, place->arena, &t), 0);
	assert_string_equal(t.text, "how?\nstill?");
	(void)db_close(db);
}

TEST_STORE(a_link_answers_once_until_it_expires)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	const struct notice_said said = {.answer = NOTICE_FIXED};
	struct notice_said bad = {.answer = NOTICE_ACCEPTED};
	const char *id = notice_opens(place, db, &new, NOW).id, *secret, *other;
	const int64_t late = NOW + (NOTICE_LINK_DAYS + 1) * (int64_t)DAY_MS;
	struct notice_link link;
	struct notice n;

	secret = notice_secret(place, db, "notice_urgent", s.tech);
	other = notice_secret(place, db, "notice_urgent", s.officer);
	assert_int_equal(strlen(secret), 43);
	assert_string_not_equal(secret, other);
	assert_int_equal(notice_link_find(db, secret, NOW + 1, place->arena, &link), 0);
	assert_string_equal(link.notice.id, id);
	assert_string_equal(link.told.person, s.tech);
	assert_int_equal(
	    notice_link_find(db, "nonsense", NOW, place->arena, &link), ERR_NOTFOUND);
	assert_int_equal(notice_link_find(db, secret, late, place->arena, &link), ERR_NOTFOUND);
	/* What is refused does not use it up. */
	assert_int_equal(
	    notice_link_answer(db, NULL, secret, &bad, NOW + 2, place->arena), ERR_RANGE);
	assert_int_equal(notice_link_answer(db, NULL, secret, &said, NOW + 3, place->arena), 0);
	n = notice_is(place, db, id);
	assert_int_equal(n.answer, NOTICE_FIXED);
	assert_int_equal(n.channel, NOTICE_BY_LINK);
	assert_string_equal(n.answered_by, s.tech);
	assert_int_equal(
	    notice_link_answer(db, NULL, secret, &said, NOW + 4, place->arena), ERR_NOTFOUND);
	/* The colleague's is another. */
	assert_int_equal(notice_link_answer(db, NULL, other, &said, NOW + 5, place->arena), 0);
	(void)db_close(db);
}

TEST_STORE(a_link_of_somebody_who_has_left_is_no_good)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	struct audience_viewer viewer;
	struct notice_link link;
	const char *secret;

	(void)notice_opens(place, db, &new, NOW);
	secret = notice_secret(place, db, "notice_urgent", s.tech);
	assert_int_equal(notice_link_find(db, secret, NOW, place->arena, &link), 0);
	assert_int_equal(notice_link_viewer(db, &link, NOW, place->arena, &viewer), 0);
	assert_true(notice_seen_by(&link.notice, link.org.path, &viewer));
	assert_int_equal(
	    desk_exec(db, "UPDATE membership SET \"until\" = $2 WHERE \"person\" = $1",
		DESK_PARAMS(DESK_TEXT(s.tech), DESK_INT(NOW + 1)), NULL),
	    0);
	assert_int_equal(
	    notice_link_find(db, secret, NOW + 1, place->arena, &link), ERR_NOTFOUND);
	(void)db_close(db);
}
