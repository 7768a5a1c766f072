#include "cert_place.h"

#include "model/order.h"
#include "model/tracked.h"
#include "store/desk.h"

static struct audit_order order(struct rig *rig, const char *id)
{
	struct audit_order o;

	assert_int_equal(desk_get(rig->db, &audit_order_type, id, rig->arena, &o), 0);
	return o;
}

static struct tracked finding(struct rig *rig, const char *id)
{
	struct tracked t;

	assert_int_equal(desk_get(rig->db, &tracked_type, id, rig->arena, &t), 0);
	return t;
}

TEST_RIG(four_eyes_prepare_and_release)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *one = cert_place_browser(rig, ROLE_ANALYST);
	struct rig_browser *two = cert_place_browser(rig, ROLE_COORDINATOR);
	const char *page = rig_f(rig, "/cert/review/%s", p.order);

	assert_int_equal(rig_get(one, page), 200);
	assert_true(rig_has(one, "Nobody has prepared this delivery yet."));
	assert_false(rig_has(one, "Release to the member"));
	assert_int_equal(rig_post(one, rig_f(rig, "%s/release", page), NULL), 422);
	assert_int_equal(order(rig, p.order).state, ORDER_REVIEW);
	assert_int_equal(
	    rig_post(one, rig_f(rig, "%s/prepare", page), "note", "Begin with the mail.", NULL),
	    303);
	cert_place_logged(rig, "order.prepare");
	assert_int_equal(rig_follow(one), 200);
	assert_true(rig_has(one, "Four eyes: you have prepared this delivery"));
	assert_int_equal(rig_post(one, rig_f(rig, "%s/release", page), NULL), 422);
	assert_int_equal(rig_get(two, page), 200);
	assert_true(rig_has(two, "Release to the member"));
	assert_int_equal(rig_post(two, rig_f(rig, "%s/release", page), NULL), 303);
	assert_int_equal(order(rig, p.order).state, ORDER_DELIVERED);
	assert_string_equal(order(rig, p.order).note, "Begin with the mail.");
	cert_place_logged(rig, "order.deliver");
	assert_int_equal(rig_get(two, page), 404);
}

TEST_RIG(a_doubtful_finding_is_dropped_with_a_reason_or_confirmed)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	const char *form = rig_f(rig, "/cert/review/%s/findings/%s", p.order, p.finding);

	assert_int_equal(rig_post(b, form, "action", "dismiss", NULL), 422);
	assert_true(rig_has(b, "Say why it is none."));
	assert_int_equal(finding(rig, p.finding).state, TRACKED_TRIAGE);
	assert_int_equal(
	    rig_post(b, form, "action", "dismiss", "reason", "a test machine", NULL), 303);
	assert_int_equal(finding(rig, p.finding).state, TRACKED_FALSE_POSITIVE);
	assert_string_equal(finding(rig, p.finding).reason, "a test machine");
	cert_place_logged(rig, "finding.dismiss");
}

TEST_RIG(a_finding_of_another_organisation_is_not_found_in_a_review)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);

	assert_int_equal(
	    rig_post(b, rig_f(rig, "/cert/review/%s/findings/%s", p.order, p.claim), "action",
		"uphold", NULL),
	    404);
	assert_int_equal(rig_get(b, rig_f(rig, "/cert/review/%s", p.waiting)), 404);
	assert_int_equal(rig_get(b, rig_f(rig, "/cert/review/%s/preview/exe", p.order)), 404);
}

TEST_RIG(a_delivery_goes_back_with_a_reason)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	const char *form = rig_f(rig, "/cert/review/%s/return", p.order);

	assert_int_equal(rig_post(b, form, NULL), 422);
	assert_true(rig_has(b, "This is needed."));
	assert_int_equal(rig_post(b, form, "reason", "look again", NULL), 303);
	assert_int_equal(order(rig, p.order).state, ORDER_ANALYSING);
}
