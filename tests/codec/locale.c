#include "test.h"

#include "base/time.h"
#include "codec/locale.h"

#define NBSP   "\xc2\xa0"
#define NARROW "\xe2\x80\xaf"
#define MINUS  "\xe2\x88\x92"

static int64_t at(const char *text)
{
	int64_t ms = 0;

	assert_int_equal(time_parse(span_str(text), &ms), 0);
	return ms;
}

static void check_number(const char *lang, int64_t v, const char *expected)
{
	STR_AUTO(out, 100);

	locale_number(locale_of(lang), v, &out);
	assert_string_equal(str_text(&out), expected);
}

TEST(locale_numbers_are_grouped)
{
	check_number("en", 1234567, "1,234,567");
	check_number("fr", 1234, "1" NARROW "234");
	check_number("nb", 1234, "1" NBSP "234");
	check_number("en", 999, "999");
	check_number("fr", -1000, MINUS "1" NARROW "000");
	check_number("en", INT64_MIN, MINUS "9,223,372,036,854,775,808");
}

TEST(locale_percent_has_its_space)
{
	STR_AUTO(out, 100);

	locale_percent(locale_of("en"), 45, &out);
	locale_percent(locale_of("nb"), 45, &out);
	assert_string_equal(str_text(&out), "45%45" NBSP "%");
}

static void check_time(const char *lang, const char *text, int zone, const char *expected)
{
	STR_AUTO(out, 100);

	locale_time(locale_of(lang), at(text), zone, &out);
	assert_string_equal(str_text(&out), expected);
}

TEST(locale_times_are_in_the_readers_zone)
{
	check_time("en", "2026-11-21T14:05:59Z", 0, "21 Nov 2026, 14:05");
	check_time("fr", "2026-11-21T13:05:00Z", 60, "21 nov. 2026 à 14:05");
	check_time("nb", "2026-11-21T13:05:00Z", 60, "21. nov. 2026 kl. 14.05");
	check_time("fr", "2026-07-31T22:30:00Z", 120, "1er août 2026 à 00:30");
	check_time("nb", "2027-01-01T02:00:00Z", -300, "31. des. 2026 kl. 21.00");
	check_time("en", "1969-12-31T23:59:00Z", 0, "31 Dec 1969, 23:59");
}

TEST(locale_dates)
{
	STR_AUTO(out, 400);

	locale_date(locale_of("en"), at("2026-05-01"), 0, &out);
	str_char(&out, '|');
	locale_date(locale_of("fr"), at("2026-02-28"), 0, &out);
	str_char(&out, '|');
	locale_date(locale_of("nb"), at("2026-05-17"), 0, &out);
	assert_string_equal(str_text(&out), "1 May 2026|28 févr. 2026|17. mai 2026");
	str_clear(&out);
	locale_date(locale_of("en"), INT64_MAX, 14 * 60, &out);
	str_char(&out, '|');
	locale_date(locale_of("en"), INT64_MIN, -12 * 60, &out);
	assert_string_equal(str_text(&out), "31 Dec 9999|1 Jan 0");
}

static void check_duration(const char *lang, int64_t seconds, const char *expected)
{
	STR_AUTO(out, 100);

	locale_duration(locale_of(lang), seconds * 1000, &out);
	assert_string_equal(str_text(&out), expected);
}

TEST(locale_durations)
{
	check_duration("en", 0, "0 s");
	check_duration("en", 59, "59 s");
	check_duration("en", 3 * 60 + 59, "3 min");
	check_duration("fr", 2 * 3600 + 5 * 60, "2 h 5 min");
	check_duration("nb", 2 * 3600 + 5 * 60, "2 t 5 min");
	check_duration("en", 2 * 3600, "2 h");
	check_duration("en", 4 * 86400 + 86399, "4 d");
	check_duration("fr", 4 * 86400, "4 j");
	check_duration("en", -90, MINUS "1 min");
}

TEST(locale_plurals)
{
	assert_int_equal(locale_plural(locale_of("en"), 0), 1);
	assert_int_equal(locale_plural(locale_of("fr"), 0), 0);
	assert_int_equal(locale_plural(locale_of("nb"), 1), 0);
	assert_int_equal(locale_plural(locale_of("fr"), 2), 1);
	assert_null(locale_of("de"));
	assert_null(locale_of(NULL));
}
