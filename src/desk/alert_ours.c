#include "desk/alert_ours.h"

#include "desk/pentest_detect.h"
#include "model/event_kind.h"

enum { EVENTS = 5000 /* of one alert that is assigned by hand */ };

int alert_ours_orgs(struct db *db, struct arena *arena, struct map *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT DISTINCT \"org\" FROM engagement WHERE \"state\" IN ('ready', 'active', "
	    "'paused', 'halted', 'reporting', 'qa', 'delivered', 'debriefed', 'retesting')",
	    &stmt);

	map_init(ret, arena);
	while (r >= 0 && (r = db_step(stmt)) == 1)
		(void)map_set(ret, db_text(stmt, 0), ret);
	return r;
}

/* --- one event --- */

/* Who met whom: the system that it is about was attacked, or the team stood in its place. */
static size_t sightings(const struct event *e, struct pentest_sighting to[3])
{
	size_t n = 0;

	if (e->addr)
		to[n++] = (struct pentest_sighting){e->org, e->time, e->peer, e->addr};
	if (e->name)
		to[n++] = (struct pentest_sighting){e->org, e->time, e->peer, e->name};
	if (e->addr)
		to[n++] = (struct pentest_sighting){e->org, e->time, e->addr, e->peer};
	return n;
}

static void add_step(struct alert_ours *ours, const struct pentest_sighting *seen,
    const struct pentest_match *m, struct arena *arena)
{
	vec_foreach (s, &ours->steps)
		if (m->op ? s->op && strcmp(s->op, m->op) == 0 : !s->op)
			return;
	vec_push(arena, &ours->steps,
	    (struct pentest_ask){.org = seen->org,
		.engagement = m->engagement.id,
		.time = seen->time,
		.source = seen->source,
		.target = seen->target,
		.op = m->op});
}

static int look(struct db *db, const struct event *e, struct arena *arena,
    struct alert_ours *ours, bool *ret_is)
{
	struct pentest_sighting seen[3];
	size_t n = e->peer ? sightings(e, seen) : 0;
	int r = 0;

	*ret_is = false;
	for (size_t i = 0; r == 0 && !*ret_is && i < n; i++) {
		struct pentest_match match = {0};

		r = pentest_match_ours(db, &seen[i], arena, &match, ret_is);
		if (r == 0 && *ret_is)
			add_step(ours, &seen[i], &match, arena);
	}
	return r;
}

/* --- all of an alert --- */

/* Nobody causes what stands open, and the team does not take what was found elsewhere. */
static bool may_be(const char *type)
{
	const struct event_kind *kind = event_kind_of(type);

	return kind && kind->class != RSIT_VULNERABLE &&
	       kind->class != RSIT_INFORMATION_CONTENT_SECURITY;
}

static int refused_before(struct db *db, const struct alert *alert, bool *ret)
{
	int64_t n = 0;
	int r = alert ? desk_number(db,
			    "SELECT count(*) FROM pentest_ask WHERE \"alert\" = $1 AND "
			    "\"verdict\" = 'not_from_us'",
			    DESK_PARAMS(DESK_TEXT(alert->id)), &n)
		      : 0;

	*ret = n > 0;
	return r;
}

int alert_ours_find(struct db *db, struct event *const *events, size_t n,
    const struct alert *alert, struct arena *arena, struct alert_ours *ret)
{
	struct alert_ours ours = {0};
	bool is = n > 0 && may_be(events[0]->type), refused = false;
	int r = is ? refused_before(db, alert, &refused) : 0;

	is = is && !refused;
	for (size_t i = 0; r == 0 && is && i < n; i++)
		r = look(db, events[i], arena, &ours, &is);
	if (r == 0)
		*ret = is ? ours : (struct alert_ours){0};
	return r;
}

static struct pentest_sighting sighting_of(const struct pentest_ask *step)
{
	return (struct pentest_sighting){step->org, step->time, step->source, step->target};
}

int alert_ours_hold(struct db *db, struct alert *a, const struct alert_ours *ours, int64_t now,
    struct arena *arena)
{
	const struct pentest_noticed noticed = {.time = now, .note = a->ref};
	struct pentest_sighting seen = sighting_of(&ours->steps.items[0]);
	struct pentest_ask ask = {0};
	int r = pentest_ask_alert(db, &seen, a->id, now, arena, &ask);

	for (size_t i = 0; r == 0 && ask.id && i < ours->steps.n; i++) {
		struct pentest_ask step = ours->steps.items[i];

		step.alert = a->id;
		r = pentest_detect_note(db, &step, &noticed, arena);
	}
	if (r == 0)
		a->ask = ask.id;
	return r;
}

int alert_ours_check(struct db *db, struct alert *a, int64_t now, struct arena *arena)
{
	struct alert_step step = {.action = ALERT_DO_SUPPRESS};
	struct alert_ours ours = {0};
	struct desk_records found = {0};
	struct map orgs;
	struct alert held = *a;
	int r = alert_ours_orgs(db, arena, &orgs);

	if (r < 0 || !map_has(&orgs, a->org) || a->state != ALERT_TRIAGE)
		return r;
	r = desk_list(db, &event_type,
	    "WHERE \"alert\" = $1 ORDER BY \"time\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(a->id), DESK_INT(EVENTS)), arena, &found);
	if (r == 0 && found.all.n < EVENTS)
		r = alert_ours_find(
		    db, (struct event *const *)found.all.items, found.all.n, a, arena, &ours);
	if (r < 0 || !ours.steps.n)
		return r;
	r = alert_ours_hold(db, &held, &ours, now, arena);
	step.ask = held.ask;
	return r < 0 || !held.ask ? r : alert_step_within(db, NULL, a, &step, true, now, arena);
}

int alert_ours_release(struct db *db, const struct actor *actor, const char *alert, int64_t now,
    struct arena *arena)
{
	struct alert_step step = {.action = ALERT_DO_RELEASE};
	struct alert a = {0};
	int r = desk_get(db, &alert_type, alert, arena, &a);

	if (r == ERR_NOTFOUND)
		return 0; /* its time is over */
	if (r == 0 && a.state == ALERT_SUPPRESSED)
		return alert_step_within(db, actor, &a, &step, false, now, arena);
	if (r < 0 || !a.ask)
		return r;
	/* It was told before the team came: what came then is news. */
	a.ask = NULL;
	a.waits = a.state == ALERT_NOTIFIED || a.state == ALERT_ACKNOWLEDGED || a.waits;
	a.changed = now;
	return desk_update(db, &alert_type, &a);
}
