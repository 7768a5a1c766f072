/* The overview: what is open and how old, what is exposed, what comes next. */
#include "portal/org.h"
#include "desk/org.h"
#include "desk/tracked.h"
#include "pack/kb.h"
#include "portal/bound.h"
#include "portal/chart.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "report/i18n.h"

enum { AGES = 4, TREND_DAYS = 180, DEADLINES = 5, SITES_NOW = 30 };

#define OPEN                                                                          \
	"\"state\" IN ('triage', 'open', 'notified', 'acknowledged', 'in_progress', " \
	"'claimed_fixed', 'verifying')"

/* The grade of a snapshot (0 to 100) as a letter; NULL for none. */
static const char *letter(const struct call *call, int64_t grade)
{
	if (grade < 0)
		return NULL;
	return arena_printf(call->arena, "%c", (char)('A' + MIN(MAX(100 - grade, 0) / 20, 4)));
}

static struct json *figures_json(struct call *call, const struct snapshot *s)
{
	struct json *to = bound_json(call, &snapshot_type, s);

	json_set_int(
	    call->arena, to, "open", s->critical + s->high + s->medium + s->low + s->info);
	json_set_text(call->arena, to, "tls", letter(call, s->grade_tls));
	json_set_text(call->arena, to, "mail", letter(call, s->grade_mail));
	json_set_text(call->arena, to, "dns", letter(call, s->grade_dns));
	json_set_text(call->arena, to, "letter", letter(call, s->grade));
	return to;
}

/* --- criticality by age --- */

struct ages {
	int64_t of[CRIT_LEVELS][AGES];
};

static int count_ages(struct call *call, struct ages *ret)
{
	static const char sql[] =
	    "SELECT f.\"criticality\", CASE WHEN f.\"first_seen\" > $3 THEN 0 WHEN "
	    "f.\"first_seen\" > $4 THEN 1 WHEN f.\"first_seen\" > $5 THEN 2 ELSE 3 END AS age, "
	    "count(*) FROM tracked_finding AS f JOIN org AS o ON o.\"id\" = f.\"org\" WHERE "
	    "o.\"path\" >= $1 AND o.\"path\" < $2 AND f." OPEN " GROUP BY 1, 2";
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(call->db, sql, &stmt);

	if (r < 0)
		return call_db(call, r);
	db_bind_text(stmt, 1, call->org->path);
	db_bind_text(stmt, 2, bound_path_end(call));
	db_bind_int(stmt, 3, call->now - 7 * TRACKED_DAY);
	db_bind_int(stmt, 4, call->now - 30 * TRACKED_DAY);
	db_bind_int(stmt, 5, call->now - 90 * TRACKED_DAY);
	while ((r = db_step(stmt)) == 1) {
		int level = bound_name(criticality_names, db_text(stmt, 0));
		int64_t age = db_int(stmt, 1);

		if (level >= 0 && age >= 0 && age < AGES)
			ret->of[level][age] = db_int(stmt, 2);
	}
	return call_db(call, r);
}

static int set_ages(struct call *call)
{
	static const char *const cells[AGES] = {"week", "month", "quarter", "older"};
	const struct lang *lang = i18n_lang(call->lang);
	struct json *all = json_new_array(call->arena);
	struct chart_bar bars[CRIT_LEVELS];
	struct ages ages = {0};
	int64_t open = 0;
	int r = count_ages(call, &ages);

	for (int level = 0; level < CRIT_LEVELS; level++) {
		struct json *row = json_new_object(call->arena);
		int64_t sum = 0;

		json_set_text(call->arena, row, "criticality", criticality_names[level]);
		for (int a = 0; a < AGES; a++) {
			json_set_int(call->arena, row, cells[a], ages.of[level][a]);
			sum += ages.of[level][a];
		}
		json_set_int(call->arena, row, "sum", sum);
		json_add_value(call->arena, all, row);
		bars[level] = (struct chart_bar){
		    tr(lang, words_value(criticality_names[level])), sum, chart_colour(level)};
		open += sum;
	}
	json_set_int(call->arena, call->data, "open_all", open);
	json_set_value(call->arena, call->data, "ages", all);
	json_set_text(call->arena, call->data, "ages_chart",
	    chart_bars(
		call->arena, tr(lang, TR("Open findings by criticality")), bars, CRIT_LEVELS));
	return r;
}

/* Those past their deadline, of the sites too. */
static int set_overdue(struct call *call)
{
	int64_t n = 0;
	int r = desk_number(call->db,
	    "SELECT count(*) FROM tracked_finding AS f JOIN org AS o ON o.\"id\" = f.\"org\" "
	    "WHERE o.\"path\" >= $1 AND o.\"path\" < $2 AND f." OPEN
	    " AND f.\"due\" > 0 AND f.\"due\" < $3",
	    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(bound_path_end(call)),
		DESK_INT(call->now)),
	    &n);

	json_set_int(call->arena, call->data, "overdue_all", n);
	return call_db(call, r);
}

/* --- the organisation itself --- */

static int set_deadlines(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = desk_list(call->db, &tracked_type,
	    "WHERE \"org\" = $1 AND \"due\" > 0 AND " OPEN " ORDER BY \"due\", \"id\" LIMIT $2",
	    DESK_PARAMS(DESK_TEXT(call->org->id), DESK_INT(DEADLINES)), call->arena, &found);

	if (r < 0)
		return call_db(call, r);
	vec_foreach (f, &found.all) {
		const struct tracked *t = *f;
		struct json *one = bound_json(call, &tracked_type, t);
		const char *title = kb_text(kb_builtin(), t->type, call->lang, KB_TITLE, NULL);

		json_set_text(call->arena, one, "title",
		    t->title ? t->title
		    : title  ? title
			     : t->type);
		json_set_bool(call->arena, one, "late", t->due < call->now);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "deadlines", all);
	return 0;
}

