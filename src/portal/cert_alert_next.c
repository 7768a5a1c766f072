/* What an alert goes on as, at the CERT: an incident, indicators, a targeted audit. */
#include "desk/alert_next.h"
#include "portal/cert.h"
#include "portal/routes.h"
#include "report/i18n.h"

static int find(struct call *call, struct alert *ret)
{
	int r =
	    desk_find(call->db, &alert_type, "AS a WHERE a.\"tlp\" <> 'red' AND a.\"id\" = $1",
		DESK_PARAMS(DESK_TEXT(call_arg(call, "id"))), call->arena, ret);

	if (r == ERR_NOTFOUND)
		return call_fail(call, r, "there is no such record",
		    "it may have been removed meanwhile: go back to the list", "%s", "");
	if (r < 0)
		return call_db(call, r);
	return ret->org ? cert_at(call, ret->org) : 0;
}

static int incident(struct call *call)
{
	const char *id = NULL;
	struct alert a = {0};
	int r = find(call, &a);

	if (r < 0)
		return r;
	r = alert_next_incident(call->db, &call->actor, &a, call->now, call->arena, &id);
	return r < 0 ? call_db(call, r)
		     : call_redirect(call, TR("Saved."), "/cert/incidents/%s", id);
}

static int indicators(struct call *call)
{
	struct text_list values = call_fields(call, "value");
	size_t added = 0;
	struct alert a = {0};
	int r = find(call, &a);

	if (r < 0)
		return r;
	r = alert_next_indicators(
	    call->db, &call->actor, &a, &values, call->now, call->arena, &added);
	if (r < 0)
		return call_db(call, r);
	return call_redirect(call,
	    added ? TR("They are candidates now: check and publish them.")
		  : TR("They are known already."),
	    "/cert/alerts/%s", a.id);
}

static int check(struct call *call)
{
	struct audit_order order = {0};
	struct order_house house = {0};
	struct alert a = {0};
	int r = find(call, &a);

	if (r < 0)
		return r;
	cert_house(call, &house);
	r = alert_next_order(call->db, &house, &call->actor, cert_roles(call), &a, call->now,
	    call->arena, &order);
	return r < 0 ? call_db(call, r)
		     : call_redirect(call, TR("The check is ordered."), "/orgs/%s/orders/%s",
			   order.org, order.id);
}

const struct route cert_alert_next_routes[] = {
    {"POST", "/cert/alerts/{id}/incident", MAY_REVIEW, NULL, incident, 0,
	"Opens an incident of the alert, with its parties.", NULL, NULL},
    {"POST", "/cert/alerts/{id}/indicators", MAY_REVIEW, NULL, indicators, 0,
	"Enters values of the alert as candidates.", "value?", NULL},
    {"POST", "/cert/alerts/{id}/check", MAY_REVIEW, NULL, check, 0,
	"Orders a targeted audit of the alert's system.", NULL, NULL},
    {.method = NULL},
};
