#include "cert_place.h"

#include "desk/org.h"
#include "store/desk.h"

TEST_RIG(an_organisation_is_entered_suspended_and_activated)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);
	struct org org;
	const char *page;

	assert_int_equal(
	    rig_post(b, "/cert/orgs/new", "type", "hospital", "beds", "many", NULL), 422);
	assert_true(rig_has(b, "This is needed."));
	assert_true(rig_has(b, "This is not a number that fits."));
	assert_true(rig_has(b, "value=\"many\""));
	assert_int_equal(rig_post(b, "/cert/orgs/new", "name", "CH Nord", "type", "hospital",
			     "parent", "nobody", NULL),
	    422);
	assert_true(rig_has(b, "There is no organisation of this name."));
	assert_int_equal(rig_post(b, "/cert/orgs/new", "name", "CH Nord", "type", "hospital",
			     "beds", "120", "lang", "fr", NULL),
	    303);
	page = b->location;
	assert_int_equal(rig_follow(b), 200);
	assert_int_equal(desk_find(rig->db, &org_type, "WHERE \"name\" = 'CH Nord'", NULL, 0,
			     rig->arena, &org),
	    0);
	assert_int_equal(org.beds, 120);
	assert_int_equal(org.state, ORG_ACTIVE);
	assert_int_equal(rig_post(b, page, "action", "suspend", NULL), 422);
	assert_int_equal(rig_post(b, page, "action", "suspend", "reason", "unpaid", NULL), 303);
	assert_int_equal(org_get(rig->db, org.id, rig->arena, &org), 0);
	assert_int_equal(org.state, ORG_SUSPENDED);
	assert_int_equal(rig_post(b, page, "action", "activate", NULL), 303);
}

TEST_RIG(a_list_is_looked_at_before_it_is_imported)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_COORDINATOR);
	static const char good[] = "name,type\nCH A,hospital\nCH B,hospital\n";

	assert_int_equal(rig_post(b, "/cert/orgs/import", NULL), 422);
	assert_int_equal(
	    rig_post(b, "/cert/orgs/import", "csv", "name,type\nCH A,castle\n", NULL), 422);
	assert_true(rig_has(b, "nothing was imported"));
	assert_int_equal(rig_post(b, "/cert/orgs/import", "csv", good, NULL), 200);
	assert_true(rig_has(b, "2 new organisations"));
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM org"), 0);
	assert_int_equal(
	    rig_post(b, "/cert/orgs/import", "csv", good, "import", "1", NULL), 303);
	assert_int_equal(place_int(rig->db, "SELECT count(*) FROM org"), 2);
}
