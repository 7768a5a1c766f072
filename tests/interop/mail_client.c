/*
 * The notifier alone, for tests/interop/mail.sh and hooks.sh:
 *   mail-client put DB FROM COUNT            readers in three languages, COUNT messages from
 *                                            number FROM on
 *   mail-client put-to DB ADDRESS            one message to that address
 *   mail-client put-hook DB URL FROM COUNT   COUNT messages to a webhook there, its key is
 * "key" mail-client run DB SMTP [CA [USER PASSWORD-FILE]]    sends until nothing waits
 *   mail-client run-hooks DB                 the same for webhooks
 *   mail-client states DB                    how many are in which state
 *   mail-client orphans DB                   as a server does that starts; how many of those
 * that were not handed over are still held run begins with that, too, and writes a line at its
 * end: what the steps did.
 */
#include "desk/directive.h"
#include "desk/org.h"
#include "desk/outbox.h"
#include "desk/people.h"
#include "notify/notify.h"
#include "os/clock.h"
#include "store/desk.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LEASE = 10000 }; /* longer than it takes to start again */

static const struct {
	const char *name, *mail, *lang;
} readers[] = {
    {"Ola O'Brien", "ola@varde.test", "en"},
    {"Amélie Dupré", "amelie@varde.test", "fr"},
    {"Kåre Ødegård", "kare@varde.test", "nb"},
};

static const char *const templates[] = {
    "report_ready", "order_started", "retest_done", "order_stopped"};

static int64_t now(void)
{
	return clock_system.wall(NULL);
}

static int fail(const char *what, const struct msg *msg)
{
	(void)fprintf(stderr, "mail-client: %s: %s: %s\n", what, msg->what, msg->detail);
	return 1;
}

static int put_one(struct db *db, struct outgoing m, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, outbox_put(db, &m, now(), arena));
}

/* The person of that row, made at the first use. */
static int reader(struct db *db, size_t i, struct arena *arena, const char **ret)
{
	struct person p = {.name = readers[i].name,
	    .mail = readers[i].mail,
	    .lang = readers[i].lang,
	    .state = PERSON_ACTIVE};
	int r = people_by_mail(db, p.mail, arena, &p);

	if (r == ERR_NOTFOUND)
		r = people_create(db, NULL, &p, now(), arena);
	*ret = p.id;
	return r;
}

static int put(struct db *db, int from, int count, struct arena *arena)
{
	const char *ids[ARRAY_LEN(readers)];
	int r = 0;

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(readers); i++)
		r = reader(db, i, arena, &ids[i]);
	for (int i = from; r == 0 && i < from + count; i++) {
		struct outgoing m = {.template = templates[i % (int)ARRAY_LEN(templates)],
		    .person = ids[i % (int)ARRAY_LEN(ids)]};

		m.unique_key = arena_printf(arena, "message %d", i);
		m.values = arena_printf(arena, "{\"reference\":\"M-%05d\"}", i);
		r = put_one(db, m, arena);
	}
	return r < 0 ? fail("put", db_msg(db)) : 0;
}

/* The rule of that address, and its organisation, made at the first use. */
static int hook_rule(struct db *db, const char *url, struct arena *arena, struct directive *ret)
{
	struct org org = {.name = "CHU Sud", .type = ORG_HOSPITAL, .state = ORG_ACTIVE};
	int r = desk_find(
	    db, &directive_type, "WHERE \"url\" = $1", DESK_PARAMS(DESK_TEXT(url)), arena, ret);

	if (r != ERR_NOTFOUND)
		return r;
	r = org_create(db, NULL, &org, now(), arena);
	*ret = (struct directive){.id = "rule",
	    .org = org.id,
	    .name = "Tickets",
	    .enabled = true,
	    .channel = NOTICE_BY_WEBHOOK,
	    .url = url,
	    .secret = "key"};
	return r < 0 ? r : desk_insert(db, &directive_type, ret);
}

static int put_hook(struct db *db, const char *url, int from, int count, struct arena *arena)
{
	struct directive rule = {0};
	int r = hook_rule(db, url, arena, &rule);

	for (int i = from; r == 0 && i < from + count; i++) {
		struct outgoing m = {.template = "notice",
		    .mail = "webhook",
		    .org = rule.org,
		    .directive = rule.id,
		    .object = "n1"};

		m.unique_key = arena_printf(arena, "hook %d", i);
		m.values =
		    arena_printf(arena, "{\"reference\":\"M-%05d\",\"title\":\"Critical\"}", i);
		r = put_one(db, m, arena);
	}
	return r < 0 ? fail("put-hook", db_msg(db)) : 0;
}

