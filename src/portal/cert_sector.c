/* The sector's picture: distributions that no organisation can be read from (k >= 5). */
#include "base/time.h"
#include "codec/csv.h"
#include "desk/figures.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "report/i18n.h"

#include <pthread.h>

enum { KEEP = 32, KEEP_MS = 10 * 60 * 1000, KEEP_MAX = 1 << 20 };
enum { WEEKS = 26, FRESH_DAYS = 7, CHART_W = 640, BAR_MAX = 400 };

/* $1 the day, $2 the oldest day that counts, $3 region or "", $4 kind or "". */
#define NEWEST                                                                              \
	"snapshot.\"day\" <= CAST($1 AS @int) AND snapshot.\"day\" > CAST($2 AS @int) AND " \
	"snapshot.\"day\" = (SELECT max(x.\"day\") FROM snapshot AS x WHERE x.\"org\" = "   \
	"snapshot.\"org\" AND x.\"day\" <= CAST($1 AS @int) AND x.\"day\" > CAST($2 AS @int))"
#define WANTED "(o.\"region\" = $3 OR $3 = '') AND (o.\"type\" = $4 OR $4 = '')"

struct choice {
	const char *region, *type;
	int64_t day;
};

static const char *asked(const struct call *call, const char *name)
{
	const char *value = serve_query(call->rq, name);

	return value ? value : "";
}

/* --- who is looked at --- */

static int read_choice(struct call *call, struct choice *c)
{
	int known = 0;

	*c =
	    (struct choice){asked(call, "region"), asked(call, "type"), figures_day(call->now)};
	for (int i = 0; org_kind_names[i]; i++)
		known |= strcmp(org_kind_names[i], c->type) == 0;
	if (*c->type && !known)
		return call_fail(call, ERR_SYNTAX, "there is no such kind of organisation",
		    "choose from the list", "%.40s", c->type);
	return 0;
}

static void set_kinds(struct call *call, const struct choice *c)
{
	struct json *all = json_new_array(call->arena);

	for (int i = 0; org_kind_names[i]; i++) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", org_kind_names[i]);
		json_set_bool(
		    call->arena, one, "chosen", strcmp(org_kind_names[i], c->type) == 0);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "kinds", all);
}

static int set_regions(struct call *call, const struct choice *c)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct json *all = json_new_array(call->arena);
	int r = db_prepare(call->db,
	    "SELECT \"region\" FROM org WHERE \"state\" = 'active' AND \"region\" IS NOT NULL "
	    "GROUP BY \"region\" ORDER BY \"region\" LIMIT 200",
	    &stmt);

	while (r >= 0 && (r = db_step(stmt)) == 1) {
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "value", db_text(stmt, 0));
		json_set_bool(
		    call->arena, one, "chosen", strcmp(db_text(stmt, 0), c->region) == 0);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "regions", all);
	return call_db(call, r);
}

static int load(struct call *call, const struct choice *c, struct figures_snapshots *ret)
{
	struct desk_records rows = {0};
	int r = desk_list(call->db, &snapshot_type,
	    "WHERE " NEWEST " AND EXISTS (SELECT 1 FROM org AS o WHERE o.\"id\" = "
	    "snapshot.\"org\" AND o.\"state\" = 'active' AND " WANTED ")",
	    DESK_PARAMS(DESK_INT(c->day), DESK_INT(c->day - FRESH_DAYS * FIGURES_DAY),
		DESK_TEXT(c->region), DESK_TEXT(c->type)),
	    call->arena, &rows);

	*ret = (struct figures_snapshots){0};
	vec_foreach (p, &rows.all)
		vec_push(call->arena, &ret->all, *(const struct snapshot *)*p);
	return call_db(call, r);
}

/* --- charts: the numbers of shapes, which the template draws --- */

