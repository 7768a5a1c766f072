/* The queue: what waits and runs, in its order, and what may be done about it. */
#include "api/refusal.h"
#include "base/parse.h"
#include "desk/queue_move.h"
#include "model/order.h"
#include "portal/cert.h"
#include "portal/cert_sql.h"
#include "portal/routes.h"
#include "report/i18n.h"

static const char *const healths[] = {"well", "failed", "stuck", NULL};

static const struct list_column columns[] = {
    {"id", "", "a.\"id\"", LIST_TEXT, LIST_HIDE, NULL, NULL},
    {"priority", TR("Place"), "a.\"priority\"", LIST_INT, LIST_SORT, NULL, NULL},
    {"ref", TR("Order"), "a.\"ref\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"org", TR("Organisation"), "o.\"name\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"kind", TR("What"), "a.\"type\"", LIST_ENUM, LIST_SORT | LIST_FILTER, order_kind_names,
	NULL},
    {"state", TR("State"), "a.\"state\"", LIST_ENUM, LIST_SORT | LIST_FILTER, order_state_names,
	NULL},
    {"health", TR("Health"),
	"CASE WHEN c.\"state\" = 'failed' THEN 'failed' WHEN " CERT_SQL_STUCK
	" THEN 'stuck' ELSE 'well' END",
	LIST_ENUM, LIST_FILTER, healths, NULL},
    {"stage", TR("Stage"), "c.\"stage\"", LIST_TEXT, 0, NULL, NULL},
    {"done", TR("Done"), "coalesce(c.\"done\", 0)", LIST_INT, 0, NULL, NULL},
    {"total", TR("Of"), "coalesce(c.\"total\", 0)", LIST_INT, 0, NULL, NULL},
    {"worker", TR("Worker"), "c.\"worker\"", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL},
    {"lease", TR("Held until"), "CASE WHEN c.\"state\" = 'leased' THEN c.\"lease\" ELSE 0 END",
	LIST_TIME, LIST_SORT, NULL, NULL},
    {"created", TR("Ordered"), "a.\"created\"", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL},
};

static int queue(struct call *call)
{
	static const struct list list = {.name = "queue",
	    .from = CERT_SQL_QUEUE,
	    .where = CERT_SQL_QUEUED " AND " CERT_SQL_NOW " > 0",
	    .columns = columns,
	    .ncolumns = ARRAY_LEN(columns),
	    .sort = "priority",
	    .key = "a.\"created\", a.\"id\"",
	    .empty = TR("Nothing waits and nothing runs.")};
	int r = cert_take(call);

	return r < 0 ? r : list_run(call, &list, DESK_PARAMS(DESK_INT(call->now)));
}

/* --- one order --- */

static int find(struct call *call, struct audit_order *o)
{
	int r = desk_get(call->db, &audit_order_type, call_arg(call, "id"), call->arena, o);

	return r < 0 ? call_db(call, r) : cert_at(call, o->org);
}

static void set_chunk(struct call *call, const struct chunk *c)
{
	struct json *one = json_new_object(call->arena);

	json_set_text(call->arena, one, "state", chunk_state_names[c->state]);
	json_set_text(call->arena, one, "worker", c->worker);
	json_set_text(call->arena, one, "stage", c->stage);
	json_set_text(call->arena, one, "reason", c->reason);
	json_set_int(call->arena, one, "done", c->done);
	json_set_int(call->arena, one, "total", c->total);
	json_set_int(call->arena, one, "attempts", c->attempts);
	json_set_int(call->arena, one, "hosts", c->hosts);
	json_set_int(call->arena, one, "services", c->services);
	json_set_int(call->arena, one, "findings", c->findings);
	if (c->state == CHUNK_LEASED)
		json_set_int(call->arena, one, "lease", c->lease);
	if (c->told)
		json_set_int(call->arena, one, "told", c->told);
	json_set_value(call->arena, call->data, "chunk", one);
}

static bool may_do(const struct call *call, const struct audit_order *o, int action)
{
	for (int role = 0; role <= ROLE_AUDITOR; role++)
		if ((cert_roles(call) & 1u << role) &&
		    order_allows(o->type, o->state, action, role))
			return true;
	return false;
}