static int left(struct db *db, int64_t *ret)
{
	return desk_number(db,
	    "SELECT count(*) FROM outgoing WHERE \"state\" IN ('waiting', 'leased')", NULL, 0,
	    ret);
}

static int orphans(struct db *db)
{
	int64_t n = 0, held = 0;
	int r = notify_orphans(db, &n);

	if (r == 0)
		r = desk_number(db,
		    "SELECT count(*) FROM outgoing WHERE \"state\" = 'leased' AND \"sent\" = 0",
		    NULL, 0, &held);
	if (r < 0)
		return fail("orphans", db_msg(db));
	(void)printf("orphans=%lld held=%lld\n", (long long)n, (long long)held);
	return 0;
}

static int run(struct db *db, const struct settings *settings, bool hooks)
{
	struct notify_options options;
	struct notify *notify;
	struct notify_result got;
	struct msg msg = {0};
	int64_t waits = 1, sent = 0, doubtful = 0, failed = 0, back = 0;
	int r = notify_open(settings, &notify, &msg);

	if (r < 0)
		return fail("open", &msg);
	options = hooks ? notify_hook_options(notify) : *notify_options(notify);
	options.lease_ms = LEASE;
	if (!hooks) /* as the server's lane of mails does */
		r = db_quick(db);
	if (r == 0)
		r = notify_orphans(db, &back);
	while (r == 0 && waits) {
		r = notify_step(db, &options, now(), &got);
		sent += got.sent;
		doubtful += got.doubtful;
		failed += got.failed;
		if (r == 0 && got.trouble) {
			(void)fail("trouble", &got.msg);
			break;
		}
		if (r == 0)
			r = left(db, &waits);
		if (waits && got.next > now())
			(void)usleep(20000);
	}
	(void)notify_close(notify);
	if (r < 0)
		return fail("run", db_msg(db));
	(void)printf("sent=%lld doubtful=%lld failed=%lld trouble=%d\n", (long long)sent,
	    (long long)doubtful, (long long)failed, got.trouble);
	return 0;
}

static int states(struct db *db)
{
	for (const char *const *name = out_state_names; *name; name++) {
		int64_t n = 0;

		if (desk_number(db, "SELECT count(*) FROM outgoing WHERE \"state\" = $1",
			DESK_PARAMS(DESK_TEXT(*name)), &n) < 0)
			return fail("states", db_msg(db));
		(void)printf("%s=%lld ", *name, (long long)n);
	}
	(void)printf("\n");
	return 0;
}

static int act(struct db *db, int argc, char **argv, struct arena *arena)
{
	static const char *networks[] = {"127.0.0.0/8"};
	bool hooks = strcmp(argv[1], "run-hooks") == 0;
	struct settings s;

	if (strcmp(argv[1], "put-hook") == 0 && argc == 6)
		return put_hook(db, argv[3], atoi(argv[4]), atoi(argv[5]), arena);
	if (strcmp(argv[1], "put") == 0 && argc == 5)
		return put(db, atoi(argv[3]), atoi(argv[4]), arena);
	if (strcmp(argv[1], "put-to") == 0 && argc == 4)
		return put_one(db,
			   (struct outgoing){
			       .unique_key = argv[3], .template = "general", .mail = argv[3]},
			   arena) < 0;
	if (strcmp(argv[1], "states") == 0)
		return states(db);
	if (strcmp(argv[1], "orphans") == 0)
		return orphans(db);
	if (!hooks && (strcmp(argv[1], "run") != 0 || argc < 4))
		return 2;
	settings_init(&s);
	s.url = "https://portal.varde.test";
	s.name = "Helse-CERT Sør";
	s.contact = s.mail_from = "cert@varde.test";
	s.webhook_networks = (struct text_list){networks, ARRAY_LEN(networks)};
	s.smtp = argc > 3 ? argv[3] : NULL;
	s.smtp_starttls = argc > 4;
	s.smtp_ca = argc > 4 ? argv[4] : NULL;
	s.smtp_user = argc > 6 ? argv[5] : NULL;
	s.smtp_password_file = argc > 6 ? argv[6] : NULL;
	return run(db, &s, hooks);
}

int main(int argc, char **argv)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct msg msg = {0};
	struct db *db;
	int code;

	if (argc < 3)
		return 2;
	if (db_open(argv[2], DB_CREATE, &msg, &db) < 0)
		return fail("database", &msg);
	code = act(db, argc, argv, arena);
	(void)db_close(db);
	return code;
}
