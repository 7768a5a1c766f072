#include "model/order.h"

#include "rows.h"
#include "test.h"

TEST(order_rows)
{
	static const struct record_type *const types[] = {
	    &audit_order_type, &order_event_type, &chunk_type};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		rows_check(types[i]);
}

TEST(order_kind_names_fit_the_values)
{
	assert_string_equal(order_kind_names[ORDER_OF_RETEST], "retest");
	assert_null(order_kind_names[ORDER_OF_RETEST + 1]);
}

TEST(order_state_names_fit_the_values)
{
	assert_string_equal(order_state_names[ORDER_REFUSED], "refused");
	assert_null(order_state_names[ORDER_REFUSED + 1]);
}

TEST(recurrence_names_fit_the_values)
{
	assert_string_equal(recurrence_names[REPEAT_CYHY], "cyhy");
	assert_null(recurrence_names[REPEAT_CYHY + 1]);
}

TEST(chunk_state_names_fit_the_values)
{
	assert_string_equal(chunk_state_names[CHUNK_CANCELLED], "cancelled");
	assert_null(chunk_state_names[CHUNK_CANCELLED + 1]);
}
