/* Review: findings are looked at, one prepares the delivery, somebody else releases it. */
#include "api/refusal.h"
#include "desk/tracked.h"
#include "portal/cert.h"
#include "portal/cert_delivery.h"
#include "portal/cert_sql.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const char *const review_states[] = {"analysing", "review", NULL};

static const struct list_column columns[] = {
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Order"), "a.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"kind", TR("What"), "a.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, order_kind_names,
	NULL},
    {"state", TR("State"), "a.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER, review_states,
	NULL},
    {"findings", TR("Findings"), "a.\"findings\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"ended", TR("Ended"), "a.\"ended\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"analyst", TR("Prepared by"), "p.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
};

static int review(struct call *call)
{
	static const struct list list = {.name = "review",
	    .from = "audit_order AS a JOIN org AS o ON o.\"id\" = a.\"org\" LEFT JOIN person "
		    "AS p ON p.\"id\" = a.\"analyst\"",
	    .where = "a.\"state\" IN ('analysing', 'review')",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "ended",
	    .key = "a.\"id\"",
	    .empty = TR("No delivery waits for a review.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, NULL, 0);
}

/* --- one delivery --- */

static const char *const triage_words[] = {"confirm", "dismiss", "uphold", "reject", NULL};
static const int triage_actions[] = {
    TRACKED_DO_CONFIRM, TRACKED_DO_DISMISS, TRACKED_DO_UPHOLD, TRACKED_DO_REJECT};

static const struct list_column finding_columns[] = {
    {"id", "", "f.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"ref", TR("Finding"), "f.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"criticality", TR("Criticality"), "f.\"criticality\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	criticality_names,
	"CASE f.\"criticality\" WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2 "
	"WHEN 'low' THEN 3 ELSE 4 END"},
    {"type", TR("Weakness"), "f.\"type\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"subject", TR("Where"), "f.\"subject\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"port", TR("Port"), "f.\"port\"", LIST_INT, 0, NULL, NULL},
    {"state", TR("State"), "f.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	tracked_state_names, NULL},
    {"evidence", TR("Evidence"), "f.\"evidence\"", LIST_TEXT, 0, NULL, NULL},
    {"reason", TR("Reason"), "f.\"reason\"", LIST_TEXT, 0, NULL, NULL},
};

/* What a row's buttons may do, and its evidence as lines. */
static void dress_rows(struct call *call)
{
	const struct json *rows = json_get(json_get(call->data, "list"), "rows");

	for (size_t i = 0; rows && i < rows->array.n; i++) {
		struct json *row = &rows->array.items[i], *lines = NULL;
		const char *state = json_text(json_get(row, "state"), "");

		json_set_bool(call->arena, row, "triage", strcmp(state, "triage") == 0);
		if (json_parse(span_str(json_text(json_get(row, "evidence"), "[]")),
			call->arena, &lines, NULL) == 0)
			json_set_value(call->arena, row, "lines", lines);
	}
}

static int list_findings(struct call *call, const struct audit_order *o)
{
	static const struct list list = {.name = "review-findings",
	    .from = "tracked_finding AS f",
	    .where = "f.\"org\" = $1 AND f.\"run\" = $2",
	    .columns = finding_columns,
	    .ncolumns = ARRAY_LEN(finding_columns),
	    .sort = "criticality",
	    .key = "f.\"id\"",
	    .empty = TR("The run has no findings.")};
	int r = list_run(
	    call, &list, DESK_PARAMS(DESK_TEXT(o->org), DESK_TEXT(o->run ? o->run : "")));

	cert_titles(call);
	dress_rows(call);
	return r;
}

/* Why who asks cannot release: a key of the catalogue; NULL when it is possible. */
static const char *not_released(const struct call *call, const struct audit_order *o)
{
	if (o->state != ORDER_REVIEW)
		return TR("The findings are still being analysed.");
	if (!o->analyst)
		return TR("Nobody has prepared this delivery yet.");
	if (strcmp(o->analyst, call->who.person) == 0)
		return TR("Four eyes: you have prepared this delivery, so somebody else "
			  "releases it.");
	return NULL;
}

static int count_triage(struct call *call, const struct audit_order *o)
{
	int64_t n = 0;
	int r = cert_number(call,
	    "SELECT count(*) FROM tracked_finding WHERE \"org\" = $1 AND \"run\" = $2 AND "
	    "\"state\" = 'triage'",
	    DESK_PARAMS(DESK_TEXT(o->org), DESK_TEXT(o->run ? o->run : "")), &n);

	json_set_int(call->arena, call->data, "triage", n);
	return r;
}

static int show_order(struct call *call, const struct audit_order *o)
{
	struct json *one = json_new_object(call->arena);
	const char *why = not_released(call, o);
	int r;

	json_set_text(call->arena, one, "id", o->id);
	json_set_text(call->arena, one, "ref", o->ref);
	json_set_text(call->arena, one, "org", o->org);
	json_set_text(call->arena, one, "org_name", call->org->name);
	json_set_text(call->arena, one, "kind", order_kind_names[o->type]);
	json_set_text(call->arena, one, "state", order_state_names[o->state]);
	json_set_text(call->arena, one, "reason", o->reason);
	json_set_text(call->arena, one, "by", cert_person(call, o->ordered_by));
	if (o->analyst)
		json_set_text(call->arena, one, "analyst", cert_person(call, o->analyst));
	json_set_text(call->arena, one, "note",
	    *call_field(call, "note") ? call_field(call, "note")
				      : refusal_note(call, one, o->note));
	if (o->started)
		json_set_int(call->arena, one, "started", o->started);
	if (o->ended)
		json_set_int(call->arena, one, "ended", o->ended);
	json_set_bool(call->arena, one, "run", o->run != NULL);
	json_set_value(call->arena, call->data, "order", one);
	json_set_bool(call->arena, call->data, "can_prepare", o->state == ORDER_REVIEW);
	json_set_bool(call->arena, call->data, "can_release", why == NULL);
	json_set_text(call->arena, call->data, "why_not", why);
	json_set_text(call->arena, call->data, "heading", o->ref);
	r = count_triage(call, o);
	return r < 0 ? r : list_findings(call, o);
}

/* Only what is under review: the rest is other pages'. */
static int find(struct call *call, struct audit_order *o)
{
	int r = desk_get(call->db, &audit_order_type, call_arg(call, "id"), call->arena, o);

	if (r == 0 && o->state != ORDER_ANALYSING && o->state != ORDER_REVIEW)
		return call_fail(call, ERR_NOTFOUND, "this order is not under review",
		    "look at the list of deliveries to review", "%s is %-s", o->ref,
		    order_state_names[o->state]);
	return r < 0 ? call_db(call, r) : cert_at(call, o->org);
}

static int one(struct call *call)
{
	struct audit_order o;
	int r = find(call, &o);

	return r < 0 ? r : show_order(call, &o);
}

static int act(struct call *call, int action, const char *note, const char *said, bool leaves)
{
	struct order_step step = {action, cert_roles(call), note};
	struct order_house house;
	struct audit_order o;
	int r = find(call, &o);

	if (r < 0)
		return r;
	cert_house(call, &house);
	if (!call->wrong)
		r = cert_refused(call, order_act(call->db, &house, &call->actor, o.id, &step,
					   call->now, call->arena, NULL));
	if (r == 0 && !call->wrong)
		return leaves ? call_redirect(call, said, "/cert/review")
			      : call_redirect(call, said, "/cert/review/%s", o.id);
	cert_keep(call, "reason");
	return r < 0 ? r : show_order(call, &o);
}

static int prepare(struct call *call)
{
	return act(call, ORDER_DO_PREPARE, cert_text(call, "note", CERT_REASON),
	    TR("The delivery is ready; somebody else releases it."), false);
}

static int release(struct call *call)
{
	return act(call, ORDER_DO_DELIVER, NULL,
	    TR("The deliverables were released to the member."), true);
}

static int give_back(struct call *call)
{
	return act(call, ORDER_DO_RETURN, cert_need(call, "reason", CERT_REASON),
	    TR("The delivery was sent back."), true);
}

/* The finding of the path, when it is the order's organisation's. */
static int find_finding(struct call *call, const struct audit_order *o, struct tracked *t)
{
	int r = desk_get(call->db, &tracked_type, call_arg(call, "finding"), call->arena, t);

	if (r == 0 && strcmp(t->org, o->org) != 0)
		return call_fail(call, ERR_NOTFOUND, "there is no such finding",
		    "look at the list", "%s", call_arg(call, "finding"));
	return call_db(call, r);
}

static int triage(struct call *call)
{
	int which = cert_choice(call, "action", triage_words);
	struct tracked_step step = {.roles = cert_roles(call)};
	struct audit_order o = {0};
	struct tracked t = {0};
	int r = find(call, &o);

	if (r == 0)
		r = find_finding(call, &o, &t);
	if (r < 0)
		return r;
	if (which < 0)
		call_wrong(call, "form", TR("Choose what to do."));
	else if (tracked_rows[triage_actions[which]].needs & TRACKED_NEEDS_NOTE)
		step.note = cert_need(call, "reason", CERT_REASON);
	else
		step.note = cert_text(call, "reason", CERT_REASON);
	if (!call->wrong) {
		step.action = triage_actions[which];
		r = cert_refused(call, tracked_act(call->db, &call->actor, t.id, &step,
					   call->now, call->arena, NULL));
	}
	if (r == 0 && !call->wrong)
		return call_redirect(call, TR("Saved."), "/cert/review/%s", o.id);
	if (call->wrong)
		json_set_text(call->arena, call->data, "wrong_finding", t.ref);
	return r < 0 ? r : show_order(call, &o);
}

static int preview(struct call *call)
{
	unsigned format = report_format_of(call_arg(call, "format"));
	struct audit_order o;
	int r = find(call, &o);

	if (r < 0)
		return r;
	if (!format || format == REPORT_ALL)
		return call_fail(call, ERR_NOTFOUND, "there is no such deliverable",
		    "choose html, pdf, csv or json", "%.20s", call_arg(call, "format"));
	return cert_delivery_send(call, &o, (enum report_format)format,
	    finish_watermark(call->org->lang, call->who.name, call->now,
		call->app->settings.name, call->arena));
}

const struct route cert_review_routes[] = {
    {"GET", "/cert/review", MAY_REVIEW, "cert_review", review, ROUTE_NO_LOG,
	"Orders whose findings are looked at before delivery.", NULL, TR("Review")},
    {"GET", "/cert/review/{id}", MAY_REVIEW, "cert_review_order", one, 0,
	"A delivery under review.", NULL, NULL},
    {"GET", "/cert/review/{id}/preview/{format}", MAY_REVIEW, NULL, preview, 0,
	"What the member would get, as html, pdf, csv, json or ndjson.", NULL, NULL},
    {"POST", "/cert/review/{id}/prepare", MAY_REVIEW, "cert_review_order", prepare, 0,
	"Says that the delivery is ready, with a note to the member.", "note?", NULL},
    {"POST", "/cert/review/{id}/release", MAY_REVIEW, "cert_review_order", release, 0,
	"Releases the deliverables; somebody else than who prepared them.", NULL, NULL},
    {"POST", "/cert/review/{id}/return", MAY_REVIEW, "cert_review_order", give_back, 0,
	"Sends the delivery back to the analysis.", "reason", NULL},
    {"POST", "/cert/review/{id}/findings/{finding}", MAY_REVIEW, "cert_review_order", triage, 0,
	"Confirms or drops a finding before delivery.", "action reason?", NULL},
    {.method = NULL},
};
