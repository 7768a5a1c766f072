#include "model/vuln.h"

#include "rows.h"
#include "test.h"

TEST(knowledge_rows)
{
	for (size_t i = 0; i < KNOW_KINDS; i++)
		rows_check(&know_types[i]);
}

TEST(knowledge_kind_names_are_those_of_the_records)
{
	for (size_t i = 0; i < KNOW_KINDS; i++)
		assert_string_equal(know_kind_names[i], know_types[i].name);
	assert_null(know_kind_names[KNOW_KINDS]);
}

TEST(knowledge_value_names_fit_the_values)
{
	assert_string_equal(vuln_range_names[RANGE_SPAN], "span");
	assert_null(vuln_range_names[RANGE_SPAN + 1]);
	assert_string_equal(vuln_status_names[VULN_REJECTED], "rejected");
	assert_null(vuln_status_names[VULN_REJECTED + 1]);
	assert_string_equal(ssvc_exploitation_names[SSVC_ACTIVE], "active");
	assert_null(ssvc_exploitation_names[SSVC_ACTIVE + 1]);
	assert_string_equal(fix_state_names[FIX_WONT], "wont");
	assert_null(fix_state_names[FIX_WONT + 1]);
}
