#include "desk/contact_health.h"

#include "desk_place.h"

static struct contact_health note(struct place *place, struct db *db, const char *cause,
    enum contact_health_kind kind, int64_t now)
{
	struct contact_health n = {.type = kind,
	    .person = "p1",
	    .mail = "lost@varde.test",
	    .status = "5.1.1",
	    .reason = "no such user"};

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, contact_health_note(db, &n, cause, now, place->arena)), 0);
	return n;
}

static bool settle(struct place *place, struct db *db, const char *cause, int64_t now)
{
	bool changed = false;

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, contact_health_settle(db, NULL, CONTACT_HEALTH_BOUNCE,
					cause, now, place->arena, &changed)),
	    0);
	return changed;
}

TEST_STORE(a_cause_is_one_row_that_counts)
{
	struct db *db = place_open(place);
	struct contact_health n =
	    note(place, db, "lost@varde.test", CONTACT_HEALTH_BOUNCE, NOW);
	const char *id = n.id;

	assert_int_equal(n.count, 1);
	assert_int_equal(n.first, NOW);
	n = note(place, db, "lost@varde.test", CONTACT_HEALTH_BOUNCE, NOW + 5);
	assert_string_equal(n.id, id);
	assert_int_equal(n.count, 2);
	assert_int_equal(n.first, NOW);
	assert_int_equal(n.last, NOW + 5);
	/* Other causes and kinds are other rows. */
	assert_string_not_equal(
	    note(place, db, "lost2@varde.test", CONTACT_HEALTH_BOUNCE, NOW).id, id);
	assert_string_equal(
	    note(place, db, "m1", CONTACT_HEALTH_UNCONFIRMED, NOW).id, "unconfirmed.m1");
	assert_string_equal(
	    contact_health_id(CONTACT_HEALTH_BOUNCE, "lost@varde.test", place->arena), id);
	(void)db_close(db);
}

TEST_STORE(what_was_settled_begins_anew)
{
	struct db *db = place_open(place);
	struct contact_health n;

	(void)note(place, db, "lost@varde.test", CONTACT_HEALTH_BOUNCE, NOW);
	(void)note(place, db, "lost@varde.test", CONTACT_HEALTH_BOUNCE, NOW + 1);
	assert_true(settle(place, db, "lost@varde.test", NOW + 2));
	assert_false(settle(place, db, "lost@varde.test", NOW + 3));
	n = note(place, db, "lost@varde.test", CONTACT_HEALTH_BOUNCE, NOW + 4);
	assert_int_equal(n.count, 1);
	assert_int_equal(n.first, NOW + 4);
	assert_int_equal(n.settled, 0);
	(void)db_close(db);
}

TEST_STORE(somebody_closes_it_once)
{
	struct db *db = place_open(place);
	struct contact_health n =
	    note(place, db, "lost@varde.test", CONTACT_HEALTH_BOUNCE, NOW);

	assert_int_equal(contact_health_close(db, &desk_place_actor, n.id, NOW + 1), 0);
	desk_place_logged(place, db, "contact_health.settle");
	assert_int_equal(desk_get(db, &contact_health_type, n.id, place->arena, &n), 0);
	assert_int_equal(n.settled, NOW + 1);
	assert_string_equal(n.settled_by, desk_place_actor.person);
	assert_int_equal(
	    contact_health_close(db, &desk_place_actor, n.id, NOW + 2), ERR_NOTFOUND);
	assert_int_equal(
	    contact_health_close(db, &desk_place_actor, "bounce.none", NOW), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(foreign_text_is_cut_to_what_fits)
{
	struct db *db = place_open(place);
	char longer[3000];
	struct contact_health n = {
	    .type = CONTACT_HEALTH_BOUNCE, .reason = longer, .status = longer};

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, contact_health_note(db, &n, "a@b", NOW, place->arena)), 0);
	assert_int_equal(strlen(n.reason), 1000);
	assert_int_equal(strlen(n.status), 40);
	assert_int_equal(record_validate(&contact_health_type, &n, NULL), 0);
	(void)db_close(db);
}
