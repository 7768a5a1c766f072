/* Orders of audits: making, following and stopping them, and what was delivered. */
#include "api/house.h"
#include "api/v1.h"

#include "codec/json.h"
#include "desk/order.h"

/* clang-format off */
#define ORDER_COLUMNS \
	{"id", "Identifier", "a.id", LIST_TEXT, 0, NULL, NULL}, \
	{"ref", "Number", "a.ref", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL}, \
	{"type", "Kind", "a.type", LIST_ENUM, LIST_FILTER, order_kind_names, NULL}, \
	{"state", "State", "a.state", LIST_ENUM, LIST_FILTER, order_state_names, NULL}, \
	{"profile", "Intensity", "a.profile", LIST_ENUM, LIST_FILTER, profile_names, NULL}, \
	{"recurrence", "Repeated", "a.recurrence", LIST_ENUM, LIST_FILTER, recurrence_names, NULL}, \
	{"priority", "Priority", "a.priority", LIST_INT, LIST_SORT, NULL, NULL}, \
	{"estimate", "Estimate", "a.estimate", LIST_INT, 0, NULL, NULL}, \
	{"created", "Ordered", "a.created", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL}, \
	{"started", "Started", "a.started", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL}, \
	{"ended", "Ended", "a.ended", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL}, \
	{"delivered", "Delivered", "a.delivered", LIST_TIME, LIST_SORT | LIST_FILTER, NULL, NULL}, \
	{"findings", "Findings", "a.findings", LIST_INT, LIST_SORT, NULL, NULL}, \
	{"version", "Version", "a.version", LIST_INT, 0, NULL, NULL}
#define OF_ORG \
	{"org", "Organisation", "a.org", LIST_TEXT, LIST_FILTER, NULL, NULL}, \
	{"org_name", "Name", "o.name", LIST_TEXT, LIST_SORT | LIST_SEARCH, NULL, NULL}
/* clang-format on */

static const struct list_column columns[] = {ORDER_COLUMNS};
static const struct list_column cert_columns[] = {ORDER_COLUMNS, OF_ORG};

const struct list v1_orders = {.name = "orders",
    .from = "audit_order AS a",
    .where = "a.org = $1",
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "-created",
    .key = "a.id"};

const struct list v1_reports = {.name = "reports",
    .from = "audit_order AS a",
    .where = "a.org = $1 AND a.delivered > 0",
    .columns = columns,
    .ncolumns = ARRAY_LEN(columns),
    .sort = "-delivered",
    .key = "a.id"};

const struct list v1_cert_orders = {.name = "orders",
    .from = "audit_order AS a JOIN org AS o ON o.id = a.org",
    .columns = cert_columns,
    .ncolumns = ARRAY_LEN(cert_columns),
    .sort = "-created",
    .key = "a.id"};

const struct list v1_queue = {.name = "queue",
    .from = "audit_order AS a JOIN org AS o ON o.id = a.org",
    .where = "a.state IN ('scheduled', 'running', 'paused')",
    .columns = cert_columns,
    .ncolumns = ARRAY_LEN(cert_columns),
    .sort = "priority",
    .key = "a.created, a.id"};

static int orders(struct call *call)
{
	return v1_list(call, &v1_orders, DESK_PARAMS(DESK_TEXT(call->org->id)));
}

static int reports(struct call *call)
{
	return v1_list(call, &v1_reports, DESK_PARAMS(DESK_TEXT(call->org->id)));
}

static int one(struct call *call)
{
	struct audit_order o;
	int r = v1_find(call, &audit_order_type, call_arg(call, "id"), &o);

	return r < 0 ? r : v1_record(call, &audit_order_type, &o);
}

/* Items are of this organisation's perimeter: the desk looks again, but an id of another must
 * not be told apart from one that is not there. */
static int check_items(struct call *call, const struct text_list *items)
{
	for (size_t i = 0; i < items->n; i++) {
		int64_t n = 0;
		int r = desk_number(call->db,
		    "SELECT count(*) FROM perimeter_item WHERE \"id\" = $1 AND \"org\" = $2",
		    DESK_PARAMS(DESK_TEXT(items->items[i]), DESK_TEXT(call->org->id)), &n);

		if (r < 0)
			return call_db(call, r);
		if (!n)
			call_wrong(call, "items", "This is no item of the perimeter");
	}
	return 0;
}

static int submit(struct call *call)
{
	struct audit_order wish = {.org = call->org->id,
	    .type = v1_enum(call, "type", order_kind_names, ORDER_OF_SURFACE),
	    .profile = v1_enum(call, "profile", profile_names, PROFILE_STANDARD),
	    .recurrence = v1_enum(call, "recurrence", recurrence_names, REPEAT_ONCE),
	    .items = call_fields(call, "items"),
	    .wanted = v1_time(call, "wanted"),
	    .reason = call_field(call, "reason")};
	struct order_house house;
	struct order_list made = {0};
	int r = check_items(call, &wish.items);

	if (wish.type == ORDER_OF_RETEST)
		call_wrong(call, "type", "A re-test is ordered at its finding");
	if (*call_field(call, "cve"))
		wish.cve = call_field(call, "cve");
	if (!*wish.reason)
		wish.reason = NULL;
	if (r < 0 || call->wrong)
		return r;
	house_init(&call->app->settings, call->arena, &house);
	r = call_db(call, order_submit(call->db, &house, &call->actor, v1_roles(call), &wish,
			      call->now, call->arena, &made));
	if (r == 0) {
		const struct audit_order *o = &made.all.items[0];

		call->reply->status = 201;
		serve_reply_header(call->reply, "Location",
		    arena_printf(call->arena, "/api/v1/orgs/%s/orders/%s", o->org, o->id));
		r = v1_record(call, &audit_order_type, o);
	}
	return r;
}

static int act(struct call *call, enum order_action action)
{
	struct order_step step = {
	    .action = (int)action, .roles = v1_roles(call), .note = call_field(call, "note")};
	struct order_house house;
	struct audit_order o;
	int r = v1_find(call, &audit_order_type, call_arg(call, "id"), &o);

	house_init(&call->app->settings, call->arena, &house);
	if (r < 0 || !v1_matches(call, o.version))
		return r;
	r = order_act(call->db, &house, &call->actor, o.id, &step, call->now, call->arena, &o);
	return r < 0 ? call_db(call, r) : v1_record(call, &audit_order_type, &o);
}

static int stop(struct call *call)
{
	return act(call, ORDER_DO_PAUSE);
}

static int cancel(struct call *call)
{
	return act(call, ORDER_DO_CANCEL);
}

#define ORDER "/api/v1/orgs/{org}/orders"

const struct route v1_orders_routes[] = {
    {"GET", ORDER, MAY_VIEW, NULL, orders, 0, "The orders of an organisation.", NULL, NULL},
    {"POST", ORDER, MAY_ORDER, NULL, submit, 0, "Orders an audit.",
	"type profile? items? recurrence? wanted? reason? cve?", NULL},
    {"GET", ORDER "/{id}", MAY_VIEW, NULL, one, 0, "An order and where it stands.", NULL, NULL},
    {"POST", ORDER "/{id}/stop", MAY_STOP, NULL, stop, 0,
	"Stops the packets of an order; it can go on later.", "note?", NULL},
    {"POST", ORDER "/{id}/cancel", MAY_ORDER, NULL, cancel, 0, "Ends an order for good.",
	"note", NULL},
    {"GET", "/api/v1/orgs/{org}/reports", MAY_REPORT, NULL, reports, 0,
	"The orders whose report was delivered.", NULL, NULL},
    {.method = NULL},
};
