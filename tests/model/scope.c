#include "model/scope.h"

#include "rows.h"
#include "test.h"

TEST(scope_rows)
{
	static const struct record_type *const types[] = {
	    &item_type, &proof_type, &authorisation_type};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		rows_check(types[i]);
}

TEST(item_kind_names_fit_the_values)
{
	assert_string_equal(item_kind_names[ITEM_NETWORK], "network");
	assert_null(item_kind_names[ITEM_NETWORK + 1]);
}

TEST(item_state_names_fit_the_values)
{
	assert_string_equal(item_state_names[ITEM_RETIRED], "retired");
	assert_null(item_state_names[ITEM_RETIRED + 1]);
}

TEST(item_source_names_fit_the_values)
{
	assert_string_equal(item_source_names[ITEM_FROM_IMPORTED], "imported");
	assert_null(item_source_names[ITEM_FROM_IMPORTED + 1]);
}

TEST(proof_method_names_fit_the_values)
{
	assert_string_equal(proof_method_names[PROOF_ATTESTED], "attested");
	assert_null(proof_method_names[PROOF_ATTESTED + 1]);
}

TEST(proof_state_names_fit_the_values)
{
	assert_string_equal(proof_state_names[PROOF_LAPSED], "lapsed");
	assert_null(proof_state_names[PROOF_LAPSED + 1]);
}
