/*
 * GET /v3, MISP, TAXII and Suricata's files as a server of its own, for the consumers of
 * tests/interop/blocklist.sh and exchange.sh: one member, one key, N indicators. Prints the
 * port, then does what it is told a line at a time: "withdraw VALUE", "proof DOMAIN" (a member
 * proves that it is theirs), "end". Usage: blocklist-server DATABASE KEY N
 */
#include "auth/secret.h"
#include "base/time.h"
#include "desk/feed_key.h"
#include "desk/ioc.h"
#include "desk/org.h"
#include "os/clock.h"
#include "portal/routes.h"
#include "serve/serve.h"
#include "share/served.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_MS INT64_C(86400000)

static struct arena *arena;
static struct db *db;
static const char *member;

static int64_t now(void)
{
	return clock_system.wall(NULL);
}

static void must(int r, const char *what)
{
	if (r >= 0)
		return;
	fprintf(stderr, "%s: %s %s\n", what, db ? db_msg(db)->what : "",
	    db ? db_msg(db)->detail : "");
	exit(1);
}

static void put(const char *value, int list, int tlp, int64_t age)
{
	struct ioc ioc = {.id = arena_printf(arena, "id%lld", (long long)age),
	    .state = IOC_ACTIVE,
	    .list = list,
	    .tlp = tlp,
	    .confidence = (int)(age % 3),
	    .category = (int)(age % 11),
	    .malware = age % 2 ? "imminent monitor" : NULL,
	    .added = now() - age * 1000,
	    .published = now() - age * 1000,
	    .number = age,
	    .expires = now() + 30 * DAY_MS};
	struct msg why = {0};

	must(ioc_parse(span_str(value), -1, arena, &ioc, &why), value);
	must(desk_insert(db, &ioc_type, &ioc), value);
}

static void fill(long n)
{
	static const char *const some[] = {"25.1.2.3", "25.1.3.0/24", "2a00:1::7",
	    "2a00:1:2::/48", "*.wild.example", "sub.wild.example", "https://evil.example/a?b=c",
	    "http://evil.example/b;c?d=\"e\"", "d41d8cd98f00b204e9800998ecf8427e",
	    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	    "t13d1516h2_8daaf6152771_b186095e22b6", "phisher@evil.example"};

	for (size_t i = 0; i < ARRAY_LEN(some); i++)
		put(some[i], IOC_LIST_DEFAULT, TLP_GREEN, (int64_t)i + 1);
	put("25.9.9.9", IOC_LIST_AUTH, TLP_GREEN, 50);
	put("restricted.example", IOC_LIST_DEFAULT, TLP_RED, 51);
	for (long i = 0; i < n; i++)
		put(arena_printf(arena, "d%ld.bad.example", i), IOC_LIST_DEFAULT, TLP_AMBER,
		    100 + i);
}

static void make(const char *secret, long n)
{
	static const struct actor actor = {.name = "interop"};
	struct org org = {
	    .name = "CHU Test", .state = ORG_ACTIVE, .lang = "en", .criticality = 2};
	struct feed_key key = {.name = "interop", .expires = now() + DAY_MS};
	char hash[SECRET_HASH];

	must(org_create(db, &actor, &org, now(), arena), "org");
	member = org.id;
	key.org = org.id;
	key.hash = secret_hash(span_str(secret), hash);
	text_list_add(&key.sources, arena, "127.0.0.1");
	must(feed_key_new(db, &actor, &key, now(), arena), "key");
	must(db_begin(db, DB_WRITE), "begin");
	fill(n);
	must(db_end(db, ioc_changed(db)), "indicators");
}

static void withdraw(const char *value)
{
	struct ioc ioc = {0};

	must(db_begin(db, DB_WRITE), "begin");
	must(desk_find(db, &ioc_type, "WHERE \"value\" = $1", DESK_PARAMS(DESK_TEXT(value)),
		 arena, &ioc),
	    value);
	ioc.state = IOC_WITHDRAWN;
	ioc.ended = now();
	must(desk_update(db, &ioc_type, &ioc), value);
	must(db_end(db, ioc_changed(db)), value);
}

/* By the desk's own steps, as a member's proof does it. */
static void prove(const char *domain)
{
	struct item_rules rules = {0};
	struct item_lines lines;
	struct item_counts counts;
	struct item_work work;
	struct item item = {0};

	must(item_parse_list(span_str(domain), &rules, arena, &lines), domain);
	must(item_declare(db, NULL, member, &lines, ITEM_FROM_DECLARED, arena, now(), &counts),
	    domain);
	must(desk_find(db, &item_type, "WHERE \"value\" = $1", DESK_PARAMS(DESK_TEXT(domain)),
		 arena, &item),
	    domain);
	must(item_begin(&work, db, NULL, arena, now()), domain);
	item.verified = now();
	item.lapses = now() + DAY_MS;
	must(item_end(&work, item_step(&work, &item, ITEM_PROVE, "interop")), domain);
}

static void obey(void)
{
	char line[256];

	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "withdraw ", 9) == 0)
			withdraw(line + 9);
		else if (strncmp(line, "proof ", 6) == 0)
			prove(line + 6);
		else
			return;
		printf("done\n");
		(void)fflush(stdout);
	}
}

int main(int argc, char **argv)
{
	static const struct route *const tables[] = {
	    blocklist_routes, misp_routes, taxii_routes, suricata_routes, NULL};
	struct app app = {.routes = tables, .now = now};
	struct serve_options o;
	struct serve *serve;
	struct msg msg = {0};

	if (argc != 4)
		return 2;
	arena = arena_new();
	must(db_open(argv[1], DB_CREATE, &msg, &db), "open");
	make(argv[2], strtol(argv[3], NULL, 10));
	settings_init(&app.settings);
	app.settings.db = argv[1];
	serve_options_init(&o);
	o.listen = "127.0.0.1:0";
	o.handler = route_dispatch;
	o.app = &app;
	if (serve_start(&o, &serve, &msg) < 0) {
		fprintf(stderr, "%s: %s\n", msg.what, msg.detail);
		return 1;
	}
	printf("%d\n", serve_port(serve));
	(void)fflush(stdout);
	obey();
	serve_stop(serve, 1000);
	route_close(&app);
	served_forget();
	db_close(db);
	arena_free(arena);
	return 0;
}
