#include "store/desk.h"

#include "model/member.h"
#include "model/order.h"
#include "place.h"

static struct org site(const char *id, const char *name)
{
	return (struct org){.id = id, .name = name, .path = id, .criticality = 1};
}

TEST_STORE(desk_stores_and_gives_back)
{
	struct db *db = place_open(place);
	struct org org = site("o1", "Clinique d'Été"), got = {0};

	assert_int_equal(desk_get(db, &org_type, "o1", place->arena, &got), ERR_NOTFOUND);
	place_assert_msg(db_msg(db));
	assert_int_equal(desk_insert(db, &org_type, &org), 0);
	assert_int_equal(desk_insert(db, &org_type, &org), ERR_EXISTS);
	assert_int_equal(desk_get(db, &org_type, "o1", place->arena, &got), 0);
	place_assert_same(&org_type, &org, &got);
	assert_int_equal(desk_delete(db, &org_type, "o1"), 0);
	assert_int_equal(desk_delete(db, &org_type, "o1"), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(desk_hostile_records_survive)
{
	struct db *db = place_open(place);
	void *rec = place_hostile(&chunk_type, place->arena, 1);
	struct chunk got;

	assert_int_equal(desk_insert(db, &chunk_type, rec), 0);
	assert_int_equal(
	    desk_get(db, &chunk_type, ((struct chunk *)rec)->id, place->arena, &got), 0);
	place_assert_same(&chunk_type, rec, &got);
	(void)db_close(db);
}

/* Two read the same version: the second to write is told. */
TEST_STORE(desk_update_counts_versions)
{
	struct db *db = place_open(place);
	struct org one = site("o1", "before"), two, got;

	assert_int_equal(desk_insert(db, &org_type, &one), 0);
	two = one;
	one.name = "first";
	two.name = "second";
	assert_int_equal(desk_update(db, &org_type, &one), 0);
	assert_int_equal(one.version, 1);
	assert_int_equal(desk_update(db, &org_type, &two), ERR_BUSY);
	place_assert_msg(db_msg(db));
	assert_int_equal(desk_get(db, &org_type, "o1", place->arena, &got), 0);
	assert_string_equal(got.name, "first");
	assert_int_equal(got.version, 1);
	one.id = "o2";
	assert_int_equal(desk_update(db, &org_type, &one), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(desk_update_without_version)
{
	struct db *db = place_open(place);
	struct person p = {.id = "p1", .name = "A", .mail = "a@chu.test"}, got;

	assert_int_equal(desk_insert(db, &person_type, &p), 0);
	p.name = "B";
	assert_int_equal(desk_update(db, &person_type, &p), 0);
	assert_int_equal(desk_find(db, &person_type, "WHERE \"mail\" = $1",
			     DESK_PARAMS(DESK_TEXT("a@chu.test")), place->arena, &got),
	    0);
	assert_string_equal(got.name, "B");
	(void)db_close(db);
}

TEST_STORE(desk_lists_counts_and_changes)
{
	struct db *db = place_open(place);
	struct desk_records got = {0};
	int64_t n = 0;

	for (int i = 0; i < 5; i++) {
		const char *id = arena_printf(place->arena, "o%d", i);
		struct org org = site(id, "same");

		org.criticality = i % 2 + 1;
		assert_int_equal(desk_insert(db, &org_type, &org), 0);
	}
	assert_int_equal(
	    desk_list(db, &org_type, "WHERE \"criticality\" = $1 ORDER BY \"id\" DESC LIMIT 2",
		DESK_PARAMS(DESK_INT(1)), place->arena, &got),
	    0);
	assert_int_equal(got.all.n, 2);
	assert_string_equal(((struct org *)got.all.items[0])->id, "o4");
	assert_int_equal(desk_exec(db, "DELETE FROM org WHERE \"id\" < $1",
			     DESK_PARAMS(DESK_TEXT("o2")), &n),
	    0);
	assert_int_equal(n, 2);
	assert_int_equal(desk_number(db, "SELECT count(*) FROM org WHERE \"name\" = $1",
			     DESK_PARAMS(DESK_TEXT("same")), &n),
	    0);
	assert_int_equal(n, 3);
	(void)db_close(db);
}