static void bar(struct call *call, struct json *bars, const char *label, const char *tone,
    int64_t count, int64_t most)
{
	struct json *one = json_new_object(call->arena);
	int64_t i = (int64_t)bars->array.n;

	json_set_text(call->arena, one, "label", label);
	json_set_text(call->arena, one, "tone", tone);
	json_set_bool(call->arena, one, "hidden", count == FIGURES_HIDDEN);
	json_set_int(call->arena, one, "count", MAX(count, 0));
	json_set_int(call->arena, one, "y", i * 28);
	json_set_int(call->arena, one, "text_y", i * 28 + 17);
	json_set_int(
	    call->arena, one, "w", most > 0 && count > 0 ? MAX(count * BAR_MAX / most, 1) : 0);
	json_set_int(call->arena, one, "text_x",
	    130 + (most > 0 && count > 0 ? MAX(count * BAR_MAX / most, 1) : 0));
	json_add_value(call->arena, bars, one);
}

static void set_bars(struct call *call, const char *name, struct json *bars)
{
	struct json *chart = json_new_object(call->arena);

	json_set_int(call->arena, chart, "h", (int64_t)bars->array.n * 28);
	json_set_value(call->arena, chart, "bars", bars);
	json_set_value(call->arena, call->data, name, chart);
}

static void set_levels(struct call *call, const struct figures_snapshots *all)
{
	struct json *bars = json_new_array(call->arena);
	int64_t n[CRIT_LEVELS] = {0}, most = 0;
	bool hidden = all->all.n < FIGURES_K;

	vec_foreach (s, &all->all) {
		n[CRIT_CRITICAL] += s->critical;
		n[CRIT_HIGH] += s->high;
		n[CRIT_MEDIUM] += s->medium;
		n[CRIT_LOW] += s->low;
		n[CRIT_INFO] += s->info;
	}
	for (int i = 0; i < CRIT_LEVELS; i++)
		most = MAX(most, n[i]);
	for (int i = 0; i < CRIT_LEVELS; i++)
		bar(call, bars, words_value(criticality_names[i]), criticality_names[i],
		    hidden ? FIGURES_HIDDEN : n[i], most);
	set_bars(call, "levels", bars);
}

static void set_grades(struct call *call, const char *name, const struct figures_grades *g)
{
	static const char *const letters[] = {"A", "B", "C", "D", "E"};
	static const char *const tones[] = {"good", "low", "medium", "high", "critical"};
	struct json *bars = json_new_array(call->arena);
	int64_t most = 0;

	for (int i = 0; i < FIGURES_GRADES; i++)
		most = MAX(most, g->of[i]);
	for (int i = 0; i < FIGURES_GRADES; i++)
		bar(call, bars, letters[i], tones[i], g->of[i], most);
	set_bars(call, name, bars);
}

/* --- quartiles --- */

static void spread(struct call *call, struct json *rows, const char *label,
    const struct figures_spread *s, bool duration)
{
	struct json *one = json_new_object(call->arena);

	json_set_text(call->arena, one, "label", label);
	json_set_bool(call->arena, one, "hidden", s->orgs == FIGURES_HIDDEN);
	json_set_bool(call->arena, one, "duration", duration);
	json_set_int(call->arena, one, "orgs", s->orgs);
	json_set_int(call->arena, one, "low", s->low);
	json_set_int(call->arena, one, "median", s->median);
	json_set_int(call->arena, one, "high", s->high);
	json_add_value(call->arena, rows, one);
}

static void set_spreads(struct call *call, const struct figures_sector *sector)
{
	struct json *rows = json_new_array(call->arena);

	spread(call, rows, TR("Open findings"), &sector->open, false);
	spread(call, rows, TR("Overdue findings"), &sector->overdue, false);
	spread(call, rows, TR("Median age of open findings"), &sector->median_age, true);
	spread(call, rows, TR("Median time to fix"), &sector->median_fix, true);
	spread(call, rows, TR("Exposed services"), &sector->services, false);
	json_set_value(call->arena, call->data, "spreads", rows);
}

