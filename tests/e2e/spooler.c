/*
 * For tests/e2e/76-spool.sh. spooler write FOLDER MAX SEGMENT FILE: fills a spool with records
 * whose names are each their own, and notes in FILE those that the spool has confirmed, until
 * it is killed. spooler check DB FILE...: compares what was confirmed with what the server has.
 * spooler list FOLDER: prints what is in a spool, for 77-sensor-live.sh.
 */
#include "base/map.h"
#include "base/rng.h"
#include "model/sensor.h"
#include "os/clock.h"
#include "os/file.h"
#include "ship/ship_folder.h"
#include "ship/ship_write.h"
#include "store/desk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 40, FILE_MOST = 512 << 20, LINE = 400, RUN = 8, PAUSE_MS = 2 };

static int fail(const char *what, const struct msg *msg)
{
	(void)fprintf(stderr, "spooler: %s: %s: %s\n", what, msg->what, msg->detail);
	return 1;
}

static int add(struct ship_write *w, const char *name, int i)
{
	static const enum ship_class classes[] = {SHIP_ALERT, SHIP_META, SHIP_FLOW, SHIP_META};
	char line[LINE];

	(void)snprintf(line, sizeof(line),
	    "{\"timestamp\":\"2026-11-22T13:00:00.000000+0000\",\"event_type\":\"dns\",\"src_"
	    "ip\":"
	    "\"192.0.2.7\",\"src_port\":5,\"dest_ip\":\"192.0.2.53\",\"dest_port\":53,\"dns\":{"
	    "\"type\":\"query\",\"rrname\":\"%s\"}}",
	    name);
	return ship_write_add(w, classes[i % 4], clock_system.wall(NULL), span_str(line));
}

static int write_spool(char **argv)
{
	const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
	struct ship_write *w = NULL;
	struct msg msg = {0};
	char run[RUN + 1];
	struct rng rng;
	/* The file of what is confirmed is not on the disk that is full. */
	int out = open(argv[3], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	rng_seed_system(&rng);
	rng_label(&rng, run, RUN);
	if (out < 0 || ship_write_open(argv[0], atoll(argv[1]), atoll(argv[2]), &msg, &w) < 0)
		return fail("write", &msg);
	for (int i = 0;; i += BATCH) {
		STR_AUTO(names, BATCH * LINE);

		for (int k = 0; k < BATCH; k++) {
			char name[64];

			(void)snprintf(name, sizeof(name), "n%d.%s.example", i + k, run);
			if (add(w, name, i + k) == 0)
				str_addf(&names, "%s\n", name);
		}
		/* Only what is safe counts. */
		while (ship_write_sync(w, &msg) < 0)
			(void)nanosleep(&pause, NULL);
		if (file_write_all(out, str_bytes(&names)) < 0)
			return fail("confirm", &msg);
		(void)nanosleep(&pause, NULL);
	}
}

static int load(struct db *db, struct map *there, struct arena *arena, int64_t *ret_doubled)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, "SELECT \"value\", \"count\" FROM trace ORDER BY \"id\"", &stmt);

	while (r == 0 && (r = db_step(stmt)) == 1) {
		*ret_doubled += db_int(stmt, 1) - 1;
		(void)map_set(there, arena_strdup(arena, db_text(stmt, 0)), arena);
		r = 0;
	}
	return r;
}

static int check(const char *where, const char *file)
{
	struct arena *arena = arena_new();
	int64_t doubled = 0, confirmed = 0, missing = 0, told = 0;
	struct db *db = NULL;
	struct msg msg = {0};
	struct map there;
	struct span rest, line;
	STR_AUTO(bytes, FILE_MOST);

	map_init(&there, arena);
	if (db_open(where, 0, &msg, &db) < 0 || file_read(file, &bytes, &msg) < 0)
		return fail("check", &msg);
	if (load(db, &there, arena, &doubled) < 0 ||
	    desk_number(db, "SELECT CAST(coalesce(sum(\"count\"), 0) AS @int) FROM sensor_gap",
		NULL, 0, &told) < 0)
		return fail("check", db_msg(db));
	rest = str_bytes(&bytes);
	while (span_line(&rest, &line)) {
		confirmed++;
		missing += !map_has(&there, arena_strndup(arena, line.p, line.n));
	}
	(void)printf("confirmed=%lld stored=%zu missing=%lld told=%lld doubled=%lld\n",
	    (long long)confirmed, there.n, (long long)missing, (long long)told,
	    (long long)doubled);
	db_close(db);
	arena_free(arena);
	/* What is missing must have been told. */
	return missing > told || doubled || !confirmed;
}

/* Opens and closes it: what a life before was writing is whole then, and its gaps are told. */
static int settle(const char *folder)
{
	struct ship_write *w = NULL;
	struct msg msg = {0};

	if (ship_write_open(folder, INT64_C(1) << 30, 0, &msg, &w) < 0)
		return fail("settle", &msg);
	(void)ship_write_close(w);
	return 0;
}

/* Every record that is in the spool now and whole: "EPOCH-P NUMBER PAYLOAD", a line each. */
static int list(const char *folder)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct ship_files files = {0};
	struct ship_frame frame;
	struct msg msg = {0};

	if (ship_folder_list(folder, arena, &files, &msg) < 0)
		return fail("list", &msg);
	vec_foreach (f, &files.all) {
		STR_AUTO(bytes, FILE_MOST);
		struct span rest;

		/* One that is renamed just now is passed over: the next look finds it. */
		if (file_read(ship_folder_path(folder, f, arena), &bytes, &msg) < 0)
			continue;
		rest = span_sub(str_bytes(&bytes), SHIP_SEGMENT_HEAD, bytes.n);
		for (; ship_frame_read(rest, &frame) == 0;
		     rest = span_sub(rest, frame.size, rest.n))
			(void)printf("%s-%d %llu %.*s\n", f->epoch, f->priority,
			    (unsigned long long)frame.seq, (int)frame.payload.n,
			    (const char *)frame.payload.p);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "settle") == 0)
		return settle(argv[2]);
	if (argc == 3 && strcmp(argv[1], "list") == 0)
		return list(argv[2]);
	if (argc == 6 && strcmp(argv[1], "write") == 0)
		return write_spool(argv + 2);
	if (argc == 4 && strcmp(argv[1], "check") == 0)
		return check(argv[2], argv[3]);
	(void)fputs("usage: spooler write FOLDER MAX SEGMENT FILE | settle FOLDER | list "
		    "FOLDER | check DB FILE\n",
	    stderr);
	return 2;
}
