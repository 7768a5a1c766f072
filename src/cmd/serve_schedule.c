#include "cmd/serve_schedule.h"

#include "api/house.h"
#include "auth/sign.h"
#include "base/log.h"
#include "cmd/kb_pack.h"
#include "desk/advisory_signal.h"
#include "desk/alert_tell.h"
#include "desk/article_starter.h"
#include "desk/contact_remind.h"
#include "desk/hunt.h"
#include "desk/intake.h"
#include "desk/news.h"
#include "desk/notice_remind.h"
#include "desk/org.h"
#include "desk/picture.h"
#include "desk/schedule.h"
#include "desk/signin.h"
#include "desk/work.h"
#include "os/clock.h"

#include <pthread.h>

enum { NEWS_EVERY_MS = 2000, NEWS_MS = 300 /* of those */ };
enum { MINUTE_MS = 60000, HOUR_MS = 3600000, STEP_MS = 1000, ROWS_MAX = 24 };

struct serve_schedule {
	const struct settings *settings;
	struct arena *arena;
	struct order_house house;
	struct news *news;
	struct sign_key key;
	struct log_signer signer;
	const struct serve_schedule_row *more;
	bool starter;              /* the articles that come with Varde were looked at */
	int64_t next[2][ROWS_MAX]; /* of the own rows and the others; ms, monotonic */
	struct db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
};

static int step(void *arg, struct db *db, int64_t now)
{
	struct serve_schedule *s = arg;
	struct schedule_done done = {0};
	int r = schedule_step(db, &s->house, now, &done);

	if (done.leases || done.orders || done.repeats || done.acceptances || done.lapsed ||
	    done.windows)
		log_line(LOG_INFO,
		    "schedule leases=%lld orders=%lld repeats=%lld acceptances=%lld "
		    "lapsed=%lld windows=%lld",
		    (long long)done.leases, (long long)done.orders, (long long)done.repeats,
		    (long long)done.acceptances, (long long)done.lapsed,
		    (long long)done.windows);
	return r;
}

static int figures(void *arg, struct db *db, int64_t now)
{
	struct schedule_done done;

	(void)arg;
	return schedule_figures(db, now, &done);
}

static int look_at_proofs(void *arg, struct db *db, int64_t now)
{
	struct serve_schedule *s = arg;

	return work_proofs_due(db, &s->house, now, NULL);
}

static int sweep(void *arg, struct db *db, int64_t now)
{
	(void)arg;
	return signin_sweep(db, now);
}

static int take_signals(void *arg, struct db *db, int64_t now)
{
	int64_t n = 0;
	int r = advisory_signal_take(db, now, ADVISORY_SIGNAL_MAX, &n);

	(void)arg;
	if (n)
		log_line(LOG_INFO, "schedule signals=%lld", (long long)n);
	return r;
}

static int remind_contacts(void *arg, struct db *db, int64_t now)
{
	struct serve_schedule *s = arg;
	int64_t n = 0;
	int r = contact_remind_due(db, s->settings->url, now, SCHEDULE_MAX, &n);

	if (n)
		log_line(LOG_INFO, "schedule contacts told=%lld", (long long)n);
	return r;
}

/* What an import that was stopped has left, and what time has settled. */
static int tell_alerts(void *arg, struct db *db, int64_t now)
{
	struct alert_told told = {0};
	int64_t ended = 0;
	int r = alert_tell_due(db, now, ALERT_TELL_BATCH, &told);

	(void)arg;
	if (r == 0)
		r = alert_sweep(db, now, SCHEDULE_MAX, &ended);
	if (told.alerts || ended)
		log_line(LOG_INFO, "alerts told=%lld notices=%lld messages=%lld ended=%lld",
		    (long long)told.alerts, (long long)told.orgs, (long long)told.messages,
		    (long long)ended);
	return r == ERR_BUSY ? 0 : r; /* another server does it */
}

static int tell_notices(void *arg, struct db *db, int64_t now)
{
	struct notice_reminded done = {0};
	int64_t told = 0;
	int r = notice_tell_due(db, now, SCHEDULE_MAX, &told);

	(void)arg;
	if (r == 0)
		r = notice_remind_due(db, now, SCHEDULE_MAX, &done);
	if (told || done.notices)
		log_line(LOG_INFO, "schedule notices=%lld reminded=%lld calls=%lld",
		    (long long)told, (long long)done.notices, (long long)done.calls);
	return r;
}

static int fill_search(void *arg, struct db *db, int64_t now)
{
	enum { FILL = 2000 };
	int64_t n = 0;

	(void)arg;
	(void)now;
	return org_search_fill(db, FILL, &n);
}

static int sign_log(void *arg, struct db *db, int64_t now)
{
	struct serve_schedule *s = arg;

	return log_sign(db, &s->signer, now, HOUR_MS, NULL);
}

static int look_at_news(void *arg, struct db *db, int64_t now)
{
	struct serve_schedule *s = arg;
	struct news_done done = {0};
	int r = news_step(s->news, db, now, NEWS_MS, &done);

	if (done.began || done.ended || done.touched)
		log_line(LOG_INFO,
		    "knowledge%s organisations=%lld touched=%lld events=%lld opened=%lld "
		    "changed=%lld withdrawn=%lld told=%lld%s",
		    done.began ? " begins" : "", (long long)done.orgs, (long long)done.touched,
		    (long long)done.events, (long long)done.opened, (long long)done.changed,
		    (long long)done.withdrawn, (long long)done.told, done.ended ? " ends" : "");
	return r;
}

