#include "notify/lease.h"

#include "notify_place.h"
#include "os/alive.h"

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

/* One in the transaction that is open. */
static int take(struct place *place, struct db *db, int64_t now, struct outgoing *ret)
{
	struct desk_records got;
	const struct lease_wish wish = {.now = now, .ms = 1000, .max = 1};
	int r = lease_take(db, LEASE_MAILS, &wish, place->arena, &got);

	if (r == 0 && got.all.n)
		*ret = *(const struct outgoing *)got.all.items[0];
	return r < 0 ? r : (int)got.all.n;
}

static int next(struct place *place, struct db *db, int64_t now, struct outgoing *ret)
{
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	return db_end(db, take(place, db, now, ret));
}

static int name(
    struct place *place, struct db *db, const struct outgoing *m, const char *behind)
{
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	return db_end(db, lease_names(db, &m->id, 1, m->lease, behind, place->arena));
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
		assert_int_equal(name(place, db, &m, "@varde.test"), 0);
		assert_int_equal(name(place, db, &m, "@other.test"), ERR_BUSY);
		m.attempts = 3;
		assert_int_equal(finish(db, &m, states[i]), 0);
		assert_int_equal(desk_get(db, &outgoing_type, m.id, place->arena, &got), 0);
		assert_int_equal(got.state, states[i]);
		assert_int_equal(got.attempts, 3);
		assert_string_equal(got.reason, "because");
		assert_string_equal(
		    got.message_id, arena_printf(place->arena, "%s@varde.test", m.id));
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
	assert_int_equal(take(place, db, NOW + 1, &m), 1);
	r = db_begin(other, DB_WRITE);
	if (r == 0) { /* PostgreSQL: the other one is free; SQLite has one writer */
		assert_int_equal(take(place, other, NOW + 1, &theirs), 1);
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

TEST_STORE(lease_of_several_is_one_and_goes_back)
{
	struct db *db = place_open(place);
	const struct lease_wish wish = {.now = NOW + 1001, .ms = 500, .max = 2};
	struct desk_records got = {0};
	const struct outgoing *a, *b;
	struct outgoing m;

	put(place, db, "c", NOW + 2);
	put(place, db, "a", NOW);
	put(place, db, "b", NOW + 1);
	assert_int_equal(next(place, db, NOW, &m), 1);
	assert_string_equal(m.unique_key, "a");
	/* What ran out comes first, and what is not due stays. */
	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, lease_take(db, LEASE_MAILS, &wish, place->arena, &got)), 0);
	assert_int_equal(got.all.n, 2);
	a = got.all.items[0];
	b = got.all.items[1];
	assert_string_equal(a->unique_key, "a");
	assert_string_equal(b->unique_key, "b");
	assert_int_equal(a->lease, NOW + 1501);
	assert_int_equal(b->lease, a->lease);
	/* Only those whose lease it is go back. */
	assert_int_equal(lease_back(db, &b->id, 1, b->lease - 1, place->arena), 0);
	assert_int_equal(desk_get(db, &outgoing_type, b->id, place->arena, &m), 0);
	assert_int_equal(m.state, OUT_LEASED);
	assert_int_equal(lease_back(db, &b->id, 1, b->lease, place->arena), 0);
	assert_int_equal(desk_get(db, &outgoing_type, b->id, place->arena, &m), 0);
	assert_int_equal(m.state, OUT_WAITING);
	assert_int_equal(m.lease, 0);
	assert_int_equal(m.due, NOW + 1);
	assert_int_equal(desk_get(db, &outgoing_type, a->id, place->arena, &m), 0);
	assert_int_equal(m.state, OUT_LEASED);
	(void)db_close(db);
}

/* A process that began and was killed; its name is in the arena. */
static const char *killed(struct arena *arena)
{
	const char *self = alive_self(arena);

	/* This number, but of a process that began when the machine did. */
	return arena_printf(arena, "%.*s/1", (int)(strrchr(self, '/') - self), self);
}

static int lease_by(struct place *place, struct db *db, const char *sender, size_t max)
{
	const struct lease_wish wish = {.now = NOW, .ms = 180000, .max = max, .sender = sender};
	struct desk_records got;

	assert_int_equal(db_begin(db, DB_WRITE), 0);
	assert_int_equal(db_end(db, lease_take(db, LEASE_MAILS, &wish, place->arena, &got)), 0);
	return (int)got.all.n;
}

TEST_STORE(lease_of_who_was_killed_is_over_but_for_what_was_handed_over)
{
	struct db *db = place_open(place);
	struct desk_records got = {0};
	struct outgoing late;
	int64_t n = -1;

	for (int i = 0; i < 5; i++)
		put(place, db, arena_printf(place->arena, "m%d", i), NOW);
	assert_int_equal(lease_by(place, db, killed(place->arena), 3), 3);
	assert_int_equal(lease_by(place, db, alive_self(place->arena), 1), 1);
	assert_int_equal(lease_by(place, db, NULL, 1), 1);
	assert_int_equal(
	    desk_list(db, &outgoing_type, "ORDER BY \"id\"", NULL, 0, place->arena, &got), 0);
	/* One of the three was marked: its reader may have it. */
	for (size_t i = 0; i < got.all.n; i++) {
		late = *(const struct outgoing *)got.all.items[i];
		if (late.sender && strcmp(late.sender, killed(place->arena)) == 0)
			break;
	}
	assert_int_equal(lease_handing(db, &late, NOW), 0);
	assert_int_equal(lease_orphans(db, place->arena, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(lease_orphans(db, place->arena, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM outgoing WHERE \"state\" = 'waiting'"), 2);
	/* What the killed one said last arrives late, and counts. */
	assert_int_equal(finish(db, &late, OUT_SENT), 0);
	/* The two go out as others do; who lost them changes nothing any more. */
	assert_int_equal(lease_by(place, db, NULL, 9), 2);
	(void)db_close(db);
}
