#include "taste.h"

static const char packed[] =
    "[{\"product\":\"php\",\"title\":\"PHP\",\"cpe\":[\"cpe:/"
    "a:php:php\",\"cpe:2.3:a:php:php\"],"
    "\"releases\":[{\"releaseCycle\":\"8.1\",\"releaseDate\":\"2021-11-25\",\"eol\":"
    "\"2025-12-31\",\"latest\":\"8.1.29\",\"latestReleaseDate\":\"2024-06-06\"},"
    "{\"releaseCycle\":\"9\",\"releaseDate\":\"2026-01-02\",\"eol\":\"False\",\"lts\":true},"
    "{\"releaseCycle\":\"4\",\"releaseDate\":\"2000-05-22\",\"eol\":\"True\",\"eoes\":"
    "\"2008-08-07\"}]}]";

static const char api[] =
    "{\"schema_version\":\"1.2.0\",\"total\":1,\"result\":[{\"name\":\"php\",\"label\":\"PHP\","
    "\"identifiers\":[{\"type\":\"cpe\",\"id\":\"cpe:2.3:a:php:php\"}],\"releases\":"
    "[{\"name\":\"8.1\",\"releaseDate\":\"2021-11-25\",\"isLts\":false,\"isEol\":true,"
    "\"eolFrom\":\"2025-12-31\",\"latest\":{\"name\":\"8.1.29\",\"date\":\"2024-06-06\"}}]}]}";

static const char first[] =
    "eol php 8.1 2024-06-06 {\"id\":\"php 8.1\",\"product\":\"php\",\"title\":\"PHP\","
    "\"cycle\":\"8.1\",\"cpes\":[\"cpe:2.3:a:php:php\"],"
    "\"released\":\"2021-11-25T00:00:00.000Z\",\"ended\":false,"
    "\"end\":\"2025-12-31T00:00:00.000Z\",\"latest\":\"8.1.29\",\"lts\":false}\n";

TEST(endoflife_of_both_shapes_is_the_same)
{
	struct taste t;

	assert_true(endoflife_sniff(span_str(packed), "x"));
	assert_true(endoflife_sniff(span_str(api), "x"));
	taste_assert(endoflife_read, api, first);
	taste_text(&t, endoflife_read, packed);
	assert_int_equal(t.r, 0);
	assert_int_equal(t.rd.records, 3);
	assert_int_equal(strncmp(str_text(&t.out), first, strlen(first)), 0);
	assert_non_null(
	    strstr(str_text(&t.out), "\"cycle\":\"9\",\"cpes\":[\"cpe:2.3:a:php:php\"],"
				     "\"released\":\"2026-01-02T00:00:00.000Z\","
				     "\"ended\":false,\"lts\":true"));
	assert_non_null(strstr(
	    str_text(&t.out), "\"ended\":true,\"extended_end\":\"2008-08-07T00:00:00.000Z\""));
	taste_done(&t);
}

TEST(endoflife_that_is_cut_is_refused)
{
	taste_truncated(endoflife_read, packed);
	taste_truncated(endoflife_read, api);
}

TEST(endoflife_real)
{
	struct taste t;

	taste_span(&t, endoflife_read, taste_data("cve/endoflife.json.xz"));
	assert_int_equal(t.r, 0);
	assert_int_equal(t.rd.records, 8321);
	assert_int_equal(t.invalid + t.rd.left, 0);
	taste_done(&t);
	taste_data_done();
}
