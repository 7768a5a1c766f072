#include "desk/order_tell.h"

#include "desk/order.h"
#include "model/member.h"
#include "order_place.h"
#include "store/desk.h"

static void officer(struct db *db, const char *id, const char *org, int role, int64_t until)
{
	struct membership m = {
	    .id = id, .person = id, .org = org, .role = role, .since = 1, .until = until};

	assert_int_equal(desk_insert(db, &membership_type, &m), 0);
}

static int64_t told(struct db *db, const char *template, const char *person)
{
	int64_t n = 0;

	assert_int_equal(
	    desk_number(db,
		"SELECT count(*) FROM outgoing WHERE \"template\" = $1 AND \"person\" = $2",
		DESK_PARAMS(DESK_TEXT(template), DESK_TEXT(person)), &n),
	    0);
	return n;
}

static void step(struct db *db, const char *who, const struct audit_order *o, int action)
{
	struct actor actor = {.person = who};

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(
	    db_end(db, order_tell(db, who ? &actor : NULL, o, action, ORDER_PLACE_START)), 0);
}

TEST_STORE(order_tell_who_ordered_and_the_officers)
{
	struct db *db = place_open(place);
	struct audit_order o = {
	    .id = "a1", .ref = "A-2026-0001", .org = "o1", .ordered_by = "p1"};

	officer(db, "p1", "o1", ROLE_OFFICER, 0);
	officer(db, "p2", "o1", ROLE_OFFICER, 0);
	officer(db, "p3", "o1", ROLE_VIEWER, 0);
	officer(db, "p4", "o2", ROLE_OFFICER, 0);
	officer(db, "p5", "o1", ROLE_OFFICER, 2);
	step(db, NULL, &o, ORDER_DO_START);
	assert_int_equal(told(db, "order_started", "p1"), 1);
	assert_int_equal(told(db, "order_started", "p2"), 0);
	step(db, "c1", &o, ORDER_DO_DELIVER);
	step(db, "c1", &o, ORDER_DO_DELIVER); /* the same step: told once */
	assert_int_equal(told(db, "report_ready", "p1"), 1);
	assert_int_equal(told(db, "report_ready", "p2"), 1);
	assert_int_equal(told(db, "report_ready", "p3"), 0);
	assert_int_equal(told(db, "report_ready", "p4"), 0);
	assert_int_equal(told(db, "report_ready", "p5"), 0);
	o.version++;
	step(db, "p1", &o, ORDER_DO_PAUSE); /* who stopped it knows */
	assert_int_equal(told(db, "order_stopped", "p1"), 0);
	assert_int_equal(told(db, "order_stopped", "p2"), 1);
	step(db, NULL, &o, ORDER_DO_CLOSE);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 4);
	(void)db_close(db);
}

TEST_STORE(order_tell_of_a_retest_its_end_alone)
{
	struct db *db = place_open(place);
	struct audit_order o = {.id = "a1",
	    .ref = "A-2026-0001",
	    .org = "o1",
	    .type = ORDER_OF_RETEST,
	    .ordered_by = "p1"};

	step(db, NULL, &o, ORDER_DO_START);
	step(db, NULL, &o, ORDER_DO_CONCLUDE);
	assert_int_equal(told(db, "retest_done", "p1"), 1);
	assert_int_equal(place_int(db, "SELECT count(*) FROM outgoing"), 1);
	(void)db_close(db);
}
