#include "desk/queue.h"

#include "place.h"
#include "store/desk.h"

#include <sys/wait.h>
#include <unistd.h>

enum { LEASE = 30000 };

static const int64_t start = 1795000000000;

static void put(struct place *place, struct db *db, const char *id, const char *org,
    int64_t priority, int64_t created)
{
	struct chunk c = {.id = id,
	    .audit_order = arena_printf(place->arena, "order-%s", org),
	    .org = org,
	    .priority = priority,
	    .created = created};

	assert_int_equal(queue_put(db, &c), 0);
}

static struct queue_chunks claim(
    struct place *place, struct db *db, const char *worker, int max, int64_t now)
{
	struct queue_chunks got = {0};

	if (queue_claim(db, worker, max, LEASE, now, place->arena, &got) < 0)
		fail_msg("%s: %s", db_msg(db)->what, db_msg(db)->detail);
	return got;
}

static struct chunk get(struct place *place, struct db *db, const char *id)
{
	struct chunk c;

	assert_int_equal(desk_get(db, &chunk_type, id, place->arena, &c), 0);
	return c;
}

static int done(struct db *db, const char *worker, const char *id, int64_t now, int64_t *ended)
{
	struct text_list ids = {(const char **)&id, 1};

	return queue_done(db, worker, &ids, now, ended);
}

TEST_STORE(queue_claims_by_priority_then_age)
{
	struct db *db = place_open(place);
	struct queue_chunks got;

	put(place, db, "late", "o1", 10, 300);
	put(place, db, "early", "o2", 10, 200);
	put(place, db, "group", "o3", 0, 400);
	put(place, db, "last", "o4", 20, 100);
	got = claim(place, db, "w1", 3, start);
	assert_int_equal(got.all.n, 3);
	assert_string_equal(got.all.items[0].id, "group");
	assert_string_equal(got.all.items[1].id, "early");
	assert_string_equal(got.all.items[2].id, "late");
	assert_int_equal(got.all.items[0].state, CHUNK_LEASED);
	assert_int_equal(got.all.items[0].lease, start + LEASE);
	assert_int_equal(got.all.items[0].attempts, 1);
	assert_string_equal(got.all.items[0].worker, "w1");
	got = claim(place, db, "w2", 3, start);
	assert_int_equal(got.all.n, 1);
	assert_string_equal(got.all.items[0].id, "last");
	assert_int_equal(claim(place, db, "w2", 3, start).all.n, 0);
	(void)db_close(db);
}

TEST_STORE(queue_leases_one_chunk_an_organisation)
{
	struct db *db = place_open(place);
	int64_t ended = -1;

	put(place, db, "a1", "o1", 0, 1);
	put(place, db, "a2", "o1", 0, 2);
	put(place, db, "b1", "o2", 5, 3);
	assert_int_equal(claim(place, db, "w1", 10, start).all.n, 2);
	assert_int_equal(claim(place, db, "w2", 10, start).all.n, 0);
	assert_int_equal(done(db, "w1", "a1", start, &ended), 0);
	assert_int_equal(ended, 1);
	assert_string_equal(claim(place, db, "w2", 10, start).all.items[0].id, "a2");
	(void)db_close(db);
}

TEST_STORE(queue_waits_until_ready)
{
	struct db *db = place_open(place);
	struct chunk c = {.id = "a", .audit_order = "o", .org = "o1", .ready = start + 10};

	assert_int_equal(queue_put(db, &c), 0);
	assert_int_equal(queue_put(db, &c), ERR_EXISTS);
	assert_int_equal(claim(place, db, "w", 1, start + 9).all.n, 0);
	assert_int_equal(claim(place, db, "w", 1, start + 10).all.n, 1);
	(void)db_close(db);
}

TEST_STORE(queue_beat_extends_the_lease_and_tells_to_stop)
{
	struct db *db = place_open(place);
	struct queue_progress p = {"sweep", 3, 9, 2, 5, 100, 1};
	bool stop = true;

	put(place, db, "a", "o1", 0, 1);
	(void)claim(place, db, "w1", 1, start);
	assert_int_equal(queue_beat(db, "w1", "a", &p, LEASE, start + 5000, &stop), 0);
	assert_false(stop);
	assert_int_equal(get(place, db, "a").lease, start + 5000 + LEASE);
	assert_string_equal(get(place, db, "a").stage, "sweep");
	assert_int_equal(get(place, db, "a").services, 5);
	assert_int_equal(queue_beat(db, "w2", "a", &p, LEASE, start, &stop), ERR_BUSY);
	place_assert_msg(db_msg(db));
	assert_int_equal(queue_stopped(db, "w1", "a", start), ERR_BUSY); /* nobody told it */
	assert_int_equal(queue_stop(db, "order-o1", start + 6000), 0);
	assert_int_equal(queue_beat(db, "w1", "a", &p, LEASE, start + 7000, &stop), 0);
	assert_true(stop);
	assert_int_equal(queue_stopped(db, "w1", "a", start + 8000), 0);
	assert_int_equal(queue_stopped(db, "w1", "a", start + 9000), 0);
	assert_int_equal(get(place, db, "a").state, CHUNK_CANCELLED);
	assert_int_equal(get(place, db, "a").ended, start + 8000);
	assert_int_equal(queue_beat(db, "w1", "a", &p, LEASE, start, &stop), ERR_BUSY);
	(void)db_close(db);
}

