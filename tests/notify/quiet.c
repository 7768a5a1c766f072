#include "notify/quiet.h"

#include "base/time.h"
#include "test.h"

static int64_t at(const char *text)
{
	int64_t ms;

	assert_int_equal(time_parse(span_str(text), &ms), 0);
	return ms;
}

static void check(const char *a, const char *b, int64_t zone, const char *now, const char *want)
{
	const char *rows[] = {a, b};
	struct text_list hours = {rows, b ? 2 : 1};
	char got[TIME_TEXT];

	assert_string_equal(time_text(quiet_until(&hours, zone, at(now)), got), want);
}

TEST(quiet_hours)
{
	struct text_list none = {0};

	assert_int_equal(quiet_until(&none, 0, 12345), 12345);
	check("22:00-06:30", NULL, 0, "2026-11-22T21:59:59.999Z", "2026-11-22T21:59:59.999Z");
	check("22:00-06:30", NULL, 0, "2026-11-22T22:00:00.000Z", "2026-11-23T06:30:00.000Z");
	check("22:00-06:30", NULL, 0, "2026-11-22T03:00:00.000Z", "2026-11-22T06:30:00.000Z");
	check("22:00-06:30", NULL, 0, "2026-11-22T06:30:00.000Z", "2026-11-22T06:30:00.000Z");
	check("12:00-13:00", NULL, 0, "2026-11-22T12:30:10.000Z", "2026-11-22T13:00:00.000Z");
	check("00:00-24:00", NULL, 0, "2026-11-22T12:30:00.000Z", "2026-11-23T00:00:00.000Z");
}

TEST(quiet_hours_are_local)
{
	check("22:00-06:00", NULL, 60, "2026-11-22T20:59:00.000Z", "2026-11-22T20:59:00.000Z");
	check("22:00-06:00", NULL, 60, "2026-11-22T21:00:00.000Z", "2026-11-23T05:00:00.000Z");
	check(
	    "22:00-06:00", NULL, -300, "2026-11-22T03:00:00.000Z", "2026-11-22T11:00:00.000Z");
}

TEST(quiet_hours_that_follow_each_other)
{
	check("06:00-08:00", "22:00-06:00", 0, "2026-11-22T23:00:00.000Z",
	    "2026-11-23T08:00:00.000Z");
	/* Never more than a day, whatever somebody writes. */
	check("00:00-12:00", "12:00-24:00", 0, "2026-11-22T11:00:00.000Z",
	    "2026-11-23T11:00:00.000Z");
}

TEST(quiet_rows_that_are_none_are_passed_over)
{
	static const char *const wrong[] = {"", "22:00", "22:00-", "22:00-06:3", "22:00-06:300",
	    "25:00-26:00", "22:60-23:00", "aa:bb-cc:dd", "08:00-08:00", "22.00-06.00"};

	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		check(
		    wrong[i], NULL, 0, "2026-11-22T22:30:00.000Z", "2026-11-22T22:30:00.000Z");
}

TEST(quiet_digest_is_at_seven_of_the_zone)
{
	char got[TIME_TEXT];

	assert_string_equal(time_text(quiet_digest(0, at("2026-11-22T06:59:00.000Z")), got),
	    "2026-11-22T07:00:00.000Z");
	assert_string_equal(time_text(quiet_digest(0, at("2026-11-22T07:00:00.000Z")), got),
	    "2026-11-23T07:00:00.000Z");
	assert_string_equal(time_text(quiet_digest(60, at("2026-11-22T06:30:00.000Z")), got),
	    "2026-11-23T06:00:00.000Z");
}
