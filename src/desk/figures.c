#include "desk/figures.h"

#include "assess/assess.h"
#include "assess/grade.h"
#include "desk/id.h"
#include "desk/run_job.h"
#include "desk/tracked.h"
#include "model/member.h"
#include "store/desk.h"
#include "store/finding.h"
#include "store/observation.h"
#include "store/run.h"

enum { BATCH = 50 /* organisations whose figures are stored together */ };

int64_t figures_day(int64_t time)
{
	return time - time % FIGURES_DAY;
}

static int by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int64_t figures_median(int64_t *values, size_t n)
{
	if (!n)
		return 0;
	qsort(values, n, sizeof(*values), by_number);
	return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* --- one organisation --- */

struct numbers {
	VEC(int64_t) all;
};

/* The grade of the findings of some categories as a number: A is 100, E is 20. */
static int64_t grade(
    const struct findings *open, unsigned categories, bool examined, struct arena *arena)
{
	static const struct observations none = {0};
	struct findings of = {0};
	struct grade g;

	vec_foreach (f, &open->all)
		if (categories & 1u << f->category)
			vec_push(arena, &of.all, *f);
	if (!of.all.n)
		return examined ? 100 : -1;
	grade_of(&of, &none, &g);
	return g.letter == '-' ? -1 : 100 - 20 * (g.letter - 'A');
}

static void count_open(const struct tracked *t, int64_t now, struct arena *arena,
    struct snapshot *s, struct numbers *ages, struct findings *open)
{
	int64_t *const counts[CRIT_LEVELS] = {
	    &s->critical, &s->high, &s->medium, &s->low, &s->info};

	if (!tracked_is_open(t->state))
		return;
	(*counts[t->criticality])++;
	s->overdue += t->due && t->due < now;
	vec_push(arena, &ages->all, MAX(now - t->first_seen, 0));
	/* What is in triage is not sure enough to count for a grade. */
	vec_push(arena, &open->all,
	    (struct finding){.criticality = t->criticality,
		.category = t->category,
		.qod = t->state == TRACKED_TRIAGE ? 0 : 100});
}

static int name_of(const char *const *names, const char *text)
{
	int i = 0;

	while (names[i] && text && strcmp(names[i], text) != 0)
		i++;
	return names[i] && text ? i : -1;
}

/* A row of count_tracked; false when it is none of ours. */
static bool read_tracked(struct db_stmt *stmt, struct tracked *ret)
{
	*ret = (struct tracked){.state = name_of(tracked_state_names, db_text(stmt, 0)),
	    .criticality = name_of(criticality_names, db_text(stmt, 1)),
	    .category = name_of(category_names, db_text(stmt, 2)),
	    .first_seen = db_int(stmt, 3),
	    .due = db_int(stmt, 4),
	    .closed = db_int(stmt, 5)};
	return ret->state >= 0 && ret->criticality >= 0 && ret->category >= 0;
}

/* By an index alone (tracked_finding_org): a group's overview does it for every site. */
static int count_tracked(struct db *db, const char *org, int64_t now, bool examined,
    struct arena *arena, struct snapshot *s)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct numbers ages = {0}, fixes = {0};
	struct findings open = {0};
	struct tracked t;
	int r = db_prepare(db,
	    "SELECT \"state\", \"criticality\", \"category\", \"first_seen\", \"due\", "
	    "\"closed\" FROM tracked_finding WHERE \"org\" = $1 AND (\"state\" <> "
	    "'verified_fixed' OR \"closed\" >= $2)",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, org);
	db_bind_int(stmt, 2, now - 90 * FIGURES_DAY);
	while ((r = db_step(stmt)) == 1) {
		if (!read_tracked(stmt, &t))
			continue;
		count_open(&t, now, arena, s, &ages, &open);
		s->opened += t.first_seen > now - 30 * FIGURES_DAY;
		if (t.state == TRACKED_VERIFIED_FIXED) {
			s->closed += t.closed > now - 30 * FIGURES_DAY;
			vec_push(arena, &fixes.all, MAX(t.closed - t.first_seen, 0));
		}
	}
	s->median_age = figures_median(ages.all.items, ages.all.n);
	s->median_fix = figures_median(fixes.all.items, fixes.all.n);
	s->grade_tls = grade(
	    &open, 1u << CATEGORY_CERTIFICATE | 1u << CATEGORY_ENCRYPTION, examined, arena);
	s->grade_mail = grade(&open, 1u << CATEGORY_EMAIL, examined, arena);
	s->grade_dns = grade(&open, 1u << CATEGORY_DNS, examined, arena);
	s->grade = grade(&open, ~0u, examined, arena);
	return r;
}

