/* The sector's picture: distributions that no organisation can be read from (k >= 5). */
#include "base/time.h"
#include "codec/csv.h"
#include "desk/sector.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "report/i18n.h"

enum { WEEKS = 26, CHART_W = 640, BAR_MAX = 400, GROUPS_MAX = 200 };

struct choice {
	const char *region, *type;
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

	*c = (struct choice){asked(call, "region"), asked(call, "type")};
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

/* Regions to choose from: those that have figures. */
static int set_regions(struct call *call, const struct choice *c, int64_t day)
{
	struct json *all = json_new_array(call->arena);
	struct sector_days regions = {0};
	int r = sector_regions(call->db, day, SECTOR_ALL, call->arena, &regions);

	vec_foreach (s, &regions.all) {
		struct json *one = json_new_object(call->arena);

		if (strcmp(s->region, SECTOR_UNNAMED) == 0)
			continue;
		json_set_text(call->arena, one, "value", s->region);
		json_set_bool(call->arena, one, "chosen", strcmp(s->region, c->region) == 0);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "regions", all);
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

static void set_levels(struct call *call, const struct sector_day *s)
{
	struct json *bars = json_new_array(call->arena);
	const int64_t n[CRIT_LEVELS] = {s->critical, s->high, s->medium, s->low, s->info};
	int64_t most = 0;
	bool hidden = s->orgs < FIGURES_K;

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

static int64_t open_of(const struct sector_day *s)
{
	return s->critical + s->high + s->medium + s->low;
}

static struct json *row_of(struct call *call, const struct sector_day *s)
{
	struct json *one = json_new_object(call->arena);

	json_set_int(call->arena, one, "orgs", s->orgs);
	json_set_int(call->arena, one, "open", open_of(s));
	json_set_int(call->arena, one, "critical", s->critical);
	json_set_int(call->arena, one, "overdue", s->overdue);
	return one;
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

static int set_trend(struct call *call, const struct sector_day *last)
{
	struct json *weeks = json_new_array(call->arena);
	struct sector_days all = {0};
	int r = sector_weeks(call->db, last, WEEKS, call->arena, &all);

	vec_foreach (s, &all.all) {
		struct json *one;

		if (s->orgs < FIGURES_K)
			continue;
		one = row_of(call, s);
		json_set_int(call->arena, one, "day", s->day);
		json_add_value(call->arena, weeks, one);
	}
	set_line(call, weeks, last->day - (int64_t)(WEEKS - 1) * 7 * FIGURES_DAY);
	json_set_value(call->arena, call->data, "weeks", weeks);
	return call_db(call, r);
}

/* --- by region, by kind --- */

/* Rows of parts that together are all: none that is small can be computed from the others. */
static void set_groups(
    struct call *call, const char *name, const struct sector_days *groups, bool kinds)
{
	struct json *rows = json_new_array(call->arena);
	size_t n = MIN(groups->all.n, (size_t)GROUPS_MAX);
	int64_t counts[GROUPS_MAX];

	for (size_t i = 0; i < n; i++)
		counts[i] = groups->all.items[i].orgs;
	figures_hide(counts, n);
	for (size_t i = 0; i < n; i++) {
		const struct sector_day *s = &groups->all.items[i];
		struct json *row = row_of(call, s);
		const char *label = kinds ? words_value(s->type)
				    : strcmp(s->region, SECTOR_UNNAMED) == 0 ? ""
									     : s->region;

		json_set_text(call->arena, row, "label", label);
		json_set_bool(call->arena, row, "hidden", counts[i] == FIGURES_HIDDEN);
		json_set_bool(call->arena, row, "translate", kinds);
		json_add_value(call->arena, rows, row);
	}
	json_set_value(call->arena, call->data, name, rows);
}

static int set_parts(struct call *call, const struct sector_day *s)
{
	struct sector_days regions = {0}, kinds = {0};
	int r = 0;

	if (strcmp(s->region, SECTOR_ALL) == 0)
		r = sector_regions(call->db, s->day, s->type, call->arena, &regions);
	else
		vec_push(call->arena, &regions.all, *s);
	if (r == 0 && strcmp(s->type, SECTOR_ALL) == 0)
		r = sector_kinds(call->db, s->day, s->region, call->arena, &kinds);
	else if (r == 0)
		vec_push(call->arena, &kinds.all, *s);
	set_groups(call, "by_region", &regions, false);
	set_groups(call, "by_kind", &kinds, true);
	return call_db(call, r);
}

/* The newest figures of the choice; none at all look like those of too few. */
static int find(struct call *call, const struct choice *c, struct sector_day *ret)
{
	const char *region = *c->region ? c->region : SECTOR_ALL;
	const char *type = *c->type ? c->type : SECTOR_ALL;
	int r = sector_newest(call->db, call->now, region, type, call->arena, ret);

	if (r != ERR_NOTFOUND)
		return call_db(call, r);
	*ret =
	    (struct sector_day){.day = figures_day(call->now), .region = region, .type = type};
	return 0;
}

static int fill(
    struct call *call, const struct sector_day *s, const struct figures_sector *sector)
{
	int r;

	json_set_bool(call->arena, call->data, "hidden", s->orgs < FIGURES_K);
	json_set_int(call->arena, call->data, "day", s->day);
	json_set_int(call->arena, call->data, "organisations", MAX(sector->orgs, 0));
	json_set_int(call->arena, call->data, "k", FIGURES_K);
	set_levels(call, s);
	set_grades(call, "grade", &sector->grade);
	set_grades(call, "tls", &sector->tls);
	set_grades(call, "mail", &sector->mail);
	set_grades(call, "dns", &sector->dns);
	set_spreads(call, sector);
	r = set_trend(call, s);
	return r < 0 ? r : set_parts(call, s);
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

static int sector(struct call *call)
{
	struct figures_sector figures;
	struct sector_day s = {0};
	struct choice c;
	int r = read_choice(call, &c);

	if (r == 0)
		r = find(call, &c, &s);
	if (r < 0)
		return r;
	sector_spread(&s, &figures);
	r = fill(call, &s, &figures);
	if (r < 0 || strcmp(asked(call, "format"), "csv") == 0)
		return r < 0 ? r : send_csv(call, &figures);
	set_kinds(call, &c);
	json_set_text(call->arena, call->data, "region", c.region);
	json_set_text(call->arena, call->data, "kind", c.type);
	return set_regions(call, &c, s.day);
}

const struct route cert_sector_routes[] = {
    {"GET", "/cert/sector", MAY_SECTOR, "cert_sector", sector, ROUTE_NO_LOG,
	"Figures of the sector, none of which rests on fewer than five organisations.", NULL,
	TR("Sector")},
    {.method = NULL},
};
