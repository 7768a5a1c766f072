#include "run/chunk.h"

#include "os/clock.h"
#include "run/collect.h"
#include "run/finish.h"
#include "run/job.h"
#include "run/tally.h"

#include <poll.h>

struct chunk {
	const struct chunk_hooks *hooks;
	struct db *db; /* one of the two */
	struct spool *spool;
	const char *run;
	struct chunk_news news;
	struct tally tally;
	int word;        /* enum chunk_word: the last that was said */
	int64_t beat_at; /* of the next one; ms, monotonic, as all times here */
	int64_t no_room; /* since when there is none; 0: there is */
	int failed;      /* of the store or the spool, and why */
	struct msg msg;
};

/* --- while the scan goes on --- */

static int beat(struct chunk *c)
{
	int word;

	if (!c->hooks->beat)
		return c->word;
	word = c->hooks->beat(c->hooks->arg, &c->news);
	/* A stop is not taken back. */
	c->word = MAX(c->word, word);
	c->beat_at = clock_system.mono(NULL) + CHUNK_BEAT_MS;
	return c->word;
}

static int stop(void *arg)
{
	struct chunk *c = arg;
	struct pollfd wake = {c->hooks->wake, POLLIN, 0};

	if (clock_system.mono(NULL) >= c->beat_at ||
	    (wake.fd >= 0 && poll(&wake, 1, 0) > 0 && (wake.revents & POLLIN)))
		(void)beat(c);
	switch (c->word) {
	case CHUNK_GO_ON:
		return COLLECT_GO_ON;
	case CHUNK_STOP:
		return COLLECT_STOP;
	default:
		return COLLECT_KILL;
	}
}

static void progress(void *arg, const struct obs_progress *o)
{
	static const char *const stages[] = {"discover", "sweep", "identify", "examine"};
	struct chunk *c = arg;

	/* The record lives shorter than the news. */
	c->news.progress = *o;
	c->news.progress.stage = "";
	for (size_t i = 0; i < ARRAY_LEN(stages); i++)
		if (strcmp(stages[i], o->stage) == 0)
			c->news.progress.stage = stages[i];
}

/* A lock or a full place is no failure at first: others work on it. */
static int judge(struct chunk *c, int r)
{
	int64_t now = clock_system.mono(NULL);
	int64_t patience = c->word == CHUNK_GO_ON ? CHUNK_PATIENCE_MS : CHUNK_LAST_MS;

	if (r != ERR_BUSY && r != ERR_FULL)
		c->no_room = 0;
	else if (!c->no_room)
		c->no_room = now;
	if (c->no_room && now - c->no_room < patience)
		return COLLECT_LATER;
	c->failed = r;
	if (r < 0 && c->db)
		c->msg = *db_msg(c->db);
	return r;
}

static int keep_units(void *arg, const struct observations *units, size_t n)
{
	struct chunk *c = arg;
	int r;

	if (c->word == CHUNK_LOST)
		return 0;
	r = c->db ? obs_store_batch(c->db, c->run, units, n, NULL)
		  : spool_append(c->spool, units, n, &c->msg);
	r = judge(c, r);
	if (r == 0) {
		tally_add(&c->tally, units, n);
		c->news.findings = c->tally.findings;
	}
	return r;
}

/* Scans. 0 with *ret, which is CHUNK_END_DONE when the scan came to its end; ERR_* when what
 * was seen could not be kept. */
static int scan(struct chunk *c, const struct job *job, const struct observations *before,
    struct arena *arena, struct chunk_result *ret)
{
	const struct collect_sink sink = {.units = keep_units,
	    .progress = progress,
	    .stop = stop,
	    .wake = c->hooks->beat ? c->hooks->wake : -1,
	    .grace_ms = CHUNK_GRACE_MS,
	    .arg = c};
	struct collected got = {0};
	struct msg msg = {0};
	int r;

	tally_init(&c->tally, before, arena);
	r = collect_run(c->hooks->scan, job, before, &sink, arena, &got, &msg);
	if (c->failed < 0)
		return c->failed;
	*ret = (struct chunk_result){.state = CHUNK_END_FAILED};
	if (c->word == CHUNK_LOST)
		ret->state = CHUNK_END_ABANDONED;
	else if (r < 0)
		ret->reason = msg.what[0] ? arena_printf(arena, "%s: %s", msg.what, msg.detail)
					  : err_text(r);
	else if (got.state == END_FINISHED)
		ret->state = CHUNK_END_DONE;
	else if (got.state == END_STOPPED)
		ret->state = CHUNK_END_STOPPED;
	else
		ret->reason = got.reason ? got.reason : "no reason was given";
	return 0;
}

/* --- with a database --- */

static int end_run(struct chunk *c, struct run *run, int state, struct msg *msg)
{
	int r;

	run->state = state;
	if (state != RUN_STOPPED)
		run->ended = clock_system.wall(NULL);
	r = run_update(c->db, run);
	if (r < 0)
		*msg = *db_msg(c->db);
	return r;
}

/* Whether the chunk is still ours, between two steps. */
static bool ours(struct chunk *c)
{
	c->news.progress.stage = "assess";
	return beat(c) != CHUNK_LOST;
}

static int conclude(struct chunk *c, struct run *run, struct arena *arena,
    struct chunk_result *ret, struct msg *msg)
{
	const struct chunk_result abandoned = {.state = CHUNK_END_ABANDONED};
	struct stored_run s = {0};
	int r;

