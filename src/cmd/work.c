#include "cmd/work.h"

#include "api/house.h"
#include "base/log.h"
#include "base/rng.h"
#include "cmd/serve.h"
#include "desk/work.h"
#include "os/clock.h"
#include "run/chunk.h"
#include "run/collect.h"
#include "store/run.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
	IDLE_MS = 500,    /* between two questions for work */
	AGAIN_MS = 1000,  /* after a failure of the database */
	TRIES = 30,       /* to tell the end of a chunk */
	MARGIN_MS = 5000, /* a lease counts as over so long before it is */
};

struct work_values {
	struct server_options server;
	const char *name, *scan;
};

#define O_WORK(nm, ty, m, arg, doc)                                     \
	{                                                               \
		nm, ty, offsetof(struct work_values, m), arg, doc, NULL \
	}

const struct option_row work_options[] = {
    O_WORK("config", OPTION_TEXT, server.config, "FILE", "the settings (" CONFIG_FILE ")"),
    O_WORK("set", OPTION_LIST, server.set, "NAME=VALUE",
	"a setting, over the file's (repeatable)"),
    O_WORK("name", OPTION_TEXT, name, "NAME", "how the queue knows it (a new name)"),
    O_WORK("scan", OPTION_TEXT, scan, "FILE", "varde-scan (the one beside this program)"),
    {NULL, OPTION_FLAG, 0, NULL, NULL, NULL},
};

struct worker {
	struct settings settings;
	struct order_house house;
	const char *name, *scan;
	struct db *db;
	int signals;
	bool ending; /* it was asked to end */

	struct arena *arena; /* of the chunk */
	struct work work;
	bool told_to_stop;
	int64_t seq;     /* of its run: where it goes is known up to there */
	int64_t told;    /* when the queue last heard of us; ms, monotonic */
	int64_t beat_at; /* of proofs: when to ask again */
	int failed;      /* of proofs: the store */
};

static int64_t mono(void)
{
	return clock_system.mono(NULL);
}

static int64_t wall(void)
{
	return clock_system.wall(NULL);
}

static void complain(const char *what, const struct msg *msg)
{
	log_line(LOG_WARNING, "%s: %s: %s", what, msg->what, msg->detail);
}

/* --- while it works --- */

