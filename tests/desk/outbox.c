#include "desk/outbox.h"

#include "desk_place.h"

TEST_STORE(outbox_keeps_a_message_once)
{
	struct db *db = place_open(place);
	struct outgoing m = {.unique_key = "k1", .template = "enrol_approved", .person = "p"};
	struct outgoing got;

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(outbox_put(db, &m, NOW, place->arena), 0);
	assert_int_equal(outbox_put(db, &m, NOW + 1, place->arena), 0);
	m.unique_key = "k2";
	m.due = NOW + 5;
	assert_int_equal(db_end(db, outbox_put(db, &m, NOW, place->arena)), 0);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 2);
	assert_int_equal(desk_find(db, &outgoing_type, "WHERE \"unique_key\" = $1",
			     DESK_PARAMS(DESK_TEXT("k1")), place->arena, &got),
	    0);
	assert_int_equal(got.created, NOW);
	assert_int_equal(got.due, NOW);
	assert_int_equal(got.state, OUT_WAITING);
	assert_int_equal(place_int(db, "SELECT max(\"due\") FROM outgoing"), NOW + 5);
	(void)db_close(db);
}
