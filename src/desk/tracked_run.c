#include "desk/tracked_run.h"

#include "assess/assess.h"
#include "codec/json.h"
#include "desk/id.h"
#include "desk/run_job.h"
#include "store/desk.h"
#include "store/finding.h"
#include "store/observation.h"
#include "store/run.h"

enum { TRIES = 3 };

/* --- deciding --- */

static void change(struct arena *arena, struct tracked_changes *out,
    const struct tracked *before, const struct tracked *after, const char *note)
{
	vec_push(arena, &out->all, (struct tracked_change){before, *after, note});
}

/* By a machine, or by who stated it. */
static bool is_closed(const struct tracked *t)
{
	return t->state == TRACKED_VERIFIED_FIXED || t->state == TRACKED_WITHDRAWN;
}

/* Of several with one key: the one that is not closed, else the one closed last. */
static bool counts_before(const struct tracked *a, const struct tracked *b)
{
	if (is_closed(a) != is_closed(b))
		return is_closed(b);
	return a->closed > b->closed;
}

static struct tracked seen_now(
    const struct tracked_run *run, const struct tracked *t, const struct finding *f)
{
	struct tracked after = *t;

	after.last_seen = after.checked = run->time;
	after.missed = 0;
	after.run = run->id;
	after.criticality = f->criticality;
	after.category = f->category;
	after.product = f->product;
	after.evidence = f->evidence;
	return after;
}

struct tracked tracked_run_opened(
    const struct tracked_run *run, const struct finding *f, int64_t from)
{
	struct tracked t = {.type = f->type,
	    .key = f->key,
	    .subject = f->subject,
	    .addr = f->addr,
	    .port = f->port,
	    .state = f->qod >= TRACKED_QOD ? TRACKED_OPEN : TRACKED_TRIAGE,
	    .first_seen = from};

	t = seen_now(run, &t, f);
	tracked_set_due_of(&t, f, from);
	return t;
}

void tracked_run_back(const struct tracked_run *run, const struct tracked *t,
    const struct finding *f, int64_t from, struct arena *arena, struct tracked_changes *out)
{
	bool withdrawn = t->state == TRACKED_WITHDRAWN;
	struct tracked after;

	if (!withdrawn && from > t->closed + TRACKED_REOPEN_MAX) {
		after = tracked_run_opened(run, f, from);
		after.regression_of = t->id;
		change(arena, out, NULL, &after, TR("regression"));
		return;
	}
	after = seen_now(run, t, f);
	after.state = TRACKED_OPEN;
	after.reopened++;
	after.closed = 0;
	after.closed_how = NULL;
	tracked_set_due_of(&after, f, from);
	change(arena, out, t, &after, withdrawn ? TR("stated again") : TR("reopened"));
}

bool tracked_run_sooner(struct tracked *after, const struct finding *f, int64_t from)
{
	struct tracked other = *after;

	tracked_set_due_of(&other, f, from);
	if (!other.due || (after->due && after->due <= other.due)) {
		if (other.due && f->rule && f->forensics)
			after->due_rule = other.due_rule; /* no sooner, and with traces */
		return false;
	}
	after->due = other.due;
	after->due_rule = other.due_rule;
	return true;
}

static void seen(const struct tracked_run *run, const struct tracked *t,
    const struct finding *f, struct arena *arena, struct tracked_changes *out)
{
	struct tracked after = seen_now(run, t, f);
	bool worse = f->criticality < t->criticality;
	const char *note = NULL;

	if (t->state == TRACKED_CLAIMED_FIXED || t->state == TRACKED_VERIFYING) {
		after.state = TRACKED_OPEN;
		note = TR("still there");
	}
	/* Worse than it was, or ranked as more urgent: the shorter deadline counts from now. */
	if ((worse || f->rule) && tracked_run_sooner(&after, f, run->time) && !note && !worse)
		note = TR("another deadline");
	if (worse && !note)
		note = TR("worse");
	change(arena, out, t, &after, note);
}

static bool can_close(int state)
{
	return tracked_is_open(state) || state == TRACKED_ACCEPTED ||
	       state == TRACKED_MITIGATED;
}

static void gone(const struct tracked_run *run, const struct tracked *t, struct arena *arena,
    struct tracked_changes *out)
{
	bool retest = run->retest && strcmp(run->retest, t->id) == 0;
	struct tracked after = *t;

	after.checked = run->time;
	after.missed++;
	if (!retest && after.missed < TRACKED_CLEAN_RUNS) {
		change(arena, out, t, &after, NULL);
		return;
	}
	after.state = TRACKED_VERIFIED_FIXED;
	after.closed = run->time;
	after.closed_how = retest ? TR("retest") : TR("run");
	change(arena, out, t, &after, after.closed_how);
}

