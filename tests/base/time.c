#include "base/time.h"
#include "test.h"

TEST(time_formats_and_parses)
{
	static const struct {
		int64_t ms;
		const char *text;
	} rows[] = {
	    {0, "1970-01-01T00:00:00.000Z"},
	    {-1, "1969-12-31T23:59:59.999Z"},
	    {951782400000, "2000-02-29T00:00:00.000Z"},
	    {1795253400123, "2026-11-21T09:30:00.123Z"},
	    {253402300799999, "9999-12-31T23:59:59.999Z"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[TIME_TEXT];
		int64_t ms;

		assert_string_equal(time_text(rows[i].ms, text), rows[i].text);
		assert_int_equal(time_parse(span_str(rows[i].text), &ms), 0);
		assert_int_equal(ms, rows[i].ms);
	}
}

TEST(time_parse_takes_offsets_and_refuses_nonsense)
{
	int64_t ms;
	char text[TIME_TEXT];

	assert_int_equal(time_parse(span_str("2026-11-21T10:30:00+01:00"), &ms), 0);
	assert_string_equal(time_text(ms, text), "2026-11-21T09:30:00.000Z");
	assert_int_equal(time_parse(span_str("2026-11-21"), &ms), 0);
	assert_string_equal(time_date(ms, text), "2026-11-21");
	assert_string_equal(time_minute(ms + 5400000, text), "2026-11-21 01:30 UTC");
	assert_int_equal(time_parse(span_str("2026-02-29"), &ms), ERR_RANGE);
	assert_int_equal(time_parse(span_str("2026-11-21T25:00:00Z"), &ms), ERR_RANGE);
	assert_int_equal(time_parse(span_str("2026-11-21T10:00:00"), &ms), ERR_SYNTAX);
	assert_int_equal(time_parse(span_str("21/11/2026"), &ms), ERR_SYNTAX);
	assert_int_equal(time_split(1795253400123).weekday, 5);
}
