#include "desk/picture.h"

#include "base/parse.h"
#include "base/time.h"
#include "codec/json_build.h"
#include "desk/figures.h"
#include "model/event_kind.h"
#include "store/desk.h"

enum {
	CELLS = 300,
	MONTHS = 13, /* this one so far, and twelve before */
	FIRST_YEAR = 2020,
	LAST_YEAR = 9999,
	SQL_MAX = 8000,
	DOCUMENT_MAX = 1 << 20,
	FRESH_HOURS = 23,
};

#define HOUR_MS INT64_C(3600000)

/* A case counts at each organisation that it hit; an exercise and what was none do not. */
#define VICTIMS "incident AS x JOIN incident_party AS y ON y.\"incident\" = x.\"id\""
#define REAL                                                                           \
	"x.\"exercise\" = 0 AND x.\"state\" NOT IN ('not_an_incident', 'merged') AND " \
	"y.\"role\" = 'victim'"

/* clang-format off */
const struct picture_source picture_sources[] = {
	{"findings", TR("New findings"), "tracked_finding AS x", "x.\"category\"", "x.\"first_seen\"", "x.\"org\"",
	    "x.\"state\" NOT IN ('false_positive', 'duplicate', 'triage')"},
	{"fixed", TR("Findings that a machine saw fixed"), "tracked_finding AS x", "x.\"category\"", "x.\"closed\"", "x.\"org\"",
	    "x.\"state\" = 'verified_fixed'"},
	{"alerts", TR("Alerts"), "alert AS x", NULL, "x.\"first\"", "x.\"org\"",
	    "x.\"tlp\" <> 'red' AND x.\"state\" NOT IN ('suppressed', 'unattributed') AND x.\"answer\" NOT IN ('false_positive', 'not_ours') "
	    "AND x.\"end\" NOT IN ('false_positive', 'not_ours', 'dismissed')"},
	{"incidents", TR("Incidents, counted at each victim"), VICTIMS, "COALESCE(x.\"class\", '')", "x.\"created\"", "y.\"org\"", REAL},
	{"impact", TR("Incidents, by what they did to patients"), VICTIMS, "y.\"impact\"", "x.\"created\"", "y.\"org\"", REAL},
	{"advisories", TR("Advisories delivered, by answer"), "advisory_delivery AS x", "x.\"answer\"", "x.\"told\"", "x.\"org\"", NULL},
	{"indicators", TR("Indicators published"), "ioc AS x", "x.\"category\"", "x.\"added\"", NULL, NULL},
	{"articles", TR("Articles published"), "article AS x", "x.\"type\"", "x.\"published\"", NULL, "x.\"revision\" > 0"},
	{NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};
/* clang-format on */

/* --- periods --- */

static int64_t month_start(int year, int month)
{
	/* month from 1; those before and after the year's count on. */
	int n = year * 12 + month - 1;

	return time_days(n / 12, n % 12 + 1, 1) * FIGURES_DAY;
}

int picture_period(const char *name, int64_t now, int64_t *ret_since, int64_t *ret_until)
{
	struct time_parts p = time_split(now);
	int64_t year;

	if (strcmp(name, PICTURE_NOW) == 0) {
		*ret_since = month_start(p.year, p.month - MONTHS + 1);
		*ret_until = month_start(p.year, p.month + 1);
		return 0;
	}
	if (strlen(name) != 4 || parse_int(span_str(name), 0, LAST_YEAR, &year) < 0)
		return ERR_SYNTAX;
	if (year < FIRST_YEAR || year > p.year)
		return ERR_RANGE;
	*ret_since = month_start((int)year, 1);
	*ret_until = month_start((int)year + 1, 1);
	return 0;
}

/* --- counting --- */

struct cell {
	const char *key;
	int64_t count, orgs;
};

struct cells {
	VEC(struct cell) all;
};

struct making {
	struct db *db;
	const struct picture_source *source;
	int64_t since, until;
	struct arena *arena;
};

/* By an expression over the source (joined with its organisation, o); "''" is all at once. */
static int count(
    const struct making *m, const char *by, int64_t since, int64_t until, struct cells *ret)
{
	const struct picture_source *s = m->source;
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	STR_AUTO(sql, SQL_MAX);
	int r;

	str_addf(&sql, "SELECT %s AS k, count(*), %s%s%s FROM %s", by,
	    s->org ? "count(DISTINCT " : "0", s->org ? s->org : "", s->org ? ")" : "", s->from);
	if (s->org)
		str_addf(&sql, " JOIN org AS o ON o.\"id\" = %s", s->org);
	str_addf(&sql, " WHERE %s >= $1 AND %s < $2%s%s GROUP BY 1 ORDER BY 1 LIMIT %d",
	    s->time, s->time, s->where ? " AND " : "", s->where ? s->where : "", CELLS);
	r = str_ok(&sql);
	if (r == 0)
		r = db_prepare(m->db, str_text(&sql), &stmt);
	if (r < 0)
		return r;
	db_bind_int(stmt, 1, since);
	db_bind_int(stmt, 2, until);
	while ((r = db_step(stmt)) == 1)
		vec_push(m->arena, &ret->all,
		    (struct cell){.key = arena_strdup(m->arena, db_text(stmt, 0)),
			.count = db_int(stmt, 1),
			.orgs = db_int(stmt, 2)});
	return r;
}

/* What it is told apart by; without a word of its own the class of RSIT of its kind of event.
 */
static const char *class_of(const struct making *m)
{
	STR_AUTO(sql, SQL_MAX);

	if (m->source->class)
		return m->source->class;
	str_add(&sql, "CASE x.\"type\"");
	for (const struct event_kind *k = event_kinds; k->name; k++)
		str_addf(&sql, " WHEN '%s' THEN '%s'", k->name, rsit_class_names[k->class]);
	str_addf(&sql, " ELSE '%s' END", rsit_class_names[RSIT_OTHER]);
	return str_dup(&sql, m->arena);
}

/* One cell: all of it. */
static int count_all(
    const struct making *m, int64_t since, int64_t until, const char *key, struct cells *ret)
{
	struct cells found = {0};
	struct cell all = {.key = key};
	int r = count(m, "''", since, until, &found);

	if (found.all.n) {
		all.count = found.all.items[0].count;
		all.orgs = found.all.items[0].orgs;
	}
	vec_push(m->arena, &ret->all, all);
	return r;
}

static int count_months(const struct making *m, struct cells *ret)
{
	struct time_parts p = time_split(m->since);
	int r = 0;

	for (int i = 0; r == 0; i++) {
		int64_t from = month_start(p.year, p.month + i);
		char day[TIME_TEXT];

		if (from >= m->until)
			break;
		r = count_all(m, from, month_start(p.year, p.month + i + 1),
		    arena_strndup(m->arena, time_date(from, day), 7), ret);
	}
	return r;
}

/* Hides what rests on too few. */
static void hide(const struct making *m, struct cells *cells)
{
	int64_t *orgs = ARENA_ARRAY(m->arena, cells->all.n + 1, int64_t);

	if (!m->source->org)
		return;
	for (size_t i = 0; i < cells->all.n; i++)
		orgs[i] = cells->all.items[i].orgs;
	figures_hide(orgs, cells->all.n);
	for (size_t i = 0; i < cells->all.n; i++)
		if (orgs[i] == FIGURES_HIDDEN)
			cells->all.items[i].count = cells->all.items[i].orgs = FIGURES_HIDDEN;
}

/* --- the document --- */

static struct json *cell_json(const struct making *m, const struct cell *c)
{
	struct json *one = json_new_object(m->arena);

	json_set_text(m->arena, one, "key", c->key);
	if (c->count == FIGURES_HIDDEN) {
		json_set_text(m->arena, one, "count", NULL);
		json_set_text(m->arena, one, "orgs", NULL);
	} else {
		json_set_int(m->arena, one, "count", c->count);
		json_set_int(m->arena, one, "orgs", c->orgs);
	}
	return one;
}

static void put_cells(
    const struct making *m, struct json *to, const char *name, struct cells *cells)
{
	struct json *all = json_new_array(m->arena);

	hide(m, cells);
	vec_foreach (c, &cells->all)
		json_add_value(m->arena, all, cell_json(m, c));
	json_set_value(m->arena, to, name, all);
}

static int put_source(const struct making *m, struct json *to)
{
	struct cells total = {0}, class = {0}, region = {0}, type = {0}, months = {0};
	int r = count_all(m, m->since, m->until, "", &total);

	if (r == 0)
		r = count(m, class_of(m), m->since, m->until, &class);
	if (r == 0 && m->source->org)
		r = count(m, "COALESCE(o.\"region\", '')", m->since, m->until, &region);
	if (r == 0 && m->source->org)
		r = count(m, "o.\"type\"", m->since, m->until, &type);
	if (r == 0)
		r = count_months(m, &months);
	if (r < 0)
		return r;
	json_set_text(m->arena, to, "name", m->source->name);
	json_set_bool(m->arena, to, "orgless", !m->source->org);
	hide(m, &total);
	json_set_value(m->arena, to, "total", cell_json(m, &total.all.items[0]));
	put_cells(m, to, "class", &class);
	put_cells(m, to, "region", &region);
	put_cells(m, to, "type", &type);
	put_cells(m, to, "month", &months);
	return 0;
}

int picture_make(struct db *db, int64_t since, int64_t until, int64_t now, struct arena *arena,
    const char **ret)
{
	struct json *root = json_new_object(arena), *all = json_new_array(arena);
	STR_AUTO(text, DOCUMENT_MAX);
	struct json_writer w;
	int r = 0;

	for (const struct picture_source *s = picture_sources; r == 0 && s->name; s++) {
		struct making m = {db, s, since, until, arena};
		struct json *one = json_new_object(arena);

		r = put_source(&m, one);
		json_add_value(arena, all, one);
	}
	if (r < 0)
		return r;
	json_set_int(arena, root, "since", since);
	json_set_int(arena, root, "until", until);
	json_set_int(arena, root, "made", now);
	json_set_int(arena, root, "k", FIGURES_K);
	json_set_value(arena, root, "sources", all);
	json_write_init(&w, &text, 0);
	json_write_value(&w, root);
	r = str_ok(&text);
	if (r == 0)
		*ret = str_dup(&text, arena);
	return r;
}

/* --- keeping it --- */

/* What has ended more than a day before it was made does not change any more. */
static bool is_fresh(const struct picture *p, int64_t now)
{
	return p->made > p->until + FIGURES_DAY || now - p->made < FRESH_HOURS * HOUR_MS;
}

static int store(struct db *db, const struct picture *p)
{
	int r = db_begin(db, DB_WRITE);

	if (r < 0)
		return r;
	r = desk_exec(
	    db, "DELETE FROM picture WHERE \"id\" = $1", DESK_PARAMS(DESK_TEXT(p->id)), NULL);
	if (r == 0)
		r = desk_insert(db, &picture_type, p);
	r = db_end(db, r);
	/* Another server made it at the same moment. */
	return r == ERR_EXISTS || r == ERR_BUSY ? 0 : r;
}

static int get(struct db *db, const char *name, int64_t now, struct arena *arena,
    struct picture *ret, bool *ret_made)
{
	struct picture p = {.id = arena_strdup(arena, name)};
	struct picture kept = {0};
	int r = picture_period(name, now, &p.since, &p.until);

	if (r < 0)
		return db_fail(db, r, "there is no picture of that time",
		    "choose a year of the list", "%.20s", name);
	r = desk_get(db, &picture_type, name, arena, &kept);
	if (r == 0 && kept.since == p.since && is_fresh(&kept, now)) {
		*ret = kept;
		return 0;
	}
	if (r < 0 && r != ERR_NOTFOUND)
		return r;
	r = picture_make(db, p.since, p.until, now, arena, &p.document);
	p.made = now;
	if (r == 0)
		r = store(db, &p);
	if (r == 0) {
		*ret = p;
		*ret_made = true;
	}
	return r;
}

int picture_get(
    struct db *db, const char *name, int64_t now, struct arena *arena, struct picture *ret)
{
	bool made;

	return get(db, name, now, arena, ret, &made);
}

int picture_keep(struct db *db, int64_t now, bool *ret)
{
	struct arena *arena CLEANUP(arena_freep) = arena_new();
	struct picture p;

	*ret = false;
	return get(db, PICTURE_NOW, now, arena, &p, ret);
}
