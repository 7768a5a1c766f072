#include "cert_place.h"

#include "desk/people.h"

TEST_RIG(somebody_is_invited_gets_a_role_and_loses_it)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_ADMINISTRATOR);
	struct person p;
	const char *page, *form;

	assert_int_equal(rig_post(b, "/cert/people/new", "mail", "ida@cert.example", "role",
			     "officer", NULL),
	    422);
	assert_true(rig_has(b, "Choose a role of the CERT."));
	assert_int_equal(rig_post(b, "/cert/people/new", "name", "Ida", "mail",
			     "ida@cert.example", "role", "analyst", NULL),
	    303);
	page = b->location;
	assert_int_equal(people_by_mail(rig->db, "ida@cert.example", rig->arena, &p), 0);
	assert_int_equal(p.state, PERSON_INVITED);
	assert_string_equal(rig_mail(rig, "invitation").person, p.id);
	assert_int_equal(rig_post(b, "/cert/people/new", "name", "Ida", "mail",
			     "ida@cert.example", "role", "analyst", NULL),
	    422);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/roles", page), "role", "coordinator", NULL), 303);
	assert_int_equal(rig_follow(b), 200);
	form = rig_between(b, "action=\"/cert/people/", "/end\"");
	assert_int_equal(rig_post(b, rig_f(rig, "/cert/people/%s/end", form), NULL), 303);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "%s/state", page), "state", "suspended", NULL), 303);
	assert_int_equal(people_get(rig->db, p.id, rig->arena, &p), 0);
	assert_int_equal(p.state, PERSON_SUSPENDED);
}

TEST_RIG(nobody_suspends_or_promotes_himself)
{
	struct rig_browser *b = cert_place_browser(rig, ROLE_ADMINISTRATOR);
	const char *me = cert_place_person(rig, ROLE_ADMINISTRATOR);

	assert_int_equal(
	    rig_post(b, rig_f(rig, "/cert/people/%s/state", me), "state", "suspended", NULL),
	    422);
	assert_int_equal(
	    rig_post(b, rig_f(rig, "/cert/people/%s/roles", me), "role", "analyst", NULL), 422);
}
