/* Audits that were ordered: the list, one with its steps and progress, its buttons. */
#include "portal/order.h"
#include "api/refusal.h"
#include "desk/order_plan.h"
#include "desk/queue.h"
#include "portal/bound.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const struct list_column columns[] = {
    {"ref", TR("Number"), "a.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"type", TR("Kind"), "a.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, order_kind_names,
	NULL},
    {"organisation", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL,
	NULL},
    {"state", TR("State"), "a.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER, order_state_names,
	NULL},
    {"created", TR("Ordered"), "a.\"created\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
    {"recurrence", TR("How often"), "a.\"recurrence\"", LIST_ENUM, LIST_SORT | LIST_FILTER,
	recurrence_names, NULL},
    {"delivered", TR("Delivered"), "a.\"delivered\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL,
	NULL},
    {"findings", TR("Findings"), "a.\"findings\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"org", "", "a.\"org\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
};

static int list(struct call *call)
{
	struct list_column own[ARRAY_LEN(columns)];
	struct list list = {.name = "audits",
	    .from = "audit_order AS a JOIN org AS o ON o.\"id\" = a.\"org\"",
	    .where = "o.\"path\" >= $1 AND o.\"path\" < $2",
	    .columns = own,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "-created",
	    .key = "a.\"id\"",
	    .empty = TR("No audit was ordered yet. Order one to see what you expose.")};

	memcpy(own, columns, sizeof(own));
	if (!bound_below(call))
		own[2].flags |= LIST_HIDE;
	json_set_bool(call->arena, call->data, "below", bound_below(call));
	return list_run(call, &list,
	    DESK_PARAMS(DESK_TEXT(call->org->path), DESK_TEXT(bound_path_end(call))));
}

/* --- one order --- */

static int set_history(struct call *call, const struct audit_order *o)
{
	struct json *all = json_new_array(call->arena);
	struct desk_records events = {0};
	int r = desk_list(call->db, &order_event_type,
	    "WHERE \"audit_order\" = $1 ORDER BY \"time\" DESC, \"id\" DESC LIMIT 200",
	    DESK_PARAMS(DESK_TEXT(o->id)), call->arena, &events);

	if (r < 0)
		return call_db(call, r);
	vec_foreach (e, &events.all) {
		const struct order_event *event = *e;
		struct json *one = bound_json(call, &order_event_type, event);

		json_set_text(call->arena, one, "note", refusal_note(call, one, event->note));
		json_set_text(call->arena, one, "actor_name", bound_person(call, event->actor));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "history", all);
	return 0;
}

/* The way of an order in five steps that a member understands. */
static void set_steps(struct call *call, const struct audit_order *o)
{
	static const struct {
		const char *label;
		int from; /* the first state of the step */
	} steps[] = {{TR("Ordered"), ORDER_DRAFT}, {TR("In the queue"), ORDER_ACCEPTED},
	    {TR("Running"), ORDER_RUNNING}, {TR("Reviewed by the CERT"), ORDER_ANALYSING},
	    {TR("Delivered"), ORDER_DELIVERED}};
	struct json *all = json_new_array(call->arena);

	if (o->state == ORDER_CANCELLED || o->state == ORDER_REFUSED)
		return;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		bool last = i + 1 == ARRAY_LEN(steps);
		bool here = o->state >= steps[i].from && (last || o->state < steps[i + 1].from);
		struct json *one = json_new_object(call->arena);

		json_set_text(call->arena, one, "label", steps[i].label);
		json_set_bool(call->arena, one, "here", here && !last);
		json_set_bool(call->arena, one, "done",
		    (last && here) || (!last && o->state >= steps[i + 1].from));
		json_add_value(call->arena, all, one);
	}
	json_set_value(call->arena, call->data, "steps", all);
}

static void set_can(struct call *call, const struct audit_order *o)
{
	struct json *can = json_new_object(call->arena);
	unsigned roles = bound_roles(call);

	for (int action = 0; action < ORDER_ACTIONS; action++)
		for (int role = 0; role <= ROLE_AUDITOR; role++)
			if ((roles & 1u << role) &&
			    order_allows(o->type, o->state, action, role))
				json_set_bool(call->arena, can, order_rows[action].name, true);
	json_set_value(call->arena, call->data, "can", can);
}

