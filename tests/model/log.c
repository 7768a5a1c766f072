#include "model/log.h"

#include "rows.h"
#include "test.h"

TEST(log_rows)
{
	static const struct record_type *const types[] = {
	    &log_entry_type, &log_head_type, &outgoing_type, &setting_type, &idempotency_type};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		rows_check(types[i]);
}

TEST(out_state_names_fit_the_values)
{
	assert_string_equal(out_state_names[OUT_BOUNCED], "bounced");
	assert_null(out_state_names[OUT_BOUNCED + 1]);
}
