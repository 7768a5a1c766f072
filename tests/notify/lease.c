#include "notify/lease.h"

#include "notify_place.h"

static void put(struct place *place, struct db *db, const char *key, int64_t due)
{
	const struct outgoing m = {.unique_key = key,
	    .template = "report_ready",
	    .person = "p",
	    .due = due,
	    .values = "{}"};

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, outbox_put(db, &m, NOW, place->arena)), 0);
}

static int next(struct place *place, struct db *db, int64_t now, struct outgoing *ret)
{
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	return db_end(db, lease_next(db, LEASE_MAILS, now, 1000, place->arena, ret));
}

static int finish(struct db *db, const struct outgoing *m, enum out_state state)
{
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	return db_end(db, lease_end(db, m, state, NOW, "because"));
}

TEST_STORE(lease_gives_each_once_in_order)
{
	struct db *db = place_open(place);
	struct outgoing m;

	assert_int_equal(lease_any(db, LEASE_MAILS, NOW), 0);
	assert_int_equal(next(place, db, NOW, &m), 0);
	put(place, db, "b", NOW + 5);
	put(place, db, "a", NOW);
	assert_int_equal(lease_any(db, LEASE_MAILS, NOW), 1);
	assert_int_equal(next(place, db, NOW + 5, &m), 1);
	assert_string_equal(m.unique_key, "a");
	assert_int_equal(m.state, OUT_LEASED);
	assert_int_equal(m.lease, NOW + 1005);
	assert_int_equal(next(place, db, NOW + 4, &m), 0);
	assert_int_equal(next(place, db, NOW + 5, &m), 1);
	assert_string_equal(m.unique_key, "b");
	assert_int_equal(next(place, db, NOW + 6, &m), 0);
	assert_int_equal(lease_any(db, LEASE_MAILS, NOW + 6), 0);
	(void)db_close(db);
}

TEST_STORE(lease_that_ran_out_is_another_one)
{
	struct db *db = place_open(place);
	struct outgoing first, second;

	put(place, db, "a", NOW);
	assert_int_equal(next(place, db, NOW, &first), 1);
	assert_int_equal(lease_handing(db, &first, NOW + 1), 0);
	assert_int_equal(lease_any(db, LEASE_MAILS, NOW + 999), 0);
	assert_int_equal(lease_any(db, LEASE_MAILS, NOW + 1000), 1);
	assert_int_equal(next(place, db, NOW + 1000, &second), 1);
	assert_string_equal(second.id, first.id);
	assert_int_equal(second.sent, NOW + 1);
	/* The first one has nothing to say any more. */
	assert_int_equal(lease_handing(db, &first, NOW + 2), ERR_BUSY);
	assert_int_equal(finish(db, &first, OUT_SENT), ERR_BUSY);
	assert_int_equal(finish(db, &second, OUT_SENT), 0);
	assert_int_equal(finish(db, &second, OUT_SENT), ERR_BUSY);
	assert_int_equal(next(place, db, NOW + 99999, &second), 0);
	(void)db_close(db);
}

TEST_STORE(lease_ends_with_a_reason_and_without_secrets)
{
	static const enum out_state states[] = {OUT_SENT, OUT_DROPPED, OUT_FAILED, OUT_WAITING};
	struct db *db = place_open(place);

	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		struct outgoing m, got;

		put(place, db, out_state_names[states[i]], NOW);
		assert_int_equal(next(place, db, NOW, &m), 1);
		assert_int_equal(db_begin(db, DB_WRITE), 0);
		assert_int_equal(lease_name(db, &m, "one@varde.test"), 0);
		assert_int_equal(db_end(db, lease_name(db, &m, "two@varde.test")), 0);
		m.attempts = 3;
		assert_int_equal(finish(db, &m, states[i]), 0);
		assert_int_equal(desk_get(db, &outgoing_type, m.id, place->arena, &got), 0);
		assert_int_equal(got.state, states[i]);
		assert_int_equal(got.attempts, 3);
		assert_string_equal(got.reason, "because");
		assert_string_equal(got.message_id, "one@varde.test");
		assert_int_equal(
		    got.values == NULL, states[i] == OUT_SENT || states[i] == OUT_DROPPED);
	}
	(void)db_close(db);
}

TEST_STORE(lease_of_one_is_not_waited_for)
{
	struct db *db = place_open(place), *other = place_open(place);
	struct outgoing m, theirs;
	int r;

	put(place, db, "a", NOW);
	put(place, db, "b", NOW + 1);
	assert_int_equal(db_wait(other, 200), 0);
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(lease_next(db, LEASE_MAILS, NOW + 1, 1000, place->arena, &m), 1);
	r = db_begin(other, DB_WRITE);
	if (r == 0) { /* PostgreSQL: the other one is free; SQLite has one writer */
		assert_int_equal(
		    lease_next(other, LEASE_MAILS, NOW + 1, 1000, place->arena, &theirs), 1);
		assert_string_equal(theirs.unique_key, "b");
		assert_int_equal(db_commit(other), 0);
	} else {
		assert_int_equal(r, ERR_BUSY);
		assert_string_equal(db_engine(db), "sqlite");
	}
	assert_int_equal(db_commit(db), 0);
	(void)db_close(other);
	(void)db_close(db);
}
