/* The sector's picture, for members and the CERT: findings, advisories and what else
 * desk/picture counts, by class, region, kind and month; and the yearly observatory as a
 * document. */
#include "desk/picture.h"
#include "base/limits.h"
#include "base/time.h"
#include "codec/csv.h"
#include "desk/figures.h"
#include "model/tlp.h"
#include "portal/chart.h"
#include "portal/routes.h"
#include "portal/words.h"
#include "report/html.h"
#include "report/i18n.h"
#include "report/observatory.h"
#include "report/palette.h"
#include "report/pdf.h"

enum { BARS = 15 };

static const struct dimension {
	const char *name, *label;
} dimensions[] = {
    {"class", TR("Class")},
    {"month", TR("Month")},
    {"region", TR("Region")},
    {"type", TR("Kind of organisation")},
};

/* --- reading it --- */

/* Whoever belongs to nothing gets none: it is for members and the CERT. */
static int find(struct call *call, const char *name, struct picture *ret, struct json **ret_doc)
{
	int r;

	if (!call->who.standings.n)
		return call_fail(call, ERR_DENIED, TR("The picture is for members"),
		    TR("Become a member first, or write to the CERT"), "%s", name);
	r = picture_get(call->db, name, call->now, call->arena, ret);
	if (r < 0)
		return call_db(call, r);
	return json_parse(span_str(ret->document), call->arena, ret_doc, NULL);
}

static int64_t number_of(const struct json *cell, const char *name)
{
	const struct json *v = json_get(cell, name);

	return v && v->type == JSON_INT ? v->integer : FIGURES_HIDDEN;
}

static const struct picture_source *source_of(const char *name)
{
	const struct picture_source *s = picture_sources;

	while (s->name && strcmp(s->name, name) != 0)
		s++;
	return s;
}

/* What a key is called; regions and months are called what they are. */
static const char *label_of(struct call *call, const char *dimension, const char *key)
{
	const struct lang *lang = i18n_lang(call->lang);

	if (!*key)
		return tr(lang, TR("none named"));
	if (strcmp(dimension, "class") == 0 || strcmp(dimension, "type") == 0)
		return tr(lang, words_value(key));
	return key;
}

/* --- the page --- */

static const char *bars_of(struct call *call, const char *title, const struct json *rows)
{
	struct chart_bar *bars = ARENA_ARRAY(call->arena, BARS, struct chart_bar);
	size_t n = 0;

	for (size_t i = 0; i < rows->array.n && n < BARS; i++) {
		const struct json *row = &rows->array.items[i];
		int64_t count = number_of(row, "count");

		if (count != FIGURES_HIDDEN)
			bars[n++] = (struct chart_bar){json_text(json_get(row, "label"), ""),
			    count, palette_tone(TONE_ACCENT)->solid};
	}
	return n ? chart_bars(call->arena, title, bars, n) : NULL;
}

static struct json *rows_of(
    struct call *call, const struct json *cells, const char *dimension, bool orgless)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; cells && i < cells->array.n; i++) {
		const struct json *cell = &cells->array.items[i];
		struct json *one = json_new_object(call->arena);
		int64_t count = number_of(cell, "count");

		json_set_text(call->arena, one, "label",
		    label_of(call, dimension, json_text(json_get(cell, "key"), "")));
		json_set_bool(call->arena, one, "hidden", count == FIGURES_HIDDEN);
		json_set_bool(call->arena, one, "with_orgs", !orgless);
		json_set_int(call->arena, one, "count", count);
		json_set_int(call->arena, one, "orgs", number_of(cell, "orgs"));
		json_add_value(call->arena, all, one);
	}
	return all;
}

static struct json *table_of(struct call *call, const struct json *source,
    const struct dimension *d, const char *of, bool orgless)
{
	const struct lang *lang = i18n_lang(call->lang);
	struct json *one = json_new_object(call->arena);
	struct json *rows = rows_of(call, json_get(source, d->name), d->name, orgless);
	const char *title =
	    arena_printf(call->arena, "%s – %s", tr(lang, of), tr(lang, d->label));

	json_set_text(call->arena, one, "title", title);
	json_set_text(call->arena, one, "head", d->label);
	json_set_bool(call->arena, one, "with_orgs", !orgless);
	json_set_text(call->arena, one, "svg", bars_of(call, title, rows));
	json_set_value(call->arena, one, "rows", rows);
	json_set_bool(call->arena, one, "any", rows->array.n > 0);
	return one;
}

