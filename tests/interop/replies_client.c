/*
 * Notices whose answers come back by mail, for tests/interop/replies.bash:
 *   replies-client seed DB MAIL LANG...      an organisation, its officer at that address, and
 * a notice for it, for each pair replies-client again DB MAIL             tells that person of
 * one more replies-client send DB SMTP              sends what waits; replies come to
 * cert+ID@varde.test replies-client poll DB URL CA PASSWORD-FILE [DIES]    reads the mailbox to
 * its end, as user cert; kills itself (kill -9) before it marks mail DIES replies-client state
 * DB                  what is stored of answers, mails and addresses
 */
#include "desk/notice.h"
#include "desk/org.h"
#include "desk/people.h"
#include "net/imap.h"
#include "notify/mailbox.h"
#include "notify/notify.h"
#include "os/clock.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Marks to go until it dies; 0: it lives. */
static int dies;

/* The linker puts this in the place of imap_mark, and that under this other name: a mail is
 * taken in by now, and not marked. NOLINTBEGIN(bugprone-reserved-identifier) */
int __real_imap_mark(struct imap *imap, int64_t uid, bool flagged, struct msg *msg);
int __wrap_imap_mark(struct imap *imap, int64_t uid, bool flagged, struct msg *msg);

int __wrap_imap_mark(struct imap *imap, int64_t uid, bool flagged, struct msg *msg)
{
	if (dies && --dies == 0)
		(void)kill(getpid(), SIGKILL);
	return __real_imap_mark(imap, uid, flagged, msg);
}
/* NOLINTEND(bugprone-reserved-identifier) */

static int64_t now(void)
{
	return clock_system.wall(NULL);
}

static int fail(const char *what, const struct msg *msg)
{
	(void)fprintf(stderr, "replies-client: %s: %s: %s\n", what, msg->what, msg->detail);
	return 1;
}

static int open_notice(struct db *db, const char *org, const char *object, struct arena *arena)
{
	static const struct notice_item item = {
	    .key = "192.0.2.7:445", .text = "192.0.2.7:445 smb", .tlp = TLP_AMBER};
	const struct notice_new new = {.org = org,
	    .cause = "alert",
	    .object = object,
	    .severity = CRIT_HIGH,
	    .tlp = TLP_AMBER,
	    .title = "Open file share",
	    .advice = "Close it.",
	    .items = &item,
	    .nitems = 1};
	struct notice_opened got = {0};
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, notice_open(db, NULL, &new, now(), arena, &got));
}

static int seed_one(struct db *db, const char *mail, const char *lang, struct arena *arena)
{
	struct org org = {.name = arena_printf(arena, "CHU of %s", mail),
	    .type = ORG_HOSPITAL,
	    .state = ORG_ACTIVE};
	struct person p = {.name = mail, .mail = mail, .lang = lang, .state = PERSON_ACTIVE};
	struct membership m = {.role = ROLE_OFFICER};
	int r = org_create(db, NULL, &org, now(), arena);

	if (r == 0)
		r = people_create(db, NULL, &p, now(), arena);
	m.person = p.id;
	m.org = org.id;
	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r == 0)
		r = db_end(db, people_enter(db, NULL, &m, now(), arena));
	return r < 0 ? r : open_notice(db, org.id, "first", arena);
}

static int seed(struct db *db, char **argv, int argc, struct arena *arena)
{
	int r = 0;

	for (int i = 0; r == 0 && i + 1 < argc; i += 2)
		r = seed_one(db, argv[i], argv[i + 1], arena);
	return r < 0 ? fail("seed", db_msg(db)) : 0;
}

static int again(struct db *db, const char *mail, struct arena *arena)
{
	struct membership m = {0};
	int r = desk_find(db, &membership_type,
	    "WHERE \"person\" = (SELECT p.\"id\" FROM person AS p WHERE p.\"mail\" = $1)",
	    DESK_PARAMS(DESK_TEXT(mail)), arena, &m);

	if (r == 0)
		r = open_notice(
		    db, m.org, arena_printf(arena, "%lld", (long long)now()), arena);
	return r < 0 ? fail("again", db_msg(db)) : 0;
}

