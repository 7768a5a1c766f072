#include "model/sensor.h"

#include "test.h"

TEST(sensor_bounds)
{
	struct sensor s = {.id = "i", .name = "n", .print = "p", .offset = -5000};
	struct msg msg = {0};

	/* A clock may be late. */
	assert_int_equal(record_validate(&sensor_type, &s, &msg), 0);
	s.drops = -1;
	assert_int_equal(record_validate(&sensor_type, &s, &msg), ERR_RANGE);
	s = (struct sensor){.id = "i", .name = "n"};
	assert_int_equal(record_validate(&sensor_type, &s, &msg), ERR_RANGE);
}

TEST(sensor_packs_states_have_names)
{
	assert_string_equal(pack_state_names[PACK_CURRENT], "current");
	assert_string_equal(pack_state_names[PACK_WITHDRAWN], "withdrawn");
	assert_null(pack_state_names[PACK_WITHDRAWN + 1]);
}
