#include "model/directive.h"

#include "base/time.h"
#include "rows.h"
#include "test.h"

TEST(directive_record_rows)
{
	rows_check(&directive_type);
	rows_check(&inbound_type);
	rows_check(&address_state_type);
	assert_string_equal(inbound_kind_names[INBOUND_REFUSED], "refused");
	assert_string_equal(inbound_verdict_names[INBOUND_SETTLED], "settled");
}

TEST(directive_takes_by_kind_severity_and_label)
{
	static const char *kinds[] = {"alert"};
	struct directive d = {
	    .enabled = true, .kinds = {kinds, 1}, .least = CRIT_MEDIUM, .tlp = TLP_AMBER};

	assert_true(directive_takes(&d, "alert", CRIT_MEDIUM, TLP_AMBER));
	assert_true(directive_takes(&d, "alert", CRIT_CRITICAL, TLP_CLEAR));
	assert_false(directive_takes(&d, "alert", CRIT_LOW, TLP_CLEAR));
	assert_false(directive_takes(&d, "alert", CRIT_HIGH, TLP_AMBER_STRICT));
	assert_false(directive_takes(&d, "finding", CRIT_HIGH, TLP_CLEAR));
	d.kinds.n = 0;
	assert_true(directive_takes(&d, "finding", CRIT_HIGH, TLP_CLEAR));
	d.enabled = false;
	assert_false(directive_takes(&d, "finding", CRIT_HIGH, TLP_CLEAR));
}

TEST(directive_names_persons_roles_and_functions)
{
	static const char *persons[] = {"p1"}, *roles[] = {"officer"}, *on_call[] = {"on-call"};
	const struct text_list none = {0}, duty = {on_call, 1};
	struct directive d = {0};

	assert_false(directive_names(&d, "p1", "officer", &duty));
	d.persons = (struct text_list){persons, 1};
	assert_true(directive_names(&d, "p1", "viewer", &none));
	assert_false(directive_names(&d, "p2", "viewer", &none));
	d.roles = (struct text_list){roles, 1};
	assert_true(directive_names(&d, "p2", "officer", &none));
	d.functions = (struct text_list){on_call, 1};
	assert_true(directive_names(&d, "p3", "viewer", &duty));
}

static int64_t at(const char *text)
{
	int64_t ms = -1;

	assert_int_equal(time_parse(span_str(text), &ms), 0);
	return ms;
}

/* Due, of something medium, in a zone of two hours east. */
static void due_is(const struct directive *d, const char *now, const char *expected)
{
	char got[TIME_TEXT], want[TIME_TEXT];

	assert_string_equal(time_text(directive_due(d, CRIT_MEDIUM, 120, at(now)), got),
	    time_text(at(expected), want));
}

/* 2026-11-20 is a Friday. */
TEST(directive_due_waits_for_hours_and_working_days)
{
	static const char *office[] = {"08:00-17:00"}, *night[] = {"22:00-06:00"};
	struct directive d = {.at_once = CRIT_HIGH};

	due_is(&d, "2026-11-21T03:00:00Z", "2026-11-21T03:00:00Z");
	d.hours = (struct text_list){office, 1};
	due_is(&d, "2026-11-20T03:00:00Z", "2026-11-20T06:00:00Z");
	due_is(&d, "2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z");
	due_is(&d, "2026-11-20T15:00:00Z", "2026-11-21T06:00:00Z"); /* 17:00 there */
	d.weekdays = true;
	due_is(&d, "2026-11-20T15:00:00Z", "2026-11-23T06:00:00Z");
	due_is(&d, "2026-11-21T12:00:00Z", "2026-11-23T06:00:00Z");
	due_is(&d, "2026-11-20T14:59:59Z", "2026-11-20T14:59:59Z");
	assert_int_equal(directive_due(&d, CRIT_HIGH, 120, at("2026-11-21T12:00:00Z")),
	    at("2026-11-21T12:00:00Z"));
	d.digest = true;
	due_is(&d, "2026-11-19T12:00:00Z", "2026-11-20T06:00:00Z");
	d = (struct directive){.at_once = CRIT_CRITICAL, .digest = true};
	due_is(&d, "2026-11-19T12:00:00Z", "2026-11-20T05:00:00Z"); /* 7 o'clock there */
	d = (struct directive){.at_once = CRIT_CRITICAL, .hours = {night, 1}};
	due_is(&d, "2026-11-19T12:00:00Z", "2026-11-19T20:00:00Z");
	due_is(&d, "2026-11-19T21:00:00Z", "2026-11-19T21:00:00Z");
	due_is(&d, "2026-11-19T02:00:00Z", "2026-11-19T02:00:00Z");
}

TEST(directive_hours_are_read_strictly)
{
	static const char *const bad[] = {"", "8:00-17:00", "08:00", "08:00-17:60",
	    "08:00-25:00", "08:00-08:00", "08:00_17:00"};

	assert_true(directive_hours_fit("00:00-24:00"));
	assert_true(directive_hours_fit("22:00-06:00"));
	assert_false(directive_hours_fit(NULL));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(directive_hours_fit(bad[i]));
}
