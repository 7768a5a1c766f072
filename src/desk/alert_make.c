#include "desk/alert_make.h"

#include "base/map.h"
#include "base/time.h"
#include "desk/alert_cve.h"
#include "desk/alert_ours.h"
#include "desk/id.h"
#include "model/event_kind.h"
#include "model/tracked.h"
#include "store/bulk.h"

enum { SLOT_TEXT = 33 };

#define DAY_MS INT64_C(86400000)

/* Events of one slot. */
struct group {
	const char *slot;
	const struct attribute_org *org;
	VEC(struct event *) events;
	const struct event *newest; /* of these */
	int64_t first, last, count;
	int severity, tlp;
	struct text_list cves;  /* that they name */
	struct alert *alert;    /* that takes them */
	struct alert_ours ours; /* what of them a penetration test did */
};

struct making {
	struct db *db;
	const struct attribute *who;
	struct arena *arena;
	int64_t now;
	bool hold;
	struct map slots; /* to struct group */
	VEC(struct group *) groups;
	VEC(void *) changed;     /* struct alert that were there */
	VEC(const void *) fresh; /* struct alert that are new */
	VEC(const void *) steps; /* struct alert_event */
	struct alert_made made;
};

int alert_make_lock(struct db *db)
{
	return desk_exec(db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ('alert.make', '0') ON CONFLICT "
	    "(\"name\") DO UPDATE SET \"value\" = setting.\"value\"",
	    NULL, 0, NULL);
}

/* --- groups --- */

/* What a person looks for: the address, or the name when it is theirs by its name. */
static const char *asset_of(const struct event *e)
{
	return e->addr && (e->how != EVENT_BY_NAME || !e->name) ? e->addr : e->name;
}

static void add_event(struct making *m, struct event *e)
{
	const struct event_kind *kind = event_kind_of(e->type);
	struct attribute_hit hit = attribute_find(m->who, e);
	const char *indicator = kind && kind->by_indicator ? e->indicator : NULL;
	char slot[SLOT_TEXT];
	struct group *g;

	/* What no perimeter says the place of the sensor does. */
	if (!hit.org && e->how == EVENT_BY_SENSOR && e->org)
		hit = (struct attribute_hit){
		    attribute_org_of(m->who, e->org), NULL, EVENT_BY_SENSOR};
	e->org = hit.org ? hit.org->id : NULL;
	e->item = hit.item;
	e->how = (int)hit.how;
	m->made.nobodys += !e->org;
	(void)alert_slot(e->org, e->type, asset_of(e),
	    kind && kind->class == RSIT_VULNERABLE ? e->port : 0, indicator, slot);
	g = map_get(&m->slots, slot);
	if (!g) {
		g = ARENA_NEW(m->arena, struct group);
		*g = (struct group){.slot = arena_strdup(m->arena, slot),
		    .org = hit.org,
		    .first = e->time,
		    .last = e->time,
		    .severity = e->severity,
		    .tlp = e->tlp,
		    .newest = e};
		(void)map_set(&m->slots, slot, g);
		vec_push(m->arena, &m->groups, g);
	}
	vec_push(m->arena, &g->events, e);
	g->first = MIN(g->first, e->time);
	g->newest = e->time > g->last ? e : g->newest;
	g->last = MAX(g->last, e->time);
	g->count += e->count;
	g->severity = MIN(g->severity, e->severity);
	g->tlp = MAX(g->tlp, e->tlp);
	if (e->org)
		alert_cve_of(e, m->arena, &g->cves);
}

static bool is_ours(const struct group *g)
{
	return g->ours.steps.n > 0;
}

/* --- alerts that are there --- */

static int load_alerts(struct making *m)
{
	const char **slots = ARENA_ARRAY(m->arena, m->groups.n, const char *);
	struct desk_records found = {0};
	int r;

	for (size_t i = 0; i < m->groups.n; i++)
		slots[i] = m->groups.items[i]->slot;
	r = desk_list(m->db, &alert_type,
	    "WHERE \"newest\" = 1 AND \"slot\" IN (SELECT \"value\" FROM @texts($1))",
	    DESK_PARAMS(DESK_TEXT(bulk_texts(slots, m->groups.n, m->arena))), m->arena, &found);
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		struct alert *a = found.all.items[i];
		struct group *g = map_get(&m->slots, a->slot);

		g->alert = a;
	}
	return r;
}

