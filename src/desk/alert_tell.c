#include "desk/alert_tell.h"

#include "desk/alert_make.h"
#include "desk/perimeter.h"
#include "model/event_kind.h"
#include "store/bulk.h"

enum {
	WAITING_MAX = 4000,
	ANSWERED_MAX = 5000,
	TRIES = 3,
	ORGS_MAX = 100000,
	GROWN_FIRST = 500
};

/* One notice: alerts of an organisation and kind. */
struct telling {
	VEC(struct alert *) alerts; /* newest first */
};

struct batch {
	struct db *db;
	struct arena *arena;
	int64_t now;
	VEC(struct telling) tellings;
	struct alert_told *told;
};

static const char *item_text(const struct alert *a, struct arena *arena)
{
	const char *about = a->indicator ? a->indicator : a->report;

	return a->port ? arena_printf(arena, "%s:%lld  %s", a->asset, (long long)a->port, about)
		       : arena_printf(arena, "%s  %s", a->asset, about);
}

static void add_items(struct batch *b, const struct telling *t, struct notice_new *new)
{
	size_t n = MIN(t->alerts.n, (size_t)NOTICE_ITEMS);
	struct notice_item *items = ARENA_ARRAY(b->arena, n, struct notice_item);

	for (size_t i = 0; i < n; i++) {
		const struct alert *a = t->alerts.items[i];

		/* One that came back is news. */
		items[i] =
		    (struct notice_item){.key = a->reopened ? arena_printf(b->arena, "%s %lld",
								  a->id, (long long)a->reopened)
							    : a->id,
			.text = item_text(a, b->arena),
			.detail = a->ref,
			.time = a->last,
			.count = a->count,
			.tlp = a->tlp};
	}
	new->items = items;
	new->nitems = n;
	new->count = (int64_t)t->alerts.n;
}

static struct notice_new notice_of(struct batch *b, const struct telling *t)
{
	const struct alert *first = t->alerts.items[0];
	const struct event_kind *kind = event_kind_of(first->type);
	struct notice_new new = {.org = first->org,
	    .cause = ALERT_CAUSE,
	    .object = first->type,
	    .severity = CRIT_INFO,
	    .title = kind ? kind->title : first->type,
	    .advice = kind ? kind->advice : NULL};

	for (size_t i = 0; i < t->alerts.n; i++) {
		new.severity =
		    MIN(new.severity, (enum criticality)t->alerts.items[i]->severity);
		new.tlp = tlp_stricter(new.tlp, (enum tlp)t->alerts.items[i]->tlp);
	}
	add_items(b, t, &new);
	return new;
}

/* The alerts as they are told; those that were told before stay as they are. */
static int mark_told(struct batch *b, const struct notice_opened *opened)
{
	VEC(void *) all = {0};
	struct msg msg = {0};
	int r = 0;

	for (size_t i = 0; r == 0 && i < b->tellings.n; i++)
		vec_foreach (a, &b->tellings.items[i].alerts) {
			const struct alert_step step = {.action = ALERT_DO_TELL};

			if ((*a)->state == ALERT_TRIAGE)
				r = alert_apply(*a, &step, NULL, b->now, *a, &msg);
			if (r < 0)
				return db_refuse(b->db, r, &msg);
			(*a)->waits = false;
			(*a)->notice = opened[i].id;
			vec_push(b->arena, &all, *a);
		}
	return bulk_change(
	    b->db, &alert_type, "state waits notice told changed", all.items, all.n);
}

static int tell_batch(struct batch *b, const struct actor *actor)
{
	size_t n = b->tellings.n;
	struct notice_new *new = ARENA_ARRAY(b->arena, n, struct notice_new);
	struct notice_opened *opened = ARENA_ARRAY(b->arena, n, struct notice_opened);
	int r;

	for (size_t i = 0; i < n; i++)
		new[i] = notice_of(b, &b->tellings.items[i]);
	r = notice_open_many(b->db, actor, new, n, b->now, b->arena, opened);
	if (r == 0)
		r = mark_told(b, opened);
	for (size_t i = 0; r == 0 && i < n; i++) {
		b->told->alerts += (int64_t)b->tellings.items[i].alerts.n;
		b->told->messages += opened[i].told;
		b->told->orgs++;
	}
	return r;
}

/* Alerts that wait, in the order of organisation and kind, as notices. whole: the last ones may
 * be a part of theirs, and are left. */
static void gather(struct batch *b, const struct desk_records *found, bool whole, size_t max)
{
	const struct alert *last = NULL;

	for (size_t i = 0; i < found->all.n; i++) {
		struct alert *a = found->all.items[i];
		bool same =
		    last && strcmp(last->org, a->org) == 0 && strcmp(last->type, a->type) == 0;

		if (!same) {
			if (b->tellings.n == max)
				return;
			vec_push(b->arena, &b->tellings, (struct telling){0});
		}
		vec_push(b->arena, &b->tellings.items[b->tellings.n - 1].alerts, a);
		last = a;
	}
	if (!whole && b->tellings.n > 1)
		b->tellings.n--;
}

#define OF_ACTIVE "\"org\" IN (SELECT \"id\" FROM org WHERE \"state\" = 'active')"

/* Organisations that are to be told something, in order: found once, as what was told leaves
 * the index that they stand in full of holes. */
struct waiting {
	struct arena *arena;
	VEC(const char *) orgs;
	size_t at; /* the next one */
};