/* Once: they change with the program. */
static int starter(void *arg, struct db *db, int64_t now)
{
	struct serve_schedule *s = arg;
	struct article_starter_done done = {0};
	int r = s->starter ? 0 : article_starter_load(db, now, &done);

	s->starter = r == 0;
	if (done.published || done.updated)
		log_line(LOG_INFO, "articles published=%lld updated=%lld",
		    (long long)done.published, (long long)done.updated);
	return r;
}

static int keep_picture(void *arg, struct db *db, int64_t now)
{
	bool made;

	(void)arg;
	return picture_keep(db, now, &made);
}

/* New indicators are searched in what sensors met before. */
static int hunt_new(void *arg, struct db *db, int64_t now)
{
	enum { HUNTS = 50 };
	struct hunted done = {0};
	int64_t asked = 0;
	int r = hunt_ask(db, now, &asked);

	(void)arg;
	if (r == 0)
		r = hunt_due(db, now, HUNTS, &done);
	if (done.done)
		log_line(LOG_INFO, "hunt indicators=%lld met=%lld traces=%lld alerts=%lld",
		    (long long)done.done, (long long)done.found, (long long)done.traces,
		    (long long)done.alerts);
	return r == ERR_BUSY ? 0 : r; /* another server does it */
}

static int sweep_traces(void *arg, struct db *db, int64_t now)
{
	enum { SWEEP = 20000 };
	int64_t n = 0;

	(void)arg;
	return intake_sweep(db, now, SWEEP, &n);
}

/* Every server signs: whichever comes first in the hour. */
static const struct serve_schedule_row own_rows[] = {
    {"schedule", STEP_MS, step, NULL},
    {"figures", 10000, figures, NULL},
    {"proofs", 30000, look_at_proofs, NULL},
    {"sessions", MINUTE_MS, sweep, NULL},
    {"log", MINUTE_MS, sign_log, NULL},
    {"contacts", MINUTE_MS, remind_contacts, NULL},
    {"signals", 10000, take_signals, NULL},
    {"alerts", 5000, tell_alerts, NULL},
    {"search", 10000, fill_search, NULL},
    {"notices", 5000, tell_notices, NULL},
    {"knowledge", NEWS_EVERY_MS, look_at_news, NULL},
    {"articles", MINUTE_MS, starter, NULL},
    {"picture", HOUR_MS, keep_picture, NULL},
    {"hunt", 5000, hunt_new, NULL},
    {"traces", MINUTE_MS, sweep_traces, NULL},
    {NULL, 0, NULL, NULL},
};

/* Does what is due of the rows. A failure is told and tried again when its time comes. */
static void pass(struct serve_schedule *s, const struct serve_schedule_row *rows, int64_t *next)
{
	for (size_t i = 0; rows && i < ROWS_MAX && rows[i].name && s->db; i++) {
		int64_t now = clock_system.mono(NULL);
		int r;

		if (now < next[i])
			continue;
		next[i] = now + rows[i].every_ms;
		r = rows[i].fn(
		    rows == own_rows ? s : rows[i].arg, s->db, clock_system.wall(NULL));
		if (r == 0)
			continue;
		log_line(LOG_WARNING, "%s: %s: %s", rows[i].name, db_msg(s->db)->what,
		    db_msg(s->db)->detail);
		if (r == ERR_IO || r == ERR_CLOSED)
			s->db = db_close(s->db);
	}
}

/* Whether it goes on. */
static bool pause_step(struct serve_schedule *s)
{
	struct timespec until;
	bool stop;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STEP_MS / 1000;
	(void)pthread_mutex_lock(&s->lock);
	if (!s->stop)
		(void)pthread_cond_timedwait(&s->wake, &s->lock, &until);
	stop = s->stop;
	(void)pthread_mutex_unlock(&s->lock);
	return !stop;
}

static void *keep(void *arg)
{
	struct serve_schedule *s = arg;

	do {
		struct msg msg = {0};

		if (!s->db && db_open(s->settings->db, 0, &msg, &s->db) < 0)
			log_line(LOG_WARNING, "no database: %s: %s", msg.what, msg.detail);
		pass(s, own_rows, s->next[0]);
		pass(s, s->more, s->next[1]);
	} while (pause_step(s));
	s->db = db_close(s->db);
	return NULL;
}

int serve_schedule_start(const struct settings *settings, const struct serve_schedule_row *rows,
    struct serve_schedule **ret, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct serve_schedule *s = ARENA_NEW(arena, struct serve_schedule);
	int r = sign_open(
	    arena_printf(arena, "%s/" SERVE_SCHEDULE_KEY, settings->data), true, &s->key, msg);

	s->settings = settings;
	s->arena = arena;
	s->more = rows;
	s->signer = (struct log_signer){s->key.name, &s->key, sign_message};
	house_init(settings, arena, &s->house);
	s->news =
	    news_open(s->house.kb, kb_pack_path(settings->knowledge, settings->db, arena));
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->wake, NULL);
	if (r == 0 && pthread_create(&s->thread, NULL, keep, s) != 0) {
		msg_what(msg, "a thread cannot be started");
		r = ERR_IO;
	}
	if (r < 0) {
		sign_forget(&s->key);
		(void)news_close(s->news);
		arena_free(arena);
		return r;
	}
	*ret = s;
	return 0;
}

struct serve_schedule *serve_schedule_stop(struct serve_schedule *s)
{
	if (!s)
		return NULL;
	(void)pthread_mutex_lock(&s->lock);
	s->stop = true;
	(void)pthread_cond_signal(&s->wake);
	(void)pthread_mutex_unlock(&s->lock);
	(void)pthread_join(s->thread, NULL);
	(void)pthread_mutex_destroy(&s->lock);
	(void)pthread_cond_destroy(&s->wake);
	sign_forget(&s->key);
	(void)news_close(s->news);
	arena_free(s->arena);
	return NULL;
}
