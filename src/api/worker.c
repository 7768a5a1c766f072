#include "api/worker.h"

#include "api/sensor.h"
#include "base/limits.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "codec/sha256.h"
#include "desk/work.h"
#include "run/chunk.h"
#include "store/observation.h"
#include "store/run.h"

enum { PEM_MAX = 1 << 16, NAME_MAX_BYTES = 40, SPOOL_MIN = 8, SPOOL_MAX_BYTES = 32 };

/* --- who it is --- */

static bool made_of(const char *text, const char *more, size_t min, size_t max)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if (!(text[i] >= 'a' && text[i] <= 'z') &&
		    !(text[i] >= 'A' && text[i] <= 'Z') &&
		    !(text[i] >= '0' && text[i] <= '9') && !strchr(more, text[i]))
			return false;
	return n >= min && n <= max;
}

static int nobody(struct call *call, const char *detail)
{
	return call_fail(call, ERR_DENIED, "this worker is not known",
	    "register its certificate: varde worker-add NAME CERT.pem", "%s", detail);
}

/* The queue's name of who calls: the registered one and its spool, which lives as long as what
 * it holds. */
static int who_calls(struct call *call, const char **ret)
{
	const char *spool = serve_header(call->rq, "varde-spool");
	struct setting row;
	int r;

	if (!call->rq->peer)
		return nobody(call, "no certificate that our authority signed");
	r = desk_get(call->db, &setting_type,
	    arena_printf(call->arena, WORKER_SETTING "%s", call->rq->peer), call->arena, &row);
	if (r == ERR_NOTFOUND || (r == 0 && !row.value))
		return nobody(call, call->rq->peer);
	if (r < 0)
		return call_db(call, r);
	if (!spool || !made_of(spool, "", SPOOL_MIN, SPOOL_MAX_BYTES))
		return call_fail(call, ERR_SYNTAX, "the spool has no name",
		    "send it in the header Varde-Spool", "%s", row.value);
	*ret = arena_printf(call->arena, "%s/%s", row.value, spool);
	return 0;
}

static int lost(struct call *call)
{
	return call_fail(call, ERR_BUSY, "this work belongs to somebody else now",
	    "drop it and ask for other work", "chunk %.60s", call_arg(call, "id"));
}

/* Who calls and the chunk, which is held, or was until its lease ran out and is nobody's. */
static int own_chunk(struct call *call, const char **ret_worker, struct chunk *ret)
{
	int r = who_calls(call, ret_worker);

	if (r < 0)
		return r;
	r = desk_get(call->db, &chunk_type, call_arg(call, "id"), call->arena, ret);
	if (r == ERR_NOTFOUND)
		return lost(call);
	if (r < 0)
		return call_db(call, r);
	if (!ret->worker || strcmp(ret->worker, *ret_worker) != 0 ||
	    (ret->state != CHUNK_LEASED && ret->state != CHUNK_WAITING))
		return lost(call);
	return 0;
}

static bool is_proofs(const struct chunk *c)
{
	return strcmp(c->audit_order, WORK_PROOFS) == 0;
}

/* A lock that was waited for in vain is nobody's loss of a chunk: it is asked again. */
static int busy_later(struct call *call, int r)
{
	if (r < 0)
		(void)call_db(call, r);
	return r == ERR_BUSY ? ERR_TIMEOUT : r;
}

/* --- the routes --- */

static int claim(struct call *call)
{
	const struct order_house *house = call->app->extra;
	struct json *chunk = json_new_object(call->arena), *job = NULL;
	struct json_writer w;
	struct work work;
	const char *worker = "";
	STR_AUTO(text, LIMIT_LINE);
	int r = who_calls(call, &worker);

	if (r < 0)
		return r;
	r = work_claim(call->db, house, worker, WORK_LEASE_MS, call->now, call->arena, &work);
	if (r < 0)
		return busy_later(call, r);
	if (r == 0) {
		json_set_text(call->arena, call->data, "chunk", NULL);
		return 0;
	}
	json_write_init(&w, &text, 0);
	record_to_json(&job_type, &work.job, false, &w);
	r = json_parse(str_bytes(&text), call->arena, &job, NULL);
	if (r < 0)
		return r;
	json_set_text(call->arena, chunk, "id", work.chunk.id);
	json_set_bool(call->arena, chunk, "proofs", work.proofs);
	json_set_value(call->arena, chunk, "job", job);
	json_set_value(call->arena, call->data, "chunk", chunk);
	return 0;
}

static int observations(struct call *call)
{
	struct observations all = {0};
	const char *worker = "";
	struct chunk c;
	int r = own_chunk(call, &worker, &c);

	if (r < 0)
		return r;
	if (!is_proofs(&c)) {
		r = obs_load(call->db, c.run, call->arena, &all);
		if (r < 0)
			return busy_later(call, r);
	}
	vec_foreach (o, &all.all)
		obs_write(o, &call->reply->body);
	serve_reply_header(call->reply, "Content-Type", "application/x-ndjson");
	call->replied = true;
	return str_ok(&call->reply->body);
}

