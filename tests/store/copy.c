#include "store/copy.h"

#include "copy_place.h"
#include "store/migrate.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Copies to both engines. */
static void both(struct place *place, void (*check)(struct place *, struct place *))
{
	for (int pg = 0; pg <= (getenv("VARDE_TEST_PG") ? 1 : 0); pg++) {
		struct place other;

		copy_place_other(&other, pg);
		check(place, &other);
		place_done(&other);
	}
}

static void whole(struct place *place, struct place *other)
{
	struct db *from = place_open(place), *to;
	struct copy_sums sums;
	struct msg msg = {0};

	if (copy_run(from, other->where, place->arena, &sums, &msg) < 0)
		fail_msg("%s: %s", msg.what, msg.detail);
	to = place_open(other);
	copy_place_same(place, from, to);
	assert_int_equal(place_int(to, "SELECT count(*) FROM obs_port"), 1202);
	/* What makes the database what it is came along. */
	assert_true(db_exec(to, "UPDATE audit_log SET \"action\" = 'x'") < 0);
	assert_true(db_exec(to, "DELETE FROM audit_log") < 0);
	(void)db_close(to);
	(void)db_close(from);
}

TEST_STORE(copy_takes_everything_to_either_engine)
{
	struct db *db = place_open(place);

	copy_place_fill(place, db, 1201);
	(void)db_close(db);
	both(place, whole);
}

static void refused(struct place *place, struct place *other)
{
	struct db *from = place_open(place), *to = place_open(other);
	struct copy_sums sums;
	struct msg msg = {0};

	assert_int_equal(
	    db_exec(to, "INSERT INTO setting (\"name\", \"value\") VALUES ('a', 'b')"), 0);
	(void)db_close(to);
	assert_int_equal(copy_run(from, other->where, place->arena, &sums, &msg), ERR_EXISTS);
	place_assert_msg(&msg);
	to = place_open(other);
	assert_int_equal(place_int(to, "SELECT count(*) FROM setting"), 1);
	(void)db_close(to);
	(void)db_close(from);
}

TEST_STORE(copy_leaves_a_place_that_is_not_empty_alone)
{
	(void)db_close(place_open(place));
	both(place, refused);
}

/* The source's row breaks in the target: nothing of the rest stays there either. */
TEST(copy_that_fails_leaves_nothing)
{
	struct place place, other;
	struct copy_sums sums;
	struct msg msg = {0};
	struct db *from, *to;

	place_sqlite(&place);
	place_sqlite(&other);
	from = place_open(&place);
	copy_place_fill(&place, from, 3);
	assert_int_equal(
	    db_exec(from, "INSERT INTO setting VALUES ('bad', CAST(x'ff' AS TEXT))"), 0);
	assert_int_equal(copy_run(from, other.where, place.arena, &sums, &msg), ERR_CORRUPT);
	place_assert_msg(&msg);
	to = place_open(&other);
	assert_int_equal(place_int(to, "SELECT count(*) FROM run"), 0);
	assert_int_equal(place_int(to, "SELECT count(*) FROM org"), 0);
	(void)db_close(to);
	(void)db_close(from);
	place_done(&other);
	place_done(&place);
}

/* One state of the source: a row that comes while it is copied is not half there. */
TEST_STORE(copy_sum_changes_with_every_row)
{
	struct db *db = place_open(place);
	struct copy_sums a, b;

	assert_int_equal(copy_sum(db, place->arena, &a), 0);
	assert_int_equal(copy_sum(db, place->arena, &b), 0);
	assert_null(copy_differs(&a, &b));
	assert_int_equal(
	    db_exec(db, "INSERT INTO setting (\"name\", \"value\") VALUES ('a', NULL)"), 0);
	assert_int_equal(copy_sum(db, place->arena, &b), 0);
	assert_string_equal(copy_differs(&a, &b), "setting");
	assert_int_equal(db_exec(db, "UPDATE setting SET \"value\" = ''"), 0);
	assert_int_equal(copy_sum(db, place->arena, &a), 0);
	assert_string_equal(copy_differs(&a, &b), "setting");
	(void)db_close(db);
}