/* *ever: whether anything was exposed at any time. By an index alone (exposed_asset_kept). */
static int count_exposed(struct db *db, const char *org, struct snapshot *s, bool *ever)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT \"gone\", \"type\", count(*) FROM exposed_asset WHERE \"org\" = $1 GROUP "
	    "BY "
	    "\"gone\", \"type\"",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, org);
	*ever = false;
	while ((r = db_step(stmt)) == 1) {
		bool service = strcmp(db_text(stmt, 1), "service") == 0;

		*ever = true;
		if (!db_int(stmt, 0))
			*(service ? &s->services : &s->assets) += db_int(stmt, 2);
	}
	return r;
}

int figures_now(
    struct db *db, const char *org, int64_t now, struct arena *arena, struct snapshot *ret)
{
	struct snapshot s = {.org = org, .day = figures_day(now)};
	bool ever = false;
	int r = count_exposed(db, org, &s, &ever);

	if (r == 0)
		r = count_tracked(db, org, now, ever, arena, &s);
	if (r == 0)
		*ret = s;
	return r;
}

static int store(struct db *db, struct snapshot *s, struct arena *arena)
{
	int r = desk_exec(db, "DELETE FROM snapshot WHERE \"org\" = $1 AND \"day\" = $2",
	    DESK_PARAMS(DESK_TEXT(s->org), DESK_INT(s->day)), NULL);

	s->id = id_make(arena);
	return r == 0 ? desk_insert(db, &snapshot_type, s) : r;
}

/* In one transaction, which is as short as it can be: what is stored was computed before. */
static int store_all(struct db *db, struct snapshot *const *all, size_t n, struct arena *arena)
{
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	for (size_t i = 0; r == 0 && i < n; i++)
		r = store(db, all[i], arena);
	r = db_end(db, r);
	/* Another server took them at the same moment. */
	return r == ERR_EXISTS ? 0 : r;
}

int figures_take(struct db *db, const char *org, int64_t now)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct snapshot s, *all[] = {&s};
	int r = figures_now(db, org, now, arena, &s);

	return r < 0 ? r : store_all(db, all, 1, arena);
}

/* Those of some organisations. */
static int take_some(struct db *db, int64_t now, int max, int64_t *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct snapshot *all[BATCH];
	struct desk_records due = {0};
	size_t n = 0;
	int r = desk_list(db, &org_type,
	    "WHERE \"state\" = 'active' AND NOT EXISTS (SELECT 1 FROM snapshot s WHERE "
	    "s.\"org\" "
	    "= org.\"id\" AND s.\"day\" = $1) ORDER BY \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_INT(figures_day(now)), DESK_INT(MIN(max, (int)BATCH))), arena,
	    &due);

	vec_foreach (o, &due.all) {
		if (r < 0)
			break;
		all[n] = ARENA_NEW(arena, struct snapshot);
		r = figures_now(db, ((struct org *)*o)->id, now, arena, all[n++]);
	}
	if (r == 0 && n)
		r = store_all(db, all, n, arena);
	*ret = (int64_t)n;
	return r;
}

int figures_take_due(struct db *db, int64_t now, int max, int64_t *ret)
{
	int64_t taken = 0, some;

	do {
		int r = take_some(db, now, max - (int)taken, &some);

		if (r < 0)
			return r;
		taken += some;
	} while (some == BATCH && taken < max);
	*ret = taken;
	return 0;
}

static int snapshots(struct db *db, const char *tail, const struct desk_param *params, size_t n,
    struct arena *arena, struct figures_snapshots *ret)
{
	struct figures_snapshots out = {0};
	struct desk_records all = {0};
	int r = desk_list(db, &snapshot_type, tail, params, n, arena, &all);

	if (r < 0)
		return r;
	vec_foreach (s, &all.all)
		vec_push(arena, &out.all, *(struct snapshot *)*s);
	*ret = out;
	return 0;
}

int figures_trend(struct db *db, const char *org, int64_t since, struct arena *arena,
    struct figures_snapshots *ret)
{
	return snapshots(db, "WHERE \"org\" = $1 AND \"day\" >= $2 ORDER BY \"day\"",
	    DESK_PARAMS(DESK_TEXT(org), DESK_INT(since)), arena, ret);
}

int figures_group(
    struct db *db, const char *path, struct arena *arena, struct figures_snapshots *ret)
{
	return snapshots(db,
	    "JOIN (SELECT o.\"id\" AS member, o.\"path\" AS path FROM org o WHERE "
	    "o.\"path\" >= $1 AND o.\"path\" < $2) g ON g.member = "
	    "snapshot.\"org\" WHERE snapshot.\"day\" = (SELECT max(x.\"day\") FROM snapshot x "
	    "WHERE x.\"org\" = snapshot.\"org\") ORDER BY g.path",
	    DESK_PARAMS(DESK_TEXT(path), DESK_TEXT(arena_printf(arena, "%s~", path))), arena,
	    ret);
}

