#include "model/tracked.h"

#include "rows.h"
#include "test.h"

TEST(tracked_rows)
{
	static const struct record_type *const types[] = {&tracked_type, &tracked_event_type,
	    &exposed_type, &exposure_event_type, &snapshot_type, &sector_day_type};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		rows_check(types[i]);
}

TEST(exposed_kind_names_fit_the_values)
{
	assert_string_equal(exposed_kind_names[EXPOSED_SERVICE], "service");
	assert_null(exposed_kind_names[EXPOSED_SERVICE + 1]);
}

TEST(tracked_state_names_fit_the_values)
{
	assert_string_equal(tracked_state_names[TRACKED_WITHDRAWN], "withdrawn");
	assert_null(tracked_state_names[TRACKED_WITHDRAWN + 1]);
}