TEST_STORE(queue_done_twice_counts_once)
{
	struct db *db = place_open(place);
	int64_t ended = -1;

	put(place, db, "a", "o1", 0, 1);
	assert_int_equal(done(db, "w1", "a", start, &ended), ERR_BUSY);
	(void)claim(place, db, "w1", 1, start);
	assert_int_equal(done(db, "w2", "a", start, &ended), ERR_BUSY);
	assert_int_equal(done(db, "w1", "a", start + 1, &ended), 0);
	assert_int_equal(ended, 1);
	assert_int_equal(done(db, "w1", "a", start + 2, &ended), 0);
	assert_int_equal(ended, 0);
	assert_int_equal(get(place, db, "a").ended, start + 1);
	assert_int_equal(queue_fail(db, "w1", "a", "late", true, start), 0);
	assert_int_equal(get(place, db, "a").state, CHUNK_DONE);
	assert_int_equal(done(db, "w1", "none", start, &ended), ERR_NOTFOUND);
	(void)db_close(db);
}

TEST_STORE(queue_lease_that_ran_out_is_claimed_again)
{
	struct db *db = place_open(place);
	struct queue_progress p = {.stage = "sweep"};
	int64_t n = -1, now = start;
	bool stop;

	put(place, db, "a", "o1", 0, 1);
	for (int i = 1; i <= QUEUE_ATTEMPTS; i++) {
		assert_int_equal(claim(place, db, i == 2 ? "w2" : "w1", 1, now).all.n, 1);
		assert_int_equal(get(place, db, "a").attempts, i);
		assert_int_equal(queue_expire(db, now + LEASE - 1, &n), 0);
		assert_int_equal(n, 0);
		now += LEASE;
		assert_int_equal(queue_expire(db, now, &n), 0);
		assert_int_equal(n, 1);
		assert_int_equal(queue_beat(db, "w1", "a", &p, LEASE, now, &stop), ERR_BUSY);
		if (i == 2)
			assert_int_equal(done(db, "w1", "a", now, &n), ERR_BUSY);
	}
	assert_int_equal(get(place, db, "a").state, CHUNK_FAILED);
	assert_string_equal(get(place, db, "a").reason, "lease");
	assert_int_equal(get(place, db, "a").ended, now);
	assert_int_equal(claim(place, db, "w1", 1, now).all.n, 0);
	(void)db_close(db);
}

/* The work is not lost when only the lease was. */
TEST_STORE(queue_takes_late_work_while_nobody_else_has_it)
{
	struct db *db = place_open(place);
	int64_t ended = 0;

	put(place, db, "a", "o1", 0, 1);
	(void)claim(place, db, "w1", 1, start);
	assert_int_equal(queue_expire(db, start + LEASE, NULL), 0);
	assert_int_equal(done(db, "w1", "a", start + LEASE + 1, &ended), 0);
	assert_int_equal(ended, 1);
	assert_int_equal(get(place, db, "a").state, CHUNK_DONE);
	(void)db_close(db);
}

TEST_STORE(queue_failed_work_is_tried_again)
{
	struct db *db = place_open(place);

	put(place, db, "a", "o1", 0, 1);
	put(place, db, "b", "o2", 0, 1);
	(void)claim(place, db, "w1", 2, start);
	assert_int_equal(queue_fail(db, "w2", "a", "x", true, start), ERR_BUSY);
	assert_int_equal(queue_fail(db, "w1", "a", "no route", true, start), 0);
	assert_int_equal(get(place, db, "a").state, CHUNK_WAITING);
	assert_string_equal(get(place, db, "a").reason, "no route");
	assert_int_equal(claim(place, db, "w1", 1, start).all.n, 0);
	assert_int_equal(claim(place, db, "w1", 1, start + QUEUE_RETRY_MS).all.n, 1);
	assert_int_equal(queue_fail(db, "w1", "b", "bad job", false, start), 0);
	assert_int_equal(get(place, db, "b").state, CHUNK_FAILED);
	(void)db_close(db);
}

TEST_STORE(queue_stops_and_resumes)
{
	struct db *db = place_open(place);
	int64_t n = 0;

	put(place, db, "a1", "o1", 0, 1);
	put(place, db, "a2", "o1", 0, 2);
	put(place, db, "b", "o2", 9, 3);
	(void)claim(place, db, "w1", 1, start);
	assert_int_equal(queue_stop_org(db, "o1", start), 0);
	assert_int_equal(get(place, db, "a1").state, CHUNK_LEASED);
	assert_true(get(place, db, "a1").stop);
	assert_int_equal(get(place, db, "a2").state, CHUNK_CANCELLED);
	assert_int_equal(get(place, db, "b").state, CHUNK_WAITING);
	/* A worker that died while it was told to stop. */
	assert_int_equal(queue_expire(db, start + LEASE, &n), 0);
	assert_int_equal(get(place, db, "a1").state, CHUNK_CANCELLED);
	assert_int_equal(queue_resume(db, "order-o1"), 0);
	assert_int_equal(get(place, db, "a1").state, CHUNK_WAITING);
	assert_false(get(place, db, "a1").stop);
	assert_int_equal(get(place, db, "a2").state, CHUNK_WAITING);
	assert_int_equal(claim(place, db, "w2", 9, start).all.n, 2);
	(void)db_close(db);
}

