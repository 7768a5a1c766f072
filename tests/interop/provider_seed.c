/*
 * Publishes advisories into the database of a server for tests/interop/provider.sh: one for
 * everybody in three languages, updated once; one that was withdrawn; one GREEN and one AMBER.
 * Prints the API token of a member's officer.
 * Usage: provider-seed DATABASE
 */
#include "auth/secret.h"
#include "desk/advisory_publish.h"
#include "desk/org.h"
#include "desk/people.h"
#include "desk/signin.h"
#include "os/clock.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena *arena;
static struct db *db;

static void must(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "%s: %s %s\n", what, db_msg(db)->what, db_msg(db)->detail);
	exit(1);
}

static const char *make(const char *title, int tlp)
{
	static const char *products[] = {"big_vendor:imaging_server <3.2"};
	static const char *cves[] = {"CVE-2026-12345"};
	static const char *const langs[] = {"en", "fr", "nb"};
	const struct actor author = {.person = "author"};
	struct advisory_document d = {.advisory = {.title = title,
					  .lang = "en",
					  .chance = ADVISORY_HIGH,
					  .damage = ADVISORY_MEDIUM,
					  .tlp = tlp,
					  .audience = ADVISORY_FOR_ALL,
					  .products = {products, 1},
					  .cves = {cves, 1}}};

	for (size_t i = 0; i < 3; i++)
		vec_push(arena, &d.texts,
		    (struct advisory_text){.lang = langs[i],
			.title = arena_printf(arena, "%s (%s)", title, langs[i]),
			.summary = "Images can be read without signing in.",
			.remedy = "Install 3.2."});
	must(advisory_create(db, &author, &d, clock_system.wall(NULL), arena), title);
	return d.advisory.id;
}

static void step(const char *id, int action, const char *note)
{
	const struct actor other = {.person = "reviewer"};
	struct advisory_step s = {action, 1u << ROLE_COORDINATOR, note, 0};
	int64_t now = clock_system.wall(NULL);

	if (action == ADVISORY_DO_PUBLISH || action == ADVISORY_DO_WITHDRAW)
		must(
		    advisory_publish(db, knowledge_builtin(), &other, id, &s, now, arena, NULL),
		    note);
	else
		must(advisory_act(db, &other, id, &s, now, arena, NULL), "a step");
}

static void publish(const char *id, const char *note)
{
	step(id, ADVISORY_DO_SUBMIT, NULL);
	step(id, ADVISORY_DO_APPROVE, NULL);
	step(id, ADVISORY_DO_PUBLISH, note);
}

/* A member whose officer has a token. */
static void member(void)
{
	char secret[SECRET_TEXT], hash[SECRET_HASH];
	const struct actor cert = {.name = "the test"};
	int64_t now = clock_system.wall(NULL);
	struct org org = {
	    .name = "Hospital", .type = ORG_HOSPITAL, .state = ORG_ACTIVE, .lang = "en"};
	struct person p = {.name = "Officer",
	    .mail = "officer@hospital.test",
	    .lang = "en",
	    .state = PERSON_ACTIVE};
	struct membership m = {.role = ROLE_OFFICER};
	struct token t = {.hash = secret_hash(span_str(secret_token(secret)), hash),
	    .name = "checker",
	    .expires = now + INT64_C(86400000)};

	must(org_create(db, &cert, &org, now, arena), "the member");
	m.org = t.org = org.id;
	must(db_begin(db, DB_WRITE), "begin");
	must(people_add(db, &cert, &p, now, arena), "the officer");
	m.person = t.person = p.id;
	must(people_enter(db, &cert, &m, now, arena), "the role");
	must(db_end(db, 0), "end");
	must(signin_token_new(db, &cert, &t, now, arena), "the token");
	puts(secret);
}

int main(int argc, char **argv)
{
	struct msg msg = {0};
	const char *id;

	if (argc != 2)
		return 2;
	arena = arena_new();
	if (db_open(argv[1], 0, &msg, &db) < 0) {
		fprintf(stderr, "%s: %s\n", msg.what, msg.detail);
		return 1;
	}
	member();
	publish(make("Imaging server", TLP_CLEAR), "first");
	id = make("Imaging viewer", TLP_CLEAR);
	publish(id, "first");
	step(id, ADVISORY_DO_WITHDRAW, "It was another product.");
	publish(make("For members", TLP_GREEN), "first");
	publish(make("For those concerned", TLP_AMBER), "first");
	db = db_close(db);
	arena_free(arena);
	return 0;
}
