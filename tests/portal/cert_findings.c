#include "cert_place.h"

#include "model/tracked.h"
#include "store/desk.h"

static struct tracked finding(struct rig *rig, const char *id)
{
	struct tracked t;

	assert_int_equal(desk_get(rig->db, &tracked_type, id, rig->arena, &t), 0);
	return t;
}

TEST_RIG(a_claim_is_upheld_or_rejected_with_a_reason)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	const char *page = rig_f(rig, "/cert/findings/%s", p.claim);

	assert_int_equal(rig_get(b, "/cert/findings?decision=waiting"), 200);
	assert_true(rig_has(b, "F-TEST-3"));
	assert_false(rig_has(b, "F-TEST-1"));
	assert_int_equal(rig_post(b, page, "action", "dance", NULL), 422);
	assert_int_equal(rig_post(b, page, "action", "uphold", NULL), 303);
	assert_string_equal(
	    finding(rig, p.claim).decided_by, cert_place_person(rig, ROLE_ANALYST));
	assert_int_equal(rig_get(b, "/cert/findings?decision=waiting"), 200);
	assert_false(rig_has(b, "F-TEST-3"));
	assert_int_equal(rig_post(b, page, "action", "reject", NULL), 422);
	assert_true(rig_has(b, "This is needed."));
	assert_int_equal(
	    rig_post(b, page, "action", "reject", "reason", "seen again", NULL), 303);
	assert_int_equal(finding(rig, p.claim).state, TRACKED_OPEN);
}

TEST_RIG(a_duplicate_is_named_by_its_number_within_the_organisation)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_ANALYST);
	const char *page = rig_f(rig, "/cert/findings/%s", p.finding);

	assert_int_equal(
	    rig_post(b, page, "action", "duplicate", "other", "F-TEST-3", NULL), 422);
	assert_true(rig_has(b, "This organisation has no such finding."));
	assert_int_equal(
	    rig_post(b, page, "action", "duplicate", "other", "F-TEST-2", NULL), 303);
	assert_int_equal(finding(rig, p.finding).state, TRACKED_DUPLICATE);
}

TEST_RIG(a_reader_sees_the_list_and_decides_nothing)
{
	struct cert_place p = cert_place_make(rig);
	struct rig_browser *b = cert_place_browser(rig, ROLE_READER);

	assert_int_equal(rig_get(b, "/cert/findings?overdue=yes"), 200);
	assert_true(rig_has(b, "F-TEST-2"));
	assert_int_equal(
	    rig_post(b, rig_f(rig, "/cert/findings/%s", p.claim), "action", "uphold", NULL),
	    403);
}
