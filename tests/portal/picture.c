#include "cert_place.h"
#include "member_place.h"

#include "model/finding.h"
#include "model/tracked.h"

TEST_RIG(the_picture_is_for_members_and_hides_what_is_small)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	struct rig_browser *anna = member_place_browser(rig, "Anna", ROLE_OFFICER, org);
	struct rig_browser *nemo = rig_browser(rig);
	const char *path;

	rig_session(nemo, rig_person(rig, "Nemo", "nemo@y.example", -1, NULL), true);
	(void)cert_place_finding(rig, org, "F-2026-0001", TRACKED_OPEN, CRIT_HIGH, NULL);
	assert_int_equal(rig_get(anna, "/picture"), 200);
	assert_true(rig_has(anna, "Too few organisations"));
	assert_int_equal(rig_get(nemo, "/picture"), 403);
	assert_int_equal(rig_get(nemo, "/picture/year/csv"), 403);
	assert_int_equal(rig_get(nemo, "/api/v1/picture"), 404);
	for (int i = 0; i < 5; i++)
		(void)cert_place_finding(rig,
		    rig_org(rig, rig_f(rig, "H%d", i), ORG_HOSPITAL, NULL),
		    rig_f(rig, "F-2026-1%d", i), TRACKED_OPEN, CRIT_HIGH, NULL);
	/* It is made once a day. */
	rig_now += INT64_C(24) * 3600000;
	anna = rig_browser(rig);
	rig_session(anna, rig_person(rig, "Bea", "bea@x.example", ROLE_OFFICER, org), true);
	assert_int_equal(rig_get(anna, "/picture"), 200);
	assert_true(rig_has(anna, "6 in this period, at 6 organisations"));
	assert_int_equal(rig_get(anna, "/picture?period=1999"), 422);
	assert_int_equal(rig_get(anna, "/api/v1/picture"), 200);
	assert_true(rig_has(anna, "\"count\":6"));
	path = "/picture/year";
	assert_int_equal(rig_get(anna, rig_f(rig, "%s/csv", path)), 200);
	assert_true(rig_has(anna, "findings,type,hospital,Hospital,6,6"));
	assert_int_equal(rig_get(anna, rig_f(rig, "%s/json", path)), 200);
	assert_int_equal(rig_get(anna, rig_f(rig, "%s/html", path)), 200);
	assert_true(rig_has(anna, "Observatory of the sector"));
	assert_int_equal(rig_get(anna, rig_f(rig, "%s/pdf", path)), 200);
	assert_true(rig_has(anna, "%PDF-"));
	assert_int_equal(rig_get(anna, rig_f(rig, "%s/exe", path)), 404);
	rig_now -= INT64_C(24) * 3600000;
}
