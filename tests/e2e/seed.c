/*
 * Makes and asks what the tests of the service need, through the desk as the portal does; the
 * environment's SEED_ORG names the organisation ("chu"):
 *   seed DB setup RATE TARGET... an organisation with people, the targets, attested, and an
 *                                authorisation of so many connections a second (0: any)
 *   seed DB token TARGET         a way of proving the target: prints the token
 *   seed DB order [full]         orders an audit of all of it: prints its id
 *   seed DB stop|resume ORDER    the buttons
 *   seed DB revoke               the authorisation
 *   seed DB authorise RATE       signs a new one
 *   seed DB state ORDER          "STATE FINDINGS", and its note
 *   seed DB person MAIL          an officer of the organisation: prints an API token
 *   seed DB mails FROM COUNT     messages "mail N" to that many strangers
 *   seed DB age                  as if hours had passed: leases have run out, what waits is due
 *   seed DB count WHAT           a number (table below)
 */
#include "api/house.h"
#include "auth/secret.h"
#include "base/log.h"
#include "base/parse.h"
#include "codec/sha256.h"
#include "desk/authorise.h"
#include "desk/order_run.h"
#include "desk/outbox.h"
#include "desk/people.h"
#include "desk/proof.h"
#include "desk/signin.h"
#include "os/clock.h"
#include "store/desk.h"

#include <stdio.h>
#include <stdlib.h>

static const struct actor tech = {"tech", "Tove Tekniker", "s1", "127.0.0.1"};
static const struct actor legal = {"legal", "Luc Legal", "s2", "127.0.0.2"};
static const struct actor cert = {"cert", "Cora Coordinator", "s3", "127.0.0.3"};
static const struct item_rules rules = {.loopback = true, .cert = true};

static struct arena *arena;
static struct db *db;
static const char *org; /* id, of the environment's SEED_ORG */

static int64_t now(void)
{
	return clock_system.wall(NULL);
}

static int entities(void)
{
	const struct org record = {.id = org,
	    .name = org,
	    .path = arena_printf(arena, "%s/", org),
	    .type = ORG_HOSPITAL,
	    .state = ORG_ACTIVE,
	    .criticality = 1};
	const struct membership roles[] = {
	    {.person = "tech", .org = org, .role = ROLE_TECHNICIAN},
	    {.person = "legal", .org = org, .role = ROLE_LEGAL},
	    {.person = "cert", .role = ROLE_COORDINATOR},
	};
	int r = desk_insert(db, &org_type, &record);

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(roles); i++) {
		struct membership m = roles[i];

		m.id = arena_printf(arena, "%s-%zu", org, i);
		r = desk_insert(db, &membership_type, &m);
		/* The coordinator is the CERT's, and there already. */
		if (r == ERR_EXISTS && !m.org)
			r = 0;
	}
	return r;
}

static int declare(const char *target, const char **ret_id)
{
	struct item_lines lines = {0};
	struct item_counts n;
	int r = item_parse_list(span_str(target), &rules, arena, &lines);

	if (r == 0)
		r = item_declare(db, &tech, org, &lines, ITEM_FROM_DECLARED, arena, now(), &n);
	if (r == 0 && lines.all.n != 1)
		r = ERR_SYNTAX;
	if (r == 0)
		*ret_id = lines.all.items[0].id;
	return r;
}

static int authorise(int64_t rate)
{
	struct authorise_ask ask = {.org = org,
	    .profile = PROFILE_FULL,
	    .rate = rate,
	    .emergency = "+33 1 99 00 12 34",
	    .function = "Directeur",
	    .since = now() - 1000,
	    .until = now() + INT64_C(86400000) * 300,
	    .lang = "en"};
	struct authorisation a;
	const char *text;
	char hash[SHA256_HEX];
	int r = authorise_statement(db, &ask, legal.name, arena, now(), &text);

	if (r == 0)
		r = authorise_sign(
		    db, &legal, &ask, sha256_hex(span_str(text), hash), arena, now(), &a);
	return r;
}