/* A re-test that could not look says so, and the claim stays a claim. */
static void unanswered(const struct tracked_run *run, const struct tracked *t,
    struct arena *arena, struct tracked_changes *out)
{
	struct tracked after = *t;

	if (!run->retest || strcmp(run->retest, t->id) != 0 || t->state != TRACKED_VERIFYING)
		return;
	after.state = TRACKED_CLAIMED_FIXED;
	change(arena, out, t, &after, TR("not covered"));
}

void tracked_run_known(const struct tracked_list *list, struct arena *arena, struct map *ret)
{
	map_init(ret, arena);
	vec_foreach (t, &list->all) {
		const struct tracked *other = map_get(ret, t->key);

		if (!other || counts_before(t, other))
			(void)map_set(ret, t->key, t);
	}
}

void tracked_decide(const struct tracked_run *run, const struct tracked_list *before,
    const struct findings *now, const struct map *fixed, struct arena *arena,
    struct tracked_changes *ret)
{
	struct tracked_changes out = {0};
	struct map known, here;

	tracked_run_known(before, arena, &known);
	map_init(&here, arena);
	vec_foreach (f, &now->all) {
		const struct tracked *t = map_get(&known, f->key);

		if (f->state == FINDING_FIXED || f->state == FINDING_UNKNOWN ||
		    !map_set(&here, f->key, f))
			continue;
		if (!t) {
			struct tracked after = tracked_run_opened(run, f, run->time);

			change(arena, &out, NULL, &after, TR("found"));
		} else if (run->time > t->checked) {
			if (is_closed(t))
				tracked_run_back(run, t, f, run->time, arena, &out);
			else
				seen(run, t, f, arena, &out);
		}
	}
	map_foreach (e, &known) {
		const struct tracked *t = e->value;

		if (map_has(&here, t->key) || run->time <= t->checked || !can_close(t->state))
			continue;
		if (map_has(fixed, t->key))
			gone(run, t, arena, &out);
		else
			unanswered(run, t, arena, &out);
	}
	*ret = out;
}

/* --- loading --- */

struct loaded {
	const struct tracked_run *run;
	const struct pack *kb;
	struct arena *arena;
	struct run record;
	struct observations obs;
	struct findings findings;
	struct tracked_list tracked;
	struct map fixed;
};

int tracked_run_list(
    struct db *db, const char *org, struct arena *arena, struct tracked_list *ret)
{
	struct desk_records all = {0};
	struct tracked_list out = {0};
	int r =
	    desk_list(db, &tracked_type, "WHERE \"org\" = $1 ORDER BY \"first_seen\", \"id\"",
		DESK_PARAMS(DESK_TEXT(org)), arena, &all);

	if (r < 0)
		return r;
	vec_foreach (t, &all.all)
		vec_push(arena, &out.all, *(struct tracked *)*t);
	*ret = out;
	return 0;
}

/* Whether a closed port can be told from one that was not asked. A re-test asks the finding's
 * port alone. */
static bool same_ports(const struct loaded *l, const struct run *earlier)
{
	return l->run->retest || run_job_same_ports(&l->record, earlier, l->arena);
}

/* Which of the findings that the earlier run saw last are gone for sure. */
static int compare_with(
    struct db *db, struct loaded *l, const char *earlier, struct map *wanted)
{
	struct observations obs = {0};
	struct findings stored = {0}, was = {0}, told = {0};
	struct run run;
	int r = run_get(db, earlier, l->arena, &run);

	if (r == ERR_NOTFOUND)
		return 0; /* its observations are gone: nothing can be told */
	if (r == 0)
		r = obs_load(db, earlier, l->arena, &obs);
	if (r == 0)
		r = finding_load(db, earlier, l->arena, &stored);
	if (r < 0)
		return r;
	vec_foreach (f, &stored.all)
		if (map_has(wanted, f->key) && f->state != FINDING_FIXED)
			vec_push(l->arena, &was.all, *f);
	r = assess_compare(
	    &(struct assess_run){&was, &obs, run.ended ? run.ended : run.created},
	    &(struct assess_run){&l->findings, &l->obs, l->run->time}, l->kb,
	    same_ports(l, &run), l->arena, &told);
	if (r < 0)
		return r;
	vec_foreach (f, &told.all)
		if (f->state == FINDING_FIXED)
			(void)map_set(&l->fixed, f->key, &l->fixed);
	return 0;
}