/* The sites of one group's order are made with it: the same time. */
static int sum_sites(struct db *db, const struct audit_order *o, struct chunk *ret)
{
	struct db_stmt *stmt CLEANUP(db_resetp) = NULL;
	int r = db_prepare(db,
	    "SELECT coalesce(sum(c.\"done\"), 0), coalesce(sum(c.\"total\"), 0), "
	    "coalesce(sum(c.\"hosts\"), 0), coalesce(sum(c.\"services\"), 0), "
	    "coalesce(sum(c.\"requests\"), 0) FROM audit_order AS a JOIN chunk AS c ON "
	    "c.\"audit_order\" = a.\"id\" WHERE a.\"parent\" = $1 AND a.\"created\" = $2 AND "
	    "c.\"state\" <> 'cancelled'",
	    &stmt);

	if (r < 0)
		return r;
	db_bind_text(stmt, 1, o->id);
	db_bind_int(stmt, 2, o->created);
	r = db_step(stmt);
	if (r < 1)
		return r;
	ret->done = db_int(stmt, 0);
	ret->total = db_int(stmt, 1);
	ret->hosts = db_int(stmt, 2);
	ret->services = db_int(stmt, 3);
	ret->requests = db_int(stmt, 4);
	return 0;
}

int order_progress(
    struct db *db, const struct audit_order *o, struct arena *arena, struct chunk *ret)
{
	struct chunk chunk = {0};
	int r = desk_find(db, &chunk_type,
	    "WHERE \"audit_order\" = $1 ORDER BY \"created\" DESC, \"id\" LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(o->id)), arena, &chunk);

	if (r == ERR_NOTFOUND)
		r = sum_sites(db, o, &chunk);
	if (r == 0)
		*ret = chunk;
	return r;
}

/* Place in the queue, and what the worker told last. */
static int set_progress(struct call *call, const struct audit_order *o)
{
	struct chunk chunk;
	int64_t place = -1;
	int r = 0;

	if (o->state == ORDER_SCHEDULED)
		r = queue_place(call->db, o->id, &place);
	if (r == 0 && place >= 0)
		json_set_int(call->arena, call->data, "place", place + 1);
	if (r == 0)
		r = order_progress(call->db, o, call->arena, &chunk);
	if (r == 0)
		json_set_value(
		    call->arena, call->data, "progress", bound_json(call, &chunk_type, &chunk));
	json_set_bool(call->arena, call->data, "live",
	    o->state == ORDER_SCHEDULED || o->state == ORDER_RUNNING ||
		o->state == ORDER_ANALYSING);
	return call_db(call, r);
}

/* The orders of a group's sites, and the values of the items. */
static int set_related(struct call *call, const struct audit_order *o)
{
	struct json *sites = json_new_array(call->arena), *items = json_new_array(call->arena);
	struct desk_records found = {0};
	int r = desk_list(call->db, &audit_order_type,
	    "WHERE \"parent\" = $1 ORDER BY \"created\" DESC, \"id\" LIMIT 500",
	    DESK_PARAMS(DESK_TEXT(o->id)), call->arena, &found);

	if (r < 0)
		return call_db(call, r);
	vec_foreach (s, &found.all) {
		const struct audit_order *site = *s;
		struct json *one = bound_json(call, &audit_order_type, site);
		struct org org;

		if (desk_get(call->db, &org_type, site->org, call->arena, &org) == 0 &&
		    who_may(&call->who, MAY_VIEW, org.path)) {
			json_set_text(call->arena, one, "name", org.name);
			json_add_value(call->arena, sites, one);
		}
	}
	for (size_t i = 0; i < o->items.n; i++) {
		struct item item;

		if (desk_get(call->db, &item_type, o->items.items[i], call->arena, &item) ==
			0 &&
		    strcmp(item.org, o->org) == 0)
			json_add_text(call->arena, items, item.value);
	}
	json_set_value(call->arena, call->data, "sites", sites);
	json_set_value(call->arena, call->data, "items", items);
	return 0;
}

static int fill(struct call *call, const struct audit_order *o)
{
	struct json *one = bound_json(call, &audit_order_type, o);
	int r;

	json_set_text(call->arena, one, "note", refusal_note(call, one, o->note));
	json_set_text(call->arena, one, "ordered_name", bound_person(call, o->ordered_by));
	json_set_bool(call->arena, one, "recurs", o->recurrence != REPEAT_ONCE);
	json_set_bool(call->arena, one, "needs_info", o->state == ORDER_NEEDS_INFO);
	json_set_bool(call->arena, one, "ready", o->delivered && o->run);
	json_set_value(call->arena, call->data, "order", one);
	json_set_text(call->arena, call->data, "heading", o->ref);
	bound_typed(call);
	bound_crumb(call, TR("Audits"), "orders");
	set_steps(call, o);
	set_can(call, o);
	r = set_progress(call, o);
	if (r == 0)
		r = set_related(call, o);
	return r < 0 ? r : set_history(call, o);
}

static int show(struct call *call)
{
	struct audit_order o;
	int r = bound_order(call, &o);

	return r < 0 ? r : fill(call, &o);
}

/* --- buttons --- */

static int act(struct call *call, int action, struct bound_question *question, const char *note)
{
	const char *reason = call_field(call, "reason");
	struct order_step step = {
	    .action = action, .roles = bound_roles(call), .note = *reason ? reason : NULL};
	struct audit_order o;
	int r = bound_order(call, &o);

	if (r < 0)
		return r;
	if (order_rows[action].note && !step.note) {
		call_wrong(call, "reason", TR("Say why, so that somebody else understands it"));
		return fill(call, &o);
	}
	if (question) {
		question->back = arena_printf(call->arena, "orders/%s", o.id);
		if (!bound_confirmed(call, question))
			return 0;
	}
	r = order_act(call->db, bound_house(call), &call->actor, o.id, &step, call->now,
	    call->arena, NULL);
	if (r == 0)
		return call_redirect(call, note, "/orgs/%s/orders/%s", call->org->id, o.id);
	r = bound_refused(call, r);
	return r < 0 ? r : fill(call, &o);
}

static int stop(struct call *call)
{
	struct bound_question question = {TR("Stop this audit now?"),
	    TR("No packet is sent any more within seconds. It can go on later."),
	    TR("Stop now"), NULL};

	return act(call, ORDER_DO_PAUSE, &question, TR("Stopped: no more packets are sent."));
}

static int resume(struct call *call)
{
	return act(call, ORDER_DO_RESUME, NULL, TR("It goes on where it stopped."));
}

static int check(struct call *call)
{
	return act(call, ORDER_DO_CHECK, NULL, TR("Checked again."));
}

static int cancel(struct call *call)
{
	struct bound_question question = {TR("Cancel this order?"),
	    TR("It stops and does not come again."), TR("Cancel the order"), NULL};

	return act(call, ORDER_DO_CANCEL, &question, TR("The order is cancelled."));
}

static int acknowledge(struct call *call)
{
	return act(call, ORDER_DO_ACKNOWLEDGE, NULL, TR("Thank you: you have taken note."));
}

#define ALL "/orgs/{org}/orders"

const struct route order_routes[] = {
    {"GET", ALL, MAY_VIEW, "orders", list, 0, "Audits that were ordered.", NULL, TR("Audits")},
    {"GET", ALL "/new", MAY_ORDER, "order_form", order_form, 0, "The form of a new order.",
	NULL, TR("Order an audit")},
    {"POST", ALL "/new", MAY_ORDER, "order_form", order_form_sent, 0,
	"Shows duration and place in the queue (step estimate), or orders (step order).",
	"step type which? items? profile recurrence wanted? reason?", TR("Order an audit")},
    {"GET", ALL "/{id}", MAY_VIEW, "order", show, 0,
	"One order: its steps, its progress, what was delivered.", NULL, TR("Audit")},
    {"GET", ALL "/{id}/events", MAY_VIEW, NULL, order_live, ROUTE_NO_LOG,
	"Its progress as server-sent events.", NULL, NULL},
    {"POST", ALL "/{id}/stop", MAY_STOP, "order", stop, 0,
	"Stops it: no packet is sent any more within seconds.", "reason?", TR("Audit")},
    {"POST", ALL "/{id}/resume", MAY_ORDER, "order", resume, 0,
	"Lets it go on where it stopped.", NULL, TR("Audit")},
    {"POST", ALL "/{id}/check", MAY_ORDER, "order", check, 0,
	"Has proofs and authorisation checked again.", NULL, TR("Audit")},
    {"POST", ALL "/{id}/cancel", MAY_ORDER, "order", cancel, 0, "Cancels it.", "reason",
	TR("Audit")},
    {"POST", ALL "/{id}/acknowledge", MAY_REPORT, "order", acknowledge, 0,
	"Takes note of the delivery.", NULL, TR("Audit")},
    {.method = NULL},
};
