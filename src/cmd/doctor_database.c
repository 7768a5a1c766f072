/* varde doctor: the database, its clock and the queue in it. */
#include "base/time.h"
#include "cmd/doctor_impl.h"
#include "os/clock.h"
#include "os/file.h"
#include "store/desk.h"
#include "store/migrate.h"

#include <sys/stat.h>
#include <sys/timex.h>

enum { CLOCK_WARN_MS = 2000, QUEUE_WARN_MS = 3600 * 1000 };

static void check_version(struct doctor *d, struct db *db, bool *ret_usable)
{
	int64_t now = 0, known = migrate_known();

	*ret_usable = false;
	if (migrate_version(db, &now) < 0)
		doctor_say(d, "schema", DOCTOR_FAIL, arena_strdup(d->arena, db_msg(db)->hint),
		    "%s: %s", db_msg(db)->what, db_msg(db)->detail);
	else if (now == 0)
		doctor_say(d, "schema", DOCTOR_FAIL,
		    "varde init makes the tables; or set db to the right place", "%s is empty",
		    db_where(db));
	else if (now > known)
		doctor_say(d, "schema", DOCTOR_FAIL, "install that version or a newer one",
		    "version %lld, written by a newer Varde (this one knows %lld)",
		    (long long)now, (long long)known);
	else if (now < known)
		doctor_say(d, "schema", DOCTOR_WARN,
		    "make a backup, then varde db migrate (varde serve does it too)",
		    "version %lld, this program wants %lld", (long long)now, (long long)known);
	else {
		doctor_say(d, "schema", DOCTOR_OK, NULL, "version %lld", (long long)now);
		*ret_usable = true;
	}
}

/* Compares with the database server's clock, asked within the milliseconds that it took. */
static void check_clock(struct doctor *d, int64_t theirs, int64_t ours, int64_t took)
{
	struct timex t = {0};
	int64_t off = theirs ? theirs - ours : 0;
	char now[TIME_TEXT];

	if (theirs && (off > CLOCK_WARN_MS + took || off < -CLOCK_WARN_MS - took))
		doctor_say(d, "clock", DOCTOR_FAIL,
		    "have both machines keep the time (systemd-timesyncd, chrony)",
		    "the database server's differs by %lld ms", (long long)off);
	else if (d->now < time_days(2026, 1, 1) * 86400000)
		doctor_say(d, "clock", DOCTOR_FAIL, "set the time of this machine",
		    "it says %s", time_text(d->now, now));
	else if (adjtimex(&t) == TIME_ERROR)
		doctor_say(d, "clock", DOCTOR_WARN,
		    "start systemd-timesyncd or chrony: one-time codes and leases need it",
		    "%s, and nothing keeps it right", time_text(d->now, now));
	else
		doctor_say(d, "clock", DOCTOR_OK, NULL, "%s", time_text(d->now, now));
}

static void check_health(struct doctor *d, struct db *db)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int64_t before = clock_system.wall(NULL), after;
	const char *state;
	int r = db_prepare(db, "@health", &stmt);

	if (r == 0)
		r = db_step(stmt);
	after = clock_system.wall(NULL);
	if (r != 1) {
		doctor_say(d, "database", DOCTOR_FAIL, arena_strdup(d->arena, db_msg(db)->hint),
		    "%s: %s", db_msg(db)->what, db_msg(db)->detail);
		return;
	}
	state = db_text(stmt, 2);
	if (state && strcmp(state, "ok") == 0)
		doctor_say(d, "database", DOCTOR_OK, NULL, "%s: %s, intact", db_where(db),
		    db_text(stmt, 0));
	else
		doctor_say(d, "database", DOCTOR_FAIL,
		    "stop the server, keep the file, and restore the last backup elsewhere",
		    "%s: %s: %.300s", db_where(db), db_text(stmt, 0), state ? state : "");
	check_clock(d, db_int(stmt, 1), before, after - before);
}

static int64_t count(struct db *db, const char *sql, int64_t since)
{
	int64_t n = 0;

	return desk_number(db, sql, DESK_PARAMS(DESK_INT(since)), &n) < 0 ? 0 : n;
}

static void check_queue(struct doctor *d, struct db *db)
{
	int64_t old = count(db,
	    "SELECT count(*) FROM chunk WHERE \"state\" = 'waiting' AND \"ready\" < $1",
	    d->now - QUEUE_WARN_MS);
	int64_t mails = count(db,
	    "SELECT count(*) FROM outgoing WHERE \"state\" = 'waiting' AND \"due\" < $1",
	    d->now - QUEUE_WARN_MS);
	int64_t admins = count(db,
	    "SELECT count(*) FROM membership WHERE \"role\" = 'administrator' AND (\"until\" = "
	    "0"
	    " OR \"until\" > $1)",
	    d->now);

	if (old)
		doctor_say(d, "queue", DOCTOR_WARN,
		    "look whether varde serve or a worker runs, and at its log",
		    "%lld pieces of audits wait for more than an hour", (long long)old);
	if (mails)
		doctor_say(d, "outbox", DOCTOR_WARN,
		    "look at the mail server, and at the log of varde serve",
		    "%lld messages wait for more than an hour", (long long)mails);
	if (!admins)
		doctor_say(d, "administrator", DOCTOR_WARN,
		    "varde init --name NAME --mail ADDRESS makes one", "there is none");
}

static void check_file(struct doctor *d, const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return;
	if (st.st_mode & 077)
		doctor_say(d, "database", DOCTOR_FAIL,
		    arena_printf(d->arena, "chmod 0600 %s", path),
		    "%s is open to others (mode %o)", path, st.st_mode & 0777U);
	doctor_disk(d, "disk", file_folder(d->arena, path));
}

void doctor_database(struct doctor *d)
{
	struct db *db CLEANUP(db_closep) = NULL;
	struct msg msg = {0};
	bool usable;

	if (db_open(d->settings.db, DB_AS_IS, &msg, &db) < 0) {
		doctor_say(d, "database", DOCTOR_FAIL, arena_strdup(d->arena, msg.hint),
		    "%s: %s", msg.what, msg.detail);
		check_clock(d, 0, d->now, 0);
		return;
	}
	if (strcmp(db_engine(db), "sqlite") == 0)
		check_file(d, d->settings.db);
	check_version(d, db, &usable);
	check_health(d, db);
	if (!usable)
		return;
	check_queue(d, db);
	doctor_sensors(d, db);
}