static void hear(struct worker *w)
{
	struct signalfd_siginfo info;

	while (read(w->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		w->ending = true;
}

/* Nobody answers for longer than the lease: somebody else may have the chunk. */
static bool lease_over(const struct worker *w)
{
	return mono() - w->told > WORK_LOCAL_LEASE_MS - MARGIN_MS;
}

static void tell(struct worker *w, const struct chunk_news *news)
{
	const struct obs_progress *p = &news->progress;
	const struct queue_progress q = {.stage = p->stage,
	    .done = p->done,
	    .total = p->total,
	    .hosts = p->hosts,
	    .services = p->services,
	    .requests = p->requests,
	    .findings = news->findings};
	int64_t now = mono();
	bool stop = false;

	if (queue_beat(
		w->db, w->name, w->work.chunk.id, &q, WORK_LOCAL_LEASE_MS, wall(), &stop) == 0)
		w->told = now;
	w->told_to_stop = w->told_to_stop || stop;
}

/* What the run found out leads to where somebody else is at work. */
static bool place_is_taken(struct worker *w)
{
	bool ok = true;

	if (!w->work.proofs &&
	    work_where(w->db, w->name, &w->work.chunk, &w->seq, wall(), &ok) == 0 && !ok)
		log_line(
		    LOG_INFO, "chunk=%s waits for another at its address", w->work.chunk.id);
	return !ok;
}

/* The stop is read before anything is written: a reader waits for nobody. */
static int beat(void *arg, const struct chunk_news *news)
{
	struct worker *w = arg;
	enum queue_word word = QUEUE_GO_ON;
	int r = queue_look(w->db, w->name, w->work.chunk.id, &word);

	hear(w);
	if (r == ERR_NOTFOUND || (r == 0 && word == QUEUE_LOST))
		return CHUNK_LOST;
	if (r == 0 && word == QUEUE_STOP)
		w->told_to_stop = true;
	if (r == 0 && word == QUEUE_GO_ON && place_is_taken(w))
		return CHUNK_LOST;
	if (r == 0 && mono() - w->told >= WORK_BEAT_MS)
		tell(w, news);
	if (lease_over(w))
		return CHUNK_LOST;
	return w->told_to_stop || w->ending ? CHUNK_STOP : CHUNK_GO_ON;
}

/* --- an audit --- */

static int audit(struct worker *w, struct chunk_result *ret, struct msg *msg)
{
	const struct chunk_hooks hooks = {
	    .beat = beat, .wake = w->signals, .scan = w->scan, .job = &w->work.job, .arg = w};
	struct run run;
	int r = run_get(w->db, w->work.chunk.run, w->arena, &run);

	if (r < 0) {
		*msg = *db_msg(w->db);
		return r;
	}
	return chunk_work(w->db, &run, &hooks, w->arena, ret, msg);
}

/* --- a look at proofs --- */

static int keep_proofs(void *arg, const struct observations *units, size_t n)
{
	struct worker *w = arg;

	for (size_t i = 0; i < n; i++)
		vec_foreach (o, &units[i].all)
			if (o->kind == OBS_FACT && w->failed == 0)
				w->failed =
				    work_fact(w->db, &w->work.chunk, o->fact, w->arena, wall());
	return w->failed;
}

static int stop_proofs(void *arg)
{
	static const struct chunk_news news = {.progress.stage = "prove"};
	struct worker *w = arg;
	int word = CHUNK_GO_ON;

	if (mono() < w->beat_at)
		return COLLECT_GO_ON;
	word = beat(w, &news);
	if (word == CHUNK_GO_ON)
		w->beat_at = mono() + CHUNK_BEAT_MS;
	return word == CHUNK_GO_ON  ? COLLECT_GO_ON
	       : word == CHUNK_STOP ? COLLECT_STOP
				    : COLLECT_KILL;
}

static int proofs(struct worker *w, struct chunk_result *ret, struct msg *msg)
{
	const struct collect_sink sink = {.units = keep_proofs,
	    .stop = stop_proofs,
	    .wake = -1,
	    .grace_ms = CHUNK_GRACE_MS,
	    .arg = w};
	const struct observations none = {0};
	struct collected got = {0};
	int r;

	w->beat_at = 0;
	w->failed = 0;
	r = collect_run(w->scan, &w->work.job, &none, &sink, w->arena, &got, msg);
	if (w->failed < 0)
		*msg = *db_msg(w->db);
	if (r < 0)
		return r;
	*ret = (struct chunk_result){.state = got.state == END_FINISHED  ? CHUNK_END_DONE
					      : got.state == END_STOPPED ? CHUNK_END_STOPPED
									 : CHUNK_END_FAILED,
	    .reason = got.reason};
	return 0;
}

/* --- the end of a chunk --- */

static int tell_end(struct worker *w, const struct chunk_result *result)
{
	const struct chunk *c = &w->work.chunk;
	int64_t now = wall();

	switch (result->state) {
	case CHUNK_END_DONE:
		return work_done(w->db, &w->house, w->name, c, w->arena, now);
	case CHUNK_END_STOPPED:
		if (w->told_to_stop)
			return work_stopped(w->db, &w->house, w->name, c, w->arena, now);
		return queue_give_back(w->db, w->name, c->id, now, now);
	case CHUNK_END_FAILED:
		return work_failed(w->db, &w->house, w->name, c,
		    result->reason ? result->reason : "no reason was given", w->arena, now);
	default:
		return 0;
	}
}

static int open_db(struct worker *w)
{
	struct msg msg = {0};
	int r = 0;

	if (!w->db)
		r = db_open(w->settings.db, 0, &msg, &w->db);
	if (r < 0)
		complain("no database", &msg);
	return r;
}

/* A connection that broke is opened anew. */
static void judge_db(struct worker *w, int r)
{
	if (r == ERR_IO || r == ERR_CLOSED)
		w->db = db_close(w->db);
}

/* Waits, but not when it is to end. */
static void rest(struct worker *w, int ms)
{
	struct pollfd fd = {w->signals, POLLIN, 0};

	if (!w->ending)
		(void)poll(&fd, 1, ms);
	hear(w);
}

/* Until the queue has heard it, or somebody else has the chunk; a lease that runs out does the
 * same later. */
static void end_chunk(struct worker *w, const struct chunk_result *result)
{
	int r = ERR_IO;

	for (int i = 0; i < TRIES && r < 0 && !(w->ending && i > 2); i++) {
		r = open_db(w);
		if (r == 0)
			r = tell_end(w, result);
		/* A database that is starting is busy too, and then there is none to ask. */
		if (r == ERR_BUSY && w->db && strstr(db_msg(w->db)->what, "somebody else"))
			return;
		if (r < 0 && w->db)
			complain("the end of a chunk is told again", db_msg(w->db));
		judge_db(w, r);
		if (r < 0)
			rest(w, AGAIN_MS);
	}
}

static void work(struct worker *w)
{
	static const char *const ends[] = {"done", "stopped", "failed", "abandoned"};
	struct chunk_result result = {.state = CHUNK_END_FAILED};
	struct msg msg = {0};
	int r;

	w->told = mono();
	w->told_to_stop = false;
	w->seq = 0;
	log_line(LOG_INFO, "chunk=%s order=%s run=%s attempt=%lld", w->work.chunk.id,
	    w->work.chunk.audit_order, w->work.chunk.run ? w->work.chunk.run : "-",
	    (long long)w->work.chunk.attempts);
	r = w->work.proofs ? proofs(w, &result, &msg) : audit(w, &result, &msg);
	if (r < 0) {
		judge_db(w, r);
		result.reason = arena_printf(w->arena, "%s: %s", msg.what, msg.detail);
	}
	log_line(LOG_INFO, "chunk=%s end=%s%s%s", w->work.chunk.id, ends[result.state],
	    result.reason ? " reason=" : "", result.reason ? result.reason : "");
	end_chunk(w, &result);
}

static void turn(struct worker *w)
{
	int r = open_db(w);

	w->arena = arena_new();
	if (r == 0)
		r = work_claim(
		    w->db, &w->house, w->name, WORK_LOCAL_LEASE_MS, wall(), w->arena, &w->work);
	if (r < 0 && w->db)
		complain("no work", db_msg(w->db));
	judge_db(w, r);
	if (r == 1)
		work(w);
	else
		rest(w, r < 0 ? AGAIN_MS : IDLE_MS);
	w->arena = arena_free(w->arena);
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

static const char *new_name(struct arena *arena)
{
	char label[9];
	struct rng rng;

	rng_seed_system(&rng);
	rng_label(&rng, label, sizeof(label) - 1);
	return arena_printf(arena, "local-%s", label);
}

int cmd_work(int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct worker w = {.signals = open_signals()};
	struct work_values o = {0};
	struct text_list others = {0};
	struct msg msg = {0};
	int code = EXIT_DONE, r = options_parse("work", argc, argv, &o, &others, arena, &msg);

	if (r == 0)
		r = server_settings(&o.server, arena, &w.settings, &msg);
	if (r == 0)
		r = db_open(w.settings.db, 0, &msg, &w.db);
	if (r < 0)
		code = options_fail(r, &msg);
	house_init(&w.settings, arena, &w.house);
	w.name = o.name ? o.name : new_name(arena);
	w.scan = o.scan;
	while (r == 0 && !w.ending)
		turn(&w);
	db_close(w.db);
	(void)close(w.signals);
	arena_free(arena);
	return code;
}
