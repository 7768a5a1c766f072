#include "assess/assess.h"
#include "codec/json.h"
#include "codec/sha256.h"
#include "desk/id.h"
#include "desk/news_impl.h"
#include "desk/outbox.h"
#include "desk/tracked_news.h"
#include "store/desk.h"
#include "store/finding.h"
#include "store/run.h"

#include <stdlib.h>

/* One run of the organisation: its services are judged anew when something changed there. */
struct judged {
	const struct latest_run *run;
	struct map places;    /* tracked_news_place: something changed */
	struct map exploited; /* the same: it is exploited now, and was not known to be */
	struct findings before, now, merged;
	struct tracked_changes changes;
};

struct hit {
	const struct latest_run *run;
	const char *addr, *product, *version;
	int64_t port, seen;
	int transport;
	struct watch_event event;
};

struct org_look {
	struct news_look *look;
	const char *org;
	struct arena *arena;
	struct latest_runs runs;
	VEC(struct judged) judged;
	VEC(struct hit) hits;
	size_t left_out; /* of the hits: more than are kept */
	struct map ids;  /* key of a finding -> its id */
	struct map told; /* tracked_news_place where a finding changed */
};

/* What is counted for the message. */
struct counts {
	int64_t events, fresh, changed, urgent;
	int64_t opened, otherwise, withdrawn;
};

/* --- looking --- */

static struct judged *judged_of(struct org_look *o, const struct latest_run *run)
{
	struct judged j = {.run = run};

	vec_foreach (there, &o->judged)
		if (there->run == run)
			return there;
	map_init(&j.places, o->arena);
	map_init(&j.exploited, o->arena);
	vec_push(o->arena, &o->judged, j);
	return &o->judged.items[o->judged.n - 1];
}

static const char *copy(const struct org_look *o, const char *text)
{
	return text ? arena_strdup(o->arena, text) : NULL;
}

/* Unless all is told anyway, what merely may be is no urgency. */
static bool is_urgent(const struct watch_event *e)
{
	return e->exploited && e->how != WATCH_WITHDRAWN && e->now.verdict < MATCH_POSSIBLE &&
	       (e->how == WATCH_NEW || e->why == WATCH_EXPLOITED);
}

static void note_hit(struct org_look *o, const struct seen *seen, const struct watch_event *e)
{
	struct hit h = {.run = seen->run,
	    .addr = copy(o, seen->service->addr ? seen->service->addr : "-"),
	    .product = copy(o, seen->product.product),
	    .version = copy(o, seen->product.version),
	    .port = seen->service->port,
	    .seen = seen->service->time,
	    .transport = seen->service->transport,
	    .event = *e};

	if (o->hits.n >= NEWS_EVENTS_MAX) {
		o->left_out++;
		return;
	}
	h.event.id = copy(o, e->id);
	vec_push(o->arena, &o->hits, h);
}

static int take(void *arg, const struct seen *seen, struct arena *arena)
{
	struct org_look *o = arg;
	struct watch_events events;
	struct judged *j;
	const char *place;

	watch_find(o->look->watch, &seen->product, arena, &events);
	if (!events.all.n && !o->look->all)
		return 0;
	j = judged_of(o, seen->run);
	place = tracked_news_place(seen->service->addr, seen->service->port, arena);
	(void)map_set(&j->places, place, o);
	vec_foreach (e, &events.all) {
		if (e->why == WATCH_EXPLOITED)
			(void)map_set(&j->exploited, place, o);
		note_hit(o, seen, e);
	}
	return 0;
}

/* What the run saw, as far as findings about software need it. */
static int load_seen(struct org_look *o, const char *run, struct observations *ret)
{
	struct latest_services services = {0};
	struct latest_assets assets = {0};
	int r = latest_services(o->look->db, run, o->arena, &services);

	if (r == 0)
		r = latest_assets(o->look->db, run, o->arena, &assets);
	if (r < 0)
		return r;
	vec_foreach (a, &assets.all)
		vec_push(
		    o->arena, &ret->all, (struct observation){.kind = OBS_ASSET, .asset = a});
	vec_foreach (s, &services.all)
		vec_push(o->arena, &ret->all,
		    (struct observation){.kind = OBS_SERVICE, .service = s});
	return 0;
}

