#include "cmd/worker.h"

#include "base/log.h"
#include "base/rng.h"
#include "cmd/worker_link.h"
#include "desk/work.h"
#include "os/clock.h"
#include "os/file.h"
#include "run/spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
	IDLE_MS = 1000, /* between two questions for work */
	BEAT_MS = 500,  /* between two beats: with the scan's, a stop comes within 2 s */
	SHIP_MS = 500,  /* between two looks into the spool */
	FIRST_WAIT_MS = 500,
	LAST_WAIT_MS = 15000, /* the longest between two tries to reach the server */
	MARGIN_MS = 5000,
	SPOOL_BYTES = 1 << 30,
	JOB_MAX = 1 << 20,
	NAME_MAX_BYTES = 16,
};

struct worker_values {
	const char *server, *cert, *key, *ca, *spool, *scan;
};

#define O_WORKER(nm, arg, doc)                                                       \
	{                                                                            \
#nm, OPTION_TEXT, offsetof(struct worker_values, nm), arg, doc, NULL \
	}

const struct option_row worker_options[] = {
    O_WORKER(server, "URL", "the server's listener for workers: https://cert.example:8444"),
    O_WORKER(cert, "FILE", "our certificate, PEM"),
    O_WORKER(key, "FILE", "its key, PEM"),
    O_WORKER(ca, "FILE", "the authority of the server's certificate, PEM"),
    O_WORKER(spool, "FOLDER", "what the server does not have yet (/var/lib/varde/spool)"),
    O_WORKER(scan, "FILE", "varde-scan (the one beside this program)"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

/* What the threads of a chunk share. */
struct shared {
	pthread_mutex_t lock;
	struct chunk_news news;
	bool stop, lost; /* the server says so */
	bool over;       /* the scan has ended */
	int64_t heard;   /* when the server last answered a beat; ms, monotonic */
};

struct remote {
	struct worker_link link;
	const char *folder, *scan;
	struct arena *arena;
	int signals;
	bool ending;

	struct arena *chunk_arena;
	const char *id, *path; /* of the chunk and its spool */
	bool cut;              /* no server for longer than the lease */
	struct shared s;
};

static int64_t mono(void)
{
	return clock_system.mono(NULL);
}

static void hear(struct remote *w)
{
	struct signalfd_siginfo info;

	while (read(w->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		w->ending = true;
}

static void rest(struct remote *w, int64_t ms)
{
	struct pollfd fd = {w->signals, POLLIN, 0};

	if (!w->ending)
		(void)poll(&fd, 1, (int)ms);
	hear(w);
}

static void complain(const char *what, const struct msg *msg)
{
	log_line(LOG_WARNING, "%s: %s: %s", what, msg->what, msg->detail);
}

/* --- the threads of a chunk --- */

static bool is_over(struct shared *s)
{
	bool over;

	(void)pthread_mutex_lock(&s->lock);
	over = s->over || s->lost;
	(void)pthread_mutex_unlock(&s->lock);
	return over;
}

static void nap(int ms)
{
	const struct timespec t = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

	(void)nanosleep(&t, NULL);
}

static void beat_once(struct remote *w)
{
	struct chunk_news news;
	struct msg msg = {0};
	bool stop = false;
	int r;

	(void)pthread_mutex_lock(&w->s.lock);
	news = w->s.news;
	(void)pthread_mutex_unlock(&w->s.lock);
	r = worker_link_beat(&w->link, w->id, &news, &stop, &msg);
	(void)pthread_mutex_lock(&w->s.lock);
	if (r == 0)
		w->s.heard = mono();
	w->s.stop = w->s.stop || (r == 0 && stop);
	/* A server that does not know us any more wants nothing scanned. */
	w->s.lost = w->s.lost || r == ERR_BUSY || r == ERR_DENIED;
	(void)pthread_mutex_unlock(&w->s.lock);
}

static void *keep_beating(void *arg)
{
	struct remote *w = arg;

	while (!is_over(&w->s)) {
		beat_once(w);
		nap(BEAT_MS);
	}
	return NULL;
}

/* Ships while the scan goes on; what it cannot ship is shipped at the end. */
static void *keep_shipping(void *arg)
{
	struct remote *w = arg;
	struct arena *arena = arena_new();
	struct spool_read *spool = NULL;
	struct msg msg = {0};

	while (!is_over(&w->s)) {
		if (!spool && spool_read_open(w->path, &msg, &spool) < 0)
			spool = NULL;
		if (spool && worker_link_ship(&w->link, w->id, spool, arena, NULL, &msg) < 0)
			/* From what was acknowledged last, by a new reader. */
			spool = spool_read_close(spool);
		arena_clear(arena);
		nap(SHIP_MS);
	}
	(void)spool_read_close(spool);
	arena_free(arena);
	return NULL;
}

static int on_beat(void *arg, const struct chunk_news *news)
{
	struct remote *w = arg;
	int word = CHUNK_GO_ON;

	hear(w);
	(void)pthread_mutex_lock(&w->s.lock);
	w->s.news = *news;
	if (mono() - w->s.heard > WORK_LEASE_MS - MARGIN_MS)
		w->cut = true;
	if (w->s.lost)
		word = CHUNK_LOST;
	else if (w->s.stop || w->ending || w->cut)
		word = CHUNK_STOP;
	(void)pthread_mutex_unlock(&w->s.lock);
	return word;
}

/* --- one chunk --- */

static int gather(struct remote *w, struct spool *spool, const struct job *job,
    struct chunk_result *ret, struct msg *msg)
{
	const struct chunk_hooks hooks = {
	    .beat = on_beat, .wake = w->signals, .scan = w->scan, .arg = w};
	struct observations before = {0};
	pthread_t beating, shipping;
	int r = worker_link_before(&w->link, w->id, w->chunk_arena, &before, msg);

	if (r < 0)
		return r;
	w->s.over = false;
	if (pthread_create(&beating, NULL, keep_beating, w) != 0)
		return ERR_IO;
	if (pthread_create(&shipping, NULL, keep_shipping, w) == 0) {
		r = chunk_gather(spool, job, &before, &hooks, w->chunk_arena, ret, msg);
	} else {
		shipping = beating;
		r = ERR_IO;
	}
	(void)pthread_mutex_lock(&w->s.lock);
	w->s.over = true;
	(void)pthread_mutex_unlock(&w->s.lock);
	if (shipping != beating)
		(void)pthread_join(shipping, NULL);
	(void)pthread_join(beating, NULL);
	return r;
}

/* Ships all that is in the spool, and its end (or the one that is given). 0; ERR_BUSY: it is
 * nobody's any more; others: to be tried again. */
static int ship_all(struct remote *w, const char *state, const char *reason, struct msg *msg)
{
	static const char *const ends[] = {
	    [END_FINISHED] = "finished", [END_STOPPED] = "stopped", [END_FAILED] = "failed"};
	struct spool_read *spool;
	struct spool_batch end = {0};
	int r = spool_read_open(w->path, msg, &spool);

	if (r < 0)
		return r;
	r = worker_link_ship(&w->link, w->id, spool, w->chunk_arena, &end, msg);
	(void)spool_read_close(spool);
	if (r < 0)
		return r;
	if (end.end)
		return worker_link_end(&w->link, w->id, ends[end.state], end.reason, msg);
	return worker_link_end(&w->link, w->id, state, reason, msg);
}

/* Until the server has it, or wants it no more, or we are to end: then the spool stays. */
static void deliver(struct remote *w, const char *state, const char *reason)
{
	int64_t wait = FIRST_WAIT_MS;

	for (int tries = 0;; tries++) {
		struct msg msg = {0};
		int r = ship_all(w, state, reason, &msg);

		if (r == 0 || r == ERR_BUSY || r == ERR_RANGE || r == ERR_LIMIT) {
			log_line(r == 0 ? LOG_INFO : LOG_WARNING, "chunk=%s %s%s", w->id,
			    r == 0 ? "delivered" : "is dropped: ", r == 0 ? "" : msg.detail);
			if (spool_remove(w->path, &msg) < 0)
				complain("the spool stays", &msg);
			return;
		}
		if (w->ending && tries > 1)
			return;
		complain("what was seen waits for the server", &msg);
		rest(w, wait);
		wait = MIN(wait * 2, LAST_WAIT_MS);
	}
}

static void conclude(
    struct remote *w, int r, const struct chunk_result *result, const struct msg *msg)
{
	struct msg why = {0};

	log_line(LOG_INFO, "chunk=%s gathered=%d state=%d%s", w->id, r, result->state,
	    w->cut ? " cut" : "");
	if (r == ERR_CLOSED || r == ERR_DENIED)
		return; /* it did not begin: the spool stays for the next try */
	if (r == ERR_BUSY || (r == 0 && result->state == CHUNK_END_ABANDONED)) {
		log_line(LOG_WARNING, "chunk=%s is somebody else's now", w->id);
		if (spool_remove(w->path, &why) < 0)
			complain("the spool stays", &why);
		return;
	}
	if (r < 0)
		deliver(w, "failed",
		    arena_printf(w->chunk_arena, "%s: %s", msg->what, msg->detail));
	else if (result->state == CHUNK_END_FAILED)
		deliver(w, "failed", result->reason);
	else if (result->state == CHUNK_END_STOPPED)
		deliver(w, w->s.stop ? "stopped" : "released", NULL);
	else
		deliver(w, "finished", NULL);
}

static void work(struct remote *w, const struct json *job_json)
{
	struct chunk_result result = {.state = CHUNK_END_FAILED};
	struct msg msg = {0};
	struct spool *spool = NULL;
	struct job job;
	int r = record_from_json(&job_type, job_json, w->chunk_arena, &job, &msg);

	w->path = arena_printf(w->chunk_arena, "%s/%s", w->folder, w->id);
	w->cut = false;
	w->s.stop = w->s.lost = false;
	w->s.heard = mono();
	w->s.news = (struct chunk_news){.progress.stage = ""};
	log_line(LOG_INFO, "chunk=%s run=%s", w->id, r == 0 ? job.id : "?");
	if (r == 0)
		r = spool_open(w->path, w->id, SPOOL_BYTES, &msg, &spool);
	if (r == 0)
		r = gather(w, spool, &job, &result, &msg);
	if (r < 0)
		complain(w->id, &msg);
	(void)spool_close(spool);
	conclude(w, r, &result, &msg);
}

/* --- the loop --- */

/* What an earlier life left: the server has it first; the rest of the work is claimed anew. */
static void offer_left(struct remote *w)
{
	DIR *d = opendir(w->folder);
	struct dirent *e;

	/* No other thread is running. NOLINTNEXTLINE(concurrency-mt-unsafe) */
	while (d && (e = readdir(d)) && !w->ending) {
		struct spool_read *spool;
		struct msg msg = {0};

		w->chunk_arena = arena_new();
		w->id = arena_strdup(w->chunk_arena, e->d_name);
		w->path = arena_printf(w->chunk_arena, "%s/%s", w->folder, w->id);
		if (e->d_name[0] != '.' && e->d_type == DT_DIR &&
		    spool_read_open(w->path, &msg, &spool) == 0) {
			(void)spool_read_close(spool);
			log_line(LOG_INFO, "chunk=%s is left from before", w->id);
			deliver(w, "released", NULL);
		}
		w->chunk_arena = arena_free(w->chunk_arena);
	}
	if (d)
		(void)closedir(d);
}

static void loop(struct remote *w)
{
	int64_t wait = FIRST_WAIT_MS;

	while (!w->ending) {
		const char *id = NULL;
		struct json *job = NULL;
		struct msg msg = {0};
		int r;

		w->chunk_arena = arena_new();
		r = worker_link_claim(&w->link, w->chunk_arena, &id, &job, &msg);
		if (r < 0)
			complain("no work", &msg);
		if (r == 0 && id) {
			w->id = id;
			work(w, job);
		}
		w->chunk_arena = arena_free(w->chunk_arena);
		wait = r < 0 ? MIN(wait * 2, LAST_WAIT_MS) : FIRST_WAIT_MS;
		if (r < 0 || !id)
			rest(w, r < 0 ? wait : IDLE_MS);
	}
}

/* The spool's name, made once; and nobody else works with it. */
static int open_folder(struct remote *w, struct msg *msg)
{
	const char *path = arena_printf(w->arena, "%s/name", w->folder);
	char label[NAME_MAX_BYTES + 1];
	struct rng rng;
	STR_AUTO(text, 64);
	int fd, r = file_make_folder(w->folder, 0700, msg);

	if (r < 0)
		return r;
	fd = open(
	    arena_printf(w->arena, "%s/lock", w->folder), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return file_error("write", w->folder, msg);
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		msg_what(msg, "another worker uses this spool");
		msg_detail(msg, "%s", w->folder);
		msg_hint(msg, "give each worker a spool of its own: --spool FOLDER");
		(void)close(fd);
		return ERR_BUSY;
	}
	r = file_read(path, &text, msg);
	if (r == ERR_NOTFOUND) {
		rng_seed_system(&rng);
		rng_label(&rng, label, sizeof(label) - 1);
		str_add(&text, label);
		r = file_write(path, str_bytes(&text), 0600, msg);
	}
	if (r == 0)
		w->link.spool = arena_strndup(
		    w->arena, span_trim(str_bytes(&text)).p, span_trim(str_bytes(&text)).n);
	/* The lock lives as long as the process. */
	return r;
}

static int open_signals(void)
{
	sigset_t set;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGTERM);
	(void)pthread_sigmask(SIG_BLOCK, &set, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int check(const struct worker_values *o, struct msg *msg)
{
	if (o->server && o->cert && o->key && o->ca && strncmp(o->server, "https://", 8) == 0)
		return 0;
	msg_what(msg, "the server or the certificates are not named");
	msg_hint(
	    msg, "varde worker --server https://HOST:PORT --cert FILE --key FILE --ca FILE");
	return ERR_SYNTAX;
}

int cmd_worker(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct remote w = {
	    .arena = arena, .signals = open_signals(), .s.lock = PTHREAD_MUTEX_INITIALIZER};
	struct worker_values o = {.spool = "/var/lib/varde/spool"};
	struct text_list others = {0};
	struct msg msg = {0};
	int code = EXIT_DONE, r = options_parse("worker", argc, argv, &o, &others, arena, &msg);

	if (r == 0)
		r = check(&o, &msg);
	w.folder = o.spool;
	w.scan = o.scan;
	if (r == 0)
		r = open_folder(&w, &msg);
	if (r < 0) {
		code = options_fail(r, &msg);
	} else {
		size_t n = strlen(o.server);

		w.link.url = arena_strndup(arena, o.server, o.server[n - 1] == '/' ? n - 1 : n);
		w.link.cert = o.cert;
		w.link.key = o.key;
		w.link.ca = o.ca;
		offer_left(&w);
		loop(&w);
	}
	(void)close(w.signals);
	arena_free(arena);
	return code;
}