static int64_t member(const struct call *call, const char *name)
{
	return json_int(json_get(call->body, name), 0);
}

static int beat(struct call *call)
{
	enum queue_word word;
	struct queue_progress p = {0};
	const char *worker = "";
	bool stop = false;
	int r = who_calls(call, &worker);

	if (r < 0)
		return r;
	r = queue_look(call->db, worker, call_arg(call, "id"), &word);
	if (r == ERR_NOTFOUND || (r == 0 && word == QUEUE_LOST))
		return lost(call);
	if (r < 0)
		return call_db(call, r);
	/* A stop is told before anything is written: it waits for no lock. */
	if (word == QUEUE_GO_ON) {
		p = (struct queue_progress){.stage = call_field(call, "stage"),
		    .done = member(call, "done"),
		    .total = member(call, "total"),
		    .hosts = member(call, "hosts"),
		    .services = member(call, "services"),
		    .requests = member(call, "requests"),
		    .findings = member(call, "findings")};
		r = queue_beat(call->db, worker, call_arg(call, "id"), &p, WORK_LEASE_MS,
		    call->now, &stop);
		if (r < 0)
			return busy_later(call, r);
	}
	json_set_bool(call->arena, call->data, "stop", stop || word == QUEUE_STOP);
	return 0;
}

struct batch {
	VEC(struct observations) units;
};

static int read_units(struct call *call, struct batch *ret)
{
	struct observations open = {0};
	struct span rest = call->rq->body, line;

	while (span_line(&rest, &line)) {
		struct observation o;
		int r;

		if (!line.n)
			continue;
		r = line.n > LIMIT_LINE ? ERR_LIMIT
					: obs_parse(line, call->arena, &o, &call->msg);
		if (r < 0)
			return r;
		vec_push(call->arena, &open.all, o);
		if (o.kind != OBS_UNIT)
			continue;
		vec_push(call->arena, &ret->units, open);
		open = (struct observations){0};
	}
	return open.all.n ? call_fail(call, ERR_RANGE, "a unit is not whole",
				"send it with its last record", "%zu records", open.all.n)
			  : 0;
}

static int keep_facts(struct call *call, const struct chunk *c, const struct observations *unit)
{
	vec_foreach (o, &unit->all) {
		int r = o->kind == OBS_FACT
			    ? work_fact(call->db, c, o->fact, call->arena, call->now)
			    : 0;

		if (r < 0)
			return r;
	}
	return 0;
}

/* Whether the chunk may be where its units lead. One whose lease ran out is nobody's: it is
 * not scanned on. */
static int may_go_on(
    struct call *call, const char *worker, const struct chunk *c, const struct batch *batch)
{
	bool ok = c->state == CHUNK_LEASED;
	int r = 0;

	if (!ok)
		return 0;
	vec_foreach (unit, &batch->units)
		if (r == 0 && ok)
			r = work_seen(call->db, worker, c, unit, call->arena, call->now, &ok);
	return r == 0 && !ok ? lost(call) : busy_later(call, r);
}

static int units(struct call *call)
{
	struct batch batch = {0};
	const char *worker = "";
	struct chunk c;
	size_t stored = 0;
	int r = own_chunk(call, &worker, &c);

	if (r == 0)
		r = read_units(call, &batch);
	if (r < 0)
		return r;
	if (!is_proofs(&c) && batch.units.n)
		r = obs_store_batch(call->db, c.run, batch.units.items, batch.units.n, &stored);
	else
		vec_foreach (unit, &batch.units)
			if (r == 0)
				r = keep_facts(call, &c, unit);
	json_set_int(call->arena, call->data, "units", (int64_t)stored);
	if (r < 0 || is_proofs(&c))
		return busy_later(call, r);
	return may_go_on(call, worker, &c, &batch);
}

static int finished(struct call *call, const char *worker, const struct chunk *c)
{
	struct msg msg = {0};
	int r = is_proofs(c) ? 0 : chunk_conclude(call->db, c->run, call->arena, &msg);

	if (r < 0) {
		call->msg = msg;
		return r == ERR_BUSY ? ERR_TIMEOUT : r;
	}
	return work_done(call->db, call->app->extra, worker, c, call->arena, call->now);
}

static int note_run(struct call *call, const struct chunk *c, int state)
{
	struct run run;
	int r = is_proofs(c) ? ERR_NOTFOUND : run_get(call->db, c->run, call->arena, &run);

	if (r == ERR_NOTFOUND || (r == 0 && run.state == RUN_FINISHED))
		return 0;
	if (r < 0)
		return r;
	run.state = state;
	return run_update(call->db, &run);
}