static int setup(int argc, char **argv)
{
	int64_t rate = 0;
	int r = parse_int(span_str(argv[0]), 0, 1000, &rate);

	if (r == 0)
		r = entities();
	for (int i = 1; r == 0 && i < argc; i++) {
		const char *id;

		r = declare(argv[i], &id);
		if (r == 0)
			r = proof_attest(db, &cert, id, "seen on site", arena, now());
	}
	return r < 0 ? r : authorise(rate);
}

static int token(int argc, char **argv)
{
	struct proof_list made = {0};
	const char *id;
	int r = argc < 1 ? ERR_SYNTAX : declare(argv[0], &id);

	if (r == 0)
		r = proof_new(db, &tech, id, arena, now(), &made);
	if (r == 0)
		(void)printf("%s\n", made.all.items[0].token);
	return r;
}

static int order(const struct order_house *house, const char *profile)
{
	struct audit_order wish = {.org = org,
	    .type = ORDER_OF_FULL,
	    .profile =
		profile && strcmp(profile, "full") == 0 ? PROFILE_FULL : PROFILE_STANDARD};
	struct order_list made = {0};
	int r =
	    order_submit(db, house, &cert, 1u << ROLE_COORDINATOR, &wish, now(), arena, &made);

	if (r == 0)
		(void)printf("%s\n", made.all.items[0].id);
	return r;
}

static int button(const struct order_house *house, const char *id, int action)
{
	const struct order_step step = {.action = action, .roles = 1u << ROLE_COORDINATOR};

	return order_act(db, house, &cert, id, &step, now(), arena, NULL);
}

static int revoke(void)
{
	struct authorisation a;
	int r = authorise_current(db, org, now(), arena, &a);

	return r < 0 ? r : authorise_revoke(db, &legal, a.id, "a test", arena, now());
}

static int state(const char *id)
{
	struct audit_order o;
	int r = desk_get(db, &audit_order_type, id, arena, &o);

	if (r == 0)
		(void)printf("%s %lld %s\n", order_state_names[o.state], (long long)o.findings,
		    o.note ? o.note : "");
	return r;
}