static void set_sources(struct call *call, const struct json *doc)
{
	const struct json *sources = json_get(doc, "sources");
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; sources && i < sources->array.n; i++) {
		const struct json *s = &sources->array.items[i];
		const struct json *total = json_get(s, "total");
		const char *name = json_text(json_get(s, "name"), "");
		const char *label = source_of(name)->label;
		bool orgless = json_bool(json_get(s, "orgless"), false);
		struct json *one = json_new_object(call->arena),
			    *tables = json_new_array(call->arena);

		if (!label)
			continue; /* of a version that counted more */
		for (size_t d = 0; d < ARRAY_LEN(dimensions); d++)
			json_add_value(call->arena, tables,
			    table_of(call, s, &dimensions[d], label, orgless));
		json_set_text(call->arena, one, "name", name);
		json_set_text(call->arena, one, "label", label);
		json_set_bool(call->arena, one, "with_orgs", !orgless);
		json_set_bool(
		    call->arena, one, "hidden", number_of(total, "count") == FIGURES_HIDDEN);
		json_set_int(call->arena, one, "count", number_of(total, "count"));
		json_set_int(call->arena, one, "orgs", number_of(total, "orgs"));
		json_set_value(call->arena, one, "tables", tables);
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "sources", all);
}

static void add_period(
    struct call *call, struct json *all, const char *name, const char *chosen)
{
	struct json *one = json_new_object(call->arena);

	json_set_text(call->arena, one, "value", name);
	json_set_bool(call->arena, one, "now", strcmp(name, PICTURE_NOW) == 0);
	json_set_bool(call->arena, one, "chosen", chosen && strcmp(name, chosen) == 0);
	json_add_value(call->arena, all, one);
}

/* The last twelve months, this year, and the years before it that the house was there. */
static int set_periods(struct call *call, const char *chosen)
{
	struct json *all = json_new_array(call->arena);
	int year = time_split(call->now).year;
	int64_t first = 0;
	int r = desk_number(call->db, "SELECT min(\"created\") FROM org", NULL, 0, &first);

	if (r < 0)
		return call_db(call, r);
	add_period(call, all, PICTURE_NOW, chosen);
	for (int y = year; y >= MAX(time_split(first).year, year - 10); y--)
		add_period(call, all, arena_printf(call->arena, "%d", y), chosen);
	json_set_value(call->arena, call->data, "periods", all);
	return 0;
}

static int show(struct call *call)
{
	const char *name = serve_query(call->rq, "period");
	struct picture p = {0};
	struct json *doc = NULL;
	int r;

	name = name && *name ? name : PICTURE_NOW;
	r = find(call, name, &p, &doc);
	if (r < 0)
		return r;
	set_sources(call, doc);
	json_set_text(call->arena, call->data, "period", p.id);
	json_set_bool(
	    call->arena, call->data, "is_now", p.id && strcmp(p.id, PICTURE_NOW) == 0);
	json_set_int(call->arena, call->data, "since", p.since);
	json_set_int(call->arena, call->data, "last", MIN(p.until - 1, call->now));
	json_set_int(call->arena, call->data, "made", p.made);
	json_set_int(call->arena, call->data, "k", FIGURES_K);
	return set_periods(call, p.id);
}

/* --- files --- */

static void csv_cells(struct call *call, struct csv_writer *w, const struct json *source,
    const struct dimension *d)
{
	const struct json *cells = json_get(source, d->name);

	for (size_t i = 0; cells && i < cells->array.n; i++) {
		const struct json *c = &cells->array.items[i];
		const char *key = json_text(json_get(c, "key"), "");

		csv_cell(w, json_text(json_get(source, "name"), ""));
		csv_cell(w, d->name);
		csv_cell(w, key);
		csv_cell(w, label_of(call, d->name, key));
		if (number_of(c, "count") == FIGURES_HIDDEN) {
			csv_cell(w, "");
			csv_cell(w, "");
		} else {
			csv_int(w, number_of(c, "count"));
			csv_int(w, number_of(c, "orgs"));
		}
		csv_end(w);
	}
}