/* --- the sector --- */

void figures_hide(int64_t *counts, size_t n)
{
	int64_t sum = 0;
	size_t hidden = 0;

	for (size_t i = 0; i < n; i++) {
		if (counts[i] > 0 && counts[i] < FIGURES_K) {
			sum += counts[i];
			hidden++;
			counts[i] = FIGURES_HIDDEN;
		}
	}
	while (hidden && (hidden < 2 || sum < FIGURES_K)) {
		size_t least = n;

		for (size_t i = 0; i < n; i++)
			if (counts[i] > 0 && (least == n || counts[i] < counts[least]))
				least = i;
		if (least == n)
			break;
		sum += counts[least];
		hidden++;
		counts[least] = FIGURES_HIDDEN;
	}
}

static int64_t open_of(const struct snapshot *s)
{
	return s->critical + s->high + s->medium + s->low;
}

/* The figure that stands at this place in every snapshot; negative: it has none. */
static struct figures_spread spread(
    const struct figures_snapshots *all, size_t offset, struct arena *arena)
{
	int64_t *values = ARENA_ARRAY(arena, all->all.n + 1, int64_t);
	size_t n = 0;

	vec_foreach (s, &all->all) {
		int64_t v = offset == SIZE_MAX ? open_of(s)
					       : *(const int64_t *)((const char *)s + offset);

		if (v >= 0)
			values[n++] = v;
	}
	if (n < FIGURES_K)
		return (struct figures_spread){
		    FIGURES_HIDDEN, FIGURES_HIDDEN, FIGURES_HIDDEN, FIGURES_HIDDEN};
	return (struct figures_spread){.orgs = (int64_t)n,
	    .median = figures_median(values, n),
	    .low = values[(n - 1) / 4],
	    .high = values[(3 * (n - 1) + 3) / 4]};
}

static struct figures_grades grades(const struct figures_snapshots *all, size_t offset)
{
	struct figures_grades g = {0};

	vec_foreach (s, &all->all) {
		int64_t v = *(const int64_t *)((const char *)s + offset);

		if (v < 0)
			continue;
		g.orgs++;
		g.of[MIN(MAX((100 - v) / 20, 0), FIGURES_GRADES - 1)]++;
	}
	if (g.orgs < FIGURES_K) {
		g.orgs = FIGURES_HIDDEN;
		for (size_t i = 0; i < FIGURES_GRADES; i++)
			g.of[i] = FIGURES_HIDDEN;
		return g;
	}
	figures_hide(g.of, FIGURES_GRADES);
	return g;
}

void figures_sector_of(const struct figures_snapshots *all, struct figures_sector *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();

	*ret = (struct figures_sector){
	    .orgs = all->all.n < FIGURES_K ? FIGURES_HIDDEN : (int64_t)all->all.n,
	    .open = spread(all, SIZE_MAX, arena),
	    .overdue = spread(all, offsetof(struct snapshot, overdue), arena),
	    .median_age = spread(all, offsetof(struct snapshot, median_age), arena),
	    .median_fix = spread(all, offsetof(struct snapshot, median_fix), arena),
	    .services = spread(all, offsetof(struct snapshot, services), arena),
	    .grade = grades(all, offsetof(struct snapshot, grade)),
	    .tls = grades(all, offsetof(struct snapshot, grade_tls)),
	    .mail = grades(all, offsetof(struct snapshot, grade_mail)),
	    .dns = grades(all, offsetof(struct snapshot, grade_dns))};
}

/* --- two runs --- */

struct side {
	struct run run;
	struct observations obs;
	struct findings findings;
};

static int load_side(struct db *db, const char *id, struct arena *arena, struct side *s)
{
	int r = run_get(db, id, arena, &s->run);

	if (r == 0)
		r = obs_load(db, id, arena, &s->obs);
	return r == 0 ? finding_load(db, id, arena, &s->findings) : r;
}

int figures_compare(struct db *db, const struct pack *kb, const char *before, const char *now,
    struct arena *arena, struct findings *ret)
{
	struct side a = {0}, b = {0};
	int r = load_side(db, before, arena, &a);

	if (r == 0)
		r = load_side(db, now, arena, &b);
	if (r < 0)
		return r;
	return assess_compare(&(struct assess_run){&a.findings, &a.obs,
				  a.run.ended ? a.run.ended : a.run.created},
	    &(struct assess_run){
		&b.findings, &b.obs, b.run.ended ? b.run.ended : b.run.created},
	    kb, run_job_same_ports(&a.run, &b.run, arena), arena, ret);
}