TEST_STORE(queue_place_counts_who_comes_before)
{
	struct db *db = place_open(place);
	int64_t at = 7;

	assert_int_equal(queue_place(db, "order-o3", &at), 0);
	assert_int_equal(at, -1);
	put(place, db, "a", "o1", 0, 5);
	put(place, db, "b", "o2", 1, 1);
	put(place, db, "c", "o3", 1, 2);
	assert_int_equal(queue_place(db, "order-o3", &at), 0);
	assert_int_equal(at, 2);
	assert_int_equal(queue_place(db, "order-o1", &at), 0);
	assert_int_equal(at, 0);
	(void)db_close(db);
}

/* Claims until nothing is left; the exit code is how many chunks were got twice. */
static int work(const char *where, int me)
{
	struct arena *arena = arena_new();
	const char *worker = arena_printf(arena, "w%d", me);
	struct queue_chunks got = {0};
	struct db *db = NULL;
	int empty = 0;

	if (db_open(where, 0, NULL, &db) < 0)
		return 100;
	while (empty < 50) {
		if (queue_claim(db, worker, 7, LEASE, start, arena, &got) < 0)
			return 101;
		empty = got.all.n ? 0 : empty + 1;
		vec_foreach (c, &got.all) {
			int64_t ended = 0;

			if (done(db, worker, c->id, start, &ended) < 0 || ended != 1)
				return 102;
		}
		if (!got.all.n)
			(void)usleep(2000);
	}
	(void)db_close(db);
	(void)arena_free(arena);
	return 0;
}

/* Four processes over 300 chunks of 20 organisations: each is done once. */
TEST_STORE(queue_claims_race_and_nothing_is_done_twice)
{
	struct db *db = place_open(place);
	pid_t child[4];

	for (int i = 0; i < 300; i++)
		put(place, db, arena_printf(place->arena, "c%03d", i),
		    arena_printf(place->arena, "o%d", i % 20), i % 3, i);
	(void)db_close(db);
	for (int i = 0; i < 4; i++) {
		child[i] = fork();
		if (child[i] == 0)
			_exit(work(place->where, i));
	}
	for (int i = 0; i < 4; i++) {
		int status = 0;

		assert_int_equal(waitpid(child[i], &status, 0), child[i]);
		assert_int_equal(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0);
	}
	db = place_open(place);
	assert_int_equal(
	    place_int(db, "SELECT count(*) FROM chunk WHERE \"state\" = 'done'"), 300);
	assert_int_equal(place_int(db, "SELECT sum(\"attempts\") FROM chunk"), 300);
	(void)db_close(db);
}

TEST_STORE(queue_gives_back_and_orphans)
{
	struct db *db = place_open(place);
	enum queue_word word;
	int64_t n = 0;

	put(place, db, "a", "o1", 10, 100);
	assert_int_equal(queue_look(db, "w1", "none", &word), ERR_NOTFOUND);
	assert_int_equal(queue_look(db, "w1", "a", &word), 0);
	assert_int_equal(word, QUEUE_LOST);
	assert_int_equal(claim(place, db, "w1", 1, start).all.n, 1);
	assert_int_equal(queue_look(db, "w1", "a", &word), 0);
	assert_int_equal(word, QUEUE_GO_ON);
	assert_int_equal(queue_look(db, "w2", "a", &word), 0);
	assert_int_equal(word, QUEUE_LOST);
	assert_int_equal(queue_give_back(db, "w2", "a", start, start), ERR_BUSY);
	assert_int_equal(queue_give_back(db, "w1", "a", start + 50, start), 0);
	assert_int_equal(get(place, db, "a").attempts, 0);
	assert_int_equal(claim(place, db, "w1", 1, start + 49).all.n, 0);
	assert_int_equal(claim(place, db, "w1", 1, start + 50).all.n, 1);
	assert_int_equal(queue_orphan(db, "w2", start, start, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(queue_orphan(db, "w1", start, start + 60, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(get(place, db, "a").attempts, 1);
	assert_int_equal(get(place, db, "a").state, CHUNK_WAITING);
	/* What the dead one still says is not believed. */
	assert_int_equal(done(db, "w1", "a", start + 61, &n), ERR_BUSY);
	assert_int_equal(claim(place, db, "w3", 1, start + 70).all.n, 1);
	assert_int_equal(queue_stop(db, "order-o1", start + 80), 0);
	assert_int_equal(queue_look(db, "w3", "a", &word), 0);
	assert_int_equal(word, QUEUE_STOP);
	assert_int_equal(queue_give_back(db, "w3", "a", start, start + 90), 0);
	assert_int_equal(get(place, db, "a").state, CHUNK_CANCELLED);
	db_close(db);
}
