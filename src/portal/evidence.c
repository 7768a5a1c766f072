/* The evidence pack: the page, and the files for the board, the authority and auditors. */
#include "portal/evidence.h"
#include "base/limits.h"
#include "base/time.h"
#include "portal/bound.h"
#include "portal/routes.h"
#include "report/html.h"
#include "report/i18n.h"
#include "report/pdf.h"

#define MONTH_MS (INT64_C(30) * 86400000)

enum { QUARTER = 3, YEAR = 12 };

/* The months that are asked for: a quarter, else a year. */
static int months(const struct call *call)
{
	const char *asked = serve_query(call->rq, "months");

	return asked && strcmp(asked, "3") == 0 ? QUARTER : YEAR;
}

static int collect(struct call *call, struct evidence *ret)
{
	int64_t long_ago = months(call) == QUARTER ? 3 * MONTH_MS : INT64_C(365) * 86400000;

	return evidence_collect(call, call->now - long_ago, ret);
}

static struct json *part_json(struct call *call, const struct evidence_part *p)
{
	struct json *one = json_new_object(call->arena), *facts = json_new_array(call->arena);

	vec_foreach (f, &p->facts) {
		struct json *fact = json_new_object(call->arena);

		json_set_text(call->arena, fact, "name", f->name);
		json_set_text(call->arena, fact, "value", f->value);
		json_add_value(call->arena, facts, fact);
	}
	json_set_text(call->arena, one, "title", p->title);
	json_set_text(call->arena, one, "text", p->text);
	json_set_text(call->arena, one, "measure", p->measure);
	json_set_bool(call->arena, one, "listed", p->columns > 0);
	json_set_int(call->arena, one, "lines", (int64_t)p->rows.n);
	json_set_value(call->arena, one, "facts", facts);
	return one;
}

static int show(struct call *call)
{
	struct json *parts = json_new_array(call->arena);
	struct evidence e = {0};
	int r = collect(call, &e);

	if (r < 0)
		return r;
	vec_foreach (p, &e.parts)
		json_add_value(call->arena, parts, part_json(call, p));
	json_set_value(call->arena, call->data, "parts", parts);
	json_set_text(call->arena, call->data, "period", e.period);
	json_set_int(call->arena, call->data, "months", months(call));
	json_set_bool(call->arena, call->data, "quarter", months(call) == QUARTER);
	return 0;
}

/* The header or a line of a part's table. */
static struct json *cells(struct call *call, const char *const *of, size_t n)
{
	struct json *all = json_new_array(call->arena);

	for (size_t i = 0; i < n; i++)
		json_add_text(call->arena, all, of[i]);
	return all;
}

/* For programs: all of it, the tables too. */
static int tell(struct call *call)
{
	struct json *parts = json_new_array(call->arena);
	struct evidence e = {0};
	int r = collect(call, &e);

	if (r < 0)
		return r;
	vec_foreach (p, &e.parts) {
		struct json *one = part_json(call, p), *rows = json_new_array(call->arena);

		vec_foreach (row, &p->rows)
			json_add_value(call->arena, rows, cells(call, row->cells, p->columns));
		json_set_value(call->arena, one, "header", cells(call, p->header, p->columns));
		json_set_value(call->arena, one, "rows", rows);
		json_set_bool(call->arena, one, "cut", p->cut);
		json_add_value(call->arena, parts, one);
	}
	json_set_text(call->arena, call->data, "org", e.org);
	json_set_text(call->arena, call->data, "period", e.period);
	json_set_int(call->arena, call->data, "months", months(call));
	json_set_value(call->arena, call->data, "parts", parts);
	return 0;
}

static int send(struct call *call, const struct evidence *e, const char *format)
{
	char day[TIME_TEXT];
	const char *name =
	    arena_printf(call->arena, "evidence-%.10s.%s", time_text(call->now, day), format);
	STR_AUTO(out, LIMIT_DOCUMENT);
	int r = 0;

	if (strcmp(format, "csv") == 0) {
		evidence_csv(e, &out);
		return call_send(call, "text/csv; charset=utf-8", name, str_bytes(&out));
	}
	if (strcmp(format, "pdf") == 0)
		r = report_pdf(evidence_doc(e, call->arena), &out, &call->msg);
	else
		r = report_html(evidence_doc(e, call->arena), &out);
	if (r < 0)
		return r;
	return call_send(call,
	    strcmp(format, "pdf") == 0 ? "application/pdf" : "text/html; charset=utf-8", name,
	    str_bytes(&out));
}

static int file(struct call *call)
{
	const char *format = call_arg(call, "format");
	struct evidence e = {0};
	int r;

	if (strcmp(format, "pdf") != 0 && strcmp(format, "html") != 0 &&
	    strcmp(format, "csv") != 0)
		return call_fail(call, ERR_NOTFOUND, TR("there is no such file"),
		    TR("take pdf, html or csv"), "%s", format);
	r = collect(call, &e);
	return r < 0 ? r : send(call, &e, format);
}

const struct route evidence_routes[] = {
    {"GET", "/orgs/{org}/evidence", MAY_REPORT, "evidence", show, 0,
	"What an organisation can show of its security measures.", "months?",
	TR("Evidence pack")},
    {"GET", "/orgs/{org}/evidence/{format}", MAY_REPORT, NULL, file, 0,
	"The same as a document: pdf, html or csv.", "months?", NULL},
    {"GET", "/api/v1/orgs/{org}/evidence", MAY_REPORT, NULL, tell, 0,
	"What an organisation can show of its security measures; months=3 for a quarter.",
	"months?", NULL},
    {.method = NULL},
};