static int find_waiting(struct db *db, struct waiting *w)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT DISTINCT \"org\" FROM alert WHERE \"waits\" = 1 AND " OF_ACTIVE
	    " ORDER BY \"org\" LIMIT $1",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_int(stmt, 1, ORGS_MAX);
	while ((r = db_step(stmt)) == 1)
		vec_push(w->arena, &w->orgs, arena_strdup(w->arena, db_text(stmt, 0)));
	return r;
}

/* Goes on behind what was told; at the last organisation, when some of it may be left. */
static void go_on(struct waiting *w, const struct batch *b, size_t n, bool all)
{
	const char *last;

	if (all || !b->tellings.n) {
		w->at += n;
		return;
	}
	last = b->tellings.items[b->tellings.n - 1].alerts.items[0]->org;
	while (w->at < w->orgs.n && strcmp(w->orgs.items[w->at], last) < 0)
		w->at++;
}

/* One transaction. */
static int tell_some(
    struct db *db, int64_t now, size_t max, struct alert_told *told, struct waiting *w)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct alert_told before = *told;
	struct batch b = {.db = db, .arena = arena, .now = now, .told = told};
	struct desk_records found = {0};
	size_t n = MIN(max, w->orgs.n - w->at), gathered = 0;
	bool whole;
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = alert_make_lock(db);
	if (r == 0)
		r = desk_list(db, &alert_type,
		    "WHERE \"waits\" = 1 AND \"org\" IN (SELECT \"value\" FROM @texts($1)) "
		    "AND " OF_ACTIVE
		    " ORDER BY \"org\", \"type\", \"last\" DESC, \"id\" LIMIT $2",
		    DESK_PARAMS(DESK_TEXT(bulk_texts(&w->orgs.items[w->at], n, arena)),
			DESK_INT(WAITING_MAX)),
		    arena, &found);
	whole = found.all.n < WAITING_MAX;
	if (r == 0)
		gather(&b, &found, whole, max);
	for (size_t i = 0; i < b.tellings.n; i++)
		gathered += b.tellings.items[i].alerts.n;
	if (r == 0 && b.tellings.n)
		r = tell_batch(&b, NULL);
	r = db_end(db, r);
	if (r < 0)
		*told = before;
	else
		go_on(w, &b, n, whole && gathered == found.all.n);
	return r;
}

int alert_tell_due(struct db *db, int64_t now, int64_t max, struct alert_told *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct waiting w = {.arena = arena};
	int64_t known = GROWN_FIRST / 4;
	int tries = 0, r = find_waiting(db, &w);

	*ret = (struct alert_told){0};
	while (r == 0 && w.at < w.orgs.n && ret->orgs < max) {
		size_t some = (size_t)MIN(max - ret->orgs, ALERT_TELL_BATCH);

		r = tell_some(db, now, some, ret, &w);
		if (r == 0)
			tries = 0;
		if (r == 0 && ret->orgs >= 4 * known) {
			known = ret->orgs;
			r = db_grown(db, "notice, notice_told, notice_event, outgoing");
		}
		/* Somebody has changed one of them just now. */
		if (r == ERR_BUSY && ++tries < TRIES)
			r = 0;
	}
	return r;
}

static int tell_one(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	struct alert_told told = {0};
	struct batch b = {.db = db, .arena = arena, .now = now, .told = &told};
	struct desk_records found = {0};
	struct alert a = {0};
	int r = desk_may(db, actor, MAY_REVIEW, NULL, arena, now);

	if (r == 0)
		r = alert_make_lock(db);
	if (r == 0)
		r = desk_get(db, &alert_type, id, arena, &a);
	if (r == 0 && a.state != ALERT_TRIAGE)
		return db_fail(db, ERR_UNSUPPORTED,
		    TR("this cannot be done with the alert now"), TR("look at it as it is now"),
		    "%s is %-s", a.ref, alert_state_names[a.state]);
	if (r == 0)
		r = desk_list(db, &alert_type,
		    "WHERE \"id\" = $1 OR (\"waits\" = 1 AND \"org\" = $2 AND \"type\" = $3) "
		    "ORDER BY \"last\" DESC, \"id\" LIMIT $4",
		    DESK_PARAMS(DESK_TEXT(a.id), DESK_TEXT(a.org), DESK_TEXT(a.type),
			DESK_INT(WAITING_MAX)),
		    arena, &found);
	if (r == 0)
		gather(&b, &found, true, 1);
	if (r == 0)
		r = tell_batch(&b, actor);
	if (r == 0)
		r = log_append(db, actor, "alert.tell", a.org, a.id, NULL, NULL, now);
	return r;
}

int alert_tell_one(
    struct db *db, const struct actor *actor, const char *id, int64_t now, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	return r < 0 ? r : db_end(db, tell_one(db, actor, id, now, arena));
}

int alert_tell_answered(struct db *db, const struct actor *actor, const struct notice *n,
    int64_t now, struct arena *arena)
{
	struct desk_records found = {0};
	struct alert_step step = {
	    .action = ALERT_DO_ANSWER, .answer = n->answer, .note = n->note};
	int r = desk_list(db, &alert_type,
	    "WHERE \"notice\" = $1 AND \"state\" IN ('notified', 'acknowledged', 'answered') "
	    "ORDER BY \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(n->id), DESK_INT(ANSWERED_MAX)), arena, &found);

	/* A notice needs no reason for what it says; an alert's history shows by which it was.
	 */
	if (!step.note || !*step.note)
		step.note = n->ref;
	for (size_t i = 0; r == 0 && i < found.all.n; i++) {
		struct alert *a = found.all.items[i];

		if (a->answer == step.answer && a->answered == now)
			continue; /* its own answer was the last one */
		r = alert_step_within(db, actor, a, &step, true, now, arena);
	}
	return r;
}