static int count(const char *what)
{
	static const struct {
		const char *name, *sql;
	} rows[] = {
	    {"runs", "SELECT count(*) FROM run"},
	    {"units", "SELECT count(*) FROM obs_unit"},
	    {"twice", "SELECT count(*) FROM (SELECT 1 AS one FROM obs_unit GROUP BY \"run\", "
		      "\"unit\" HAVING count(*) > 1) t"},
	    {"tracked", "SELECT count(*) FROM tracked_finding"},
	    {"exposed", "SELECT count(*) FROM exposed_asset"},
	    {"chunks", "SELECT count(*) FROM chunk"},
	    {"attempts", "SELECT coalesce(max(\"attempts\"), 0) FROM chunk"},
	    {"done", "SELECT count(*) FROM chunk WHERE \"state\" = 'done'"},
	    {"leased", "SELECT count(*) FROM chunk WHERE \"state\" = 'leased'"},
	    {"open", "SELECT count(*) FROM chunk WHERE \"state\" IN ('waiting', 'leased')"},
	    {"reviews",
		"SELECT count(*) FROM order_event WHERE \"becomes\" = 'review' AND \"was\" <> "
		"'review'"},
	    {"signed", "SELECT count(*) FROM log_head"},
	    {"valid", "SELECT count(*) FROM proof WHERE \"state\" = 'valid' AND \"method\" = "
		      "'http'"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		int64_t n;
		int r;

		if (strcmp(rows[i].name, what) != 0)
			continue;
		r = desk_number(db, rows[i].sql, NULL, 0, &n);
		if (r == 0)
			(void)printf("%lld\n", (long long)n);
		return r;
	}
	return ERR_NOTFOUND;
}

static int person(const char *mail)
{
	char secret[SECRET_TEXT], hash[SECRET_HASH];
	struct person p = {.name = mail, .mail = mail, .lang = "en", .state = PERSON_ACTIVE};
	struct membership m = {.org = org, .role = ROLE_OFFICER};
	struct token t = {.hash = secret_hash(span_str(secret_token(secret)), hash),
	    .org = org,
	    .name = "load",
	    .expires = now() + INT64_C(86400000)};
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = people_add(db, &cert, &p, now(), arena);
	m.person = t.person = p.id;
	if (r == 0)
		r = people_enter(db, &cert, &m, now(), arena);
	r = db_end(db, r);
	if (r == 0)
		r = signin_token_new(db, &cert, &t, now(), arena);
	if (r == 0)
		(void)printf("%s\n", secret);
	return r;
}

static int mails(const char *first, const char *count)
{
	int64_t from, n;
	int r = parse_int(span_str(first), 0, 1000000, &from);

	if (r == 0)
		r = parse_int(span_str(count), 1, 10000, &n);
	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	for (int64_t i = from; r == 0 && i < from + n; i++) {
		const struct outgoing m = {
		    .unique_key = arena_printf(arena, "mail %lld", (long long)i),
		    .template = "general",
		    .mail = arena_printf(arena, "stranger%lld@varde.test", (long long)i)};

		r = outbox_put(db, &m, now(), arena);
	}
	return db_end(db, r);
}

static int age(void)
{
	int r = desk_exec(
	    db, "UPDATE outgoing SET \"lease\" = 1 WHERE \"state\" = 'leased'", NULL, 0, NULL);

	if (r == 0)
		r = desk_exec(db,
		    "UPDATE outgoing SET \"due\" = \"created\" WHERE \"state\" = 'waiting'",
		    NULL, 0, NULL);
	if (r == 0)
		r = desk_exec(db, "UPDATE chunk SET \"lease\" = 1 WHERE \"state\" = 'leased'",
		    NULL, 0, NULL);
	return r < 0
		   ? r
		   : desk_exec(db, "UPDATE chunk SET \"ready\" = 0 WHERE \"state\" = 'waiting'",
			 NULL, 0, NULL);
}

static int run(int argc, char **argv)
{
	struct settings settings;
	struct order_house house;
	const char *verb = argv[2], *arg = argc > 3 ? argv[3] : "";
	int64_t rate;

	settings_init(&settings);
	settings.contact = "mailto:cert@cert.test";
	text_list_add(&settings.resolvers, arena, "127.0.0.1:5300");
	house_init(&settings, arena, &house);
	if (strcmp(verb, "setup") == 0)
		return argc > 4 ? setup(argc - 3, argv + 3) : ERR_SYNTAX;
	if (strcmp(verb, "token") == 0)
		return token(argc - 3, argv + 3);
	if (strcmp(verb, "order") == 0)
		return order(&house, arg);
	if (strcmp(verb, "stop") == 0)
		return button(&house, arg, ORDER_DO_PAUSE);
	if (strcmp(verb, "resume") == 0)
		return button(&house, arg, ORDER_DO_RESUME);
	if (strcmp(verb, "revoke") == 0)
		return revoke();
	if (strcmp(verb, "authorise") == 0)
		return parse_int(span_str(arg), 0, 1000, &rate) < 0 ? ERR_SYNTAX
								    : authorise(rate);
	if (strcmp(verb, "state") == 0)
		return state(arg);
	if (strcmp(verb, "person") == 0)
		return person(arg);
	if (strcmp(verb, "mails") == 0)
		return argc == 5 ? mails(arg, argv[4]) : ERR_SYNTAX;
	if (strcmp(verb, "age") == 0)
		return age();
	return strcmp(verb, "count") == 0 ? count(arg) : ERR_SYNTAX;
}

int main(int argc, char **argv)
{
	struct msg msg = {0};
	int r;

	log_init("seed", LOG_INFO);
	arena = arena_new();
	org = getenv("SEED_ORG");
	org = org ? org : "chu";
	if (argc < 3) {
		log_line(LOG_ERROR, "usage: seed DB setup|token|order|stop|resume|revoke|"
				    "authorise|state|person|mails|age|count ...");
		return 2;
	}
	r = db_open(argv[1], 0, &msg, &db);
	if (r == 0) {
		r = run(argc, argv);
		msg = *db_msg(db);
	}
	if (r < 0)
		log_line(LOG_ERROR, "%s: %s: %s", err_text(r), msg.what, msg.detail);
	db_close(db);
	arena_free(arena);
	return r < 0;
}