static int end(struct call *call)
{
	const char *state = call_field(call, "state"), *reason = call_field(call, "reason");
	const struct order_house *house = call->app->extra;
	const char *worker = "";
	struct chunk c;
	int r = own_chunk(call, &worker, &c);

	if (r < 0)
		return r;
	if (strcmp(state, "finished") == 0) {
		r = finished(call, worker, &c);
	} else if (strcmp(state, "failed") == 0) {
		r = note_run(call, &c, RUN_FAILED);
		if (r == 0)
			r = work_failed(call->db, house, worker, &c,
			    *reason ? reason : "no reason was given", call->arena, call->now);
	} else if (strcmp(state, "stopped") == 0 || strcmp(state, "released") == 0) {
		r = note_run(call, &c, RUN_STOPPED);
		if (r == 0 && *state == 's')
			r = work_stopped(call->db, house, worker, &c, call->arena, call->now);
		else if (r == 0 && c.state == CHUNK_LEASED)
			r = queue_give_back(call->db, worker, c.id, call->now, call->now);
	} else {
		return call_fail(call, ERR_RANGE, "there is no such end",
		    "finished, failed, stopped or released", "%.40s", state);
	}
	return busy_later(call, r);
}

enum { WORKER_FLAGS = ROUTE_WEAK | ROUTE_NO_LOG | ROUTE_NO_CSRF };

static const struct route worker_routes[] = {
    {"POST", "/worker/v1/claim", MAY_PUBLIC, NULL, claim, WORKER_FLAGS,
	"Claims one chunk of work.", NULL, NULL},
    {"GET", "/worker/v1/chunks/{id}/observations", MAY_PUBLIC, NULL, observations, WORKER_FLAGS,
	"What the server has of the chunk's run.", NULL, NULL},
    {"POST", "/worker/v1/chunks/{id}/beat", MAY_PUBLIC, NULL, beat, WORKER_FLAGS,
	"Tells progress, keeps the lease, and learns whether to stop.",
	"stage? done? total? hosts? services? requests? findings?", NULL},
    {"POST", "/worker/v1/chunks/{id}/units", MAY_PUBLIC, NULL, units, WORKER_FLAGS,
	"Stores whole units, each once.", NULL, NULL},
    {"POST", "/worker/v1/chunks/{id}/end", MAY_PUBLIC, NULL, end, WORKER_FLAGS,
	"Tells how the chunk ended.", "state reason?", NULL},
    {NULL, NULL, MAY_PUBLIC, NULL, NULL, 0, NULL, NULL, NULL},
};

const struct route *const worker_tables[] = {worker_routes, sensor_routes, NULL};

/* --- registration --- */

/* The certificate's bytes: the first of the PEM text (RFC 7468). */
static int certificate(struct span pem, struct str *der)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	bool inside = false;
	struct span line;
	STR_AUTO(text, PEM_MAX);

	while (span_line(&pem, &line)) {
		line = span_trim(line);
		if (inside && span_starts(line, "-----END"))
			return str_ok(&text) < 0 ? ERR_LIMIT
						 : base64_decode(str_bytes(&text), der);
		if (inside)
			str_put(&text, line.p, line.n);
		inside = inside || span_eq(line, begin);
	}
	return ERR_SYNTAX;
}

int worker_add(
    struct db *db, const struct actor *actor, const char *name, struct span pem, int64_t now)
{
	char hash[SHA256_HEX];
	STR_AUTO(der, PEM_MAX);
	STR_AUTO(key, sizeof(WORKER_SETTING) + SHA256_HEX);
	int r = certificate(pem, &der);

	if (r < 0)
		return db_fail(db, ERR_SYNTAX, "this is no certificate",
		    "give a PEM file that begins with -----BEGIN CERTIFICATE-----", "%zu bytes",
		    pem.n);
	if (!made_of(name, "-.", 1, NAME_MAX_BYTES))
		return db_fail(db, ERR_SYNTAX, "a worker cannot have this name",
		    "letters, digits, dash and dot, at most 40", "%.60s", name);
	str_addf(&key, WORKER_SETTING "%s", sha256_hex(str_bytes(&der), hash));
	r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	r = desk_exec(db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ($1, $2) ON CONFLICT (\"name\") "
	    "DO UPDATE SET \"value\" = excluded.\"value\"",
	    DESK_PARAMS(DESK_TEXT(str_text(&key)), DESK_TEXT(name)), NULL);
	if (r == 0)
		r = log_append(db, actor, "worker.add", NULL, name, NULL, NULL, now);
	return db_end(db, r);
}

int worker_remove(struct db *db, const struct actor *actor, const char *name, int64_t now)
{
	int64_t gone = 0;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_exec(db,
	    "DELETE FROM setting WHERE \"name\" LIKE 'worker.%' AND \"value\" = $1",
	    DESK_PARAMS(DESK_TEXT(name)), &gone);
	if (r == 0 && !gone)
		r = db_fail(db, ERR_NOTFOUND, "there is no such worker",
		    "the page of the workers lists them", "%.60s", name);
	if (r == 0)
		r = log_append(db, actor, "worker.remove", NULL, name, NULL, NULL, now);
	return db_end(db, r);
}
