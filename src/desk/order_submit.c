#include "base/rng.h"
#include "base/time.h"
#include "codec/json.h"
#include "desk/advisory_match.h"
#include "desk/authorise.h"
#include "desk/id.h"
#include "desk/order.h"
#include "desk/order_plan.h"
#include "desk/queue.h"
#include "desk/tracked.h"
#include "desk/why.h"
#include "model/event.h"
#include "pack/knowledge_current.h"
#include "store/desk.h"

enum { JOB_MAX = 200000, SITES_MAX = 2000 };

/* One order that is being made. */
struct making {
	const struct order_house *house;
	const struct actor *actor;
	unsigned roles;
	int64_t now;
	struct arena *arena;
};

static int no(struct db *db, int err, const char *what, const char *hint, const char *detail)
{
	return db_fail(db, err, what, hint, "%.200s", detail ? detail : "");
}

void order_house_job(const struct order_house *house, struct job *job)
{
	job->resolvers = house->resolvers;
	job->source = house->source;
	job->contact = house->contact;
	if (house->rate && (!job->rate || house->rate < job->rate))
		job->rate = house->rate;
}

/* A targeted audit goes where what the vulnerability concerns was seen last. */
static int narrow_to_cve(
    struct db *db, const struct audit_order *o, struct arena *arena, struct job *job)
{
	const struct knowledge_pack *known = knowledge_hold();
	struct advisory_matches found = {0};
	const struct advisory_match *m;
	struct text_list places = {0};
	struct advisory ask = {0};
	int r;

	text_list_add(&ask.cves, arena, o->cve);
	r = advisory_match_find(db, known, &ask, o->org, arena, &found);
	knowledge_release(known);
	m = r == 0 ? advisory_match_of(&found, o->org) : NULL;
	for (size_t i = 0; m && i < m->assets.n; i++) {
		struct advisory_asset asset;

		advisory_asset_read(m->assets.items[i], arena, &asset);
		text_list_add(&places, arena, asset.where);
	}
	order_narrow_places(job, &places, arena);
	return r;
}

/* A targeted audit of an alert goes to the system that it is about. */
static int narrow_to_alert(
    struct db *db, const struct audit_order *o, struct arena *arena, struct job *job)
{
	const char *const *was = job->targets.items;
	const char *ports = job->ports;
	struct text_list places = {0};
	struct alert a = {0};
	int r = desk_find(db, &alert_type, "WHERE \"id\" = $1 AND \"org\" = $2",
	    DESK_PARAMS(DESK_TEXT(o->alert), DESK_TEXT(o->org)), arena, &a);

	if (r < 0)
		return r;
	text_list_add(&places, arena,
	    arena_printf(arena, strchr(a.asset, ':') ? "[%s]:%d" : "%s:%d", a.asset,
		a.port > 0 ? (int)a.port : 443));
	order_narrow_places(job, &places, arena);
	if (job->targets.items == was)
		return db_fail(db, ERR_DENIED, "the alert's system may not be looked at",
		    "add it to the perimeter, prove it, and sign the authorisation",
		    "%.200s is not within what is proved and authorised", a.asset);
	/* A system is looked at whole when the alert names no port of it. */
	if (a.port <= 0)
		job->ports = ports;
	return 0;
}

int order_job(struct db *db, const struct order_house *house, const struct audit_order *o,
    int64_t now, struct arena *arena, struct job *ret, struct msg *why)
{
	struct tracked finding;
	struct job job = {0};
	int r = 0;

	if (o->finding) {
		r = desk_get(db, &tracked_type, o->finding, arena, &finding);
		if (r < 0) {
			*why = *db_msg(db);
			return r;
		}
	}
	r = (house->authorise ? house->authorise : authorise_job)(
	    db, o->org, &o->items, o->profile, now, arena, &job, why);
	if (r == 0)
		r = order_narrow(&job, o->type, o->finding ? &finding : NULL, arena, why);
	if (r == 0 && o->type == ORDER_OF_TARGETED && (o->cve || o->alert)) {
		r = o->cve ? narrow_to_cve(db, o, arena, &job)
			   : narrow_to_alert(db, o, arena, &job);
		if (r < 0)
			*why = *db_msg(db);
	}
	order_house_job(house, &job);
	if (r == 0)
		*ret = job;
	return r;
}

static int put_chunk(struct db *db, const struct audit_order *o, struct job *job, int64_t now)
{
	char id[ID_TEXT];
	struct chunk c = {.id = id_new(id),
	    .audit_order = o->id,
	    .org = o->org,
	    .run = o->run,
	    .priority = o->priority,
	    .ready = o->wanted,
	    .created = now};
	struct json_writer w;
	struct rng rng;
	STR_AUTO(text, JOB_MAX);

	rng_seed_system(&rng);
	job->id = o->run;
	job->seed = (int64_t)(rng_next(&rng) >> 1);
	json_write_init(&w, &text, 0);
	record_to_json(&job_type, job, false, &w);
	c.job = str_text(&text);
	return str_ok(&text) < 0 ? ERR_LIMIT : queue_put(db, &c);
}