static int send_csv(struct call *call, const struct picture *p, const struct json *doc)
{
	static const char *const heads[] = {
	    "source", "dimension", "key", "label", "count", "organisations"};
	const struct json *sources = json_get(doc, "sources");
	struct csv_writer w;
	STR_AUTO(out, LIMIT_DOCUMENT);

	csv_init(&w, &out, ',');
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		csv_cell(&w, heads[i]);
	csv_end(&w);
	for (size_t i = 0; sources && i < sources->array.n; i++)
		for (size_t d = 0; d < ARRAY_LEN(dimensions); d++)
			csv_cells(call, &w, &sources->array.items[i], &dimensions[d]);
	return call_send(call, "text/csv; charset=utf-8",
	    arena_printf(call->arena, "observatory-%s.csv", p->id), str_bytes(&out));
}

static void add_tables(
    struct call *call, const struct json *source, struct observatory_part *part)
{
	const struct lang *lang = i18n_lang(call->lang);

	for (size_t d = 0; d < ARRAY_LEN(dimensions); d++) {
		const struct json *cells = json_get(source, dimensions[d].name);
		struct observatory_table t = {.title = tr(lang, dimensions[d].label)};

		for (size_t i = 0; cells && i < cells->array.n; i++) {
			const struct json *c = &cells->array.items[i];

			vec_push(call->arena, &t.rows,
			    (struct observatory_row){label_of(call, dimensions[d].name,
							 json_text(json_get(c, "key"), "")),
				number_of(c, "count"), number_of(c, "orgs")});
		}
		vec_push(call->arena, &part->tables, t);
	}
}

static struct doc *document(struct call *call, const struct picture *p, const struct json *doc)
{
	const struct lang *lang = i18n_lang(call->lang);
	const struct json *sources = json_get(doc, "sources");
	struct observatory o = {.lang = call->lang,
	    .house = call->app->settings.name,
	    .made = p->made,
	    .k = FIGURES_K,
	    .label = tlp_label(TLP_GREEN),
	    .period = p->id};

	if (p->id && strcmp(p->id, PICTURE_NOW) == 0)
		o.period =
		    arena_printf(call->arena, "%s – %s", i18n_date(call->arena, lang, p->since),
			i18n_date(call->arena, lang, MIN(p->until - 1, p->made)));
	for (size_t i = 0; sources && i < sources->array.n; i++) {
		const struct json *s = &sources->array.items[i];
		const char *label = source_of(json_text(json_get(s, "name"), ""))->label;
		struct observatory_part part = {
		    .orgless = json_bool(json_get(s, "orgless"), false),
		    .count = number_of(json_get(s, "total"), "count"),
		    .orgs = number_of(json_get(s, "total"), "orgs")};

		if (!label)
			continue;
		part.title = tr(lang, label);
		add_tables(call, s, &part);
		vec_push(call->arena, &o.parts, part);
	}
	return observatory_doc(&o, call->arena);
}

static int send_document(
    struct call *call, const struct picture *p, const struct json *doc, bool pdf)
{
	STR_AUTO(out, LIMIT_DOCUMENT);
	const struct doc *d = document(call, p, doc);
	int r = pdf ? report_pdf(d, &out, &call->msg) : report_html(d, &out);

	if (r < 0)
		return r;
	return call_send(call, pdf ? "application/pdf" : "text/html; charset=utf-8",
	    arena_printf(call->arena, "observatory-%s.%s", p->id, pdf ? "pdf" : "html"),
	    str_bytes(&out));
}

static int file(struct call *call)
{
	const char *format = call_arg(call, "format");
	struct picture p = {0};
	struct json *doc = NULL;
	int r = find(call, call_arg(call, "period"), &p, &doc);

	if (r < 0)
		return r;
	if (strcmp(format, "csv") == 0)
		return send_csv(call, &p, doc);
	if (strcmp(format, "html") == 0 || strcmp(format, "pdf") == 0)
		return send_document(call, &p, doc, *format == 'p');
	if (strcmp(format, "json") == 0)
		return call_send(call, "application/json",
		    arena_printf(call->arena, "observatory-%s.json", p.id),
		    span_str(p.document));
	return call_fail(call, ERR_NOTFOUND, TR("There is no such format"),
	    TR("Choose HTML, PDF, CSV or JSON"), "%.20s", format);
}

const struct route picture_routes[] = {
    {"GET", "/picture", MAY_SIGN_IN, "picture", show, ROUTE_NO_LOG,
	"What happened in the sector, by class, region, kind and month (period: a year, or "
	"year "
	"for the last twelve months).",
	NULL, TR("Picture of the sector")},
    {"GET", "/picture/{period}/{format}", MAY_SIGN_IN, NULL, file, ROUTE_NO_LOG,
	"The same as a document: html, pdf, csv, json.", NULL, NULL},
    {.method = NULL},
};
