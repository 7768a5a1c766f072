#include "desk/viewer.h"

#include "desk_place.h"

TEST_STORE(a_device_sees_what_people_of_its_organisation_see)
{
	struct db *db = place_open(place);
	const char *org = desk_place_org(place, db, "CHU", ORG_HOSPITAL, NULL);
	const char *person = desk_place_person(place, db, "Anna");
	struct audience_viewer device, people;
	struct who who;

	(void)desk_place_role(place, db, person, ROLE_TECHNICIAN, org);
	who = desk_place_who(place, db, person, NOW);
	assert_int_equal(viewer_of_device(db, "k1", org, place->arena, &device), 0);
	viewer_of(&who, place->arena, &people);
	assert_int_equal(viewer_labels(&device), viewer_labels(&people));
	assert_false(viewer_labels(&device) >> TLP_RED & 1);
	assert_true(viewer_labels(&device) >> TLP_GREEN & 1);
	assert_int_equal(
	    viewer_of_device(db, "k1", "nobody", place->arena, &device), ERR_NOTFOUND);
	db_close(db);
}

TEST(nobody_sees_what_is_clear_alone)
{
	const struct audience_viewer nobody = {0};

	assert_int_equal(viewer_labels(&nobody), 1u << TLP_CLEAR);
}

TEST(what_was_withdrawn_unpublished_is_for_its_writers)
{
	struct ioc ioc = {.state = IOC_WITHDRAWN, .tlp = TLP_CLEAR};
	const struct audience_viewer nobody = {0};
	struct audience audience;

	viewer_ioc_audience(&ioc, &audience);
	assert_false(audience_sees(&nobody, &audience));
	ioc.published = 1;
	viewer_ioc_audience(&ioc, &audience);
	assert_true(audience_sees(&nobody, &audience));
}