static int64_t end_of(const struct run *run)
{
	return run->ended ? run->ended : run->created;
}

static int judge(struct org_look *o, struct judged *j)
{
	const struct run *run = &j->run->run;
	struct observations obs = {0};
	int r = load_seen(o, run->id, &obs);

	if (r == 0)
		r = finding_load(o->look->db, run->id, o->arena, &j->before);
	if (r < 0)
		return r;
	r = assess_software(&obs,
	    &(struct assess_with){o->look->kb, o->look->now, run->deadlines}, end_of(run),
	    o->arena, &j->now);
	if (r < 0)
		return db_fail(o->look->db, r, "the run could not be assessed",
		    "reinstall Varde: its knowledge does not hold together", "run %.60s",
		    run->id);
	return 0;
}

/* --- what the run's findings are now --- */

static int by_finding(const void *a, const void *b)
{
	return finding_compare(a, b);
}

static bool is_judged(const struct org_look *o, const struct judged *j, const struct finding *f)
{
	return f->category == CATEGORY_SOFTWARE &&
	       map_has(&j->places, tracked_news_place(f->addr, f->port, o->arena));
}

static void merge(struct org_look *o, struct judged *j)
{
	struct map was;

	map_init(&was, o->arena);
	vec_foreach (f, &j->before.all) {
		(void)map_set(&was, f->key, f);
		if (!is_judged(o, j, f))
			vec_push(o->arena, &j->merged.all, *f);
	}
	vec_foreach (f, &j->now.all) {
		const struct finding *old = map_get(&was, f->key);
		struct finding next = *f;

		if (!is_judged(o, j, f))
			continue;
		next.state = old ? old->state : FINDING_NEW;
		next.first_seen = old ? old->first_seen : o->look->time;
		vec_push(o->arena, &j->merged.all, next);
	}
	if (j->merged.all.n > 1)
		qsort(j->merged.all.items, j->merged.all.n, sizeof(*j->merged.all.items),
		    by_finding);
}

static int store_findings(struct org_look *o, struct judged *j)
{
	struct run run = j->run->run;
	int r;

	merge(o, j);
	r = finding_replace_all(o->look->db, run.id, &j->merged);
	run.findings = (int64_t)j->merged.all.n;
	return r == 0 ? run_update(o->look->db, &run) : r;
}

/* --- the findings that are followed --- */

static void count_change(const struct tracked_change *c, struct counts *n)
{
	if (c->after.state == TRACKED_WITHDRAWN)
		n->withdrawn++;
	else if (!c->before || !tracked_is_open(c->before->state))
		n->opened++;
	else
		n->otherwise++;
}

static int follow(struct org_look *o, struct judged *j, struct counts *n)
{
	struct news_look *look = o->look;
	const struct tracked_news news = {
	    .run = {.org = o->org, .id = j->run->run.id, .time = end_of(&j->run->run)},
	    .time = look->time,
	    .places = &j->places,
	    .exploited = &j->exploited,
	    .before = &j->before,
	    .now = &j->now};
	struct tracked_list list;
	int r = tracked_run_list(look->db, o->org, o->arena, &list);

	if (r < 0)
		return r;
	tracked_news_decide(&news, &list, o->arena, &j->changes);
	vec_foreach (t, &list.all)
		(void)map_set(&o->ids, t->key, arena_strdup(o->arena, t->id));
	vec_foreach (c, &j->changes.all) {
		r = tracked_run_store(look->db, &news.run, NULL, c, look->time, o->arena);
		if (r < 0)
			return r;
		count_change(c, n);
		(void)map_set(&o->ids, c->after.key, arena_strdup(o->arena, c->after.id));
		(void)map_set(
		    &o->told, tracked_news_place(c->after.addr, c->after.port, o->arena), o);
	}
	/* What is stored of the run goes with it, so that the next run can be compared. */
	return j->changes.all.n ? store_findings(o, j) : 0;
}

