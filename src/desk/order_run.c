#include "desk/order_run.h"

#include "assess/assess.h"
#include "codec/json.h"
#include "desk/exposure.h"
#include "desk/order_plan.h"
#include "desk/queue.h"
#include "desk/run_job.h"
#include "desk/tracked_run.h"
#include "desk/why.h"
#include "pack/knowledge_current.h"
#include "store/desk.h"
#include "store/finding.h"
#include "store/observation.h"
#include "store/run.h"

enum { JOB_MAX = 200000 };

static int step_to(
    struct db *db, struct audit_order *o, int action, const char *note, int64_t now)
{
	const struct order_step step = {.action = action, .note = note};

	return order_step_within(db, NULL, o, &step, now);
}

/* --- a worker takes it --- */

static int cancel_chunk(struct db *db, const struct chunk *c, int64_t now)
{
	return desk_exec(db,
	    "UPDATE chunk SET \"state\" = 'cancelled', \"ended\" = $2, \"lease\" = 0 WHERE "
	    "\"id\" = $1 AND \"state\" = 'leased'",
	    DESK_PARAMS(DESK_TEXT(c->id), DESK_INT(now)), NULL);
}

static int make_run(struct db *db, const struct order_house *house, const struct job *job,
    const char *text, int64_t now, struct arena *arena)
{
	struct run run, there;
	int r = run_get(db, job->id, arena, &there);

	if (r != ERR_NOTFOUND)
		return r;
	run = (struct run){.id = job->id,
	    .state = RUN_RUNNING,
	    .created = now,
	    .started = now,
	    .authorised_by = job->authorised_by,
	    .targets = job->targets,
	    .exclude = job->exclude,
	    .profile = profile_names[job->profile],
	    .job = text,
	    .tool = house->tool,
	    .deadlines = house->deadlines};
	return run_insert(db, &run);
}

/* The job as it is allowed now; what makes two tries of one run the same stays. */
static int renew_job(struct db *db, const struct order_house *house,
    const struct audit_order *o, const struct chunk *c, int64_t now, struct arena *arena,
    struct job *ret, struct msg *why)
{
	struct run before = {.id = c->run, .job = c->job};
	struct job first;
	int r = order_job(db, house, o, now, arena, ret, why);

	if (r < 0)
		return r;
	ret->id = c->run;
	if (run_job_read(&before, arena, &first) == 0)
		ret->seed = first.seed;
	return 0;
}

static int hand_out(struct db *db, const struct order_house *house, struct audit_order *o,
    const struct chunk *c, const struct job *job, int64_t now, struct arena *arena)
{
	struct json_writer w;
	STR_AUTO(text, JOB_MAX);
	int r;

	json_write_init(&w, &text, 0);
	record_to_json(&job_type, job, false, &w);
	r = str_ok(&text);
	if (r == 0)
		r = desk_exec(db, "UPDATE chunk SET \"job\" = $2 WHERE \"id\" = $1",
		    DESK_PARAMS(DESK_TEXT(c->id), DESK_TEXT(str_text(&text))), NULL);
	if (r == 0)
		r = make_run(db, house, job, str_text(&text), now, arena);
	if (r == 0 && o->state == ORDER_SCHEDULED)
		r = step_to(db, o, ORDER_DO_START, NULL, now);
	return r;
}

/* 0 and *ret_given, or that it is not handed out and why (the transaction is good). */
static int start(struct db *db, const struct order_house *house, const struct chunk *c,
    int64_t now, struct arena *arena, struct job *ret, int *ret_refused, struct msg *why)
{
	struct audit_order o;
	struct job job;
	int r = desk_get(db, &audit_order_type, c->audit_order, arena, &o);

	if (r < 0)
		return r;
	*ret_refused = 0;
	if (o.state != ORDER_SCHEDULED && o.state != ORDER_RUNNING) {
		*ret_refused = ERR_CANCELLED;
		msg_what(why, "the order was stopped");
		msg_detail(why, "%s is %-s", o.ref, order_state_names[o.state]);
		msg_hint(why, "resume it on its page");
		return cancel_chunk(db, c, now);
	}
	r = renew_job(db, house, &o, c, now, arena, &job, why);
	if (r == ERR_DENIED) {
		*ret_refused = r;
		r = step_to(db, &o, ORDER_DO_HALT, why_note(why, arena), now);
		return r == 0 ? cancel_chunk(db, c, now) : r;
	}
	if (r == 0)
		r = hand_out(db, house, &o, c, &job, now, arena);
	if (r == 0)
		*ret = job;
	return r;
}

