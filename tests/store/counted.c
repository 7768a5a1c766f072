#include "store/counted.h"

#include "model/trace.h"
#include "place.h"
#include "store/desk.h"

enum { ROWS = 1000 };

static void add(
    struct place *place, struct db *db, int from, int n, int64_t first, int64_t last)
{
	const void **all = ARENA_ARRAY(place->arena, (size_t)n, const void *);

	for (int i = 0; i < n; i++) {
		struct trace *t = ARENA_NEW(place->arena, struct trace);

		*t = (struct trace){.id = arena_printf(place->arena, "%d", from + i),
		    .value = "v",
		    .key = "k",
		    .first = first,
		    .last = last,
		    .count = 2};
		all[i] = t;
	}
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, counted_add(db, &trace_type, all, (size_t)n)), 0);
}

TEST_STORE(counted_adds_up)
{
	struct db *db = place_open(place);
	struct trace t;

	add(place, db, 0, ROWS, 1000, 2000);
	add(place, db, ROWS / 2, ROWS, 500, 1500);
	assert_int_equal(place_int(db, "SELECT count(*) FROM trace"), ROWS + ROWS / 2);
	assert_int_equal(place_int(db, "SELECT CAST(sum(\"count\") AS BIGINT) FROM trace"),
	    (int64_t)ROWS * 4);
	assert_int_equal(desk_get(db, &trace_type, "999", place->arena, &t), 0);
	assert_int_equal(t.count, 4);
	assert_int_equal(t.first, 500);
	assert_int_equal(t.last, 2000);
	assert_int_equal(desk_get(db, &trace_type, "0", place->arena, &t), 0);
	assert_int_equal(t.count, 2);
	db_close(db);
}

TEST_STORE(counted_refuses_what_is_not_valid)
{
	struct db *db = place_open(place);
	const struct trace bad = {.id = "1", .value = NULL, .key = "k"};
	const void *all[] = {&bad};

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, counted_add(db, &trace_type, all, 1)), ERR_RANGE);
	assert_int_equal(place_int(db, "SELECT count(*) FROM trace"), 0);
	db_close(db);
}