/* --- trend --- */

static void add_week(struct call *call, struct json *weeks, struct db_stmt *stmt)
{
	struct json *one = json_new_object(call->arena);

	json_set_int(call->arena, one, "day", db_int(stmt, 0));
	json_set_int(call->arena, one, "orgs", db_int(stmt, 1));
	json_set_int(call->arena, one, "open", db_int(stmt, 2));
	json_set_int(call->arena, one, "critical", db_int(stmt, 3));
	json_set_int(call->arena, one, "overdue", db_int(stmt, 4));
	json_add_value(call->arena, weeks, one);
}

static int64_t of(const struct json *row, const char *name)
{
	return json_get(row, name)->integer;
}

/* The line of open findings an organisation, tenths, over the weeks. */
static void set_line(struct call *call, const struct json *weeks, int64_t first)
{
	STR_AUTO(points, 4096);
	int64_t most = 1;

	for (size_t i = 0; i < weeks->array.n; i++)
		most = MAX(most, of(&weeks->array.items[i], "open") * 10 /
				     of(&weeks->array.items[i], "orgs"));
	for (size_t i = 0; i < weeks->array.n; i++) {
		const struct json *w = &weeks->array.items[i];
		int64_t x = 10 + (of(w, "day") - first) / FIGURES_DAY * (CHART_W - 20) /
				     ((int64_t)(WEEKS - 1) * 7);
		int64_t y = 150 - of(w, "open") * 10 / of(w, "orgs") * 130 / most;

		str_addf(&points, "%s%lld,%lld", i ? " " : "", (long long)x, (long long)y);
	}
	json_set_text(call->arena, call->data, "line", str_text(&points));
	json_set_text(call->arena, call->data, "line_top",
	    arena_printf(call->arena, "%lld.%lld", (long long)most / 10, (long long)most % 10));
	json_set_bool(call->arena, call->data, "has_line", weeks->array.n > 1);
}

static int set_trend(struct call *call, const struct choice *c)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct json *weeks = json_new_array(call->arena);
	int64_t first = c->day - (int64_t)(WEEKS - 1) * 7 * FIGURES_DAY;
	int r = db_prepare(call->db,
	    "SELECT s.\"day\", count(*), CAST(sum(s.\"critical\" + s.\"high\" + s.\"medium\" + "
	    "s.\"low\") AS @int), CAST(sum(s.\"critical\") AS @int), CAST(sum(s.\"overdue\") "
	    "AS @int) FROM snapshot AS s JOIN org AS o ON o.\"id\" = s.\"org\" WHERE "
	    "s.\"day\" <= CAST($1 AS @int) AND s.\"day\" >= CAST($2 AS @int) AND (CAST($1 AS "
	    "@int) - s.\"day\") % 604800000 = 0 AND o.\"state\" = 'active' AND " WANTED
	    " GROUP BY s.\"day\" HAVING count(*) >= 5 ORDER BY s.\"day\"",
	    &stmt);

	if (r < 0)
		return call_db(call, r);
	db_bind_int(stmt, 1, c->day);
	db_bind_int(stmt, 2, first);
	db_bind_text(stmt, 3, c->region);
	db_bind_text(stmt, 4, c->type);
	while ((r = db_step(stmt)) == 1)
		add_week(call, weeks, stmt);
	set_line(call, weeks, first);
	json_set_value(call->arena, call->data, "weeks", weeks);
	return call_db(call, r);
}

/* --- by region, by kind --- */

static void add_group(
    struct call *call, struct json *rows, struct json *row, int64_t shown, bool translate)
{
	json_set_bool(call->arena, row, "hidden", shown == FIGURES_HIDDEN);
	json_set_bool(call->arena, row, "translate", translate);
	json_add_value(call->arena, rows, row);
}