int order_start(struct db *db, const struct order_house *house, const struct chunk *chunk,
    int64_t now, struct arena *arena, struct job *ret)
{
	struct msg why = {0};
	int refused = 0;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = db_end(db, start(db, house, chunk, now, arena, ret, &refused, &why));
	if (r == 0 && refused)
		return db_refuse(db, refused, &why);
	return r;
}

/* --- its end --- */

int order_analyse(struct db *db, const struct pack *kb, const char *org, const char *id,
    const char *retest, int64_t now, int64_t *ret_findings)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct observations obs = {0};
	struct findings findings = {0};
	struct tracked_counts counts;
	const struct knowledge_pack *know;
	struct run run;
	int r = run_get(db, id, arena, &run);

	if (r == 0)
		r = obs_load(db, id, arena, &obs);
	if (r < 0)
		return r;
	if (!run.ended)
		run.ended = now;
	know = knowledge_hold();
	r = assess(
	    &obs, &(struct assess_with){kb, know, run.deadlines}, run.ended, arena, &findings);
	knowledge_release(know);
	if (r < 0)
		return db_fail(db, r, "the run could not be assessed",
		    "reinstall Varde: its knowledge does not hold together", "run %.60s", id);
	r = finding_replace_all(db, id, &findings);
	run.state = run.state == RUN_RUNNING ? RUN_FINISHED : run.state;
	run.findings = (int64_t)findings.all.n;
	if (r == 0)
		r = run_update(db, &run);
	if (r == 0)
		r = tracked_update(db, NULL, kb,
		    &(struct tracked_run){org, id, run.ended, retest}, now, &counts);
	if (r == 0)
		r = exposed_update(db, org, id, now, NULL);
	if (r == 0)
		*ret_findings = run.findings;
	return r;
}

struct ended {
	int64_t open, done, failed, all;
	const char *reason;
};

static int count_chunks(
    struct db *db, const char *order, struct arena *arena, struct ended *ret)
{
	struct desk_records chunks = {0};
	struct ended n = {0};
	int r = desk_list(db, &chunk_type, "WHERE \"audit_order\" = $1",
	    DESK_PARAMS(DESK_TEXT(order)), arena, &chunks);

	if (r < 0)
		return r;
	vec_foreach (p, &chunks.all) {
		const struct chunk *c = *p;

		n.all++;
		n.open += c->state == CHUNK_WAITING || c->state == CHUNK_LEASED;
		n.done += c->state == CHUNK_DONE;
		n.failed += c->state == CHUNK_FAILED;
		if (c->state == CHUNK_FAILED)
			n.reason = c->reason;
	}
	*ret = n;
	return 0;
}

/* A group's order goes with its sites': it runs when the first does, and ends with the last. */
static int settle_group(struct db *db, struct audit_order *o, int64_t now, struct arena *arena)
{
	struct desk_records sites = {0};
	bool running = false, open = false;
	int r = desk_list(db, &audit_order_type,
	    "WHERE \"parent\" = $1 AND \"created\" = $2 ORDER BY \"id\"",
	    DESK_PARAMS(DESK_TEXT(o->id), DESK_INT(o->created)), arena, &sites);

	if (r < 0 || !sites.all.n)
		return r;
	vec_foreach (s, &sites.all) {
		const struct audit_order *site = *s;

		running = running || site->started;
		open = open || site->state < ORDER_DELIVERED;
	}
	if (!open)
		return step_to(db, o, ORDER_DO_CONCLUDE, NULL, now);
	return running && o->state == ORDER_SCHEDULED
		   ? step_to(db, o, ORDER_DO_START, NULL, now)
		   : 0;
}