/* Which groups are the doing of penetration tests. */
static int find_ours(struct making *m)
{
	struct map orgs;
	int r = alert_ours_orgs(m->db, m->arena, &orgs);

	for (size_t i = 0; r == 0 && orgs.n && i < m->groups.n; i++) {
		struct group *g = m->groups.items[i];

		if (g->org && map_has(&orgs, g->org->id))
			r = alert_ours_find(
			    m->db, g->events.items, g->events.n, g->alert, m->arena, &g->ours);
	}
	return r;
}

/* Whether the alert takes these events, or another one begins. */
static bool takes(const struct alert *a, const struct group *g)
{
	if (a->state == ALERT_CLOSED)
		return g->last <= a->ended + ALERT_BACK_DAYS * DAY_MS;
	return g->first <= a->last + ALERT_WINDOW_DAYS * DAY_MS;
}

static void note_step(struct making *m, const struct alert *a, int was, int action)
{
	struct alert_event *e = ARENA_NEW(m->arena, struct alert_event);

	*e = (struct alert_event){.id = id_make(m->arena),
	    .alert = a->id,
	    .time = m->now,
	    .was = was,
	    .becomes = a->state,
	    .what = alert_rows[action].name};
	vec_push(m->arena, &m->steps, e);
}

/* Moves it when the table lets it. */
static void try_step(struct making *m, struct alert *a, int action, const char *rule)
{
	const struct alert_step step = {.action = action, .rule = rule};
	struct alert next;
	struct msg msg = {0};

	if (alert_apply(a, &step, NULL, m->now, &next, &msg) < 0)
		return;
	note_step(m, &next, a->state, action);
	*a = next;
}

static void grow(struct making *m, struct group *g)
{
	struct alert *a = g->alert;
	const struct event_rule *rule;

	a->first = MIN(a->first, g->first);
	if (g->last >= a->last) {
		a->report = g->newest->report;
		a->feed = g->newest->feed;
	}
	a->last = MAX(a->last, g->last);
	a->events += (int64_t)g->events.n;
	a->count += g->count;
	a->severity = MIN(a->severity, g->severity);
	a->tlp = MAX(a->tlp, g->tlp);
	a->changed = m->now;
	a->priority = alert_rank(a, g->org ? g->org->criticality : 0);
	vec_push(m->arena, &m->changed, a);
	if (is_ours(g))
		return; /* that is no news of what it was before */
	try_step(m, a, ALERT_DO_RETURN, NULL);
	rule = a->org ? attribute_suppressed(m->who, g->newest, a->org) : NULL;
	if (a->state == ALERT_SUPPRESSED && !rule)
		try_step(m, a, ALERT_DO_RELEASE, NULL);
	else if (a->state == ALERT_TRIAGE && rule)
		try_step(m, a, ALERT_DO_SUPPRESS, rule->id);
	/* Who has said nothing is told again when the notice's interval is over. */
	if (a->state == ALERT_NOTIFIED || a->state == ALERT_ACKNOWLEDGED)
		a->waits = true;
	if (m->hold)
		a->waits = false;
}

/* --- new ones --- */

