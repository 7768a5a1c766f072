#include "model/tool.h"

#include "rows.h"
#include "test.h"

TEST(tool_rows)
{
	rows_check(&tool_finding_type);
	rows_check(&tool_import_type);
}

TEST(tool_names_fit_the_values)
{
	assert_string_equal(tool_kind_names[TOOL_SSLYZE], "sslyze");
	assert_null(tool_kind_names[TOOL_KINDS]);
	assert_string_equal(tool_kind_labels[TOOL_SSLYZE], "sslyze");
	assert_null(tool_kind_labels[TOOL_KINDS]);
	assert_string_equal(tool_verdict_names[TOOL_INFO], "info");
	assert_null(tool_verdict_names[TOOL_VERDICTS]);
	assert_string_equal(tool_import_state_names[TOOL_DROPPED], "dropped");
	assert_null(tool_import_state_names[TOOL_DROPPED + 1]);
}
