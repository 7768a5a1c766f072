#include "api/appender.h"

#include "place.h"
#include "store/desk.h"

#include <pthread.h>

enum { THREADS = 4, EACH = 50 };

static void *add_many(void *arg)
{
	static const struct actor actor = {.person = "p1", .name = "A", .remote = "127.0.0.1"};

	for (int i = 0; i < EACH; i++)
		if (appender_add(
			arg, &actor, "GET /orgs/{org}", "o1", "/orgs/o1", "done", 1000 + i) < 0)
			return arg;
	return NULL;
}

/* Whatever the threads do at once: every entry is there, and the chain is whole. */
TEST_STORE(appender_stores_what_many_threads_read)
{
	struct appender *appender = NULL;
	struct msg msg = {0};
	pthread_t threads[THREADS];
	struct db *db = place_open(place);
	void *failed = NULL;

	assert_int_equal(appender_start(place->where, &appender, &msg), 0);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, add_many, appender), 0);
	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	assert_int_equal(place_int(db, "SELECT count(*) FROM audit_log"), THREADS * EACH);
	assert_int_equal(place_int(db, "SELECT max(seq) FROM audit_log"), THREADS * EACH);
	assert_int_equal(place_int(db, "SELECT count(*) FROM audit_log AS a JOIN audit_log AS b"
				       " ON b.seq = a.seq + 1 AND b.prev = a.hash"),
	    THREADS * EACH - 1);
	assert_null(appender_stop(appender));
	(void)db_close(db);
}