static int set_running(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = desk_list(call->db, &audit_order_type,
	    "WHERE \"org\" = $1 AND \"state\" IN ('scheduled', 'running', 'paused', "
	    "'analysing', 'review') ORDER BY \"created\" DESC, \"id\" LIMIT 10",
	    DESK_PARAMS(DESK_TEXT(call->org->id)), call->arena, &found);

	if (r < 0)
		return call_db(call, r);
	vec_foreach (o, &found.all)
		json_add_value(call->arena, all, bound_json(call, &audit_order_type, *o));
	json_set_value(call->arena, call->data, "running", all);
	return 0;
}

/* Newest last, at most one row a week in the table beside the line. */
static int set_trend(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	struct figures_snapshots days = {0};
	int r = figures_trend(
	    call->db, call->org->id, call->now - TREND_DAYS * TRACKED_DAY, call->arena, &days);
	const char *chart;

	if (r < 0)
		return call_db(call, r);
	for (size_t i = 0; i < days.all.n; i++)
		if ((days.all.n - 1 - i) % 7 == 0)
			json_add_value(
			    call->arena, all, figures_json(call, &days.all.items[i]));
	chart = chart_trend(
	    call->arena, tr(i18n_lang(call->lang), TR("Open findings over time")), &days);
	json_set_text(call->arena, call->data, "trend_chart", chart);
	json_set_value(call->arena, call->data, "trend", all);
	return 0;
}

/* Of the sites too. */
#define EXPOSED                                                                              \
	"SELECT count(*) FROM exposed_asset WHERE \"org\" IN (SELECT \"id\" FROM org WHERE " \
	"\"path\" >= $1 AND \"path\" < $2) AND \"gone\" = 0 AND "

static int set_exposed(struct call *call)
{
	struct json *to = json_new_object(call->arena);
	const char *end = bound_path_end(call);
	int64_t n = 0;
	int r = 0;

	for (int k = 0; r == 0 && k <= EXPOSED_SERVICE; k++) {
		r = desk_number(call->db, EXPOSED "\"type\" = $3",
		    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(end),
			DESK_TEXT(exposed_kind_names[k])),
		    &n);
		json_set_int(call->arena, to, exposed_kind_names[k], n);
	}
	if (r == 0)
		r = desk_number(call->db, EXPOSED "\"first_seen\" > $3",
		    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(end),
			DESK_INT(call->now - 30 * TRACKED_DAY)),
		    &n);
	json_set_int(call->arena, to, "fresh", n);
	json_set_value(call->arena, call->data, "exposed", to);
	return call_db(call, r);
}

/* --- a group's sites --- */

/* Of now; of many sites those of the day, as each takes some queries. NULL: none yet. */
static int site_figures(struct call *call, const struct org *site, bool now,
    const struct figures_snapshots *days, struct json **ret)
{
	struct snapshot s;
	int r;

	*ret = NULL;
	if (now) {
		r = figures_now(call->db, site->id, call->now, call->arena, &s);
		if (r < 0)
			return call_db(call, r);
		*ret = figures_json(call, &s);
	}
	vec_foreach (day, &days->all)
		if (!now && strcmp(day->org, site->id) == 0)
			*ret = figures_json(call, day);
	return 0;
}

static int set_sites(struct call *call)
{
	struct json *all = json_new_array(call->arena);
	struct figures_snapshots days = {0};
	struct desk_records below = {0};
	int r = org_below(call->db, call->org->path, NULL, 500, call->arena, &below);
	bool now = below.all.n <= SITES_NOW;

	if (r == 0 && !now)
		r = figures_group(call->db, call->org->path, call->arena, &days);
	if (r < 0)
		return call_db(call, r);
	vec_foreach (b, &below.all) {
		const struct org *site = *b;
		struct json *one = NULL;

		if (strcmp(site->id, call->org->id) == 0)
			continue;
		r = site_figures(call, site, now, &days, &one);
		if (r < 0)
			return r;
		if (one)
			json_set_bool(call->arena, one, "known", true);
		else
			one = json_new_object(call->arena);
		json_set_text(call->arena, one, "site", site->id);
		json_set_text(call->arena, one, "name", site->name);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "sites", all);
	return 0;
}

static int show(struct call *call)
{
	struct snapshot now;
	int r = figures_now(call->db, call->org->id, call->now, call->arena, &now);

	if (r < 0)
		return call_db(call, r);
	json_set_value(call->arena, call->data, "figures", figures_json(call, &now));
	json_set_text(call->arena, call->data, "heading", call->org->name);
	json_set_bool(call->arena, call->data, "below", bound_below(call));
	r = set_ages(call);
	if (r == 0)
		r = set_overdue(call);
	if (r == 0)
		r = org_next_steps(call);
	if (r == 0)
		r = set_deadlines(call);
	if (r == 0)
		r = set_running(call);
	if (r == 0)
		r = set_trend(call);
	if (r == 0)
		r = set_exposed(call);
	if (r == 0 && bound_below(call))
		r = set_sites(call);
	return r < 0 ? r : org_sector(call);
}

const struct route org_routes[] = {
    {"GET", "/orgs/{org}", MAY_VIEW, "org", show, 0,
	"The overview of an organisation, and for a group of its sites.", NULL, TR("Overview")},
    {.method = NULL},
};
