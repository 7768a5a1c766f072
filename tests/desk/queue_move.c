#include "desk/queue_move.h"

#include "desk/queue.h"
#include "desk_place.h"
#include "model/order.h"

static void order(struct db *db, const char *id, int state)
{
	struct audit_order o = {.id = id,
	    .ref = id,
	    .org = "o",
	    .type = ORDER_OF_SURFACE,
	    .state = state,
	    .priority = 110,
	    .version = 1};
	struct chunk c = {
	    .id = id, .audit_order = id, .org = "o", .priority = 110, .created = NOW};

	assert_int_equal(desk_insert(db, &audit_order_type, &o), 0);
	assert_int_equal(queue_put(db, &c), 0);
}

TEST_STORE(an_order_that_waits_is_moved_with_its_chunks)
{
	struct db *db = place_open(place);
	int64_t front = 0;

	order(db, "a", ORDER_SCHEDULED);
	order(db, "b", ORDER_SCHEDULED);
	assert_int_equal(queue_front(db, &front), 0);
	assert_int_equal(front, 109);
	assert_int_equal(queue_move(db, &desk_place_actor, "b", -5, NOW), 0);
	desk_place_logged(place, db, "order.priority");
	assert_int_equal(
	    place_int(db, "SELECT \"priority\" FROM chunk WHERE \"id\" = 'b'"), -5);
	assert_int_equal(
	    place_int(db, "SELECT \"priority\" FROM audit_order WHERE \"id\" = 'b'"), -5);
	assert_int_equal(queue_front(db, &front), 0);
	assert_int_equal(front, -6);
	db_close(db);
}

TEST_STORE(what_runs_or_is_out_of_bounds_is_not_moved)
{
	struct db *db = place_open(place);

	order(db, "a", ORDER_RUNNING);
	assert_int_equal(queue_move(db, &desk_place_actor, "a", 1, NOW), ERR_UNSUPPORTED);
	assert_int_equal(queue_move(db, &desk_place_actor, "a", 10001, NOW), ERR_RANGE);
	assert_int_equal(queue_move(db, &desk_place_actor, "none", 1, NOW), ERR_NOTFOUND);
	place_assert_msg(db_msg(db));
	db_close(db);
}
