#include "desk/attribute_shared.h"

#include "event_place.h"

TEST_STORE(attribute_shared_changes_with_the_perimeters)
{
	struct db *db = place_open(place);
	struct event_scene s = event_scene(place, db);
	const struct attribute *a = NULL, *same = NULL, *later = NULL;

	attribute_shared_forget();
	assert_int_equal(attribute_shared_get(db, NOW, &a), 0);
	assert_int_equal(attribute_shared_get(db, NOW, &same), 0);
	assert_ptr_equal(a, same);
	(void)event_item(place, db, s.org, "203.0.113.0/24");
	assert_int_equal(attribute_shared_get(db, NOW, &later), 0);
	assert_ptr_not_equal(a, later);
	/* Who holds the older one goes on with it. */
	assert_int_equal(attribute_networks(a) + 1, attribute_networks(later));
	attribute_shared_put(a);
	attribute_shared_put(same);
	attribute_shared_put(later);
	attribute_shared_put(NULL);
	attribute_shared_forget();
	db_close(db);
}
