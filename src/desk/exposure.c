#include "desk/exposure.h"

#include "desk/id.h"
#include "desk/run_job.h"
#include "store/desk.h"
#include "store/observation.h"
#include "store/run.h"

static int here;

/* --- what a run saw --- */

static const char *endpoint(struct arena *arena, const char *addr, int64_t port, int transport)
{
	bool v6 = strchr(addr, ':') != NULL;

	return arena_printf(arena, "%s%s%s:%d/%s", v6 ? "[" : "", addr, v6 ? "]" : "",
	    (int)port, transport == TRANSPORT_UDP ? "udp" : "tcp");
}

static void add(
    struct arena *arena, struct map *known, struct exposed_list *out, const struct exposed *e)
{
	const char *key = arena_printf(arena, "%d %s", e->type, e->name);
	size_t *at = map_get(known, key);
	struct exposed *there;

	if (!at || *at >= out->all.n) {
		at = ARENA_NEW(arena, size_t);
		*at = out->all.n;
		(void)map_set(known, key, at);
		vec_push(arena, &out->all, *e);
		return;
	}
	there = &out->all.items[*at];
	/* The service says more than the open port, and the name's later sight whereto it
	 * leads. */
	there->addr = there->addr ? there->addr : e->addr;
	there->parent = there->parent ? there->parent : e->parent;
	there->product = e->product ? e->product : there->product;
	there->protocol = e->protocol ? e->protocol : there->protocol;
}

static void add_service(struct arena *arena, struct map *known, struct exposed_list *out,
    const char *addr, int64_t port, int transport, const struct obs_service *s)
{
	struct exposed host = {.type = EXPOSED_ADDRESS, .name = addr, .addr = addr};
	struct exposed e = {.type = EXPOSED_SERVICE,
	    .name = endpoint(arena, addr, port, transport),
	    .parent = addr,
	    .addr = addr,
	    .port = port};

	if (s && strcmp(s->protocol, "unknown") != 0)
		e.protocol = s->protocol;
	if (s && s->product)
		e.product = arena_printf(arena, "%s%s%s", s->product, s->version ? " " : "",
		    s->version ? s->version : "");
	add(arena, known, out, &host);
	add(arena, known, out, &e);
}

void exposed_collect(
    const struct observations *obs, struct arena *arena, struct exposed_list *ret)
{
	struct exposed_list out = {0};
	struct map known;

	map_init(&known, arena);
	vec_foreach (o, &obs->all) {
		if (o->kind == OBS_ASSET &&
		    (o->asset->type == ASSET_DOMAIN || o->asset->type == ASSET_HOST) &&
		    o->asset->reach != REACH_NONE) {
			struct exposed e = {.type = EXPOSED_NAME,
			    .name = o->asset->name,
			    .parent = o->asset->parent,
			    .addr =
				o->asset->addresses.n ? o->asset->addresses.items[0] : NULL};

			add(arena, &known, &out, &e);
		} else if (o->kind == OBS_PORT && o->port->state == PORT_OPEN) {
			add_service(arena, &known, &out, o->port->addr, o->port->port,
			    o->port->transport, NULL);
		} else if (o->kind == OBS_SERVICE) {
			add_service(arena, &known, &out, o->service->addr, o->service->port,
			    o->service->transport, o->service);
		}
	}
	*ret = out;
}

/* --- deciding --- */