/* "20261121-093000-k3v9w2mq": sorts by time. */
static const char *run_name(int64_t now, struct arena *arena)
{
	struct time_parts t = time_split(now);
	char label[9];
	struct rng rng;

	rng_seed_system(&rng);
	rng_label(&rng, label, sizeof(label) - 1);
	return arena_printf(arena, "%04d%02d%02d-%02d%02d%02d-%s", t.year, t.month, t.day,
	    t.hour, t.minute, t.second, label);
}

/* The id of what the job rests on; its own words about that are longer. */
static int find_authorisation(struct db *db, const struct order_house *house,
    const struct job *job, struct audit_order *o, int64_t now, struct arena *arena)
{
	struct authorisation a;
	int r;

	if (house->authorise) {
		o->authorisation = job->authorised_by;
		return 0;
	}
	r = authorise_current(db, o->org, now, arena, &a);
	if (r == 0)
		o->authorisation = a.id;
	return r;
}

static int schedule(struct db *db, const struct order_house *house, struct audit_order *o,
    struct job *job, int64_t now, struct arena *arena)
{
	static const struct order_step take = {.action = ORDER_DO_TAKE},
				       place = {.action = ORDER_DO_SCHEDULE};
	int r = find_authorisation(db, house, job, o, now, arena);

	o->run = run_name(now, arena);
	o->estimate = order_estimate(job, o->type);
	if (r == 0)
		r = order_step_within(db, NULL, o, &take, now);
	if (r == 0)
		r = order_step_within(db, NULL, o, &place, now);
	return r == 0 ? put_chunk(db, o, job, now) : r;
}

int order_check_within(struct db *db, const struct order_house *house, struct audit_order *o,
    int64_t now, struct arena *arena)
{
	struct order_step ask = {.action = ORDER_DO_ASK};
	struct msg why = {0};
	struct job job;
	int r = order_job(db, house, o, now, arena, &job, &why);

	if (r == 0)
		return schedule(db, house, o, &job, now, arena);
	if (r != ERR_DENIED && r != ERR_NOTFOUND)
		return db_refuse(db, r, &why);
	ask.note = why_note(&why, arena);
	return order_step_within(db, NULL, o, &ask, now);
}

/* Stores the order as a draft. */
static int draft(struct db *db, const struct making *m, const struct audit_order *wish,
    struct audit_order *o)
{
	int r;

	*o = *wish;
	o->id = id_make(m->arena);
	o->state = ORDER_DRAFT;
	o->authorisation = o->run = o->analyst = o->reviewer = o->note = NULL;
	o->estimate = o->started = o->ended = o->delivered = o->acknowledged = 0;
	o->findings = o->version = 0;
	o->stop = false;
	o->created = m->now;
	o->ordered_by = m->actor ? m->actor->person : wish->ordered_by;
	r = ref_next(db, "A", m->now, m->arena, &o->ref);
	return r == 0 ? desk_insert(db, &audit_order_type, o) : r;
}

static int submit(struct db *db, const struct making *m, struct audit_order *o)
{
	const struct order_step step = {.action = ORDER_DO_SUBMIT, .roles = m->roles};

	return order_step_within(db, m->actor, o, &step, m->now);
}

static int submit_and_check(struct db *db, const struct making *m, struct audit_order *o)
{
	static const struct order_step step = {.action = ORDER_DO_CHECK};
	int r = submit(db, m, o);

	if (r == 0)
		r = order_step_within(db, NULL, o, &step, m->now);
	return r == 0 ? order_check_within(db, m->house, o, m->now, m->arena) : r;
}

/* A group's order has no work of its own: it goes along with those of its sites. */
static int submit_group(struct db *db, const struct making *m, struct audit_order *o)
{
	static const struct order_step steps[] = {{.action = ORDER_DO_CHECK},
	    {.action = ORDER_DO_TAKE}, {.action = ORDER_DO_SCHEDULE}};
	int r = submit(db, m, o);

	for (size_t i = 0; r == 0 && i < ARRAY_LEN(steps); i++)
		r = order_step_within(db, NULL, o, &steps[i], m->now);
	return r;
}

static int check_wish(
    struct db *db, const struct making *m, const struct audit_order *wish, struct org *ret_org)
{
	struct tracked t;
	int r = desk_get(db, &org_type, wish->org, m->arena, ret_org);

