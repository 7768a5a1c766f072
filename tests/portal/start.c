#include "rig.h"

TEST_RIG(a_visitor_sees_the_start_page_and_a_member_comes_to_the_organisation)
{
	const char *org = rig_org(rig, "CHU Test", ORG_HOSPITAL, NULL);
	const char *anna = rig_person(rig, "Anna", "anna@x.example", ROLE_OFFICER, org);
	struct rig_browser *b = rig_browser(rig);

	assert_int_equal(rig_get(b, "/"), 200);
	assert_true(rig_has(b, "CERT Test"));
	rig_session(b, anna, true);
	assert_int_equal(rig_get(b, "/"), 303);
	assert_string_equal(b->location, rig_f(rig, "/orgs/%s", org));
}

TEST_RIG(a_language_is_kept_and_leads_back_to_own_pages_alone)
{
	struct rig_browser *b = rig_browser(rig);

	assert_int_equal(rig_get(b, "/language/fr?next=//evil.example"), 303);
	assert_string_equal(b->location, "/");
	assert_int_equal(rig_get(b, "/"), 200);
	assert_true(rig_has(b, "<html lang=\"fr\""));
}