static int set_groups(
    struct call *call, const struct choice *c, const char *name, const char *sql)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	struct json *rows = json_new_array(call->arena), *read[200];
	int64_t counts[200];
	size_t n = 0;
	int r = db_prepare(call->db, sql, &stmt);

	if (r < 0)
		return call_db(call, r);
	db_bind_int(stmt, 1, c->day);
	db_bind_int(stmt, 2, c->day - FRESH_DAYS * FIGURES_DAY);
	db_bind_text(stmt, 3, c->region);
	db_bind_text(stmt, 4, c->type);
	while (n < ARRAY_LEN(counts) && (r = db_step(stmt)) == 1) {
		read[n] = json_new_object(call->arena);
		json_set_text(call->arena, read[n], "label", words_value(db_text(stmt, 0)));
		json_set_int(call->arena, read[n], "orgs", db_int(stmt, 1));
		json_set_int(call->arena, read[n], "critical", db_int(stmt, 2));
		json_set_int(call->arena, read[n], "open", db_int(stmt, 3));
		json_set_int(call->arena, read[n], "overdue", db_int(stmt, 4));
		counts[n++] = db_int(stmt, 1);
	}
	figures_hide(counts, n);
	for (size_t i = 0; i < n; i++)
		add_group(call, rows, read[i], counts[i], strcmp(name, "by_kind") == 0);
	json_set_value(call->arena, call->data, name, rows);
	return call_db(call, r);
}

#define GROUPED(what)                                                                        \
	"SELECT " what ", count(*), CAST(sum(snapshot.\"critical\") AS @int), "              \
	"CAST(sum(snapshot.\"critical\" + snapshot.\"high\" + snapshot.\"medium\" + "        \
	"snapshot.\"low\") AS @int), CAST(sum(snapshot.\"overdue\") AS @int) FROM snapshot " \
	"JOIN org AS o ON o.\"id\" = snapshot.\"org\" WHERE " NEWEST                         \
	" AND o.\"state\" = 'active' AND " WANTED " GROUP BY 1 ORDER BY 1"

static int fill(struct call *call, const struct choice *c, struct figures_sector *sector)
{
	struct figures_snapshots all;
	int r = load(call, c, &all);

	if (r < 0)
		return r;
	figures_sector_of(&all, sector);
	json_set_bool(call->arena, call->data, "hidden", all.all.n < FIGURES_K);
	json_set_int(call->arena, call->data, "organisations", MAX(sector->orgs, 0));
	json_set_int(call->arena, call->data, "k", FIGURES_K);
	set_levels(call, &all);
	set_grades(call, "grade", &sector->grade);
	set_grades(call, "tls", &sector->tls);
	set_grades(call, "mail", &sector->mail);
	set_grades(call, "dns", &sector->dns);
	set_spreads(call, sector);
	r = set_trend(call, c);
	if (r == 0)
		r = set_groups(call, c, "by_region", GROUPED("coalesce(o.\"region\", '')"));
	if (r == 0)
		r = set_groups(call, c, "by_kind", GROUPED("o.\"type\""));
	return r;
}

/* --- export --- */

static void csv_bars(struct call *call, struct csv_writer *w, const char *name)
{
	const struct json *bars = json_get(json_get(call->data, name), "bars");

	for (size_t i = 0; bars && i < bars->array.n; i++) {
		const struct json *b = &bars->array.items[i];

		csv_cell(w, name);
		csv_cell(w, json_text(json_get(b, "label"), ""));
		if (json_get(b, "hidden")->boolean)
			csv_cell(w, "");
		else
			csv_int(w, of(b, "count"));
		csv_end(w);
	}
}

