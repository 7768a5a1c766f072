#include "model/event.h"

#include "model/notice.h"
#include "rows.h"
#include "test.h"

TEST(event_rows)
{
	static const struct record_type *const types[] = {
	    &event_type, &alert_type, &alert_event_type, &event_rule_type, &event_import_type};

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		rows_check(types[i]);
}

TEST(event_names_fit_the_values)
{
	assert_string_equal(event_how_names[EVENT_BY_HAND], "hand");
	assert_string_equal(event_how_names[EVENT_BY_SENSOR], "sensor");
	assert_null(event_how_names[EVENT_BY_SENSOR + 1]);
	assert_string_equal(alert_state_names[ALERT_CLOSED], "closed");
	assert_null(alert_state_names[ALERT_STATES]);
	assert_string_equal(alert_end_names[ALERT_END_INCIDENT], "incident");
	assert_null(alert_end_names[ALERT_END_INCIDENT + 1]);
	assert_string_equal(event_rule_does_names[EVENT_RULE_SUPPRESSES], "suppresses");
	assert_null(event_rule_does_names[EVENT_RULE_SUPPRESSES + 1]);
}

TEST(event_answers_are_those_of_notices)
{
	for (int i = 0; i < NOTICE_ANSWERS; i++)
		assert_string_equal(alert_answer_names[i], notice_answer_names[i]);
	assert_null(alert_answer_names[NOTICE_ANSWERS]);
}
