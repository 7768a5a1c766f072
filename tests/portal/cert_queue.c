#include "cert_place.h"

#include "model/order.h"
#include "store/desk.h"

static struct audit_order order(struct rig *rig, const char *id)
{
	struct audit_order o;

	assert_int_equal(desk_get(rig->db, &audit_order_type, id, rig->arena, &o), 0);
	return o;
}

TEST_RIG(an_operator_moves_and_stops_what_waits)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_OPERATOR);
	const char *page = rig_f(rig, "/cert/queue/%s", p.waiting);

	assert_int_equal(rig_get(b, page), 200);
	assert_true(rig_has(b, "Stop now"));
	assert_false(rig_has(b, "Cancel the order"));
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/priority", page), "priority", "soon", NULL), 422);
	assert_true(rig_has(b, "A number from -10000 to 10000."));
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/priority", page), "priority", "7", NULL), 303);
	assert_int_equal(order(rig, p.waiting).priority, 7);
	cert_place_logged(rig, "order.priority");
	assert_int_equal(rig_post(b, rig_f(rig, "%s/stop", page), NULL), 303);
	assert_int_equal(order(rig, p.waiting).state, ORDER_PAUSED);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/cancel", page), "reason", "no", NULL), 403);
}

TEST_RIG(an_analyst_cancels_with_a_reason_and_does_not_move)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	const char *page = rig_f(rig, "/cert/queue/%s", p.waiting);

	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/priority", page), "priority", "7", NULL), 403);
	assert_int_equal(rig_post(b, rig_f(rig, "%s/cancel", page), NULL), 422);
	assert_true(rig_has(b, "This is needed."));
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/cancel", page), "reason", "ordered twice", NULL), 303);
	assert_int_equal(order(rig, p.waiting).state, ORDER_CANCELLED);
}