	if (!ours(c)) {
		*ret = abandoned;
		return 0;
	}
	run->ended = clock_system.wall(NULL);
	r = finish_assess(c->db, run, NULL, arena, &s, msg);
	if (r < 0)
		return r;
	c->news.findings = (int64_t)s.findings.all.n;
	if (!ours(c)) {
		*ret = abandoned;
		return 0;
	}
	r = finish_store(c->db, &s, msg);
	if (r == 0)
		r = end_run(c, &s.run, RUN_FINISHED, msg);
	if (r < 0)
		return r;
	*run = s.run;
	*ret = (struct chunk_result){.state = CHUNK_END_DONE, .findings = run->findings};
	return 0;
}

/* The run as it is in the store now: another attempt may have changed it. */
static int begin_run(struct chunk *c, struct run *run, struct arena *arena, struct job *job,
    struct observations *before, struct msg *msg)
{
	int r = run_get(c->db, run->id, arena, run);

	if (r == 0 && run->state == RUN_FINISHED)
		return 0;
	if (r == 0) {
		run->state = RUN_RUNNING;
		r = run_update(c->db, run);
	}
	if (r == 0)
		r = obs_load(c->db, run->id, arena, before);
	if (r < 0) {
		*msg = *db_msg(c->db);
		return r;
	}
	if (c->hooks->job) {
		*job = *c->hooks->job;
		return 0;
	}
	return job_stored(run, arena, job, msg);
}

static int work(struct chunk *c, struct run *run, struct arena *arena, struct chunk_result *ret,
    struct msg *msg)
{
	struct observations before = {0};
	struct job job = {0};
	int r = begin_run(c, run, arena, &job, &before, msg);

	if (r == 0 && run->state == RUN_FINISHED) {
		*ret = (struct chunk_result){CHUNK_END_DONE, NULL, run->findings};
		return 0;
	}
	if (r == 0)
		r = db_wait(c->db, CHUNK_WAIT_MS);
	if (r < 0)
		return r;
	r = scan(c, &job, &before, arena, ret);
	*msg = c->msg;
	if (db_wait(c->db, DB_WAIT_MS) < 0 && r == 0)
		r = ERR_IO;
	if (r < 0)
		return r;
	switch (ret->state) {
	case CHUNK_END_DONE:
		return conclude(c, run, arena, ret, msg);
	case CHUNK_END_STOPPED:
		return end_run(c, run, RUN_STOPPED, msg);
	case CHUNK_END_FAILED:
		return end_run(c, run, RUN_FAILED, msg);
	default:
		return 0;
	}
}

int chunk_work(struct db *db, struct run *run, const struct chunk_hooks *hooks,
    struct arena *arena, struct chunk_result *ret, struct msg *msg)
{
	struct chunk c = {.hooks = hooks, .db = db, .run = run->id, .news.progress.stage = ""};
	struct chunk_result result = {0};
	struct msg why = {0};
	int r = work(&c, run, arena, &result, &why);

	if (r < 0 && msg)
		*msg = why;
	if (r == 0)
		*ret = result;
	return r;
}

int chunk_conclude(struct db *db, const char *id, struct arena *arena, struct msg *msg)
{
	static const struct chunk_hooks nobody = {.wake = -1};
	struct chunk c = {.hooks = &nobody, .db = db, .news.progress.stage = ""};
	struct chunk_result result;
	struct run run;
	int r = run_get(db, id, arena, &run);

	if (r < 0) {
		*msg = *db_msg(db);
		return r;
	}
	c.run = run.id;
	return run.state == RUN_FINISHED ? 0 : conclude(&c, &run, arena, &result, msg);
}

/* --- with a spool --- */

static void unit_names(const struct observations *o, struct arena *arena, struct text_list *ret)
{
	size_t n = 0;

	/* Not text_list_add, which looks for duplicates: there are many. */
	ret->items = ARENA_ARRAY(arena, o->all.n + 1, const char *);
	vec_foreach (one, &o->all)
		if (one->kind == OBS_UNIT)
			ret->items[n++] = one->unit->unit;
	ret->n = n;
}

int chunk_gather(struct spool *spool, const struct job *job, const struct observations *before,
    const struct chunk_hooks *hooks, struct arena *arena, struct chunk_result *ret,
    struct msg *msg)
{
	struct chunk c = {.hooks = hooks, .spool = spool, .news.progress.stage = ""};
	struct chunk_result result = {0};
	struct observations all = {0};
	struct text_list names;
	int end, r;

	if (spool_ended(spool, &end) && end == END_FINISHED) {
		*ret = (struct chunk_result){.state = CHUNK_END_DONE};
		return 0;
	}
	vec_foreach (o, &before->all)
		vec_push(arena, &all.all, *o);
	unit_names(before, arena, &names);
	r = spool_load(spool, &names, arena, &all, msg);
	if (r == 0)
		r = scan(&c, job, &all, arena, &result);
	if (r < 0) {
		if (c.failed < 0 && msg)
			*msg = c.msg;
		return r;
	}
	if (result.state == CHUNK_END_DONE || result.state == CHUNK_END_FAILED)
		r = spool_end(spool, result.state == CHUNK_END_DONE ? END_FINISHED : END_FAILED,
		    result.reason, msg);
	if (r == 0)
		*ret = result;
	return r;
}
