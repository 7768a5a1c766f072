#include "model/ioc.h"

#include "rows.h"
#include "test.h"

TEST(ioc_rows)
{
	static const struct record_type *const types[] = {
	    &ioc_type, &sighting_type, &feed_key_type, &feed_fetch_type};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		rows_check(types[i]);
}

TEST(ioc_names_fit_the_values)
{
	assert_string_equal(ioc_kind_names[IOC_EMAIL], "email");
	assert_null(ioc_kind_names[IOC_KINDS]);
	assert_string_equal(ioc_kind_names[IOC_KINDS_SERVED - 1], "url");
	assert_string_equal(ioc_list_names[IOC_LIST_AUTH], "auth");
	assert_null(ioc_list_names[IOC_LIST_AUTH + 1]);
	assert_string_equal(ioc_level_names[IOC_HIGH], "high");
	assert_null(ioc_level_names[IOC_HIGH + 1]);
	assert_string_equal(ioc_fp_rate_names[IOC_FP_HIGH], "high");
	assert_null(ioc_fp_rate_names[IOC_FP_HIGH + 1]);
	assert_string_equal(ioc_kill_chain_names[IOC_RECONNAISSANCE], "reconnaissance");
	assert_string_equal(ioc_kill_chain_names[IOC_PHASE_UNKNOWN], "unknown");
	assert_null(ioc_kill_chain_names[IOC_RECONNAISSANCE + 1]);
	assert_string_equal(ioc_category_names[IOC_DDOS], "ddos");
	assert_string_equal(ioc_category_names[IOC_CATEGORY_UNKNOWN], "unknown");
	assert_null(ioc_category_names[IOC_DDOS + 1]);
	assert_string_equal(ioc_state_names[IOC_WITHDRAWN], "withdrawn");
	assert_null(ioc_state_names[IOC_WITHDRAWN + 1]);
	assert_string_equal(sighting_kind_names[SIGHTING_FALSE_POSITIVE], "false_positive");
	assert_null(sighting_kind_names[SIGHTING_FALSE_POSITIVE + 1]);
}
