#include "desk/work.h"

#include "base/rng.h"
#include "codec/json.h"
#include "desk/id.h"
#include "desk/proof.h"
#include "desk/queue_net.h"
#include "desk/run_job.h"
#include "store/desk.h"

enum {
	JOB_MAX = 200000,
	PROOFS_PRIORITY = 250, /* a look that no audit waits for */
};

static bool is_proofs(const struct chunk *c)
{
	return strcmp(c->audit_order, WORK_PROOFS) == 0;
}

/* --- proofs --- */

/* Inside a transaction. ERR_NOTFOUND: there is nothing to look at. */
static int put_proofs(struct db *db, const struct order_house *house, const char *org,
    bool before_run, int64_t priority, int64_t now, struct arena *arena)
{
	char id[ID_TEXT];
	struct chunk c = {.id = id_new(id),
	    .audit_order = WORK_PROOFS,
	    .org = org,
	    .priority = priority,
	    .ready = now,
	    .created = now};
	struct json_writer w;
	struct job job;
	struct rng rng;
	STR_AUTO(text, JOB_MAX);
	int r = proof_job(db, org, before_run, arena, now, &job);

	if (r < 0)
		return r;
	order_house_job(house, &job);
	rng_seed_system(&rng);
	job.seed = (int64_t)(rng_next(&rng) >> 1);
	json_write_init(&w, &text, 0);
	record_to_json(&job_type, &job, false, &w);
	c.job = str_text(&text);
	return str_ok(&text) < 0 ? ERR_LIMIT : queue_put(db, &c);
}

/* How many chunks of proofs of the organisation are under way, or (else) were made since. */
static int count_proofs(struct db *db, const char *org, bool open, int64_t since, int64_t *ret)
{
	return desk_number(db,
	    "SELECT count(*) FROM chunk WHERE \"audit_order\" = '" WORK_PROOFS
	    "' AND \"org\" = $1 AND ((\"state\" IN ('waiting', 'leased') AND $2 = 1) OR "
	    "(\"created\" > $3 AND $4 = 0))",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(open), DESK_INT(since), DESK_INT(open)), ret);
}

/* Whether the chunk has to wait for proofs; it is in the queue again then. Proofs that could
 * not be looked at are tried once an hour: those that hold are good for longer than that. */
static int wait_for_proofs(struct db *db, const struct order_house *house, const char *worker,
    const struct chunk *c, int64_t now, struct arena *arena, bool *ret)
{
	int64_t open = 0, recent = 0;
	int r = count_proofs(db, c->org, true, 0, &open);

	if (r == 0 && !open)
		r = count_proofs(db, c->org, false, now - PROOF_FRESH_MS, &recent);
	if (r == 0 && !open && !recent) {
		r = put_proofs(db, house, c->org, true, c->priority - 1, now, arena);
		if (r == ERR_NOTFOUND)
			return 0;
		open = 1;
	}
	if (r < 0 || !open)
		return r;
	*ret = true;
	return queue_give_back(db, worker, c->id, now + WORK_BEHIND_MS, now);
}

static int proofs_first(struct db *db, const struct order_house *house, const char *worker,
    const struct chunk *c, int64_t now, struct arena *arena, bool *ret)
{
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	return db_end(db, wait_for_proofs(db, house, worker, c, now, arena, ret));
}

int work_proof_job(
    struct db *db, const struct chunk *chunk, struct arena *arena, struct job *ret)
{
	const struct run as_run = {.id = chunk->id, .job = chunk->job};

	if (run_job_read(&as_run, arena, ret) == 0)
		return 0;
	return db_fail(db, ERR_CORRUPT, "the job of a chunk cannot be read",
	    "varde doctor looks at the database", "chunk %.60s", chunk->id);
}

int work_fact(struct db *db, const struct chunk *chunk, const struct obs_fact *fact,
    struct arena *arena, int64_t now)
{
	int r = proof_fact(db, NULL, chunk->org, fact, arena, now, NULL);

	return r == ERR_NOTFOUND ? 0 : r;
}

static int put_due(
    struct db *db, const struct order_house *house, const char *org, int64_t now, int64_t *n)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	int64_t open = 0, recent = 0;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = count_proofs(db, org, true, 0, &open);
	if (r == 0)
		r = count_proofs(db, org, false, now - WORK_LOOK_MS, &recent);
	if (r == 0 && !open && !recent) {
		r = put_proofs(db, house, org, false, PROOFS_PRIORITY, now, arena);
		*n += r == 0;
	}
	return db_end(db, r == ERR_NOTFOUND ? 0 : r);
}

int work_proofs_due(struct db *db, const struct order_house *house, int64_t now, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct proof_list due = {0};
	struct text_list orgs = {0};
	int64_t n = 0;
	int r = proof_due(db, NULL, false, arena, now, &due);

	for (size_t i = 0; r == 0 && i < due.all.n; i++) {
		struct item item;

		r = desk_get(db, &item_type, due.all.items[i].item, arena, &item);
		if (r == 0)
			text_list_add(&orgs, arena, item.org);
	}
	for (size_t i = 0; r == 0 && i < orgs.n; i++)
		r = put_due(db, house, orgs.items[i], now, &n);
	if (r == 0 && ret)
		*ret = n;
	return r;
}

/* --- addresses that several share --- */

/* Two that wait for each other do not meet again at once. */
static int64_t after_a_while(int64_t now)
{
	struct rng rng;

	rng_seed_system(&rng);
	return now + WORK_SHARED_MS + (int64_t)(rng_next(&rng) % WORK_SHARED_MS);
}