static int halt_failed(
    struct db *db, struct audit_order *o, const char *reason, int64_t now, struct arena *arena)
{
	struct msg why = {0};

	msg_what(&why, "the scan failed");
	msg_detail(&why, "%.300s", reason ? reason : "");
	return step_to(db, o, ORDER_DO_HALT, why_note(&why, arena), now);
}

static int halt_stopped(struct db *db, struct audit_order *o, int64_t now, struct arena *arena)
{
	struct msg why = {0};

	msg_what(&why, "the scan was stopped");
	return step_to(db, o, ORDER_DO_HALT, why_note(&why, arena), now);
}

static int settle_chunks(struct db *db, struct audit_order *o, int64_t now, struct arena *arena)
{
	struct ended n;
	int r;

	if (o->state != ORDER_SCHEDULED && o->state != ORDER_RUNNING)
		return 0;
	r = count_chunks(db, o->id, arena, &n);
	if (r < 0 || n.open)
		return r;
	if (!n.all)
		return settle_group(db, o, now, arena);
	if (n.failed)
		return halt_failed(db, o, n.reason, now, arena);
	if (n.done < n.all)
		return halt_stopped(db, o, now, arena);
	return step_to(db, o, ORDER_DO_END, NULL, now);
}

/* What has been analysed goes to the CERT; a re-test is told at once, its finding being what it
 * delivers. */
static int conclude(struct db *db, struct audit_order *o, int64_t findings, int64_t now)
{
	o->findings = findings;
	return step_to(db, o,
	    o->type == ORDER_OF_RETEST ? ORDER_DO_CONCLUDE : ORDER_DO_ANALYSED, NULL, now);
}

static int in_transaction(struct db *db, const char *id, int64_t findings, int64_t now,
    struct arena *arena, struct audit_order *o)
{
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_get(db, &audit_order_type, id, arena, o);
	if (r == 0 && findings < 0)
		r = settle_chunks(db, o, now, arena);
	else if (r == 0 && o->state == ORDER_ANALYSING)
		r = conclude(db, o, findings, now);
	return db_end(db, r);
}

int order_settle(struct db *db, const struct order_house *house, const char *id, int64_t now,
    struct arena *arena, struct audit_order *ret)
{
	struct audit_order o;
	int64_t findings = 0;
	int r = in_transaction(db, id, -1, now, arena, &o);

	if (r == 0 && o.state == ORDER_ANALYSING && o.run) {
		r = order_analyse(db, house->kb, o.org, o.run, o.finding, now, &findings);
		if (r == 0)
			r = in_transaction(db, id, findings, now, arena, &o);
	}
	if (r == 0 && ret)
		*ret = o;
	return r;
}

int order_settle_due(
    struct db *db, const struct order_house *house, int64_t now, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct desk_records due = {0};
	struct audit_order after;
	int64_t n = 0;
	int r = desk_list(db, &audit_order_type,
	    "WHERE \"state\" = 'analysing' OR (\"state\" IN ('scheduled', 'running') AND NOT "
	    "EXISTS (SELECT 1 FROM chunk c WHERE c.\"audit_order\" = audit_order.\"id\" AND "
	    "c.\"state\" IN ('waiting', 'leased'))) ORDER BY \"priority\", \"created\" LIMIT "
	    "$1",
	    DESK_PARAMS(DESK_INT(max)), arena, &due);

	if (r < 0)
		return r;
	vec_foreach (p, &due.all) {
		const struct audit_order *o = *p;

		r = order_settle(db, house, o->id, now, arena, &after);
		if (r < 0 && r != ERR_BUSY)
			return r;
		n += r == 0 && after.state != o->state;
	}
	*ret = n;
	return 0;
}

