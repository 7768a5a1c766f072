#include "desk/schedule.h"

#include "desk/queue.h"
#include "model/scope.h"
#include "model/tracked.h"
#include "order_place.h"
#include "store/desk.h"

#include <sys/wait.h>
#include <unistd.h>

static const int64_t start = ORDER_PLACE_START;

/* Something of every kind that time brings about. */
static void fill(struct place *place, struct db *db)
{
	struct tracked t = {.id = "f1",
	    .ref = "F1",
	    .org = "o1",
	    .type = "t",
	    .key = "k",
	    .subject = "s",
	    .state = TRACKED_ACCEPTED,
	    .expires = start + 5};
	struct item lapsing = {.id = "i1",
	    .org = "o1",
	    .type = ITEM_DOMAIN,
	    .value = "a.test",
	    .state = ITEM_VERIFIED,
	    .lapses = start + 5};
	struct item good = {.id = "i2",
	    .org = "o1",
	    .type = ITEM_DOMAIN,
	    .value = "b.test",
	    .state = ITEM_VERIFIED,
	    .lapses = start + 50};
	struct queue_chunks got = {0};
	struct audit_order o;

	order_place_org(place, db, "o1/", 0);
	order_place_org(place, db, "o2/", 0);
	o = order_place_submit(place, db, "o1");
	assert_int_equal(queue_claim(db, "w", 1, 5, start, place->arena, &got), 0);
	assert_int_equal(got.all.n, 1);
	o = order_place_submit(place, db, "o2");
	assert_int_equal(desk_exec(db,
			     "UPDATE audit_order SET \"next\" = $1, \"recurrence\" = 'daily' "
			     "WHERE \"id\" = $2",
			     DESK_PARAMS(DESK_INT(start + 5), DESK_TEXT(o.id)), NULL),
	    0);
	assert_int_equal(queue_stop(db, o.id, start), 0);
	assert_int_equal(desk_insert(db, &tracked_type, &t), 0);
	assert_int_equal(desk_insert(db, &item_type, &lapsing), 0);
	assert_int_equal(desk_insert(db, &item_type, &good), 0);
}

TEST_STORE(schedule_does_what_is_due_once)
{
	struct db *db = place_open(place);
	struct schedule_done n = {0};

	fill(place, db);
	if (schedule_step(db, &order_place_house, start + 10, &n) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	assert_int_equal(n.leases, 1);
	assert_int_equal(n.orders, 1); /* stopped by nobody's button: it pauses and says so */
	assert_int_equal(n.repeats, 1);
	assert_int_equal(n.acceptances, 1);
	assert_int_equal(n.lapsed, 1);
	assert_int_equal(schedule_step(db, &order_place_house, start + 10, &n), 0);
	assert_int_equal(n.leases + n.orders + n.repeats + n.acceptances + n.lapsed, 0);
	assert_int_equal(schedule_figures(db, start + 10, &n), 0);
	assert_int_equal(n.snapshots, 2);
	assert_true(n.sector);
	assert_int_equal(schedule_figures(db, start + 10, &n), 0);
	assert_int_equal(n.snapshots, 0);
	assert_false(n.sector);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM perimeter_item WHERE \"state\" = 'lapsed'"), 1);
	(void)db_close(db);
}

static int step_alone(const char *where)
{
	struct schedule_done n;
	struct db *db = NULL;

	if (db_open(where, 0, NULL, &db) < 0)
		return 1;
	if (schedule_step(db, &order_place_house, start + 10, &n) < 0)
		return 2;
	if (schedule_figures(db, start + 10, &n) < 0)
		return 3;
	(void)db_close(db);
	return 0;
}

/* Three servers at once do what one would. */
TEST_STORE(schedule_is_safe_with_many_servers)
{
	struct db *db = place_open(place);
	pid_t child[3];

	fill(place, db);
	(void)db_close(db);
	for (int i = 0; i < 3; i++) {
		child[i] = fork();
		if (child[i] == 0)
			_exit(step_alone(place->where));
	}
	for (int i = 0; i < 3; i++) {
		int status = 0;

		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	}
	db = place_open(place);
	assert_int_equal(place_int(db, "SELECT count(*) FROM audit_order"), 3);
	assert_int_equal(place_int(db, "SELECT count(*) FROM snapshot"), 2);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM audit_log WHERE \"action\" = 'finding.expire'"),
	    1);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM audit_log WHERE \"action\" = 'item.lapse'"), 1);
	(void)db_close(db);
}
