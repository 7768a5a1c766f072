#include "sense/sorting.h"

#include "test.h"

static struct sorting of(const char *line)
{
	return sorting_of(span_str(line));
}

TEST(sorting_by_type_and_severity)
{
	struct sorting s = of("{\"timestamp\":\"x\",\"event_type\":\"alert\",\"alert\":{"
			      "\"signature\":\"a\",\"severity\":2}}");

	assert_true(s.kept);
	assert_int_equal(s.class, SHIP_ALERT);
	assert_int_equal(s.priority, ship_priority(SHIP_ALERT));
	s = of("{\"event_type\":\"alert\",\"alert\":{\"severity\":3}}");
	assert_int_equal(s.class, SHIP_ALERT);
	assert_int_equal(s.priority, ship_priority(SHIP_META));
	s = of("{\"event_type\":\"dns\",\"dns\":{}}");
	assert_int_equal(s.class, SHIP_META);
	s = of("{\"event_type\":\"flow\"}");
	assert_int_equal(s.class, SHIP_FLOW);
	s = of("{\"event_type\":\"anomaly\"}");
	assert_int_equal(s.class, SHIP_FLOW);
	assert_false(of("{\"event_type\":\"stats\"}").kept);
}

TEST(sorting_is_not_led_astray_by_what_was_on_the_wire)
{
	struct sorting s = of("{\"event_type\":\"alert\",\"alert\":{\"signature\":"
			      "\"\\\"severity\\\":4\",\"severity\":1},\"http\":{\"url\":"
			      "\"\\\"event_type\\\":\\\"stats\\\"\"}}");

	assert_true(s.kept);
	assert_int_equal(s.priority, ship_priority(SHIP_ALERT));
}