/* --- again --- */

/* The worst open finding of the organisation and those below it; ORDER_CLEAN or ORDER_QUIET. */
static int worst_open(struct db *db, const char *org, struct arena *arena, int *ret)
{
	static const char sql[] =
	    "SELECT min(CASE t.\"criticality\" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN "
	    "'medium' THEN 2 WHEN 'low' THEN 3 ELSE 4 END) FROM tracked_finding t JOIN org o "
	    "ON "
	    "o.\"id\" = t.\"org\" WHERE o.\"path\" >= $1 AND o.\"path\" < $2 "
	    "AND "
	    "t.\"state\" IN ('triage', 'open', 'notified', 'acknowledged', 'in_progress', "
	    "'claimed_fixed', 'verifying') HAVING count(*) > 0";
	struct org o;
	const char *end;
	int64_t n = 0;
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = desk_get(db, &org_type, org, arena, &o);

	if (r == 0)
		r = db_prepare(db, sql, &stmt);
	if (r < 0)
		return r;
	end = arena_printf(arena, "%s~", o.path); /* after every path that begins with it */
	db_bind_text(stmt, 1, o.path);
	db_bind_text(stmt, 2, end);
	r = db_step(stmt);
	if (r == 1)
		*ret = (int)db_int(stmt, 0);
	if (r != 0)
		return MIN(r, 0);
	r = desk_number(db,
	    "SELECT count(*) FROM exposed_asset e JOIN org o ON o.\"id\" = e.\"org\" WHERE "
	    "o.\"path\" >= $1 AND o.\"path\" < $2 AND e.\"gone\" = 0 AND "
	    "e.\"type\" = 'service'",
	    DESK_PARAMS(DESK_TEXT(o.path), DESK_TEXT(end)), &n);
	*ret = n ? ORDER_CLEAN : ORDER_QUIET;
	return r;
}

static int repeat(struct db *db, const struct order_house *house, const char *id, int64_t now,
    struct arena *arena, bool *ret_made)
{
	struct audit_order o, wish;
	struct order_list made = {0};
	int worst = ORDER_CLEAN;
	int r = desk_get(db, &audit_order_type, id, arena, &o);

	*ret_made = false;
	if (r < 0 || !o.next || o.next > now)
		return r;
	r = worst_open(db, o.org, arena, &worst);
	if (r < 0)
		return r;
	wish = o;
	wish.recurrence = REPEAT_ONCE;
	wish.parent = o.id;
	wish.wanted = 0;
	o.next = now + order_interval(o.recurrence, worst);
	r = desk_update(db, &audit_order_type, &o);
	if (r == 0)
		r = order_submit_within(db, house, NULL, 0, &wish, now, arena, &made);
	*ret_made = r == 0;
	return r;
}

/* The order could not be made (the organisation has left): it recurs no more. */
static int give_up(struct db *db, const char *id)
{
	return desk_exec(db, "UPDATE audit_order SET \"next\" = 0 WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(id)), NULL);
}

int order_repeat_due(
    struct db *db, const struct order_house *house, int64_t now, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct desk_records due = {0};
	int64_t n = 0;
	int r = desk_list(db, &audit_order_type,
	    "WHERE \"next\" > 0 AND \"next\" <= $1 ORDER BY \"next\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_INT(now), DESK_INT(max)), arena, &due);

	if (r < 0)
		return r;
	vec_foreach (p, &due.all) {
		const char *id = ((struct audit_order *)*p)->id;
		bool made = false;

		r = db_begin(db, DB_WRITE);
		if (r < 0)
			return r;
		r = db_end(db, repeat(db, house, id, now, arena, &made));
		if (r == ERR_DENIED)
			r = give_up(db, id);
		if (r < 0 && r != ERR_BUSY)
			return r;
		n += r == 0 && made;
	}
	*ret = n;
	return 0;
}
