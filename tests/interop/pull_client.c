/*
 * Sources of indicators in the database of a server, for tests/interop/pull.sh:
 *   pull-client add DB NAME URL KEY    a source, which a server then looks at ("": no key);
 * prints its identifier pull-client look DB ID             it is to be looked at now
 *   pull-client on DB ID               it is switched on
 *   pull-client show DB ID             how it stands, on one line
 * A coordinator of the CERT does it.
 */
#include "desk/ioc_source.h"
#include "desk/people.h"
#include "model/member.h"
#include "os/clock.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena *arena;
static struct db *db;

static void must(int r, const char *what)
{
	if (r >= 0)
		return;
	(void)fprintf(
	    stderr, "pull-client: %s: %s %s\n", what, db_msg(db)->what, db_msg(db)->detail);
	exit(1);
}

static int64_t now(void)
{
	return clock_system.wall(NULL);
}

/* The coordinator, made at the first use. */
static struct actor boss(void)
{
	struct person p = {.name = "Boss", .mail = "boss@varde.test", .state = PERSON_ACTIVE};
	struct membership m = {.id = "pull-boss", .role = ROLE_COORDINATOR, .since = 1};
	int r = people_by_mail(db, p.mail, arena, &p);

	if (r == ERR_NOTFOUND) {
		must(people_create(db, NULL, &p, now(), arena), "person");
		m.person = p.id;
		must(desk_insert(db, &membership_type, &m), "membership");
		r = 0;
	}
	must(r, "boss");
	return (struct actor){.person = p.id, .name = p.name};
}

static void add(const char *name, const char *url, const char *key)
{
	struct actor who = boss();
	struct ioc_source s = {.name = name,
	    .url = url,
	    .key = *key ? key : NULL,
	    .every = 1,
	    .days = 30,
	    .keep = 30,
	    .confidence = IOC_MEDIUM,
	    .fp_rate = IOC_FP_LOW,
	    .tlp = TLP_GREEN};

	must(ioc_source_save(db, &who, &s, now(), arena), "add");
	(void)printf("%s\n", s.id);
}

static void show(const char *id)
{
	struct ioc_source s = {0};
	int64_t n = 0;

	must(ioc_source_get(db, id, arena, &s), "show");
	must(desk_number(db, "SELECT count(*) FROM ioc", NULL, 0, &n), "count");
	(void)printf("asked=%d worked=%d failures=%lld events=%lld added=%lld indicators=%lld "
		     "failed=%s\n",
	    s.asked > 0, s.worked > 0, (long long)s.failures, (long long)s.events,
	    (long long)s.added, (long long)n, s.failed ? s.failed : "");
}

int main(int argc, char **argv)
{
	struct msg msg = {0};
	struct actor who;

	if (argc < 4)
		return 2;
	arena = arena_new();
	if (db_open(argv[2], 0, &msg, &db) < 0) {
		(void)fprintf(stderr, "pull-client: %s %s\n", msg.what, msg.detail);
		return 1;
	}
	if (strcmp(argv[1], "add") == 0 && argc == 6) {
		add(argv[3], argv[4], argv[5]);
	} else if (strcmp(argv[1], "show") == 0) {
		show(argv[3]);
	} else {
		who = boss();
		must(strcmp(argv[1], "on") == 0
			 ? ioc_source_switch(db, &who, argv[3], true, now(), arena)
			 : ioc_source_ask(db, &who, argv[3], now(), arena),
		    argv[1]);
	}
	(void)db_close(db);
	arena_free(arena);
	return 0;
}
