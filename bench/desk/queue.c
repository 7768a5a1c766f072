/*
 * Measures the queue: bench-queue URL WORKERS CHUNKS BATCH fills it with chunks of as many
 * organisations, lets processes claim and complete them, BATCH at a time, and prints the
 * seconds and the chunks that were done. Exits 1 when one was lost or done twice.
 */
#include "desk/queue.h"
#include "base/parse.h"
#include "os/clock.h"
#include "store/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LEASE_MS = 60000, EMPTY = 20, WORKERS_MAX = 64 };

static int complain(struct db *db, const char *what)
{
	(void)fprintf(stderr, "bench-queue: %s: %s: %s\n", what, db ? db_msg(db)->what : "",
	    db ? db_msg(db)->detail : "");
	return 1;
}

static int fill(struct db *db, int64_t chunks)
{
	struct arena *arena = arena_new();
	int r = db_begin(db, DB_WRITE);

	for (int64_t i = 0; r == 0 && i < chunks; i++) {
		struct chunk c = {.id = arena_printf(arena, "c%08d", (int)i),
		    .audit_order = arena_printf(arena, "order%08d", (int)i),
		    .org = arena_printf(arena, "org%08d", (int)i),
		    .run = "run",
		    .job = "{\"id\":\"run\",\"targets\":[\"chu.test\"]}",
		    .priority = i % 7,
		    .created = i};

		r = queue_put(db, &c);
		if (i % 1000 == 0)
			arena_clear(arena);
	}
	(void)arena_free(arena);
	if (r == 0)
		r = db_commit(db);
	return r == 0 ? db_exec(db, "ANALYZE chunk") : r;
}

/* Claims and completes until the queue stays empty. */
static int work(const char *url, int me, int batch)
{
	struct arena *arena = arena_new();
	struct db *db = NULL;
	struct queue_chunks got = {0};
	char name[32];
	int empty = 0;

	(void)snprintf(name, sizeof(name), "worker%d", me);
	if (db_open(url, 0, NULL, &db) < 0)
		return complain(NULL, "cannot open the database");
	while (empty < EMPTY) {
		struct text_list ids = {0};
		int64_t now = clock_system.wall(NULL);

		arena_clear(arena);
		if (queue_claim(db, name, batch, LEASE_MS, now, arena, &got) < 0)
			return complain(db, "claim");
		empty = got.all.n ? 0 : empty + 1;
		if (!got.all.n) {
			(void)usleep(1000);
			continue;
		}
		ids.items = ARENA_ARRAY(arena, got.all.n, const char *);
		vec_foreach (c, &got.all)
			ids.items[ids.n++] = c->id;
		if (queue_done(db, name, &ids, now, NULL) < 0)
			return complain(db, "done");
	}
	(void)db_close(db);
	(void)arena_free(arena);
	return 0;
}

int main(int argc, char **argv)
{
	int64_t workers, chunks, batch, done = 0, attempts = 0, from, last = 0;
	struct db *db = NULL;
	pid_t child[WORKERS_MAX];
	int failed = 0;

	if (argc != 5 || parse_int(span_str(argv[2]), 1, WORKERS_MAX, &workers) < 0 ||
	    parse_int(span_str(argv[3]), 1, 10000000, &chunks) < 0 ||
	    parse_int(span_str(argv[4]), 1, QUEUE_BATCH, &batch) < 0)
		return 2;
	if (db_open(argv[1], DB_CREATE, NULL, &db) < 0 ||
	    db_exec(db, "DELETE FROM chunk") < 0 || fill(db, chunks) < 0)
		return complain(db, "cannot fill the queue");
	db = db_close(db);
	from = clock_system.mono(NULL);
	for (int64_t i = 0; i < workers; i++) {
		child[i] = fork();
		if (child[i] == 0)
			_exit(work(argv[1], (int)i, (int)batch));
	}
	for (int64_t i = 0; i < workers; i++) {
		int status = 1;

		(void)waitpid(child[i], &status, 0);
		failed |= status != 0;
	}
	last = clock_system.mono(NULL);
	if (failed || db_open(argv[1], 0, NULL, &db) < 0)
		return 1;
	if (desk_number(db, "SELECT count(*) FROM chunk WHERE \"state\" = 'done'", NULL, 0,
		&done) < 0 ||
	    desk_number(db, "SELECT sum(\"attempts\") FROM chunk", NULL, 0, &attempts) < 0)
		return complain(db, "cannot count");
	(void)db_close(db);
	(void)printf("%.3f %lld\n", (double)(last - from) / 1000, (long long)done);
	return done == chunks && attempts == chunks ? 0 : 1;
}
