/* Deliverables, made when somebody fetches them and marked with who that is; and the
 * comparison of two audits. */
#include "api/appender.h"
#include "base/limits.h"
#include "desk/figures.h"
#include "pack/kb.h"
#include "portal/bound.h"
#include "portal/cert_delivery.h"
#include "portal/routes.h"
#include "report/i18n.h"
#include "run/finish.h"

/* A copy is written down before it is sent. */
static int write_down(struct call *call, const struct audit_order *o, const char *format)
{
	if (!call->app->appender)
		return 0;
	return appender_add(call->app->appender, &call->actor, "report.download", call->org->id,
	    arena_printf(call->arena, "%s %s", o->id, format), "done", call->now);
}

static int render(struct call *call, const struct audit_order *o, enum report_format format)
{
	struct finish_options options = {.lang = call->lang,
	    .label = "TLP:AMBER",
	    .organisation = call->org->name,
	    .now = call->now};
	struct stored_run stored;
	STR_AUTO(out, LIMIT_DOCUMENT);
	int r = cert_delivery_load(call, o, &stored);

	options.watermark = finish_watermark(
	    call->lang, call->who.name, call->now, call->org->name, call->arena);
	if (r == 0)
		r = finish_render(&stored, &options, format, &out, &call->msg);
	if (r == 0)
		r = write_down(call, o, call_arg(call, "format"));
	if (r < 0)
		return r;
	return call_send(call, report_media_type(format),
	    arena_printf(call->arena, "%s-%s", o->ref,
		report_file_name(format, options.watermark, call->arena)),
	    str_bytes(&out));
}

static int file(struct call *call)
{
	unsigned format = report_format_of(call_arg(call, "format"));
	struct audit_order o;
	int r = bound_order(call, &o);

	if (r < 0)
		return r;
	if (!format || format == REPORT_ALL)
		return call_fail(call, ERR_NOTFOUND, TR("There is no such format"),
		    TR("Choose HTML, PDF, CSV, JSON or NDJSON"), "%.20s",
		    call_arg(call, "format"));
	/* The CERT looks at what is not delivered yet on its own pages. */
	if (!o.delivered || !o.run)
		return call_fail(call, ERR_NOTFOUND, TR("It is not delivered yet"),
		    TR("The CERT reviews it first; you get a message"), "%s", o.ref);
	return render(call, &o, (enum report_format)format);
}

/* --- comparing --- */

/* Audits of the organisation with a run that has ended, newest first. */
static int set_runs(struct call *call, const char *a, const char *b)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records orders = {0};
	int r = desk_list(call->db, &audit_order_type,
	    "WHERE \"org\" = $1 AND \"run\" IS NOT NULL AND \"ended\" > 0 AND (\"delivered\" > "
	    "0 "
	    "OR \"state\" = 'closed') ORDER BY \"created\" DESC, \"id\" LIMIT 200",
	    DESK_PARAMS(DESK_TEXT(call->org->id)), call->arena, &orders);

	if (r < 0)
		return call_db(call, r);
	/* The two newest are offered first. */
	for (size_t i = 0; i < orders.all.n; i++) {
		const struct audit_order *order = orders.all.items[i];
		struct json *one = bound_json(call, &audit_order_type, order);

		json_set_bool(
		    call->arena, one, "is_a", *a ? strcmp(order->run, a) == 0 : i == 1);
		json_set_bool(
		    call->arena, one, "is_b", *b ? strcmp(order->run, b) == 0 : i == 0);
		json_add_value(call->arena, all, one);
	}
	json_set_bool(call->arena, call->data, "enough", orders.all.n > 1);
	json_set_value(call->arena, call->data, "runs", all);
	return 0;
}

/* Whether the run is one of those that may be compared. */
static bool listed(const struct call *call, const char *run)
{
	const struct json *runs = json_get(call->data, "runs");

	for (size_t i = 0; i < runs->array.n; i++)
		if (strcmp(json_text(json_get(&runs->array.items[i], "run"), ""), run) == 0)
			return true;
	return false;
}

static void set_findings(struct call *call, const struct findings *found)
{
	struct json *all = json_new_array(call->arena), *counts = json_new_object(call->arena);
	int64_t n[FINDING_UNKNOWN + 1] = {0};

	vec_foreach (f, &found->all) {
		struct json *one = bound_json(call, &finding_type, f);
		const char *title = kb_text(kb_builtin(), f->type, call->lang, KB_TITLE, NULL);

		n[f->state]++;
		json_set_text(call->arena, one, "title", title ? title : f->type);
		json_add_value(call->arena, all, one);
	}
	for (int s = 0; s <= FINDING_UNKNOWN; s++)
		json_set_int(call->arena, counts, finding_state_names[s], n[s]);
	json_set_value(call->arena, call->data, "counts", counts);
	json_set_value(call->arena, call->data, "findings", all);
	json_set_bool(call->arena, call->data, "compared", true);
}

static int compare(struct call *call)
{
	const char *a = serve_query(call->rq, "a"), *b = serve_query(call->rq, "b");
	struct findings found = {0};
	int r;

	a = a ? a : "";
	b = b ? b : "";
	bound_crumb(call, TR("Audits"), "orders");
	r = set_runs(call, a, b);
	if (r < 0 || !*a || !*b)
		return r;
	if (!listed(call, a) || !listed(call, b))
		return call_fail(call, ERR_NOTFOUND, TR("Not found"),
		    TR("Choose two audits of the list"), "%.40s, %.40s", a, b);
	r = figures_compare(call->db, kb_builtin(), a, b, call->arena, &found);
	if (r < 0)
		return call_db(call, r);
	set_findings(call, &found);
	return 0;
}

const struct route deliver_routes[] = {
    {"GET", "/orgs/{org}/orders/{id}/files/{format}", MAY_REPORT, NULL, file, ROUTE_NO_LOG,
	"A deliverable (html, pdf, csv, json, ndjson), marked with who fetches it; the "
	"download "
	"is written down.",
	NULL, NULL},
    {"GET", "/api/v1/orgs/{org}/reports/{id}/{format}", MAY_REPORT, NULL, file, ROUTE_NO_LOG,
	"A deliverable, marked with who fetches it; the download is written down.", NULL, NULL},
    {"GET", "/orgs/{org}/compare", MAY_VIEW, "compare", compare, 0,
	"What differs between two audits (a and b: their runs).", NULL, TR("Compare audits")},
    {.method = NULL},
};
