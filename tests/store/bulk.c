#include "store/bulk.h"

#include "model/event.h"
#include "model/member.h"
#include "place.h"
#include "store/desk.h"

enum { MANY = 777 };

static struct alert one(struct arena *arena, int i)
{
	return (struct alert){.id = arena_printf(arena, "id-%04d", i),
	    .ref = arena_printf(arena, "AL-%d", i),
	    .slot = arena_printf(arena, "slot-%d", i),
	    .newest = i % 2,
	    .type = "open-rdp",
	    .asset = "192.0.2.1",
	    .feed = "f",
	    .report = "scan \"rdp\" é",
	    .org = i % 3 ? "o" : NULL,
	    .severity = i % CRIT_LEVELS,
	    .state = ALERT_TRIAGE,
	    .last = 1000 + i};
}

TEST_STORE(bulk_many_records_are_as_they_were)
{
	struct db *db = place_open(place);
	const void *recs[MANY];
	struct alert all[MANY], back = {0};
	int64_t added = 0;

	for (int i = 0; i < MANY; i++) {
		all[i] = one(place->arena, i);
		recs[i] = &all[i];
	}
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(bulk_insert(db, &alert_type, recs, MANY, false, &added), 0);
	assert_int_equal(added, MANY);
	assert_int_equal(bulk_insert(db, &alert_type, recs, 0, false, &added), 0);
	assert_int_equal(added, 0);
	assert_int_equal(bulk_insert(db, &alert_type, recs, 3, true, &added), 0);
	assert_int_equal(added, 0);
	assert_int_equal(db_commit(db), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM alert"), MANY);
	for (int i = 0; i < MANY; i += 111) {
		assert_int_equal(desk_get(db, &alert_type, all[i].id, place->arena, &back), 0);
		place_assert_same(&alert_type, &all[i], &back);
	}
	db_close(db);
}

TEST_STORE(bulk_updates_what_nobody_else_changed)
{
	struct db *db = place_open(place);
	struct alert all[MANY], back = {0};
	const void *recs[MANY];
	void *changed[MANY];

	for (int i = 0; i < MANY; i++) {
		all[i] = one(place->arena, i);
		recs[i] = changed[i] = &all[i];
	}
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(bulk_insert(db, &alert_type, recs, MANY, false, NULL), 0);
	for (int i = 0; i < MANY; i++) {
		all[i].events = i;
		all[i].note = i % 2 ? "it's" : NULL;
		all[i].state = ALERT_CLOSED;
	}
	assert_int_equal(bulk_update(db, &alert_type, changed, MANY), 0);
	assert_int_equal(db_commit(db), 0);
	for (int i = 0; i < MANY; i += 97) {
		assert_int_equal(all[i].version, 1);
		assert_int_equal(desk_get(db, &alert_type, all[i].id, place->arena, &back), 0);
		place_assert_same(&alert_type, &all[i], &back);
	}
	/* One of them is newer than what was read. */
	back = all[500];
	assert_int_equal(desk_update(db, &alert_type, &back), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(bulk_update(db, &alert_type, changed, MANY), ERR_BUSY);
	db_rollback(db);
	assert_int_equal(all[0].version, 1);
	db_close(db);
}

TEST_STORE(bulk_changes_some_members_only)
{
	struct db *db = place_open(place);
	struct alert all[MANY], back = {0};
	const void *recs[MANY];
	void *changed[MANY];

	for (int i = 0; i < MANY; i++) {
		all[i] = one(place->arena, i);
		recs[i] = changed[i] = &all[i];
	}
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(bulk_insert(db, &alert_type, recs, MANY, false, NULL), 0);
	for (int i = 0; i < MANY; i++) {
		all[i].waits = i % 2;
		all[i].notice = i % 3 ? "n" : NULL;
		all[i].state = ALERT_NOTIFIED;
		all[i].note = "this one is not stored";
	}
	assert_int_equal(bulk_change(db, &alert_type, "waits notice state", changed, MANY), 0);
	assert_int_equal(db_commit(db), 0);
	for (int i = 0; i < MANY; i += 97) {
		all[i].note = NULL;
		assert_int_equal(all[i].version, 1);
		assert_int_equal(desk_get(db, &alert_type, all[i].id, place->arena, &back), 0);
		place_assert_same(&alert_type, &all[i], &back);
	}
	back = all[500];
	assert_int_equal(desk_update(db, &alert_type, &back), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(bulk_change(db, &alert_type, "waits", changed, MANY), ERR_BUSY);
	db_rollback(db);
	db_close(db);
}

TEST_STORE(bulk_keeps_lists)
{
	struct db *db = place_open(place);
	const void *recs[5];
	struct person all[5], back = {0};

	for (int i = 0; i < 5; i++) {
		all[i] = (struct person){.id = arena_printf(place->arena, "p%d", i),
		    .name = "P",
		    .mail = arena_printf(place->arena, "p%d@varde.test", i)};
		for (int k = 0; k < i; k++)
			text_list_add(&all[i].quiet, place->arena,
			    arena_printf(place->arena, "0%d:00-0%d:30", k, k));
		recs[i] = &all[i];
	}
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(bulk_insert(db, &person_type, recs, 5, false, NULL), 0);
	assert_int_equal(db_commit(db), 0);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(desk_get(db, &person_type, all[i].id, place->arena, &back), 0);
		place_assert_same(&person_type, &all[i], &back);
	}
	db_close(db);
}

TEST_STORE(bulk_refuses_what_is_not_valid)
{
	struct db *db = place_open(place);
	struct alert good = one(place->arena, 1), bad = one(place->arena, 2);
	const void *recs[] = {&good, &bad};

	bad.asset = NULL;
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(bulk_insert(db, &alert_type, recs, 2, false, NULL), ERR_RANGE);
	db_rollback(db);
	assert_int_equal(place_int(db, "SELECT count(*) FROM alert"), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	recs[1] = &good;
	assert_int_equal(bulk_insert(db, &alert_type, recs, 2, false, NULL), ERR_EXISTS);
	db_rollback(db);
	db_close(db);
}

TEST(bulk_texts_are_json)
{
	static const char *const texts[] = {"a", "\"b\"", "é"};
	struct arena *arena = arena_new();

	assert_string_equal(bulk_texts(texts, 3, arena), "[\"a\",\"\\\"b\\\"\",\"é\"]");
	assert_string_equal(bulk_texts(texts, 0, arena), "[]");
	arena_free(arena);
}
