/* Ordering an audit: what, how hard, when, how often; what it will take before it is ordered.
 */
#include "api/refusal.h"
#include "base/time.h"
#include "desk/authorise.h"
#include "desk/order_plan.h"
#include "portal/bound.h"
#include "portal/order.h"
#include "report/i18n.h"

/* What can be ordered by this form: a re-test is ordered on its finding's page. */
static const char *const kinds[] = {"surface", "full", "mail", "health", NULL};

/* Intensities up to what is authorised. */
static int set_profiles(struct call *call, const char *chosen)
{
	const char *names[PROFILE_FULL + 2] = {NULL};
	struct authorisation a;
	int r = authorise_current(call->db, call->org->id, call->now, call->arena, &a);

	if (r < 0 && r != ERR_NOTFOUND)
		return call_db(call, r);
	for (int p = 0; p <= (r == 0 ? a.profile : PROFILE_FULL); p++)
		names[p] = profile_names[p];
	json_set_bool(call->arena, call->data, "authorised", r == 0);
	json_set_value(call->arena, call->data, "profiles", bound_choices(call, names, chosen));
	return 0;
}

static const char *chosen(const struct call *call, const char *field, const char *usual)
{
	const char *value = call_field(call, field);

	return *value ? value : usual;
}

int order_form(struct call *call)
{
	char day[TIME_TEXT];
	int r;

	bound_typed(call);
	bound_crumb(call, TR("Audits"), "orders");
	json_set_text(call->arena, call->data, "today", time_date(call->now, day));
	json_set_value(call->arena, call->data, "kinds",
	    bound_choices(call, kinds, chosen(call, "type", "surface")));
	json_set_value(call->arena, call->data, "recurrences",
	    bound_choices(call, recurrence_names, chosen(call, "recurrence", "once")));
	json_set_bool(call->arena, call->data, "group", call->org->type == ORG_GROUP);
	r = set_profiles(call, chosen(call, "profile", "standard"));
	return r < 0 ? r : bound_items(call);
}

static int read_wish(struct call *call, struct audit_order *wish)
{
	const char *wanted = call_field(call, "wanted"), *reason = call_field(call, "reason");

	*wish = (struct audit_order){.org = call->org->id,
	    .type = bound_name(order_kind_names, call_field(call, "type")),
	    .profile = bound_name(profile_names, call_field(call, "profile")),
	    .recurrence = bound_name(recurrence_names, call_field(call, "recurrence")),
	    .reason = *reason ? reason : NULL};
	if (bound_name(kinds, call_field(call, "type")) < 0)
		call_wrong(call, "type", TR("Choose what is to be looked at"));
	if (wish->profile < 0)
		call_wrong(call, "profile", TR("Choose an intensity"));
	if (wish->recurrence < 0)
		call_wrong(call, "recurrence", TR("Choose how often"));
	if (*wanted && !bound_day(call, "wanted", &wish->wanted))
		call_wrong(call, "wanted", TR("Choose a day"));
	if (wish->wanted)
		wish->wanted -= call->org->zone * INT64_C(60000);
	if (strcmp(call_field(call, "which"), "some") == 0) {
		wish->items = call_fields(call, "items");
		if (!wish->items.n)
			call_wrong(call, "items", TR("Choose at least one"));
	}
	return call->wrong ? 1 : 0;
}

/* How long, and how many stand before it; a group's order is many. */
static int estimate(struct call *call, const struct audit_order *wish)
{
	struct json *to = json_new_object(call->arena);
	struct msg why = {0};
	struct job job;
	int64_t ahead = 0;
	int r =
	    order_job(call->db, bound_house(call), wish, call->now, call->arena, &job, &why);

	if (r == ERR_DENIED || r == ERR_NOTFOUND) {
		json_set_text(call->arena, to, "missing", why.what);
		json_set_text(call->arena, to, "missing_detail", refusal_detail(call, &why));
		json_set_text(call->arena, to, "missing_hint", why.hint);
		json_set_value(call->arena, call->data, "estimate", to);
		return 0;
	}
	if (r < 0)
		return bound_refused(call, r);
	r = desk_number(call->db,
	    "SELECT count(*) FROM chunk WHERE \"state\" = 'waiting' AND \"priority\" <= $1",
	    DESK_PARAMS(DESK_INT(order_priority(call->org, call->org->parent != NULL,
		wish->type, wish->recurrence != REPEAT_ONCE))),
	    &ahead);
	json_set_int(call->arena, to, "duration", order_estimate(&job, wish->type));
	json_set_int(call->arena, to, "place", ahead + 1);
	json_set_int(call->arena, to, "targets", (int64_t)job.targets.n);
	if (why.detail[0])
		json_set_text(call->arena, to, "left_out", refusal_detail(call, &why));
	json_set_bool(call->arena, to, "known", true);
	json_set_value(call->arena, call->data, "estimate", to);
	return call_db(call, r);
}

static int submit(struct call *call, const struct audit_order *wish)
{
	struct order_list made = {0};
	int r = order_submit(call->db, bound_house(call), &call->actor, bound_roles(call), wish,
	    call->now, call->arena, &made);

	if (r < 0) {
		r = bound_refused(call, r);
		return r < 0 ? r : order_form(call);
	}
	return call_redirect(call,
	    made.all.items[0].state == ORDER_NEEDS_INFO
		? TR("Ordered, but something is missing: see below.")
		: TR("The audit is ordered."),
	    "/orgs/%s/orders/%s", call->org->id, made.all.items[0].id);
}

int order_form_sent(struct call *call)
{
	struct audit_order wish;
	int r = 0;

	if (read_wish(call, &wish))
		return order_form(call);
	if (strcmp(call_field(call, "step"), "order") == 0)
		return submit(call, &wish);
	r = estimate(call, &wish);
	return r < 0 ? r : order_form(call);
}