static int show_order(struct call *call, const struct audit_order *o)
{
	struct json *one = json_new_object(call->arena), *can = json_new_object(call->arena);
	struct chunk chunk;
	int r;

	json_set_text(call->arena, one, "id", o->id);
	json_set_text(call->arena, one, "ref", o->ref);
	json_set_text(call->arena, one, "org", o->org);
	json_set_text(call->arena, one, "kind", order_kind_names[o->type]);
	json_set_text(call->arena, one, "state", order_state_names[o->state]);
	json_set_text(call->arena, one, "note", refusal_note(call, one, o->note));
	json_set_text(call->arena, one, "reason", o->reason);
	json_set_text(call->arena, one, "by", cert_person(call, o->ordered_by));
	json_set_int(call->arena, one, "priority", o->priority);
	json_set_int(call->arena, one, "estimate", o->estimate);
	json_set_int(call->arena, one, "created", o->created);
	if (o->started)
		json_set_int(call->arena, one, "started", o->started);
	json_set_bool(call->arena, can, "stop", may_do(call, o, ORDER_DO_PAUSE));
	json_set_bool(call->arena, can, "resume", may_do(call, o, ORDER_DO_RESUME));
	json_set_bool(call->arena, can, "cancel", may_do(call, o, ORDER_DO_CANCEL));
	json_set_bool(call->arena, can, "refuse", may_do(call, o, ORDER_DO_REFUSE));
	json_set_bool(call->arena, can, "move",
	    call_may(call, MAY_OPERATE) &&
		(o->state <= ORDER_SCHEDULED || o->state == ORDER_PAUSED));
	json_set_value(call->arena, call->data, "order", one);
	json_set_value(call->arena, call->data, "can", can);
	json_set_text(call->arena, call->data, "heading", o->ref);
	r = desk_find(call->db, &chunk_type,
	    "WHERE \"audit_order\" = $1 ORDER BY \"created\" DESC, \"id\" LIMIT 1",
	    DESK_PARAMS(DESK_TEXT(o->id)), call->arena, &chunk);
	if (r == 0)
		set_chunk(call, &chunk);
	return r == ERR_NOTFOUND ? 0 : call_db(call, r);
}

static int one(struct call *call)
{
	struct audit_order o;
	int r = find(call, &o);

	return r < 0 ? r : show_order(call, &o);
}

static int act(struct call *call, int action, const char *note, const char *said)
{
	struct order_step step = {action, cert_roles(call), note};
	struct order_house house;
	struct audit_order o;
	int r = find(call, &o);

	if (r < 0)
		return r;
	cert_house(call, &house);
	if (!call->wrong) {
		r = cert_refused(call, order_act(call->db, &house, &call->actor, o.id, &step,
					   call->now, call->arena, &o));
		if (r == 0 && !call->wrong)
			return call_redirect(call, said, "/cert/queue/%s", o.id);
	}
	cert_keep(call, "reason");
	return r < 0 ? r : show_order(call, &o);
}

static int stop(struct call *call)
{
	return act(call, ORDER_DO_PAUSE, cert_text(call, "reason", CERT_REASON),
	    TR("The audit was told to stop."));
}

static int resume(struct call *call)
{
	return act(call, ORDER_DO_RESUME, NULL, TR("The audit goes on."));
}

static int cancel(struct call *call)
{
	return act(call, ORDER_DO_CANCEL, cert_need(call, "reason", CERT_REASON),
	    TR("The order was cancelled."));
}

static int refuse(struct call *call)
{
	return act(call, ORDER_DO_REFUSE, cert_need(call, "reason", CERT_REASON),
	    TR("The order was refused."));
}

static int move(struct call *call)
{
	struct audit_order o;
	int64_t priority = 0;
	int r = find(call, &o);

	if (r == 0 && *call_field(call, "front"))
		r = call_db(call, queue_front(call->db, &priority));
	else if (r == 0 && parse_int(span_str(call_field(call, "priority")), QUEUE_FIRST,
			       QUEUE_LAST, &priority) < 0)
		call_wrong(call, "priority", TR("A number from -10000 to 10000."));
	if (r == 0 && !call->wrong)
		r = cert_refused(
		    call, queue_move(call->db, &call->actor, o.id, priority, call->now));
	if (r < 0)
		return r;
	if (!call->wrong)
		return call_redirect(
		    call, TR("The place in the queue was changed."), "/cert/queue/%s", o.id);
	return show_order(call, &o);
}

const struct route cert_queue_routes[] = {
    {"GET", "/cert/queue", MAY_SECTOR, "cert_queue", queue, ROUTE_NO_LOG,
	"Orders that wait or run, in the order of the queue.", NULL, TR("Queue")},
    {"GET", "/cert/queue/{id}", MAY_SECTOR, "cert_queue_order", one, 0,
	"An order in the queue.", NULL, NULL},
    {"POST", "/cert/queue/{id}/stop", MAY_STOP, "cert_queue_order", stop, 0,
	"Stops an audit; packets end within two seconds.", "reason?", NULL},
    {"POST", "/cert/queue/{id}/resume", MAY_ORDER, "cert_queue_order", resume, 0,
	"Lets a stopped audit go on.", NULL, NULL},
    {"POST", "/cert/queue/{id}/cancel", MAY_ORDER, "cert_queue_order", cancel, 0,
	"Cancels an order.", "reason", NULL},
    {"POST", "/cert/queue/{id}/refuse", MAY_REVIEW, "cert_queue_order", refuse, 0,
	"Refuses an order.", "reason", NULL},
    {"POST", "/cert/queue/{id}/priority", MAY_OPERATE, "cert_queue_order", move, 0,
	"Gives a waiting order another place in the queue.", "priority? front?", NULL},
    {.method = NULL},
};