static void begin(struct making *m, struct group *g, const char *ref)
{
	struct alert *a = ARENA_NEW(m->arena, struct alert);
	const struct event *e = g->newest;
	const struct event_kind *kind = event_kind_of(e->type);
	const struct event_rule *rule =
	    g->org ? attribute_suppressed(m->who, e, g->org->id) : NULL;

	*a = (struct alert){.id = id_make(m->arena),
	    .ref = ref,
	    .slot = g->slot,
	    .newest = true,
	    .org = e->org,
	    .item = e->item,
	    .how = e->how,
	    .type = e->type,
	    .severity = g->severity,
	    .asset = asset_of(e),
	    .addr_key = e->addr_key,
	    .port = kind && kind->class == RSIT_VULNERABLE ? e->port : 0,
	    .indicator = e->indicator,
	    .reverse = e->reverse,
	    .feed = e->feed,
	    .report = e->report,
	    .tlp = g->tlp,
	    .state = ALERT_RECEIVED,
	    .first = g->first,
	    .last = g->last,
	    .events = (int64_t)g->events.n,
	    .count = g->count,
	    .created = m->now,
	    .changed = m->now};
	a->priority = alert_rank(a, g->org ? g->org->criticality : 0);
	a->state = g->org ? ALERT_TRIAGE : ALERT_UNATTRIBUTED;
	if (rule || is_ours(g)) {
		a->state = ALERT_SUPPRESSED;
		a->rule = rule ? rule->id : NULL;
	}
	a->waits = a->state == ALERT_TRIAGE && !m->hold && g->org->state == ORG_ACTIVE;
	g->alert = a;
	vec_push(m->arena, &m->fresh, a);
}

/* n numbers in a row. The row that counts is locked until the transaction ends. */
static int take_refs(struct making *m, size_t n, int *ret_year, int64_t *ret_first)
{
	int year = time_split(m->now).year;
	const char *name = arena_printf(m->arena, "counter." ALERT_PREFIX ".%d", year);
	int64_t last = 0;
	int r = desk_exec(m->db,
	    "INSERT INTO setting (\"name\", \"value\") VALUES ($1, CAST($2 AS TEXT)) ON "
	    "CONFLICT "
	    "(\"name\") DO UPDATE SET \"value\" = CAST(CAST(setting.\"value\" AS @int) + "
	    "CAST($2 AS @int) AS TEXT)",
	    DESK_PARAMS(DESK_TEXT(name), DESK_TEXT(arena_printf(m->arena, "%zu", n))), NULL);

	if (r == 0)
		r = desk_number(m->db,
		    "SELECT CAST(\"value\" AS @int) FROM setting WHERE \"name\" = $1",
		    DESK_PARAMS(DESK_TEXT(name)), &last);
	*ret_year = year;
	*ret_first = last - (int64_t)n + 1;
	return r;
}

static int begin_all(struct making *m)
{
	size_t n = 0;
	int64_t number = 0;
	int year = 0, r = 0;

	for (size_t i = 0; i < m->groups.n; i++) {
		struct group *g = m->groups.items[i];

		if (g->alert && !takes(g->alert, g)) {
			g->alert->newest = false;
			vec_push(m->arena, &m->changed, g->alert);
			g->alert = NULL;
		} else if (g->alert) {
			grow(m, g);
		}
		n += !g->alert;
	}
	if (n)
		r = take_refs(m, n, &year, &number);
	for (size_t i = 0; r == 0 && i < m->groups.n; i++)
		if (!m->groups.items[i]->alert)
			begin(m, m->groups.items[i],
			    arena_printf(m->arena, ALERT_PREFIX "-%d-%05lld", year,
				(long long)number++));
	m->made.added = (int64_t)n;
	m->made.grown = (int64_t)(m->groups.n - n);
	for (size_t i = 0; r == 0 && i < m->groups.n; i++)
		if (is_ours(m->groups.items[i]))
			r = alert_ours_hold(m->db, m->groups.items[i]->alert,
			    &m->groups.items[i]->ours, m->now, m->arena);
	return r;
}

/* --- open findings that explain them --- */

static bool explains(const char *type, const char *addr, int64_t port, const char *subject,
    const struct alert *a)
{
	const struct event_kind *kind = event_kind_of(a->type);
	bool same = (addr && strcmp(addr, a->asset) == 0) ||
		    (subject && strcmp(subject, a->asset) == 0);

	if (!same)
		return false;
	if (kind && kind->finding && strncmp(type, kind->finding, strlen(kind->finding)) == 0)
		return true;
	return port && port == a->port;
}

/* New alerts by organisation: a chain of them. */
struct chain {
	struct alert *alert;
	struct chain *next;
};