/* Takes the places; when one is taken, the chunk is in the queue again. */
static int take(struct db *db, const char *worker, const struct chunk *c,
    const struct text_list *places, struct arena *arena, int64_t now, bool *ret_free)
{
	bool ok = false;
	int r = queue_net_take(db, c->id, places, arena, &ok);

	if (r == 0 && !ok) {
		r = queue_give_back(db, worker, c->id, after_a_while(now), now);
		if (r == 0)
			r = queue_net_note(db, c->id, places, arena);
		r = r == ERR_BUSY ? 0 : r; /* it is somebody else's already */
	}
	if (r == 0)
		*ret_free = ok;
	return r;
}

/* Whether the chunk may be where its job and earlier runs lead. */
static int take_known(struct db *db, const char *worker, const struct chunk *c,
    const struct job *job, int64_t now, struct arena *arena, bool *ret_free)
{
	struct text_list places = {0};
	int r = queue_net_known(db, c->org, arena, &places);

	for (size_t i = 0; i < job->targets.n; i++)
		text_list_add(&places, arena, job->targets.items[i]);
	return r < 0 ? r : take(db, worker, c, &places, arena, now, ret_free);
}

int work_seen(struct db *db, const char *worker, const struct chunk *chunk,
    const struct observations *seen, struct arena *arena, int64_t now, bool *ret_free)
{
	struct text_list places = {0};

	queue_net_assets(seen, arena, &places);
	if (!places.n) {
		*ret_free = true;
		return 0;
	}
	return take(db, worker, chunk, &places, arena, now, ret_free);
}

int work_where(struct db *db, const char *worker, const struct chunk *chunk, int64_t *seq,
    int64_t now, bool *ret_free)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct text_list places = {0};
	int64_t upto = *seq;
	bool ok = true;
	int r = queue_net_found(db, chunk->run, &upto, arena, &places);

	if (r == 0 && places.n)
		r = take(db, worker, chunk, &places, arena, now, &ok);
	if (r < 0)
		return r;
	*seq = upto;
	*ret_free = ok;
	return 0;
}

/* --- the way of a chunk --- */

/* 1, 0, or an error, after which nobody knows whether it may be scanned. */
static int check(struct db *db, const struct order_house *house, const char *worker,
    const struct chunk *c, int64_t now, struct arena *arena, struct work *ret)
{
	struct work w = {.chunk = *c, .proofs = is_proofs(c)};
	bool waits = false, ok = true;
	int r = work_proof_job(db, c, arena, &w.job);

	if (r == 0 && !w.proofs)
		r = proofs_first(db, house, worker, c, now, arena, &waits);
	if (r == 0 && !waits)
		r = take_known(db, worker, c, &w.job, now, arena, &ok);
	if (r < 0 || waits || !ok)
		return r;
	if (!w.proofs) {
		r = order_start(db, house, c, now, arena, &w.job);
		/* What is allowed now may be more than when it was ordered. */
		if (r == 0)
			r = take_known(db, worker, c, &w.job, now, arena, &ok);
	}
	if (r == ERR_CANCELLED || r == ERR_DENIED || (r == 0 && !ok))
		return 0;
	if (r < 0)
		return r;
	*ret = w;
	return 1;
}

int work_claim(struct db *db, const struct order_house *house, const char *worker,
    int64_t lease_ms, int64_t now, struct arena *arena, struct work *ret)
{
	struct queue_chunks got = {0};
	struct msg why;
	struct chunk c;
	int r = desk_find(db, &chunk_type,
	    "WHERE \"state\" = 'leased' AND \"worker\" = $1 ORDER BY \"id\" LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(worker)), arena, &c);

	if (r == ERR_NOTFOUND) {
		r = queue_claim(db, worker, 1, lease_ms, now, arena, &got);
		if (r < 0 || !got.all.n)
			return r;
		c = got.all.items[0];
	}
	if (r < 0)
		return r;
	r = check(db, house, worker, &c, now, arena, ret);
	if (r >= 0)
		return r;
	/* The claim counts as a try, so that what can never begin fails at last; when the
	 * database does not hear this either, the lease ends it. */
	why = *db_msg(db);
	if (queue_fail(db, worker, c.id, arena_printf(arena, "%s: %s", why.what, why.detail),
		true, now) < 0)
		return r;
	return db_refuse(db, r, &why);
}

/* What the order makes of it; when it cannot be told now, the scheduler tells it. */
static int settle(struct db *db, const struct order_house *house, const struct chunk *c,
    struct arena *arena, int64_t now)
{
	int r = is_proofs(c) ? 0 : order_settle(db, house, c->audit_order, now, arena, NULL);

	return r == ERR_BUSY ? 0 : r;
}

int work_done(struct db *db, const struct order_house *house, const char *worker,
    const struct chunk *chunk, struct arena *arena, int64_t now)
{
	struct text_list ids = {0};
	int r;

	text_list_add(&ids, arena, chunk->id);
	r = queue_done(db, worker, &ids, now, NULL);
	return r < 0 ? r : settle(db, house, chunk, arena, now);
}

int work_failed(struct db *db, const struct order_house *house, const char *worker,
    const struct chunk *chunk, const char *reason, struct arena *arena, int64_t now)
{
	int r = queue_fail(db, worker, chunk->id, reason, true, now);

	return r < 0 ? r : settle(db, house, chunk, arena, now);
}

int work_stopped(struct db *db, const struct order_house *house, const char *worker,
    const struct chunk *chunk, struct arena *arena, int64_t now)
{
	int r = queue_stopped(db, worker, chunk->id, now);

	return r < 0 ? r : settle(db, house, chunk, arena, now);
}
