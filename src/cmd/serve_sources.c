#include "cmd/serve_sources.h"

#include "base/arena.h"
#include "base/log.h"
#include "desk/ioc_pull.h"
#include "net/download.h"
#include "notify/hook.h"
#include "os/clock.h"
#include "os/file.h"

#include <pthread.h>
#include <stdatomic.h>

enum { STEP_MS = 2000, REQUEST_MS = 120000, STALL_S = 20 };
#define LOOK_MS    INT64_C(600000) /* for one source; less than IOC_SOURCE_LEASE */
#define LOOK_BYTES (INT64_C(512) << 20)

struct serve_sources {
	const struct settings *settings;
	struct arena *arena;
	const char *warnings;
	struct db *db;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	atomic_bool stop;
};

/* One look. */
struct look {
	struct serve_sources *s;
	struct download_line *line;
	int64_t until, left; /* ms, monotonic; bytes */
};

static bool reach(void *arg, const struct ip *ip)
{
	const struct look *l = arg;

	return hook_may_reach(l->s->settings, ip);
}

/* The key goes nowhere else. */
static int no_redirect(void *arg, const char *to)
{
	(void)arg;
	(void)to;
	return -1;
}

static bool is_stopped(void *arg)
{
	const struct look *l = arg;

	return atomic_load(&l->s->stop);
}

static int refuse(struct msg *msg, int err, const char *what)
{
	msg_what(msg, "%s", what);
	msg_detail(msg, "more than %d minutes, or %d megabytes", (int)(LOOK_MS / 60000),
	    (int)(LOOK_BYTES >> 20));
	msg_hint(msg, "what was taken in stays; it goes on the next time");
	return err;
}

static int get(void *arg, const struct ioc_pull_ask *ask, struct arena *arena, struct span *ret,
    struct msg *msg)
{
	struct look *l = arg;
	const struct fetch_header header = {"Authorization", ask->key};
	const struct fetch_header accept = {"Accept", "application/json"};
	const struct fetch_header headers[] = {accept, header};
	int64_t rest = l->until - clock_system.mono(NULL);
	const struct download_request rq = {.url = ask->url,
	    .headers = headers,
	    .nheaders = ask->key ? 2 : 1,
	    .timeout_ms = MIN(rest, REQUEST_MS),
	    .stall_s = STALL_S,
	    .stopped = is_stopped,
	    .arg = l,
	    .line = l->line,
	    .redirect = no_redirect,
	    .allow = reach,
	    .allow_arg = l};
	struct download_reply reply = {0};
	struct scratch to = {0};
	struct span bytes;
	int r;

	if (atomic_load(&l->s->stop) || rest <= 0)
		return refuse(msg, ERR_TIMEOUT, "the feed takes too long");
	if (l->left <= 0)
		return refuse(msg, ERR_BLOCKED, "the feed has more bytes than can be right");
	r = scratch_new(MIN(ask->max, l->left), &to, msg);
	if (r == 0)
		r = download(&rq, &to, arena, &reply, msg);
	if (r == 0)
		r = scratch_bytes(&to, &bytes, msg);
	if (r == 0) {
		l->left -= (int64_t)bytes.n;
		*ret = arena_span(arena, bytes);
	} else if (r == ERR_LIMIT && l->left < ask->max) {
		r = refuse(msg, ERR_BLOCKED, "the feed has more bytes than can be right");
	}
	scratch_done(&to);
	return r;
}

static void tell(const struct ioc_source *source, const struct ioc_pulled *got)
{
	log_line(got->failed ? LOG_WARNING : LOG_INFO,
	    "source %s %s events=%lld read=%lld wrong=%lld added=%lld known=%lld refused=%lld"
	    "%s%s",
	    source->id, got->took ? "taken" : "looked at", (long long)got->wanted,
	    (long long)got->read, (long long)got->wrong, (long long)got->added,
	    (long long)got->known, (long long)got->refused, got->failed ? ": " : "",
	    got->failed ? got->failed : "");
}

/* One source that is due. Whether there was one. */
static int step(struct serve_sources *s)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int64_t now = clock_system.wall(NULL);
	struct look look = {
	    .s = s, .until = clock_system.mono(NULL) + LOOK_MS, .left = LOOK_BYTES};
	const struct ioc_pull pull = {
	    .db = s->db, .fetch = get, .arg = &look, .warnings = s->warnings, .now = now};
	struct ioc_source source = {0};
	struct ioc_pulled got = {0};
	int r = ioc_source_claim(s->db, now, arena, &source);

	if (r <= 0)
		return r;
	look.line = download_line_new();
	r = ioc_pull(&pull, &source, arena, &got);
	download_line_free(look.line);
	if (r == 0)
		tell(&source, &got);
	return r < 0 ? r : 1;
}

/* Whether it goes on. */
static bool pause_step(struct serve_sources *s)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += STEP_MS / 1000;
	(void)pthread_mutex_lock(&s->lock);
	if (!atomic_load(&s->stop))
		(void)pthread_cond_timedwait(&s->wake, &s->lock, &until);
	(void)pthread_mutex_unlock(&s->lock);
	return !atomic_load(&s->stop);
}

static void *keep(void *arg)
{
	struct serve_sources *s = arg;

	do {
		struct msg msg = {0};
		int r = s->db ? 0 : db_open(s->settings->db, 0, &msg, &s->db);

		if (r < 0) {
			log_line(LOG_WARNING, "sources: %s: %s", msg.what, msg.detail);
			continue;
		}
		while ((r = step(s)) > 0 && !atomic_load(&s->stop))
			;
		if (r < 0 && r != ERR_BUSY)
			log_line(LOG_WARNING, "sources: %s: %s", db_msg(s->db)->what,
			    db_msg(s->db)->detail);
		if (r == ERR_IO || r == ERR_CLOSED)
			s->db = db_close(s->db);
	} while (pause_step(s));
	s->db = db_close(s->db);
	return NULL;
}

/* Beside the database, as `varde kb import` puts them there. */
static const char *warnings_of(const struct settings *s, struct arena *arena)
{
	const char *folder =
	    s->db && !strstr(s->db, "://") ? file_folder(arena, s->db) : s->data;

	return folder ? arena_printf(arena, "%s/knowledge/warninglists", folder) : NULL;
}

int serve_sources_start(
    const struct settings *settings, struct serve_sources **ret, struct msg *msg)
{
	struct arena *arena = arena_new();
	struct serve_sources *s = ARENA_NEW(arena, struct serve_sources);

	s->settings = settings;
	s->arena = arena;
	s->warnings = warnings_of(settings, arena);
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->wake, NULL);
	if (pthread_create(&s->thread, NULL, keep, s) != 0) {
		msg_what(msg, "a thread cannot be started");
		arena_free(arena);
		return ERR_IO;
	}
	*ret = s;
	return 0;
}

struct serve_sources *serve_sources_stop(struct serve_sources *s)
{
	if (!s)
		return NULL;
	(void)pthread_mutex_lock(&s->lock);
	atomic_store(&s->stop, true);
	(void)pthread_cond_signal(&s->wake);
	(void)pthread_mutex_unlock(&s->lock);
	(void)pthread_join(s->thread, NULL);
	(void)pthread_mutex_destroy(&s->lock);
	(void)pthread_cond_destroy(&s->wake);
	arena_free(s->arena);
	return NULL;
}
