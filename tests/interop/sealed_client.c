/*
 * People with keys, for tests/interop/sealed.bash:
 *   sealed-client own DATA FILE                 makes the server's OpenPGP key; its public part
 *   sealed-client give DB NAME FILE             gives NAME@varde.test the key of that file
 *   sealed-client put DB NAME NUMBER            a message that says M-NUMBER
 *   sealed-client spoil DB NAME expired|damaged what happens to keys
 *   sealed-client run DB DATA SMTP              sends until nothing waits
 *   sealed-client health DB                     the board: a line for each row that is open
 */
#include "auth/pgp.h"
#include "auth/pgp_key.h"
#include "desk/contact_key.h"
#include "desk/outbox.h"
#include "desk/people.h"
#include "net/smime.h"
#include "notify/notify.h"
#include "os/clock.h"
#include "os/file.h"

#include <stdio.h>
#include <stdlib.h>

enum { STEPS_MAX = 20 };

static int64_t now(void)
{
	return clock_system.wall(NULL);
}

static int fail(const char *what, const struct msg *msg)
{
	(void)fprintf(stderr, "sealed-client: %s: %s: %s\n", what, msg->what, msg->detail);
	return 1;
}

static int own(const char *data, const char *file, struct arena *arena)
{
	struct pgp *p = NULL;
	struct msg msg = {0};
	STR_AUTO(text, 1 << 16);
	int r = pgp_open(arena_printf(arena, "%s/" PGP_HOME, data), true, "CERT",
	    "cert@varde.test", &p, &msg);

	if (r == 0)
		r = pgp_public(p, &text, &msg);
	if (r == 0)
		r = file_write(file, str_bytes(&text), 0600, &msg);
	pgp_free(p);
	return r < 0 ? fail("own", &msg) : 0;
}

static int reader(struct db *db, const char *name, struct arena *arena, const char **ret)
{
	struct person p = {.name = name,
	    .mail = arena_printf(arena, "%s@varde.test", name),
	    .lang = "nb",
	    .state = PERSON_ACTIVE};
	int r = people_by_mail(db, p.mail, arena, &p);

	if (r == ERR_NOTFOUND)
		r = people_create(db, NULL, &p, now(), arena);
	*ret = p.id;
	return r;
}

static int give(struct db *db, const char *name, const char *file, struct arena *arena)
{
	const char *mail = arena_printf(arena, "%s@varde.test", name);
	struct contact_key key = {0};
	struct pgp_key_home *home = NULL;
	enum contact_fault fault = CONTACT_BROKEN;
	struct msg msg = {0};
	STR_AUTO(text, CONTACT_PASTE_MAX);

	if (file_read(file, &text, &msg) < 0 || pgp_key_open(&home, &msg) < 0)
		return fail("give", &msg);
	if (span_find(str_bytes(&text), "BEGIN PGP") >= 0)
		fault = pgp_key_read(home, str_bytes(&text), now(), arena, &key, &msg);
	else
		fault = smime_read(str_bytes(&text), mail, now(), arena, &key);
	pgp_key_close(home);
	if (fault != CONTACT_FINE) {
		(void)fprintf(stderr, "sealed-client: %s\n", contact_fault_names[fault]);
		return 1;
	}
	if (reader(db, name, arena, &key.person) < 0 ||
	    contact_key_add(db, NULL, &key, now(), arena) < 0)
		return fail("give", db_msg(db));
	return 0;
}

static int put(struct db *db, const char *name, const char *number, struct arena *arena)
{
	struct outgoing m = {.template = "report_ready",
	    .unique_key = arena_printf(arena, "message %s", number),
	    .values = arena_printf(arena, "{\"reference\":\"M-%s\"}", number)};
	int r = reader(db, name, arena, &m.person);

	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, outbox_put(db, &m, now(), arena));
	return r < 0 ? fail("put", db_msg(db)) : 0;
}

static int spoil(struct db *db, const char *name, const char *how, struct arena *arena)
{
	const char *person = NULL;
	int r = reader(db, name, arena, &person);

	if (r == 0)
		r = desk_exec(db,
		    strcmp(how, "expired") == 0
			? "UPDATE contact_key SET \"expires\" = 1 WHERE \"person\" = $1"
			: "UPDATE contact_key SET \"key\" = 'damaged' WHERE \"person\" = $1",
		    DESK_PARAMS(DESK_TEXT(person)), NULL);
	return r < 0 ? fail("spoil", db_msg(db)) : 0;
}

static int run(struct db *db, const char *data, const char *smtp)
{
	struct settings s;
	struct notify *notify;
	struct notify_result got = {0};
	struct msg msg = {0};
	int64_t sent = 0, waits = 1;
	int r;

	settings_init(&s);
	s.url = "https://portal.varde.test";
	s.name = "Helse-CERT Sør";
	s.contact = s.mail_from = "cert@varde.test";
	s.smtp = smtp;
	s.smtp_starttls = false;
	s.data = data;
	if (notify_open(&s, &notify, &msg) < 0)
		return fail("open", &msg);
	for (int i = 0; waits && i < STEPS_MAX; i++) {
		r = notify_step(db, notify_options(notify), now(), &got);
		sent += got.sent;
		if (r == 0)
			r = desk_number(db,
			    "SELECT count(*) FROM outgoing WHERE \"state\" IN ('waiting', "
			    "'leased')",
			    NULL, 0, &waits);
		if (r < 0)
			break;
	}
	(void)notify_close(notify);
	(void)printf("sent=%lld waiting=%lld trouble=%d\n", (long long)sent, (long long)waits,
	    got.trouble);
	return 0;
}

static int health(struct db *db, struct arena *arena)
{
	struct desk_records all = {0};
	int r = desk_list(db, &contact_health_type,
	    "WHERE \"settled\" = 0 ORDER BY \"status\" LIMIT 100", NULL, 0, arena, &all);

	vec_foreach (h, &all.all) {
		const struct contact_health *one = *h;

		(void)printf("%s %s %lld\n", contact_health_kind_names[one->type], one->status,
		    (long long)one->count);
	}
	return r < 0 ? fail("health", db_msg(db)) : 0;
}

static int act(struct db *db, int argc, char **argv, struct arena *arena)
{
	if (strcmp(argv[1], "give") == 0 && argc == 5)
		return give(db, argv[3], argv[4], arena);
	if (strcmp(argv[1], "put") == 0 && argc == 5)
		return put(db, argv[3], argv[4], arena);
	if (strcmp(argv[1], "spoil") == 0 && argc == 5)
		return spoil(db, argv[3], argv[4], arena);
	if (strcmp(argv[1], "run") == 0 && argc == 5)
		return run(db, argv[3], argv[4]);
	if (strcmp(argv[1], "health") == 0)
		return health(db, arena);
	return 2;
}

int main(int argc, char **argv)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct msg msg = {0};
	struct db *db;
	int code;

	if (argc < 3)
		return 2;
	if (strcmp(argv[1], "own") == 0)
		return argc == 4 ? own(argv[2], argv[3], arena) : 2;
	if (db_open(argv[2], DB_CREATE, &msg, &db) < 0)
		return fail("database", &msg);
	code = act(db, argc, argv, arena);
	(void)db_close(db);
	return code;
}
