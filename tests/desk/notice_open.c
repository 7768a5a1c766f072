#include "desk/notice.h"
#include "notice_place.h"

enum { MANY = 12 };

static int open_all(struct place *place, struct db *db, const struct notice_new *all, size_t n,
    int64_t now, struct notice_opened *ret)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r
		     : db_end(db, notice_open_many(
				      db, &desk_place_actor, all, n, now, place->arena, ret));
}

/* Many at once are what they are one by one: each its number, its readers, its line in the log.
 */
TEST_STORE(many_notices_are_opened_at_once)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new all[MANY];
	struct notice_opened got[MANY];

	for (int i = 0; i < MANY; i++) {
		all[i] = notice_sample(i % 2 ? s.other : s.org, CRIT_HIGH);
		all[i].object = arena_printf(place->arena, "object %d", i);
	}
	assert_int_equal(open_all(place, db, all, MANY, NOW, got), 0);
	for (int i = 0; i < MANY; i++) {
		struct notice n = notice_is(place, db, got[i].id);

		assert_true(got[i].is_new);
		assert_string_equal(
		    got[i].ref, arena_printf(place->arena, "VARDE#2026-%05d", i + 1));
		assert_string_equal(n.object, all[i].object);
		assert_string_equal(n.org, all[i].org);
		assert_int_equal(got[i].told, i % 2 ? 1 : 2);
	}
	assert_int_equal(notice_mails(db, "notice_urgent", s.tech), MANY / 2);
	assert_int_equal(notice_mails(db, "notice_urgent", s.rival), MANY / 2);
	assert_int_equal(place_int(db, "SELECT count(*) FROM audit_log WHERE \"action\" = "
				       "'notice.open' AND \"outcome\" = 'done'"),
	    MANY);
	assert_int_equal(place_int(db, "SELECT count(*) FROM notice_event"), MANY);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM notice_told AS t JOIN outgoing AS o ON "
			  "o.\"id\" = t.\"outgoing\" AND o.\"person\" = t.\"person\""),
	    MANY / 2 * 3);
	(void)db_close(db);
}

/* The same cause twice in one call is one notice, as it is in two calls; numbers that were not
 * needed are the next ones'. */
TEST_STORE(the_same_cause_twice_is_one_notice)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_item more = {.key = "k2", .text = "b"};
	struct notice_new all[3];
	struct notice_opened got[3], next;

	for (int i = 0; i < 3; i++)
		all[i] = notice_sample(s.org, CRIT_HIGH);
	all[1].items = &more;
	all[2].object = "another one";
	assert_int_equal(open_all(place, db, all, 3, NOW, got), 0);
	assert_true(got[0].is_new);
	assert_false(got[1].is_new);
	assert_string_equal(got[0].id, got[1].id);
	assert_int_equal(got[1].told, 0);
	assert_true(got[2].is_new);
	assert_int_equal(notice_is(place, db, got[0].id).count, 2);
	assert_int_equal(notice_is(place, db, got[0].id).due, NOW + NOTICE_INTERVAL);
	assert_string_equal(got[2].ref, "VARDE#2026-00002");
	all[0].object = "the next one";
	assert_int_equal(open_all(place, db, all, 1, NOW, &next), 0);
	assert_string_equal(next.ref, "VARDE#2026-00003");
	(void)db_close(db);
}

TEST_STORE(one_that_cannot_be_opened_opens_none)
{
	struct db *db = place_open(place);
	struct notice_scene s = notice_scene(place, db);
	struct notice_new all[2] = {
	    notice_sample(s.org, CRIT_HIGH), notice_sample("nobody", CRIT_HIGH)};
	struct notice_opened got[2];

	assert_int_equal(open_all(place, db, all, 2, NOW, got), ERR_NOTFOUND);
	all[1] = notice_sample(s.other, CRIT_HIGH);
	all[1].title = "";
	assert_int_equal(open_all(place, db, all, 2, NOW, got), ERR_RANGE);
	assert_int_equal(place_int(db, "SELECT count(*) FROM notice"), 0);
	assert_int_equal(notice_mails(db, "notice_urgent", NULL), 0);
	(void)db_close(db);
}