static bool same(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

/* What was not told this time is not a change. */
static const char *told(const char *now, const char *before)
{
	return now ? now : before;
}

static void seen_again(const struct exposed *was, const struct exposed *now, const char *run,
    int64_t time, struct arena *arena, struct exposed_changes *out)
{
	struct exposed_change c = {.before = was, .after = *was};

	c.after.last_seen = time;
	c.after.run = run;
	c.after.gone = false;
	c.after.addr = told(now->addr, was->addr);
	c.after.parent = told(now->parent, was->parent);
	c.after.protocol = told(now->protocol, was->protocol);
	c.after.product = told(now->product, was->product);
	if (was->gone) {
		c.what = "back";
	} else if ((was->product && !same(c.after.product, was->product)) ||
		   (was->protocol && !same(c.after.protocol, was->protocol))) {
		c.what = "changed";
		c.after.changed = time;
		c.detail = arena_printf(arena, "%.100s %.100s -> %.100s %.100s",
		    was->protocol ? was->protocol : "", was->product ? was->product : "",
		    c.after.protocol ? c.after.protocol : "",
		    c.after.product ? c.after.product : "");
	}
	vec_push(arena, &out->all, c);
}

void exposed_decide(const struct exposed_list *before, const struct exposed_list *seen,
    const struct map *gone, const char *run, int64_t time, struct arena *arena,
    struct exposed_changes *ret)
{
	struct exposed_changes out = {0};
	struct map known, now;

	map_init(&known, arena);
	map_init(&now, arena);
	vec_foreach (e, &before->all)
		(void)map_set(&known, arena_printf(arena, "%d %s", e->type, e->name), e);
	vec_foreach (e, &seen->all) {
		const char *key = arena_printf(arena, "%d %s", e->type, e->name);
		const struct exposed *was = map_get(&known, key);
		struct exposed_change c = {.after = *e, .what = "new"};

		(void)map_set(&now, key, e);
		if (was) {
			if (time > was->last_seen)
				seen_again(was, e, run, time, arena, &out);
			continue;
		}
		c.after.first_seen = c.after.last_seen = time;
		c.after.run = run;
		c.after.worst = CRIT_INFO;
		vec_push(arena, &out.all, c);
	}
	map_foreach (entry, &known) {
		const struct exposed *was = entry->value;
		struct exposed_change c = {.before = was, .after = *was, .what = "gone"};

		if (was->gone || map_has(&now, entry->key) || time <= was->last_seen ||
		    !map_has(gone, was->name))
			continue;
		c.after.gone = true;
		vec_push(arena, &out.all, c);
	}
	*ret = out;
}

/* --- what is gone --- */

struct looked {
	struct arena *arena;
	const struct run *run;
	struct map closed;  /* endpoint */
	struct map swept;   /* address */
	struct map nothing; /* name that does not exist */
	struct map ports;   /* run -> whether it swept the same ports */
};

static void look(struct looked *l, const struct observations *obs)
{
	vec_foreach (o, &obs->all) {
		if (o->kind == OBS_PORT && o->port->state == PORT_CLOSED)
			(void)map_set(&l->closed,
			    endpoint(
				l->arena, o->port->addr, o->port->port, o->port->transport),
			    &here);
		else if (o->kind == OBS_COVERAGE && o->coverage->state == COVERAGE_SCANNED &&
			 o->coverage->port == 0 && strcmp(o->coverage->stage, "sweep") == 0)
			(void)map_set(&l->swept, o->coverage->subject, &here);
		else if (o->kind == OBS_DNS && strcmp(o->dns->rcode, "NXDOMAIN") == 0)
			(void)map_set(&l->nothing, o->dns->name, &here);
	}
}

static bool same_ports(struct db *db, struct looked *l, const char *run)
{
	struct run earlier;
	bool same_as;

	if (!run)
		return false;
	if (map_has(&l->ports, run))
		return map_get(&l->ports, run) != NULL;
	same_as = run_get(db, run, l->arena, &earlier) == 0 &&
		  run_job_same_ports(l->run, &earlier, l->arena);
	(void)map_set(&l->ports, run, same_as ? &here : NULL);
	return same_as;
}

static bool is_gone(struct db *db, struct looked *l, const struct exposed *e)
{
	if (e->type == EXPOSED_NAME)
		return map_has(&l->nothing, e->name);
	if (e->type == EXPOSED_SERVICE && map_has(&l->closed, e->name))
		return true;
	/* A datagram port is silent when it is closed: a sweep does not tell. */
	if (e->type == EXPOSED_SERVICE && strstr(e->name, "/udp"))
		return false;
	return e->addr && map_has(&l->swept, e->addr) && same_ports(db, l, e->run);
}

/* --- the whole --- */

static int load(struct db *db, const char *org, struct arena *arena, struct exposed_list *ret)
{
	struct desk_records all = {0};
	int r = desk_list(db, &exposed_type, "WHERE \"org\" = $1 ORDER BY \"type\", \"name\"",
	    DESK_PARAMS(DESK_TEXT(org)), arena, &all);

	if (r == 0)
		vec_foreach (e, &all.all)
			vec_push(arena, &ret->all, *(struct exposed *)*e);
	return r;
}

static int store_change(struct db *db, const char *org, const char *run, int64_t time,
    struct exposed_change *c, struct arena *arena)
{
	struct exposure_event e = {.id = id_make(arena),
	    .org = org,
	    .time = time,
	    .what = c->what,
	    .name = c->after.name,
	    .detail = c->detail,
	    .run = run};
	int r;

	if (!c->before) {
		c->after.id = id_make(arena);
		c->after.org = org;
		r = desk_insert(db, &exposed_type, &c->after);
	} else {
		r = desk_update(db, &exposed_type, &c->after);
	}
	if (r < 0 || !c->what)
		return r;
	e.asset = c->after.id;
	return desk_insert(db, &exposure_event_type, &e);
}

static void count(const struct exposed_change *c, struct exposed_counts *n)
{
	if (!c->what)
		return;
	n->fresh += strcmp(c->what, "new") == 0;
	n->changed += strcmp(c->what, "changed") == 0;
	n->gone += strcmp(c->what, "gone") == 0;
	n->back += strcmp(c->what, "back") == 0;
}

/* The worst open finding on each asset: on its endpoint, its address, or its name. */
static int set_worst(struct db *db, const char *org)
{
	return desk_exec(db,
	    "UPDATE exposed_asset SET \"worst\" = COALESCE((SELECT CASE min(CASE "
	    "t.\"criticality\" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 "
	    "WHEN 'low' THEN 3 ELSE 4 END) WHEN 0 THEN 'critical' WHEN 1 THEN 'high' WHEN 2 "
	    "THEN "
	    "'medium' WHEN 3 THEN 'low' ELSE 'info' END FROM tracked_finding t WHERE t.\"org\" "
	    "= "
	    "exposed_asset.\"org\" AND t.\"state\" IN ('triage', 'open', 'notified', "
	    "'acknowledged', 'in_progress', 'claimed_fixed', 'verifying') AND "
	    "((exposed_asset.\"type\" = 'service' AND t.\"addr\" = exposed_asset.\"addr\" AND "
	    "t.\"port\" = exposed_asset.\"port\") OR (exposed_asset.\"type\" = 'address' AND "
	    "t.\"addr\" = exposed_asset.\"addr\") OR (exposed_asset.\"type\" = 'name' AND "
	    "t.\"subject\" = exposed_asset.\"name\"))), 'info') WHERE \"org\" = $1",
	    DESK_PARAMS(DESK_TEXT(org)), NULL);
}

static int store(struct db *db, const char *org, const struct run *run, int64_t time,
    const struct observations *obs, struct arena *arena, struct exposed_counts *n)
{
	struct looked l = {.arena = arena, .run = run};
	struct exposed_list before = {0}, seen;
	struct exposed_changes changes;
	struct map gone;
	/* One run of an organisation at a time: its row is held until the transaction ends. */
	int r = desk_exec(db, "UPDATE org SET \"id\" = \"id\" WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(org)), NULL);

	if (r == 0)
		r = load(db, org, arena, &before);
	if (r < 0)
		return r;
	map_init(&gone, arena);
	map_init(&l.closed, arena);
	map_init(&l.swept, arena);
	map_init(&l.nothing, arena);
	map_init(&l.ports, arena);
	look(&l, obs);
	exposed_collect(obs, arena, &seen);
	vec_foreach (e, &before.all)
		if (!e->gone && is_gone(db, &l, e))
			(void)map_set(&gone, e->name, &here);
	exposed_decide(&before, &seen, &gone, run->id, time, arena, &changes);
	vec_foreach (c, &changes.all) {
		r = store_change(db, org, run->id, time, c, arena);
		if (r < 0)
			return r;
		count(c, n);
	}
	return set_worst(db, org);
}

int exposed_update(
    struct db *db, const char *org, const char *id, int64_t now, struct exposed_counts *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct observations obs = {0};
	struct exposed_counts n = {0};
	struct run run;
	int r = run_get(db, id, arena, &run);

	if (r == 0)
		r = obs_load(db, id, arena, &obs);
	if (r == 0)
		r = db_begin(db, DB_WRITE);
	if (r < 0)
		return r;
	r = db_end(db, store(db, org, &run, run.ended ? run.ended : now, &obs, arena, &n));
	if (r == 0 && ret)
		*ret = n;
	return r;
}