static int send_all(struct db *db, const char *smtp)
{
	struct notify_result got = {0};
	struct notify *notify;
	struct settings s;
	struct msg msg = {0};
	int64_t sent = 0;
	int r = 0;

	settings_init(&s);
	s.url = "https://portal.varde.test";
	s.name = "Helse-CERT Sør";
	s.contact = s.mail_from = s.mail_reply = "cert@varde.test";
	s.smtp = smtp;
	s.smtp_starttls = false;
	if (notify_open(&s, &notify, &msg) < 0)
		return fail("open", &msg);
	do {
		r = notify_step(db, notify_options(notify), now(), &got);
		sent += got.sent;
	} while (r == 0 && !got.trouble && got.sent);
	(void)notify_close(notify);
	(void)printf("sent=%lld trouble=%d\n", (long long)sent, got.trouble);
	return r < 0 ? fail("send", db_msg(db)) : 0;
}

static int poll_all(struct db *db, const struct settings *s)
{
	struct mailbox_result got = {0}, all = {0};
	int r;

	do {
		r = mailbox_read(db, s, now(), &got);
		all.replies += got.replies;
		all.bounces += got.bounces;
		all.for_duty += got.for_duty;
		all.ignored += got.ignored;
		all.refused += got.refused;
		all.again += got.again;
	} while (r == 0 && got.more && !got.msg.what[0]);
	if (got.msg.what[0])
		(void)fail("mailbox", &got.msg);
	(void)printf("replies=%lld bounces=%lld for_duty=%lld ignored=%lld refused=%lld "
		     "again=%lld\n",
	    (long long)all.replies, (long long)all.bounces, (long long)all.for_duty,
	    (long long)all.ignored, (long long)all.refused, (long long)all.again);
	return r < 0 ? fail("poll", db_msg(db)) : 0;
}

/* Rows of that question, a line each, columns with a blank between. */
static int rows(struct db *db, const char *what, const char *sql)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db, sql, &stmt);

	while (r == 0 && (r = db_step(stmt)) == 1) {
		(void)printf("%s", what);
		for (int i = 0; i < db_columns(stmt); i++)
			(void)printf(" %s", db_text(stmt, i) ? db_text(stmt, i) : "-");
		(void)printf("\n");
		r = 0;
	}
	return r < 0 ? fail("state", db_msg(db)) : 0;
}

static int state(struct db *db)
{
	return rows(db, "answer",
		   "SELECT p.\"mail\", n.\"answer\", n.\"channel\", (SELECT count(*) FROM "
		   "notice_event AS e WHERE e.\"notice\" = n.\"id\" AND e.\"step\" = "
		   "'answered') FROM notice AS n JOIN person AS p ON p.\"id\" = "
		   "n.\"answered_by\" ORDER BY 1") ||
	       rows(db, "inbound",
		   "SELECT \"type\", \"verdict\", count(*) FROM inbound GROUP BY \"type\", "
		   "\"verdict\" ORDER BY 1, 2") ||
	       rows(db, "bounced",
		   "SELECT p.\"mail\", count(*) FROM outgoing AS o JOIN person AS p ON "
		   "p.\"id\" = o.\"person\" WHERE o.\"state\" = 'bounced' GROUP BY p.\"mail\" "
		   "ORDER BY 1") ||
	       rows(db, "address",
		   "SELECT \"id\", \"bounces\", CASE WHEN \"disabled\" > 0 THEN 'off' ELSE "
		   "'on' END, \"reason\" FROM address_state ORDER BY 1") ||
	       rows(db, "call",
		   "SELECT p.\"mail\", t.\"reason\", count(*) FROM phone_task AS t JOIN person "
		   "AS p ON p.\"id\" = t.\"person\" GROUP BY p.\"mail\", t.\"reason\" ORDER BY "
		   "1, 2");
}

static int act(struct db *db, int argc, char **argv, struct arena *arena)
{
	struct settings s;

	if (strcmp(argv[1], "seed") == 0)
		return seed(db, argv + 3, argc - 3, arena);
	if (strcmp(argv[1], "again") == 0 && argc == 4)
		return again(db, argv[3], arena);
	if (strcmp(argv[1], "send") == 0 && argc == 4)
		return send_all(db, argv[3]);
	if (strcmp(argv[1], "state") == 0)
		return state(db);
	if (strcmp(argv[1], "poll") != 0 || argc < 6)
		return 2;
	settings_init(&s);
	s.imap = argv[3];
	s.imap_ca = argv[4];
	s.imap_user = "cert";
	s.imap_password_file = argv[5];
	dies = argc > 6 ? atoi(argv[6]) : 0;
	return poll_all(db, &s);
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