static int link_findings(struct making *m)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct map by_org;
	VEC(const char *) orgs = {0};
	int r;

	map_init(&by_org, m->arena);
	for (size_t i = 0; i < m->groups.n; i++) {
		struct alert *a = m->groups.items[i]->alert;
		struct chain *c;

		if (!a->org || a->created != m->now)
			continue;
		c = ARENA_NEW(m->arena, struct chain);
		*c = (struct chain){a, map_get(&by_org, a->org)};
		if (map_set(&by_org, a->org, c))
			vec_push(m->arena, &orgs, a->org);
	}
	if (!orgs.n)
		return 0;
	r = db_prepare(m->db,
	    "SELECT f.\"id\", f.\"org\", f.\"type\", f.\"addr\", f.\"port\", f.\"subject\" "
	    "FROM "
	    "tracked_finding AS f WHERE f.\"org\" IN (SELECT \"value\" FROM @texts($1)) AND "
	    "f.\"state\" IN ('triage', 'open', 'notified', 'acknowledged', 'in_progress', "
	    "'claimed_fixed', 'verifying', 'accepted') ORDER BY f.\"org\", f.\"id\"",
	    &stmt);
	if (r < 0)
		return r;
	db_bind_text(stmt, 1, bulk_texts(orgs.items, orgs.n, m->arena));
	while ((r = db_step(stmt)) == 1)
		for (struct chain *c = map_get(&by_org, db_text(stmt, 1)); c; c = c->next)
			if (!c->alert->finding &&
			    explains(db_text(stmt, 2), db_text(stmt, 3), db_int(stmt, 4),
				db_text(stmt, 5), c->alert)) {
				c->alert->finding = arena_strdup(m->arena, db_text(stmt, 0));
				c->alert->priority = MIN(c->alert->priority + 5, 100);
			}
	return r;
}

/* Whether what is attacked is there, as it stands now. */
static int link_cves(struct making *m)
{
	struct alert_cve_cases cases = {0};
	VEC(struct group *) groups = {0};
	int r;

	for (size_t i = 0; i < m->groups.n; i++) {
		struct group *g = m->groups.items[i];
		const struct alert_cve_case one = {.alert = g->alert, .cves = g->cves};

		if (!g->cves.n || !g->org)
			continue;
		vec_push(m->arena, &cases.all, one);
		vec_push(m->arena, &groups, g);
	}
	r = alert_cve_find(m->db, &cases, m->arena);
	for (size_t i = 0; r == 0 && i < groups.n; i++) {
		const struct group *g = groups.items[i];
		const struct alert_cve_case *one = &cases.all.items[i];

		g->alert->cve = one->cve;
		if (one->cve)
			g->alert->finding = one->findings.items[0];
		g->alert->priority = alert_rank(g->alert, g->org->criticality);
	}
	return r;
}

/* --- all of it --- */

static int store(struct making *m)
{
	/* Those that make place for a new one of their slot first. */
	int r = bulk_update(m->db, &alert_type, m->changed.items, m->changed.n);

	if (r == 0)
		r = bulk_insert(m->db, &alert_type, m->fresh.items, m->fresh.n, false, NULL);
	if (r == 0)
		r = bulk_insert(
		    m->db, &alert_event_type, m->steps.items, m->steps.n, false, NULL);
	return r;
}

int alert_make(struct db *db, const struct attribute *who, struct event *const *events,
    size_t n, bool hold, int64_t now, struct arena *arena, struct alert_made *ret)
{
	struct making m = {.db = db, .who = who, .arena = arena, .now = now, .hold = hold};
	int r;

	map_init(&m.slots, arena);
	for (size_t i = 0; i < n; i++)
		add_event(&m, events[i]);
	r = n ? load_alerts(&m) : 0;
	if (r == 0)
		r = find_ours(&m);
	if (r == 0)
		r = begin_all(&m);
	if (r == 0)
		r = link_findings(&m);
	if (r == 0)
		r = link_cves(&m);
	if (r == 0)
		r = store(&m);
	if (r < 0)
		return r;
	for (size_t i = 0; i < m.groups.n; i++)
		vec_foreach (e, &m.groups.items[i]->events)
			(*e)->alert = m.groups.items[i]->alert->id;
	*ret = m.made;
	return 0;
}
