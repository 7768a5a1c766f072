/*
 * Stores what a scan would have seen, for tests of what knowledge means for it:
 *   seen DB RUN SECONDS "ADDR PORT PROTOCOL [VENDOR:]PRODUCT VERSION"... | "ADDR PORT PROTOCOL
 * = BANNER" a finished run of that id, so many seconds after 2026-11-01.
 */
#include "base/log.h"
#include "store/observation.h"
#include "store/run.h"

#include <stdlib.h>

static struct arena *arena;

static int fail(const struct db *db, const char *what)
{
	log_line(LOG_ERROR, "%s: %s", what, db ? db_msg(db)->what : "usage");
	return 1;
}

static const char *word(struct span *rest)
{
	struct span one = {0};

	return span_split(rest, ' ', &one) ? arena_strndup(arena, one.p, one.n) : NULL;
}

static struct obs_service service_of(const char *text, int64_t time)
{
	struct span rest = span_str(text);
	struct obs_service s = {.time = time, .unit = "u"};

	s.addr = word(&rest);
	s.port = strtol(word(&rest), NULL, 10);
	s.protocol = word(&rest);
	s.product = word(&rest);
	if (s.product && strcmp(s.product, "=") == 0) {
		s.product = NULL;
		s.banner = arena_strndup(arena, rest.p, rest.n);
	} else {
		struct span name = span_str(s.product), vendor = {0};

		if (span_find(name, ":") > 0 && span_split(&name, ':', &vendor)) {
			s.vendor = arena_strndup(arena, vendor.p, vendor.n);
			s.product = arena_strndup(arena, name.p, name.n);
		}
		s.version = word(&rest);
	}
	return s;
}

int main(int argc, char **argv)
{
	struct observations obs = {0};
	struct run run = {.state = RUN_FINISHED, .profile = "standard", .tool = "seen"};
	struct obs_unit unit = {.unit = "u", .stage = "examine", .state = UNIT_DONE};
	struct db *db = NULL;
	struct msg msg;

	if (argc < 4)
		return fail(NULL, "seen DB RUN SECONDS SERVICE...");
	arena = arena_new();
	if (db_open(argv[1], DB_CREATE, &msg, &db) < 0) {
		log_msg(LOG_ERROR, &msg);
		return 1;
	}
	run.id = argv[2];
	run.created = run.started = run.ended =
	    INT64_C(1793491200000) + strtol(argv[3], NULL, 10) * 1000;
	text_list_add(&run.targets, arena, "192.0.2.0/24");
	for (int i = 4; i < argc; i++) {
		struct obs_service *s = ARENA_NEW(arena, struct obs_service);

		*s = service_of(argv[i], run.ended);
		vec_push(
		    arena, &obs.all, (struct observation){.kind = OBS_SERVICE, .service = s});
	}
	unit.time = run.ended;
	vec_push(arena, &obs.all, (struct observation){.kind = OBS_UNIT, .unit = &unit});
	if (run_insert(db, &run) < 0 || run_update(db, &run) < 0 ||
	    obs_store_unit(db, run.id, &obs) < 0)
		return fail(db, "seen");
	(void)db_close(db);
	(void)arena_free(arena);
	return 0;
}