static int send_csv(struct call *call, const struct figures_sector *sector)
{
	static const char *const charts[] = {"levels", "grade", "tls", "mail", "dns"};
	const struct figures_spread *const spreads[] = {&sector->open, &sector->overdue,
	    &sector->median_age, &sector->median_fix, &sector->services};
	static const char *const names[] = {
	    "open", "overdue", "median_age_ms", "median_fix_ms", "services"};
	struct csv_writer w;

	csv_init(&w, &call->reply->body, ',');
	csv_cell(&w, "figure");
	csv_cell(&w, "of");
	csv_cell(&w, "value");
	csv_end(&w);
	for (size_t i = 0; i < ARRAY_LEN(charts); i++)
		csv_bars(call, &w, charts[i]);
	for (size_t i = 0; i < ARRAY_LEN(spreads); i++) {
		csv_cell(&w, names[i]);
		csv_cell(&w, "median");
		if (spreads[i]->orgs == FIGURES_HIDDEN)
			csv_cell(&w, "");
		else
			csv_int(&w, spreads[i]->median);
		csv_end(&w);
	}
	return call_send(call, "text/csv; charset=utf-8", "sector.csv", span_of(NULL, 0));
}

/* The figures change once a day and rest on a row for each organisation and week: what the page
 * shows of a choice is kept for some minutes a process, as text. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct kept {
	const struct app *app; /* whose; another one in the same process is a test's */
	int64_t made;
	char key[1400];
	char *text;
} kept[KEEP];
static size_t next_kept;

static bool take_kept(struct call *call, const char *key)
{
	const char *text = NULL;
	struct json *v;

	(void)pthread_mutex_lock(&lock);
	for (size_t i = 0; i < KEEP; i++)
		if (kept[i].app == call->app && strcmp(kept[i].key, key) == 0 &&
		    call->now >= kept[i].made && call->now - kept[i].made < KEEP_MS)
			text = arena_strdup(call->arena, kept[i].text);
	(void)pthread_mutex_unlock(&lock);
	if (!text || json_parse(span_str(text), call->arena, &v, NULL) < 0)
		return false;
	for (size_t i = 0; i < v->object.n; i++)
		json_set_value(call->arena, call->data, v->object.members[i].key,
		    &v->object.members[i].value);
	return true;
}

static void keep(struct call *call, const char *key)
{
	struct str out = {.max = KEEP_MAX};
	struct json_writer w;
	struct kept *one;

	json_write_init(&w, &out, 0);
	json_write_value(&w, call->data);
	if (str_ok(&out) == 0 && strlen(key) < sizeof(one->key)) {
		(void)pthread_mutex_lock(&lock);
		one = &kept[next_kept++ % KEEP];
		(void)mem_free(one->text);
		one->text = mem_alloc(out.n + 1);
		memcpy(one->text, str_text(&out), out.n);
		(void)snprintf(one->key, sizeof(one->key), "%s", key);
		one->app = call->app;
		one->made = call->now;
		(void)pthread_mutex_unlock(&lock);
	}
	str_done(&out);
}

static int sector(struct call *call)
{
	struct figures_sector figures;
	struct choice c;
	const char *key;
	int r = read_choice(call, &c);

	if (r < 0)
		return r;
	key = arena_printf(call->arena, "%s|%s|%lld|%s", c.region, c.type, (long long)c.day,
	    call->app->settings.db);
	if (strcmp(asked(call, "format"), "csv") == 0) {
		r = fill(call, &c, &figures);
		return r < 0 ? r : send_csv(call, &figures);
	}
	if (take_kept(call, key))
		return 0;
	r = fill(call, &c, &figures);
	if (r < 0)
		return r;
	set_kinds(call, &c);
	json_set_text(call->arena, call->data, "region", c.region);
	json_set_text(call->arena, call->data, "kind", c.type);
	r = set_regions(call, &c);
	if (r == 0)
		keep(call, key);
	return r;
}

const struct route cert_sector_routes[] = {
    {"GET", "/cert/sector", MAY_SECTOR, "cert_sector", sector, ROUTE_NO_LOG,
	"Figures of the sector, none of which rests on fewer than five organisations.", NULL,
	TR("Sector")},
    {.method = NULL},
};
