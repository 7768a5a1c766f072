#include "desk/phone.h"

#include "notice_place.h"

static struct phone_task task_of(struct place *place, struct db *db, const char *notice)
{
	struct phone_task t;

	assert_int_equal(desk_find(db, &phone_task_type, "WHERE \"notice\" = $1",
			     DESK_PARAMS(DESK_TEXT(notice)), place->arena, &t),
	    0);
	return t;
}

static struct phone_task rings(
    struct place *place, struct db *db, const char *org, const char *notice)
{
	const struct phone_need need = {
	    .org = org, .notice = notice, .reason = PHONE_BY_HAND, .text = "please"};

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(db, phone_need(db, &desk_place_actor, &need, NOW, place->arena)), 0);
	return task_of(place, db, notice);
}

TEST_STORE(a_call_that_reaches_somebody_brings_the_answer)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	const char *id = notice_opens(place, db, &new, NOW).id;
	struct phone_task t = rings(place, db, s.org, id);
	struct phone_said said = {.outcome = PHONE_OPEN};

	assert_int_equal(notice_mails(db, "phone_task", s.analyst), 1);
	assert_int_equal(
	    phone_called(db, &desk_place_actor, t.id, &said, NOW + 1, place->arena), ERR_RANGE);
	said.outcome = PHONE_NOT_THERE;
	assert_int_equal(
	    phone_called(db, &desk_place_actor, t.id, &said, NOW + 2, place->arena), 0);
	t = task_of(place, db, id);
	assert_false(t.done);
	assert_int_equal(t.tries, 1);
	assert_int_equal(t.due, NOW + 2 + PHONE_AGAIN);
	said = (struct phone_said){PHONE_REACHED, NOTICE_WORKING, "spoke to the night shift"};
	assert_int_equal(
	    phone_called(db, &desk_place_actor, t.id, &said, NOW + 3, place->arena), 0);
	t = task_of(place, db, id);
	assert_true(t.done);
	assert_int_equal(notice_is(place, db, id).answer, NOTICE_WORKING);
	assert_int_equal(notice_is(place, db, id).channel, NOTICE_BY_PHONE);
	assert_int_equal(
	    phone_called(db, &desk_place_actor, t.id, &said, NOW + 4, place->arena),
	    ERR_UNSUPPORTED);
	(void)db_close(db);
}

TEST_STORE(a_wrong_number_stays_on_the_board)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new new = notice_sample(s.org, CRIT_HIGH);
	const char *id = notice_opens(place, db, &new, NOW).id;
	struct phone_task t = rings(place, db, s.org, id);
	const struct phone_said said = {PHONE_WRONG, NOTICE_UNANSWERED, "a bakery"};

	assert_int_equal(
	    phone_called(db, &desk_place_actor, t.id, &said, NOW + 2, place->arena), 0);
	t = task_of(place, db, id);
	assert_false(t.done);
	assert_int_equal(t.due, NOW + 2);
	assert_int_equal(notice_is(place, db, id).answer, NOTICE_UNANSWERED);
	desk_place_logged(place, db, "phone.call");
	(void)db_close(db);
}