/* Every finding that is not in this run is compared with the run that saw it last. */
static int find_fixed(struct db *db, struct loaded *l)
{
	struct map here, runs;
	int r = 0;

	map_init(&here, l->arena);
	map_init(&runs, l->arena);
	vec_foreach (f, &l->findings.all)
		(void)map_set(&here, f->key, &here);
	vec_foreach (t, &l->tracked.all) {
		struct map *keys = t->run ? map_get(&runs, t->run) : NULL;

		if (!t->run || map_has(&here, t->key) || !can_close(t->state) ||
		    (l->run->retest && strcmp(l->run->retest, t->id) != 0))
			continue;
		if (!keys) {
			keys = ARENA_NEW(l->arena, struct map);
			map_init(keys, l->arena);
			(void)map_set(&runs, t->run, keys);
		}
		(void)map_set(keys, t->key, t);
	}
	map_foreach (e, &runs)
		if (r == 0 && strcmp(e->key, l->run->id) != 0)
			r = compare_with(db, l, e->key, e->value);
	return r;
}

static int load(struct db *db, struct loaded *l)
{
	int r = run_get(db, l->run->id, l->arena, &l->record);

	if (r == 0)
		r = obs_load(db, l->run->id, l->arena, &l->obs);
	if (r == 0)
		r = finding_load(db, l->run->id, l->arena, &l->findings);
	if (r == 0)
		r = tracked_run_list(db, l->run->org, l->arena, &l->tracked);
	map_init(&l->fixed, l->arena);
	return r == 0 ? find_fixed(db, l) : r;
}

/* --- storing --- */

static void count(const struct tracked_change *c, struct tracked_counts *n)
{
	bool fresh = !c->before;
	bool again = c->before && is_closed(c->before);

	n->opened += fresh;
	n->reopened += again;
	n->news += (fresh || again) && c->after.criticality <= CRIT_HIGH;
	n->closed += c->after.state == TRACKED_VERIFIED_FIXED;
	n->missed += c->before && c->after.missed > c->before->missed;
	n->seen += c->before && c->after.last_seen > c->before->last_seen;
}

int tracked_run_store(struct db *db, const struct tracked_run *run, const char *actor,
    struct tracked_change *c, int64_t now, struct arena *arena)
{
	int r;

	if (c->before) {
		r = desk_update(db, &tracked_type, &c->after);
	} else {
		c->after.id = id_make(arena);
		c->after.org = run->org;
		r = ref_next(db, "F", now, arena, &c->after.ref);
		if (r == 0)
			r = desk_insert(db, &tracked_type, &c->after);
	}
	if (r == 0 && c->note)
		r = tracked_note(db, c->before, &c->after, actor, c->note, run->id, now);
	return r;
}

static int log_counts(struct db *db, const struct actor *actor, const struct tracked_run *run,
    const struct tracked_counts *n, int64_t now)
{
	struct json_writer w;
	STR_AUTO(detail, 1024);

	json_write_init(&w, &detail, 0);
	json_write_object(&w);
	json_member_int(&w, "opened", n->opened);
	json_member_int(&w, "seen", n->seen);
	json_member_int(&w, TR("reopened"), n->reopened);
	json_member_int(&w, "missed", n->missed);
	json_member_int(&w, "closed", n->closed);
	json_write_object_end(&w);
	return log_append(
	    db, actor, "finding.run", run->org, run->id, NULL, str_text(&detail), now);
}

static int store(struct db *db, const struct actor *actor, struct loaded *l, int64_t now,
    struct tracked_counts *ret)
{
	struct tracked_changes changes;
	struct tracked_counts n = {0};
	/* One run of an organisation at a time: its row is held until the transaction ends. */
	int r = desk_exec(db, "UPDATE org SET \"id\" = \"id\" WHERE \"id\" = $1",
	    DESK_PARAMS(DESK_TEXT(l->run->org)), NULL);

	if (r == 0)
		r = tracked_run_list(db, l->run->org, l->arena, &l->tracked);

	if (r < 0)
		return r;
	tracked_decide(l->run, &l->tracked, &l->findings, &l->fixed, l->arena, &changes);
	vec_foreach (c, &changes.all) {
		r = tracked_run_store(
		    db, l->run, actor ? actor->person : NULL, c, now, l->arena);
		if (r < 0)
			return r;
		count(c, &n);
	}
	if (changes.all.n)
		r = log_counts(db, actor, l->run, &n, now);
	if (r == 0)
		*ret = n;
	return r;
}

int tracked_update(struct db *db, const struct actor *actor, const struct pack *kb,
    const struct tracked_run *run, int64_t now, struct tracked_counts *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct loaded l = {.run = run, .kb = kb, .arena = arena};
	int r = load(db, &l);

	if (r < 0)
		return r;
	r = ERR_BUSY;
	/* A person may change a finding while it is being written: then from its new state. */
	for (int i = 0; i < TRIES && r == ERR_BUSY; i++) {
		r = db_begin(db, DB_WRITE);
		if (r == 0)
			r = db_end(db, store(db, actor, &l, now, ret));
	}
	return r;
}