/* --- events --- */

static const char *finding_of(struct org_look *o, const struct hit *h)
{
	int verdict = h->event.how == WATCH_WITHDRAWN ? h->event.was : h->event.now.verdict;
	const char *type =
	    verdict == MATCH_POSSIBLE ? "software-to-verify" : "software-vulnerable";

	return map_get(&o->ids,
	    arena_printf(o->arena, "%s|%s|%s|%d", type, h->addr, h->addr, (int)h->port));
}

/* The same event of the same comparison has the same id, whoever makes it again. */
static const char *event_id(struct org_look *o, const struct hit *h)
{
	const struct news_pass *pass = o->look->pass;
	const char *text = arena_printf(o->arena, "%s\n%s\n%s\n%s\n%d\n%d\n%s\n%d",
	    pass->base ? pass->base : "", pass->digest, o->org, h->addr, (int)h->port,
	    h->transport, h->event.id, h->event.how);
	char hex[SHA256_HEX];

	return arena_strdup(o->arena, sha256_hex(span_str(text), hex));
}

static int store_event(struct org_look *o, const struct hit *h, struct counts *n)
{
	struct news_look *look = o->look;
	const struct match *m = &h->event.now;
	struct news_event e = {.id = event_id(o, h),
	    .org = o->org,
	    .time = look->time,
	    .pass = look->pass->id,
	    .finding = finding_of(o, h),
	    .run = h->run->run.id,
	    .seen = h->seen,
	    .addr = h->addr,
	    .port = h->port,
	    .transport = h->transport,
	    .product = h->product,
	    .product_version = h->version,
	    .vulnerability = h->event.id,
	    .how = h->event.how,
	    .why = h->event.why,
	    .was = h->event.was < 0 ? NULL : match_verdict_names[h->event.was],
	    .verdict = match_verdict_names[m->verdict],
	    .fixed_in = m->package_fixed ? m->package_fixed : m->fixed,
	    .exploited = h->event.exploited};
	bool standing = e.how != NEWS_WITHDRAWN && m->verdict < MATCH_POSSIBLE;
	int64_t there = 0;
	int r = desk_number(look->db, "SELECT count(*) FROM knowledge_event WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(e.id)), &there);

	if (r < 0 || there)
		return r;
	n->events++;
	n->fresh += standing && e.how == NEWS_NEW;
	n->changed += standing && e.how == NEWS_CHANGED;
	n->urgent += is_urgent(&h->event);
	return desk_insert(look->db, &news_event_type, &e);
}

static int store_events(struct org_look *o, struct counts *n)
{
	int r = 0;

	vec_foreach (h, &o->hits) {
		/* Judged without what was known before: only what changed anything is news. */
		if (o->look->all &&
		    !map_has(&o->told, tracked_news_place(h->addr, h->port, o->arena)))
			continue;
		r = store_event(o, h, n);
		if (r < 0)
			return r;
	}
	return r;
}

/* --- telling --- */

static const char *values_of(struct org_look *o, const struct counts *n)
{
	STR_AUTO(values, 512);
	struct json_writer w;

	json_write_init(&w, &values, 0);
	json_write_object(&w);
	json_member_int(&w, "count", n->fresh);
	json_member_int(&w, "changed", n->changed);
	json_member_int(&w, "urgent", n->urgent);
	json_member_int(&w, "opened", n->opened);
	json_member_int(&w, "withdrawn", n->withdrawn);
	json_write_object_end(&w);
	return str_dup(&values, o->arena);
}

static int tell(struct org_look *o, const struct counts *n, int64_t *ret_told)
{
	const struct news_pass *pass = o->look->pass;
	const struct outbox_readers readers = {.org = o->org, .permission = MAY_ANSWER};
	struct outgoing message = {
	    .template = n->urgent ? "knowledge_urgent" : "knowledge_news",
	    .org = o->org,
	    .values = values_of(o, n)};

	if (!n->fresh && !n->changed && !n->urgent && !n->withdrawn)
		return 0;
	message.unique_key = arena_printf(
	    o->arena, "%s:%s:%s:%.16s", message.template, o->org, pass->id, pass->digest);
	return outbox_put_all(
	    o->look->db, &message, &readers, o->look->time, o->arena, ret_told);
}

static int log_counts(struct org_look *o, const struct counts *n)
{
	STR_AUTO(detail, 1024);
	struct json_writer w;

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_int(&w, "events", n->events);
	json_member_int(&w, "opened", n->opened);
	json_member_int(&w, "changed", n->otherwise);
	json_member_int(&w, "withdrawn", n->withdrawn);
	if (o->left_out)
		json_member_int(&w, "left_out", (int64_t)o->left_out);
	json_write_object_end(&w);
	return log_append(o->look->db, NULL, "finding.knowledge", o->org, o->look->pass->id,
	    NULL, str_text(&detail), o->look->time);
}

/* --- one transaction --- */

/* A run that ended meanwhile is to be looked at instead. */
static int same_runs(struct org_look *o)
{
	struct latest_runs now;
	int r = latest_runs_of(o->look->db, o->org, o->arena, &now);

	if (r < 0)
		return r;
	if (now.all.n != o->runs.all.n)
		return ERR_BUSY;
	for (size_t i = 0; i < now.all.n; i++)
		if (strcmp(now.all.items[i].run.id, o->runs.all.items[i].run.id) != 0)
			return ERR_BUSY;
	return 0;
}

static int store(struct org_look *o, struct news_pass *pass, struct news_done *ret)
{
	struct news_look *look = o->look;
	struct counts n = {0};
	int64_t told = 0;
	/* As a run that is told: one at a time of an organisation. */
	int r = desk_exec(look->db, "UPDATE org SET \"id\" = \"id\" WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(o->org)), NULL);

	if (r == 0)
		r = same_runs(o);
	for (size_t i = 0; r == 0 && i < o->judged.n; i++)
		r = follow(o, &o->judged.items[i], &n);
	if (r == 0)
		r = store_events(o, &n);
	if (r == 0)
		r = tell(o, &n, &told);
	pass->reached = o->org;
	pass->moved = look->time;
	pass->orgs++;
	pass->touched += n.events || n.opened || n.otherwise || n.withdrawn;
	pass->events += n.events;
	pass->opened += n.opened;
	pass->changed += n.otherwise;
	pass->withdrawn += n.withdrawn;
	pass->told += told;
	if (r == 0)
		r = desk_update(look->db, &news_pass_type, pass);
	if (r == 0 && (n.events || n.opened || n.otherwise || n.withdrawn))
		r = log_counts(o, &n);
	ret->events += n.events;
	ret->opened += n.opened;
	ret->changed += n.otherwise;
	ret->withdrawn += n.withdrawn;
	ret->told += told;
	return r;
}

/* The texts of the pass live longer than the organisation's arena. */
static void keep_pass(struct news_look *look, const struct news_pass *pass, const char *org)
{
	*look->pass = *pass;
	look->pass->reached = org;
}

int news_org(struct news_look *look, const char *org, bool *ret_touched, struct news_done *done)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct org_look o = {.look = look, .org = org, .arena = arena};
	struct news_done after = *done;
	struct news_pass pass = *look->pass;
	int r = latest_runs_of(look->db, org, arena, &o.runs);

	*ret_touched = false;
	map_init(&o.ids, arena);
	map_init(&o.told, arena);
	if (r == 0)
		r = seen_of(look->db, &o.runs, look->banners, take, &o);
	if (r < 0 || !o.judged.n)
		return r;
	for (size_t i = 0; r == 0 && i < o.judged.n; i++)
		r = judge(&o, &o.judged.items[i]);
	if (r == 0)
		r = db_hold(look->db);
	if (r < 0)
		return r;
	r = db_release(look->db, store(&o, &pass, &after));
	if (r < 0)
		return r;
	after.orgs++;
	after.touched++;
	*done = after;
	*ret_touched = true;
	keep_pass(look, &pass, org);
	return 0;
}