	if (r < 0)
		return r;
	if (ret_org->state != ORG_ACTIVE)
		return no(db, ERR_DENIED, "the organisation is not a member now",
		    "ask the CERT to admit it", ret_org->name);
	if ((wish->type == ORDER_OF_TARGETED) != (wish->cve || wish->alert))
		return no(db, ERR_RANGE,
		    "a targeted audit names its CVE, and nothing else does",
		    "write the number: CVE-2024-6387",
		    wish->cve ? wish->cve : order_kind_names[wish->type]);
	if ((wish->type == ORDER_OF_RETEST) != (wish->finding != NULL))
		return no(db, ERR_RANGE, "a re-test names its finding, and nothing else does",
		    "ask for the re-test on the finding's page", wish->finding);
	if (wish->type == ORDER_OF_RETEST && wish->recurrence != REPEAT_ONCE)
		return no(db, ERR_RANGE, "a re-test is made once",
		    "order an audit of the surface that recurs", wish->finding);
	if (!wish->finding)
		return 0;
	r = desk_get(db, &tracked_type, wish->finding, m->arena, &t);
	if (r == 0 && strcmp(t.org, wish->org) != 0)
		return no(db, ERR_NOTFOUND, "there is no such finding",
		    "name one of the same organisation", wish->finding);
	return r;
}

static int begin_retest(struct db *db, const struct making *m, const struct audit_order *o)
{
	const struct tracked_step step = {.action = TRACKED_DO_RETEST, .roles = m->roles};

	/* Only what waits for a worker is being verified. */
	if (o->type != ORDER_OF_RETEST || o->state != ORDER_SCHEDULED)
		return 0;
	return tracked_act_within(db, m->actor, o->finding, &step, m->now, m->arena, NULL);
}

/* Active organisations below, and the group itself when it has something of its own. */
static int sites_of(
    struct db *db, const struct org *group, const struct making *m, struct desk_records *ret)
{
	return desk_list(db, &org_type,
	    "WHERE \"state\" = 'active' AND \"path\" >= $1 AND \"path\" < $2 "
	    "AND (\"id\" <> $3 OR EXISTS (SELECT 1 FROM perimeter_item i WHERE i.\"org\" = $4 "
	    "AND "
	    "i.\"state\" = 'verified')) ORDER BY \"path\" LIMIT $5",
	    DESK_PARAMS(DESK_TEXT(group->path),
		DESK_TEXT(arena_printf(m->arena, "%s~", group->path)), DESK_TEXT(group->id),
		DESK_TEXT(group->id), DESK_INT(SITES_MAX)),
	    m->arena, ret);
}

static int make_sites(struct db *db, const struct making *m, const struct audit_order *group,
    const struct desk_records *sites, struct order_list *ret)
{
	vec_foreach (s, &sites->all) {
		const struct org *org = *s;
		struct audit_order wish = *group, o;
		int r;

		wish.org = org->id;
		wish.parent = group->id;
		wish.recurrence = REPEAT_ONCE;
		wish.next = 0;
		wish.items = (struct text_list){0};
		wish.priority =
		    order_priority(org, true, group->type, group->recurrence != REPEAT_ONCE);
		r = draft(db, m, &wish, &o);
		if (r == 0)
			r = submit_and_check(db, m, &o);
		if (r < 0)
			return r;
		vec_push(m->arena, &ret->all, o);
	}
	return 0;
}

int order_submit_within(struct db *db, const struct order_house *house,
    const struct actor *actor, unsigned roles, const struct audit_order *wish, int64_t now,
    struct arena *arena, struct order_list *ret)
{
	struct making m = {house, actor, roles, now, arena};
	struct order_list made = {0};
	struct desk_records sites = {0};
	struct audit_order w = *wish, o;
	struct org org;
	int r = check_wish(db, &m, wish, &org);

	if (r == 0 && org.type == ORG_GROUP && wish->type != ORDER_OF_RETEST && !wish->items.n)
		r = sites_of(db, &org, &m, &sites);
	if (r < 0)
		return r;
	w.parent = actor ? NULL : wish->parent;
	w.next = wish->recurrence == REPEAT_ONCE
		     ? 0
		     : MAX(now, wish->wanted) + order_interval(wish->recurrence, ORDER_CLEAN);
	w.priority = order_priority(&org, org.parent != NULL, wish->type,
	    wish->recurrence != REPEAT_ONCE || wish->parent);
	r = draft(db, &m, &w, &o);
	if (r == 0)
		r = sites.all.n ? submit_group(db, &m, &o) : submit_and_check(db, &m, &o);
	if (r == 0)
		r = begin_retest(db, &m, &o);
	vec_push(arena, &made.all, o);
	if (r == 0)
		r = make_sites(db, &m, &o, &sites, &made);
	if (r == 0)
		*ret = made;
	return r;
}

int order_submit(struct db *db, const struct order_house *house, const struct actor *actor,
    unsigned roles, const struct audit_order *wish, int64_t now, struct arena *arena,
    struct order_list *ret)
{
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	return db_end(db, order_submit_within(db, house, actor, roles, wish, now, arena, ret));
}
