#include "model/finding.h"

#include "test.h"

TEST(finding_order_is_that_of_a_report)
{
	static const struct finding sorted[] = {
	    {.criticality = CRIT_CRITICAL, .type = "vnc-no-auth", .subject = "z"},
	    {.criticality = CRIT_HIGH, .type = "redis-no-auth", .subject = "a"},
	    {.criticality = CRIT_HIGH, .type = "smb-exposed", .subject = "a"},
	    {.criticality = CRIT_HIGH,
		.type = "smb-exposed",
		.subject = "b",
		.addr = "127.0.0.1",
		.port = 139},
	    {.criticality = CRIT_HIGH,
		.type = "smb-exposed",
		.subject = "b",
		.addr = "127.0.0.1",
		.port = 445},
	    {.criticality = CRIT_HIGH,
		.type = "smb-exposed",
		.subject = "b",
		.addr = "127.0.0.2",
		.port = 1},
	};

	for (size_t i = 0; i < ARRAY_LEN(sorted); i++)
		for (size_t j = 0; j < ARRAY_LEN(sorted); j++) {
			int want = (i > j) - (i < j);
			int got = finding_compare(&sorted[i], &sorted[j]);

			assert_int_equal((got > 0) - (got < 0), want);
		}
}

TEST(finding_names_cover_the_enums)
{
	size_t n;

	for (n = 0; criticality_names[n]; n++)
		continue;
	assert_int_equal(n, CRIT_LEVELS);
	for (n = 0; category_names[n]; n++)
		continue;
	assert_int_equal(n, CATEGORIES);
	assert_string_equal(criticality_names[CRIT_INFO], "info");
	assert_string_equal(category_names[CATEGORY_HEALTH], "health");
	assert_string_equal(finding_state_names[FINDING_UNKNOWN], "unknown");
}
